"""Days as the district counts them: local dates, notice days, business days, ages and school years.

Moments are aware UTC datetimes; legal days are dates in the district's own zone. Nothing here counts hours or
UTC days: both give a wrong answer in the week in which the clocks change.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ballot_service.rules.fact_checks import WrongFact, check_moments, check_zone

CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
SCHOOL_YEAR_BEGINS_IN = 7
SATURDAY = 5


def check_clock(field: str, clock: str) -> None:
    """Raises WrongFact for a time of day that is not "HH:MM"."""
    if not CLOCK.fullmatch(clock):
        raise WrongFact(field, f'is not a time of day: "{clock}"', 'hours and minutes, such as "17:00"')


def local_date(at: datetime, zone: str) -> date:
    """The day on the district's wall calendar at that moment. `zone` is an IANA name.

    Raises ValueError for a moment without a time zone or an unknown zone.
    """
    check_zone(zone)
    check_moments({"at": at})
    return at.astimezone(ZoneInfo(zone)).date()


def at_local(day: date, clock: str, zone: str) -> datetime:
    """The UTC moment at which the district's clock shows `clock` ("HH:MM", 24 hours) on that day.

    A time that happens twice (autumn) is the first of the two; a time that is skipped (spring) is the moment
    an unchanged clock would have shown it. Raises ValueError if `clock` is not "HH:MM".
    """
    check_clock("clock", clock)
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone)).astimezone(UTC)


def notice_days(notice_on: date, opening_on: date, *, clear_days: bool = False) -> int:
    """How many days of notice were given; negative if the notice came after the opening.

    The day of the notice does not count. The opening day does, unless `clear_days`: then only the whole days
    between the two count. Source: R048; CEC Guidance 2022, p. 8; docs/decisions/0002-what-two-weeks-means.md.
    """
    return (opening_on - notice_on).days - (1 if clear_days else 0)


def earliest_opening_on(notice_on: date, days: int, *, clear_days: bool = False) -> date:
    """The first day on which voting may open after a notice given on `notice_on`.

    Source: R048; CEC Guidance 2022, p. 8 ("at least two weeks").
    """
    return notice_on + timedelta(days=days + (1 if clear_days else 0))


def latest_notice_on(opening_on: date, days: int, *, clear_days: bool) -> date:
    """The last day on which notice is still in time for that opening. Source: as `earliest_opening_on`."""
    return opening_on - timedelta(days=days + (1 if clear_days else 0))


def is_business_day(day: date, holidays: Collection[date]) -> bool:
    """Monday to Friday, and not a holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def business_days_after(day: date, n: int, holidays: Collection[date]) -> date:
    """The n-th business day after `day`, which itself never counts; `day` itself for n = 0.

    `holidays` has to cover the days that follow (see `rules.holidays`). Raises ValueError if n is negative.
    Source: cure and challenge windows, requirements 1.14 and 1.15.
    """
    if n < 0:
        raise ValueError("Business days are counted forward only.")
    while n > 0:
        day += timedelta(days=1)
        n -= is_business_day(day, holidays)
    return day


def add_years(day: date, years: int) -> date:
    """The same day some years later. 29 February falls on 1 March in a year without one."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def age_on(born_on: date, day: date) -> int:
    """Completed years on that day; the birthday itself counts, and 29 February is 1 March in other years.

    Raises ValueError for a day before the birth. Source: R036; CEC Guidance 2022, p. 12 ("at least 12").
    """
    if day < born_on:
        raise ValueError("The birth date is after the day asked about.")
    years = day.year - born_on.year
    return years if add_years(born_on, years) <= day else years - 1


def school_year_of(day: date) -> str:
    """The school year a day belongs to, "2025-26" for 1 July 2025 to 30 June 2026.

    Source: R095 (the FY26 reporting year ends on 30 June 2026).
    """
    first = day.year if day.month >= SCHOOL_YEAR_BEGINS_IN else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"
