"""R022, R025 to R027 and 1.15: sessions at times that suit everybody, in people's languages, and with proof."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.information_sessions import (
    DayPart,
    SessionRecord,
    SessionsFacts,
    few_sessions,
    is_weekend,
    part_of_day,
    sessions_in_order,
)
from tests.tallow_creek import FORMS_CLOSE, ZONE, at

CHICAGO = str(ZONE)
TUESDAY_EVENING, WEDNESDAY_MORNING = at(10, 21, 18), at(10, 22, 8, 30)
MOMENTS = st.integers(min_value=1_577_836_800, max_value=2_208_988_800).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)


def held(starts_at: datetime = TUESDAY_EVENING, **changed: Any) -> SessionRecord:
    plain: dict[str, Any] = {"languages": ("en", "es"), "has_agenda": True}
    return SessionRecord(
        starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90), **{**plain, **changed}
    )


def facts(*sessions: SessionRecord, **changed: Any) -> SessionsFacts:
    plain: dict[str, Any] = {"asked_at": at(10, 30), "required_languages": ("en", "es")}
    return SessionsFacts(sessions=sessions, forms_close_at=FORMS_CLOSE, zone=CHICAGO, **{**plain, **changed})


@pytest.mark.parametrize(
    ("starts", "codes"),
    [
        ((), ("no_session",)),
        ((TUESDAY_EVENING,), ("one_session",)),
        ((TUESDAY_EVENING, at(10, 23, 19, 30)), ("sessions_at_one_time",)),
        ((TUESDAY_EVENING, WEDNESDAY_MORNING), ()),
        ((at(10, 21, 11, 59), at(10, 22, 12)), ()),
        ((at(10, 21, 12), at(10, 22, 16, 59)), ("sessions_at_one_time",)),
        ((at(10, 21, 16, 59), at(10, 22, 17)), ()),
        ((at(10, 21, 9), at(10, 25, 9)), ()),
        ((at(10, 25, 9), at(10, 26, 9)), ("sessions_at_one_time",)),
    ],
)
def test_sessions_suit_different_working_hours_and_saturday_is_another_time(
    starts: tuple[datetime, ...], codes: tuple[str, ...]
) -> None:
    found = tuple(few_sessions(starts, CHICAGO))
    assert tuple(reason.code for reason in found) == codes
    assert all(reason.weight == "warns" and reason.remedy for reason in found)


@given(MOMENTS)
def test_the_part_of_the_day_is_read_from_the_local_clock(moment: datetime) -> None:
    """Also in the night when an hour is skipped or comes twice."""
    local = moment.astimezone(ZONE)
    expected = (
        DayPart.MORNING if local.hour < 12 else DayPart.AFTERNOON if local.hour < 17 else DayPart.EVENING
    )
    assert part_of_day(moment, CHICAGO) is expected
    assert is_weekend(moment, CHICAGO) == (f"{local:%a}" in ("Sat", "Sun"))


@given(st.dates(date(2020, 1, 1), date(2039, 1, 1)), st.sampled_from([12, 17]))
def test_noon_and_five_are_boundaries_to_the_second_all_year_round(day: date, hour: int) -> None:
    """In winter and in summer, though UTC moves by an hour against the local clock."""
    sharp = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE).astimezone(UTC)
    after = DayPart.AFTERNOON if hour == 12 else DayPart.EVENING
    assert part_of_day(sharp, CHICAGO) is after
    assert part_of_day(sharp - timedelta(seconds=1), CHICAGO) is not after


def test_the_same_utc_hour_is_two_parts_of_the_day_around_the_clock_change() -> None:
    """17:30 on Saturday 1 November is 22:30 UTC; 22:30 UTC a week later is 16:30."""
    before, later = at(11, 1, 17, 30), at(11, 1, 17, 30) + timedelta(days=7)
    assert (part_of_day(before, CHICAGO), part_of_day(later, CHICAGO)) == (
        DayPart.EVENING,
        DayPart.AFTERNOON,
    )


@given(st.lists(MOMENTS, min_size=2, max_size=6))
def test_the_order_of_sessions_makes_no_difference(starts: list[datetime]) -> None:
    there = [reason.code for reason in few_sessions(starts, CHICAGO)]
    assert there == [reason.code for reason in few_sessions(starts[::-1], CHICAGO)]


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({}, ()),
        ({"has_agenda": False}, ("session_without_evidence",)),
        ({"has_agenda": False, "has_sign_in": True}, ()),
        ({"has_agenda": False, "is_cancelled": True}, ()),
        ({"languages": ("en",)}, ("session_in_english_only",)),
        ({"languages": ("en", "vi")}, ("session_in_english_only",)),
        ({"languages": ("es",)}, ()),
        ({"languages": ("en",), "is_cancelled": True}, ()),
    ],
)
def test_what_a_session_lacks_is_warned_about_and_never_refused(
    changed: dict[str, Any], codes: tuple[str, ...]
) -> None:
    decision = sessions_in_order(facts(held(**changed)))
    assert decision.allowed
    assert decision.codes == codes
    assert all(reason.remedy for reason in decision.reasons)


def test_a_session_of_which_nothing_is_said_has_no_evidence() -> None:
    bare = SessionRecord(starts_at=TUESDAY_EVENING, ends_at=TUESDAY_EVENING, languages=("es",))
    assert sessions_in_order(facts(bare)).codes == ("session_without_evidence",)


def test_evidence_is_asked_for_once_the_session_is_over() -> None:
    one = held(has_agenda=False)
    assert sessions_in_order(facts(one, asked_at=one.ends_at - timedelta(seconds=1))).codes == ()
    assert sessions_in_order(facts(one, asked_at=one.ends_at)).codes == ("session_without_evidence",)


def test_english_alone_is_enough_where_no_other_language_is_needed() -> None:
    assert sessions_in_order(facts(held(languages=("en",)), required_languages=("en",))).codes == ()


def test_one_session_at_least_comes_before_forms_close() -> None:
    late = held(FORMS_CLOSE)
    assert sessions_in_order(facts(late)).codes == ("no_session_before_forms_close",)
    assert sessions_in_order(facts(late, held())).codes == ()
    assert sessions_in_order(facts(late, held(is_cancelled=True))).codes == ("no_session_before_forms_close",)
    assert "Mon 3 Nov 2025, 5:00 p.m." in str(sessions_in_order(facts(late)).reasons[0].sentence)


def test_times_without_a_zone_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"sessions\[0\].starts_at"):
        facts(held(TUESDAY_EVENING.replace(tzinfo=None)))
