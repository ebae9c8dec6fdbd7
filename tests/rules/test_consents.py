"""S3: when a guardian may be asked by a link, and when an answer counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.answer_links import link_ends_at
from ballot_service.rules.consents import (
    GuardianAnswerFacts,
    GuardianAskFacts,
    may_answer_consent,
    may_ask_guardian,
)
from ballot_service.rules.decision import Outcome
from tests.tallow_creek import ZONE, at

SENT = at(10, 21, 10)


def answer(asked_at: datetime, **changed: Any) -> GuardianAnswerFacts:
    return GuardianAnswerFacts(asked_at=asked_at, zone=str(ZONE), **{"sent_at": SENT, **changed})


def test_answered_three_days_after_the_link_was_sent() -> None:
    decision = may_answer_consent(answer(at(10, 24, 18)))
    assert decision.allowed
    assert decision.dates["link_ends"] == at(10, 28, 10)


@pytest.mark.parametrize(
    ("moment", "codes"),
    [(at(10, 28, 9, 59), ()), (at(10, 28, 10), ("consent_link_expired",))],
)
def test_a_link_ends_after_seven_days_to_the_minute(moment: datetime, codes: tuple[str, ...]) -> None:
    assert may_answer_consent(answer(moment)).codes == codes


def test_the_week_of_the_clock_change_has_seven_local_days() -> None:
    ends = link_ends_at(at(10, 30, 10), str(ZONE))
    assert ends == at(11, 6, 10)
    assert ends - at(10, 30, 10) == timedelta(days=7, hours=1)


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"is_answered": True}, ("consent_link_used",)),
        ({"was_replaced": True}, ("consent_link_replaced",)),
        ({"is_answered": True, "was_replaced": True}, ("consent_link_used",)),
        ({"is_frozen": True}, ("consent_too_late",)),
        ({"is_standing": False, "is_frozen": True}, ("consent_not_needed",)),
        ({"is_answered": True, "is_frozen": True}, ("consent_link_used", "consent_too_late")),
    ],
)
def test_what_makes_a_link_useless(changed: dict[str, bool], codes: tuple[str, ...]) -> None:
    decision = may_answer_consent(answer(at(10, 24), **changed))
    assert decision.outcome is Outcome.REFUSED
    assert decision.codes == codes
    assert all(reason.remedy for reason in decision.reasons)


def test_paper_has_no_week_but_ends_with_the_freeze() -> None:
    assert may_answer_consent(answer(at(11, 11), sent_at=None)).allowed
    late = answer(at(11, 12), sent_at=None, is_frozen=True)
    assert may_answer_consent(late).codes == ("consent_too_late",)


@pytest.mark.parametrize(
    ("facts", "outcome", "codes"),
    [
        (GuardianAskFacts(has_contact=True), Outcome.ALLOWED, ()),
        (
            GuardianAskFacts(has_contact=True, is_students_own=True),
            Outcome.HELD,
            ("guardian_contact_is_students",),
        ),
        (GuardianAskFacts(has_contact=True, is_students_own=True, was_checked=True), Outcome.ALLOWED, ()),
        (GuardianAskFacts(has_contact=False), Outcome.REFUSED, ("guardian_contact_missing",)),
        (
            GuardianAskFacts(has_contact=True, has_opted_out=True, is_students_own=True),
            Outcome.REFUSED,
            ("guardian_opted_out",),
        ),
        (GuardianAskFacts(has_contact=True, is_student=False), Outcome.REFUSED, ("consent_not_asked",)),
        (GuardianAskFacts(has_contact=True, is_frozen=True), Outcome.REFUSED, ("consent_too_late",)),
        (GuardianAskFacts(has_contact=True, is_standing=False), Outcome.REFUSED, ("consent_not_needed",)),
    ],
)
def test_where_the_question_may_go(facts: GuardianAskFacts, outcome: Outcome, codes: tuple[str, ...]) -> None:
    decision = may_ask_guardian(facts)
    assert decision.outcome is outcome
    assert decision.codes == codes


@given(st.integers(min_value=1_577_836_800, max_value=2_208_988_800))
def test_a_link_ends_at_the_same_time_of_day_a_week_later(second: int) -> None:
    sent_at = datetime.fromtimestamp(second, UTC)
    ends, began = link_ends_at(sent_at, str(ZONE)), sent_at.astimezone(ZONE)
    assert (ends.date() - began.date()).days == 7
    assert ends.time() == began.time()


def test_times_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="asked_at"):
        answer(at(10, 24).replace(tzinfo=None))
