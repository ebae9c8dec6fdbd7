"""R032: when a nominated person may be asked by a link, when an answer counts, and until when to withdraw."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.acceptances import (
    NominationAnswerFacts,
    NominationWithdrawalFacts,
    NomineeAskFacts,
    may_answer_nomination,
    may_ask_nominee,
    may_withdraw_nomination,
)
from ballot_service.rules.answer_links import days_left, link_ends_at
from ballot_service.rules.decision import Outcome
from tests.tallow_creek import ZONE, at

SENT = at(10, 20, 10)


def answer(asked_at: datetime, **changed: Any) -> NominationAnswerFacts:
    return NominationAnswerFacts(asked_at=asked_at, zone=str(ZONE), **{"sent_at": SENT, **changed})


@pytest.mark.parametrize(
    ("moment", "codes"),
    [(at(10, 27, 9, 59), ()), (at(10, 27, 10), ("acceptance_link_expired",))],
)
def test_a_link_ends_after_seven_days_to_the_minute(moment: datetime, codes: tuple[str, ...]) -> None:
    decision = may_answer_nomination(answer(moment))
    assert decision.codes == codes
    assert decision.dates["link_ends"] == at(10, 27, 10)


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"is_answered": True}, ("acceptance_link_used",)),
        ({"was_replaced": True}, ("acceptance_link_replaced",)),
        ({"is_frozen": True}, ("acceptance_too_late",)),
        ({"is_standing": False}, ("acceptance_not_needed",)),
        ({"is_answered": True, "is_frozen": True}, ("acceptance_link_used", "acceptance_too_late")),
    ],
)
def test_what_makes_a_link_useless(changed: dict[str, bool], codes: tuple[str, ...]) -> None:
    decision = may_answer_nomination(answer(at(10, 24), **changed))
    assert decision.outcome is Outcome.REFUSED
    assert decision.codes == codes
    assert all(reason.remedy for reason in decision.reasons)


def test_paper_has_no_week_but_ends_with_the_freeze() -> None:
    assert may_answer_nomination(answer(at(11, 11), sent_at=None)).allowed
    late = answer(at(11, 12), sent_at=None, is_frozen=True)
    assert may_answer_nomination(late).codes == ("acceptance_too_late",)


@pytest.mark.parametrize(
    ("facts", "outcome", "codes"),
    [
        (NomineeAskFacts(has_contact=True), Outcome.ALLOWED, ()),
        (
            NomineeAskFacts(has_contact=True, is_nominators_own=True),
            Outcome.HELD,
            ("nominee_contact_is_nominators",),
        ),
        (
            NomineeAskFacts(has_contact=True, is_nominators_own=True, was_checked=True),
            Outcome.ALLOWED,
            (),
        ),
        (NomineeAskFacts(has_contact=False), Outcome.REFUSED, ("nominee_contact_missing",)),
        (NomineeAskFacts(has_contact=True, is_nomination=False), Outcome.REFUSED, ("acceptance_not_asked",)),
        (NomineeAskFacts(has_contact=True, is_frozen=True), Outcome.REFUSED, ("acceptance_too_late",)),
        (NomineeAskFacts(has_contact=True, is_standing=False), Outcome.REFUSED, ("acceptance_not_needed",)),
    ],
)
def test_where_the_question_may_go(facts: NomineeAskFacts, outcome: Outcome, codes: tuple[str, ...]) -> None:
    decision = may_ask_nominee(facts)
    assert decision.outcome is outcome
    assert decision.codes == codes


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (NominationWithdrawalFacts(has_accepted=True), ()),
        (NominationWithdrawalFacts(has_accepted=False), ("withdrawal_not_by_this_link",)),
        (
            NominationWithdrawalFacts(has_accepted=True, was_replaced=True),
            ("withdrawal_not_by_this_link",),
        ),
        (NominationWithdrawalFacts(has_accepted=True, is_standing=False), ("acceptance_not_needed",)),
        (NominationWithdrawalFacts(has_accepted=True, is_frozen=True), ("acceptance_too_late",)),
    ],
)
def test_whoever_accepted_withdraws_until_the_freeze(
    facts: NominationWithdrawalFacts, codes: tuple[str, ...]
) -> None:
    assert may_withdraw_nomination(facts).codes == codes


MINUTES = st.integers(min_value=0, max_value=20 * 24 * 60)


@given(minutes=MINUTES, is_frozen=st.booleans(), was_replaced=st.booleans(), is_answered=st.booleans())
def test_an_answer_counts_only_within_seven_days_before_the_freeze_and_once(
    minutes: int, is_frozen: bool, was_replaced: bool, is_answered: bool
) -> None:
    moment = SENT + timedelta(minutes=minutes)
    facts = answer(moment, is_frozen=is_frozen, was_replaced=was_replaced, is_answered=is_answered)
    counts = moment < link_ends_at(SENT, str(ZONE)) and not (is_frozen or was_replaced or is_answered)
    assert may_answer_nomination(facts).allowed is counts


@pytest.mark.parametrize(
    ("before_end", "left"),
    [
        (timedelta(days=7), 7),
        (timedelta(days=1), 1),
        (timedelta(days=1, seconds=-1), 0),
        (timedelta(seconds=1), 0),
        (timedelta(), None),
    ],
)
def test_days_left_are_whole_days(before_end: timedelta, left: int | None) -> None:
    ends = link_ends_at(SENT, str(ZONE))
    assert days_left(ends, ends - before_end) == left


@given(minutes=MINUTES)
def test_days_left_go_down_to_none_as_the_link_ends(minutes: int) -> None:
    moment, ends = SENT + timedelta(minutes=minutes), link_ends_at(SENT, str(ZONE))
    left = days_left(ends, moment)
    assert (left is None) == (moment >= ends)
    assert left is None or 0 <= left <= 7
