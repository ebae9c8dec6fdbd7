"""Asking for a paper ballot: until voting closes, once at a time, and only while no ballot is in the box (1.15)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from ballot_service.rules.decision import Outcome
from ballot_service.rules.paper_requests import PaperRequestFacts, may_ask_for_paper
from tests.tallow_creek import CLOSES, ZONE, at

THURSDAY = at(11, 20)


def wish(asked_at: datetime = THURSDAY, **changed: Any) -> PaperRequestFacts:
    return PaperRequestFacts(asked_at=asked_at, zone=str(ZONE), closes_at=CLOSES, **changed)


def test_a_voter_asks_on_a_thursday() -> None:
    decision = may_ask_for_paper(wish())
    assert decision.outcome is Outcome.ALLOWED
    assert decision.codes == ()
    assert decision.dates["voting_closes"] == CLOSES


@pytest.mark.parametrize(
    ("moment", "codes"),
    [
        (CLOSES - timedelta(days=5, seconds=1), ()),
        (CLOSES - timedelta(days=5), ("paper_mail_is_slow",)),
        (CLOSES - timedelta(seconds=1), ("paper_mail_is_slow",)),
        (CLOSES, ("paper_too_late",)),
    ],
)
def test_mail_needs_five_days_and_the_close_is_half_open(moment: datetime, codes: tuple[str, ...]) -> None:
    assert may_ask_for_paper(wish(moment, by_mail=True)).codes == codes


def test_a_ballot_that_is_fetched_needs_no_days() -> None:
    assert may_ask_for_paper(wish(CLOSES - timedelta(minutes=1))).codes == ()


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"has_voted": True}, ("paper_voted_already",)),
        ({"is_waiting": True}, ("paper_asked_already",)),
        ({"may_have_a_ballot": False}, ("paper_no_voter",)),
        ({"is_voted_on": False}, ("paper_no_vote",)),
        ({"has_voted": True, "is_waiting": True}, ("paper_voted_already", "paper_asked_already")),
    ],
)
def test_what_stands_against_it_is_said_all_at_once(changed: dict[str, bool], codes: tuple[str, ...]) -> None:
    decision = may_ask_for_paper(wish(**changed))
    assert decision.outcome is Outcome.REFUSED
    assert decision.codes == codes
