"""The stock of paper ballots: printed from the frozen ballot, given to voters, and every sheet accounted for (1.15)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.decision import Outcome
from ballot_service.rules.paper_stock import (
    MOST_IN_A_RUN,
    IssueFacts,
    PrintFacts,
    StockFacts,
    may_issue_paper,
    may_print_ballots,
    stock_adds_up,
)
from tests.tallow_creek import CLOSES, ZONE, at

DAY = at(11, 20)
SHEETS = st.integers(0, 500)


def printing(ballots: int = 40, asked_at: datetime = DAY, **changed: Any) -> tuple[str, ...]:
    facts = PrintFacts(asked_at=asked_at, zone=str(ZONE), closes_at=CLOSES, ballots=ballots, **changed)
    return may_print_ballots(facts).codes


def issuing(asked_at: datetime = DAY, in_stock: int = 1, **changed: Any) -> tuple[str, ...]:
    facts = IssueFacts(asked_at=asked_at, zone=str(ZONE), closes_at=CLOSES, in_stock=in_stock, **changed)
    return may_issue_paper(facts).codes


@pytest.mark.parametrize(
    ("ballots", "codes"), [(0, ("print_number",)), (1, ()), (MOST_IN_A_RUN, ()), (501, ("print_number",))]
)
def test_a_run_has_1_to_500_ballots(ballots: int, codes: tuple[str, ...]) -> None:
    assert printing(ballots) == codes


def test_only_a_frozen_ballot_with_a_vote_is_printed_until_the_close() -> None:
    assert printing(is_frozen=False) == ("print_not_frozen",)
    assert printing(is_voted_on=False) == ("print_no_vote",)
    assert printing(asked_at=CLOSES - timedelta(seconds=1)) == ()
    assert printing(asked_at=CLOSES) == ("paper_after_close",)


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({}, ()),
        ({"in_stock": 0}, ("issue_none_left",)),
        ({"has_voted": True}, ("issue_voted_already",)),
        ({"may_have_a_ballot": False, "in_stock": 0}, ("issue_no_voter", "issue_none_left")),
        ({"is_replacement": True}, ("issue_replaces",)),
        ({"asked_at": CLOSES}, ("paper_after_close",)),
    ],
)
def test_who_can_be_given_a_ballot(changed: dict[str, Any], codes: tuple[str, ...]) -> None:
    assert issuing(**changed) == codes


@given(SHEETS, SHEETS, SHEETS, SHEETS)
def test_the_account_agrees_exactly_when_nothing_is_missing(
    printed: int, issued: int, spoiled: int, left: int
) -> None:
    facts = StockFacts(printed=printed, issued=issued, spoiled=spoiled, left=left)
    agrees = printed == issued + left + spoiled
    assert stock_adds_up(facts).codes == (("stock_agrees",) if agrees else ("stock_differs",))
    assert stock_adds_up(facts).allowed == agrees


def test_the_account_waits_until_somebody_has_counted() -> None:
    decision = stock_adds_up(StockFacts(printed=40, issued=3, spoiled=1))
    assert decision.outcome is Outcome.HELD
