"""R025 to R027: which times make sense for a session, what may be changed of it, and when people can sign in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.session_plans import (
    SessionAct,
    SessionChange,
    SessionPlan,
    SignInFacts,
    SignInWay,
    may_change_session,
    may_schedule_session,
    may_sign_in,
)
from tests.tallow_creek import CLOSES, FORMS_OPEN, ZONE, at

CHICAGO = str(ZONE)
STARTS, ENDS = at(10, 21, 18), at(10, 21, 19, 30)
YEAR_BEFORE = at(10, 13, 8, year=2024)
"""366 days before forms open on Tue 14 Oct 2025, 8 a.m."""
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def plan(starts_at: datetime = STARTS, ends_at: datetime = ENDS, **changed: Any) -> SessionPlan:
    plain: dict[str, Any] = {"asked_at": at(10, 1), "forms_open_at": FORMS_OPEN, "voting_closes_at": CLOSES}
    return SessionPlan(starts_at=starts_at, ends_at=ends_at, zone=CHICAGO, **{**plain, **changed})


def change(asked_at: datetime, act: SessionAct = SessionAct.CHANGE, **changed: Any) -> SessionChange:
    return SessionChange(act=act, starts_at=STARTS, asked_at=asked_at, zone=CHICAGO, **changed)


def arriving(asked_at: datetime, way: SignInWay = SignInWay.QR, **changed: Any) -> SignInFacts:
    return SignInFacts(way=way, starts_at=STARTS, ends_at=ENDS, asked_at=asked_at, zone=CHICAGO, **changed)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "codes"),
    [
        (STARTS, ENDS, ()),
        (STARTS, STARTS, ("session_ends_before_start",)),
        (STARTS, STARTS - MINUTE, ("session_ends_before_start",)),
        (STARTS, STARTS + 12 * HOUR, ()),
        (STARTS, STARTS + 12 * HOUR + MINUTE, ("session_too_long",)),
        (at(10, 21, 18, year=2031), at(10, 21, 19, year=2031), ("session_out_of_season",)),
        (
            at(10, 1, 18, year=2024),
            at(10, 1, 19, year=2024),
            ("session_out_of_season", "session_entered_afterwards"),
        ),
        (YEAR_BEFORE, YEAR_BEFORE + HOUR, ("session_entered_afterwards",)),
        (
            YEAR_BEFORE - MINUTE,
            YEAR_BEFORE + HOUR,
            ("session_out_of_season", "session_entered_afterwards"),
        ),
        (at(10, 1), at(10, 1, 13), ("session_entered_afterwards",)),
        (at(10, 1, 12, 1), at(10, 1, 13), ()),
        (CLOSES, CLOSES + HOUR, ("session_out_of_season",)),
        (CLOSES - MINUTE, CLOSES + HOUR, ()),
        (CLOSES, CLOSES - HOUR, ("session_ends_before_start", "session_out_of_season")),
    ],
)
def test_times_that_make_no_sense_are_refused_all_at_once(
    starts_at: datetime, ends_at: datetime, codes: tuple[str, ...]
) -> None:
    decision = may_schedule_session(plan(starts_at, ends_at))
    assert decision.codes == codes
    assert all(reason.remedy for reason in decision.objections)


def test_a_session_that_was_held_may_be_entered_afterwards_and_is_noted() -> None:
    decision = may_schedule_session(plan(asked_at=at(10, 27)))
    assert decision.allowed
    assert str(decision.reasons[0].sentence) == "Entered on Mon 27 Oct 2025, after it began."


def test_twelve_hours_are_real_hours_in_the_night_of_the_clock_change() -> None:
    """From 20:00 to 08:00 the clock shows 12 hours; in the night of 2 November 2025 they are 13."""
    night = plan(at(11, 1, 20), at(11, 2, 8))
    assert may_schedule_session(night).codes == ("session_too_long",)
    local = plan(
        datetime(2025, 11, 1, 20, tzinfo=ZONE), datetime(2025, 11, 2, 8, tzinfo=ZONE)
    )  # same zone object: Python would subtract the wall clocks
    assert may_schedule_session(local).codes == ("session_too_long",)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (change(STARTS - MINUTE), ()),
        (change(STARTS), ("session_has_begun",)),
        (change(STARTS - MINUTE, is_cancelled=True), ("session_is_cancelled",)),
        (change(STARTS - MINUTE, SessionAct.CANCEL), ("session_needs_reason",)),
        (change(STARTS - MINUTE, SessionAct.CANCEL, has_reason=True), ()),
        (change(ENDS + HOUR, SessionAct.CANCEL, has_reason=True), ()),
        (change(ENDS, SessionAct.CANCEL, has_reason=True, is_cancelled=True), ("session_is_cancelled",)),
    ],
)
def test_what_was_held_is_not_changed_and_only_cancelled_with_a_reason(
    facts: SessionChange, codes: tuple[str, ...]
) -> None:
    decision = may_change_session(facts)
    assert decision.codes == codes
    assert all(reason.remedy for reason in decision.reasons)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (arriving(STARTS - HOUR - MINUTE), ("sign_in_too_early",)),
        (arriving(STARTS - HOUR), ()),
        (arriving(ENDS + HOUR - MINUTE), ()),
        (arriving(ENDS + HOUR), ("sign_in_over",)),
        (arriving(ENDS + HOUR, SignInWay.CLERK), ("sign_in_over",)),
        (arriving(ENDS + 100 * HOUR, SignInWay.SHEET), ()),
        (arriving(STARTS - 2 * HOUR, SignInWay.SHEET), ("sign_in_too_early",)),
        (arriving(STARTS, is_cancelled=True), ("session_is_cancelled",)),
    ],
)
def test_people_sign_in_from_an_hour_before_to_an_hour_after(
    facts: SignInFacts, codes: tuple[str, ...]
) -> None:
    decision = may_sign_in(facts)
    assert decision.codes == codes
    assert decision.dates == {"sign_in_opens": at(10, 21, 17), "sign_in_ends": at(10, 21, 20, 30)}
    assert all(reason.remedy for reason in decision.reasons)


@given(
    st.integers(min_value=1_577_836_800, max_value=2_208_988_800),
    st.integers(min_value=1, max_value=720),
    st.integers(min_value=-200, max_value=1000),
)
def test_the_hour_is_a_real_one_also_when_the_clocks_change(second: int, lasts: int, minutes: int) -> None:
    starts = datetime.fromtimestamp(second, UTC)
    facts = SignInFacts(
        way=SignInWay.QR,
        starts_at=starts.astimezone(ZONE),
        ends_at=(starts + lasts * MINUTE).astimezone(ZONE),
        asked_at=(starts + minutes * MINUTE).astimezone(ZONE),
        zone=CHICAGO,
    )
    assert may_sign_in(facts).allowed == (-60 <= minutes < lasts + 60)
