"""Days as the district counts them (requirements 1.14): clock changes, leap days, holidays, ages."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.calendar import (
    add_years,
    age_on,
    at_local,
    business_days_after,
    earliest_opening_on,
    is_business_day,
    latest_notice_on,
    local_date,
    notice_days,
    school_year_of,
)
from ballot_service.rules.holidays import holidays_between, mississippi_holidays

CHICAGO = "America/Chicago"
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31))
CLOCKS = st.times().map(lambda at: f"{at:%H:%M}")


def test_an_evening_in_mississippi_is_not_yet_the_next_day_of_utc() -> None:
    assert local_date(datetime(2025, 11, 5, 3, 30, tzinfo=UTC), CHICAGO) == date(2025, 11, 4)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no offset from UTC"):
        local_date(datetime(2025, 11, 5, 3, 30), CHICAGO)  # noqa: DTZ001 - the naive time is what is tested


@pytest.mark.parametrize("zone", ["America", "Nowhere/Town", "../etc", ""])
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="is not a time zone"):
        local_date(datetime(2025, 11, 5, tzinfo=UTC), zone)


def test_seven_in_the_morning_before_and_after_the_clocks_change() -> None:
    assert at_local(date(2025, 11, 1), "07:00", CHICAGO) == datetime(2025, 11, 1, 12, tzinfo=UTC)
    assert at_local(date(2025, 11, 2), "07:00", CHICAGO) == datetime(2025, 11, 2, 13, tzinfo=UTC)


def test_a_time_that_happens_twice_is_the_first_one() -> None:
    assert at_local(date(2025, 11, 2), "01:30", CHICAGO) == datetime(2025, 11, 2, 6, 30, tzinfo=UTC)


def test_a_time_that_is_skipped_is_what_an_unchanged_clock_would_show() -> None:
    at = at_local(date(2026, 3, 8), "02:30", CHICAGO)
    assert at.astimezone(ZoneInfo(CHICAGO)).strftime("%H:%M") == "03:30"


@pytest.mark.parametrize("clock", ["7:00", "24:00", "17:60", "17:00:00", "5 pm", "", "17:00\n"])
def test_a_time_has_hours_and_minutes(clock: str) -> None:
    with pytest.raises(ValueError, match="is not a time"):
        at_local(date(2025, 11, 18), clock, CHICAGO)


@given(day=DAYS, clock=CLOCKS)
def test_a_local_time_is_on_its_own_day_in_every_season(day: date, clock: str) -> None:
    assert local_date(at_local(day, clock, CHICAGO), CHICAGO) == day


def test_two_weeks_from_the_fifth_of_november_end_on_the_nineteenth() -> None:
    assert earliest_opening_on(date(2025, 11, 5), 14) == date(2025, 11, 19)
    assert notice_days(date(2025, 11, 5), date(2025, 11, 18)) == 13


def test_clear_days_leave_out_the_opening_day() -> None:
    assert earliest_opening_on(date(2025, 11, 4), 14, clear_days=True) == date(2025, 11, 19)
    assert notice_days(date(2025, 11, 4), date(2025, 11, 18), clear_days=True) == 13


@given(day=DAYS, days=st.integers(0, 60), clear=st.booleans())
def test_the_earliest_opening_gives_exactly_the_days_needed(day: date, days: int, clear: bool) -> None:
    opening = earliest_opening_on(day, days, clear_days=clear)
    assert notice_days(day, opening, clear_days=clear) == days
    assert latest_notice_on(opening, days, clear_days=clear) == day


def test_the_cure_window_of_the_tie_ends_on_friday_twelve_december() -> None:
    """S6: polls close Fri 5 Dec 2025; five business days later is Fri 12 Dec."""
    holidays = holidays_between(date(2025, 12, 5), date(2025, 12, 31))
    assert business_days_after(date(2025, 12, 5), 5, holidays) == date(2025, 12, 12)


def test_business_days_skip_veterans_day_and_thanksgiving() -> None:
    holidays = mississippi_holidays(2025)
    assert business_days_after(date(2025, 11, 10), 1, holidays) == date(2025, 11, 12)
    assert business_days_after(date(2025, 11, 26), 1, holidays) == date(2025, 11, 28)


def test_a_district_adds_its_own_days() -> None:
    holidays = holidays_between(date(2025, 11, 1), date(2025, 12, 31), also=[date(2025, 11, 28)])
    assert business_days_after(date(2025, 11, 26), 1, holidays) == date(2025, 12, 1)


def test_no_business_day_after_a_sunday_is_that_sunday() -> None:
    assert business_days_after(date(2025, 12, 7), 0, ()) == date(2025, 12, 7)


def test_business_days_are_not_counted_backward() -> None:
    with pytest.raises(ValueError, match="forward only"):
        business_days_after(date(2025, 12, 5), -1, ())


@given(day=DAYS, n=st.integers(1, 30))
def test_the_nth_business_day_is_one_and_has_n_behind_it(day: date, n: int) -> None:
    holidays = holidays_between(day, day + timedelta(days=90))
    last = business_days_after(day, n, holidays)
    between = [day + timedelta(days=d) for d in range(1, (last - day).days + 1)]
    assert is_business_day(last, holidays)
    assert sum(is_business_day(one, holidays) for one in between) == n


def test_the_legal_holidays_of_2026() -> None:
    """Miss. Code 3-3-7(1); no fixed holiday falls on a Sunday in 2026."""
    assert sorted(mississippi_holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 1, 19),
        date(2026, 2, 16),
        date(2026, 4, 27),
        date(2026, 5, 25),
        date(2026, 7, 4),
        date(2026, 9, 7),
        date(2026, 11, 11),
        date(2026, 11, 26),
        date(2026, 12, 25),
    ]


def test_labor_day_can_be_the_first_of_september() -> None:
    assert date(2025, 9, 1) in mississippi_holidays(2025)


def test_holidays_are_those_of_the_years_from_the_first_day_to_the_last() -> None:
    years = {day.year for day in holidays_between(date(2025, 12, 31), date(2026, 1, 1))}
    assert years == {2025, 2026}


def test_a_holiday_on_a_sunday_makes_monday_a_holiday() -> None:
    assert {date(2027, 7, 4), date(2027, 7, 5)} <= mississippi_holidays(2027)


@given(year=st.integers(1970, 2200))
def test_every_year_has_ten_holidays_and_a_monday_for_each_sunday(year: int) -> None:
    days = mississippi_holidays(year)
    sundays = [day for day in days if day.weekday() == 6]
    assert len(days) == 10 + len(sundays)
    assert all(day + timedelta(days=1) in days for day in sundays)


@pytest.mark.parametrize(
    ("born_on", "age"),
    [
        (date(2014, 6, 15), 11),
        (date(2013, 2, 20), 12),
        (date(2013, 11, 3), 12),
        (date(2013, 11, 4), 11),
    ],
)
def test_ages_on_the_day_nominations_close(born_on: date, age: int) -> None:
    """S3: nominations close on Mon 3 Nov 2025."""
    assert age_on(born_on, date(2025, 11, 3)) == age


def test_a_leap_day_birthday_is_on_the_first_of_march_in_other_years() -> None:
    assert add_years(date(2012, 2, 29), 1) == date(2013, 3, 1)
    assert age_on(date(2012, 2, 29), date(2025, 2, 28)) == 12
    assert age_on(date(2012, 2, 29), date(2025, 3, 1)) == 13
    assert age_on(date(2012, 2, 29), date(2024, 2, 29)) == 12


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(ValueError, match="after the day asked about"):
        age_on(date(2031, 1, 1), date(2025, 11, 3))


@given(born_on=DAYS, years=st.integers(0, 100))
def test_an_age_begins_on_the_birthday_and_not_a_day_before(born_on: date, years: int) -> None:
    birthday = add_years(born_on, years)
    assert age_on(born_on, birthday) == years
    if years:
        assert age_on(born_on, birthday - timedelta(days=1)) == years - 1


@pytest.mark.parametrize(
    ("day", "school_year"),
    [
        (date(2025, 6, 30), "2024-25"),
        (date(2025, 7, 1), "2025-26"),
        (date(2026, 6, 30), "2025-26"),
        (date(2099, 8, 1), "2099-00"),
    ],
)
def test_a_school_year_begins_on_the_first_of_july(day: date, school_year: str) -> None:
    assert school_year_of(day) == school_year
