"""At the table: while voting is open, once a person, provisionally for whoever waits for a decision (1.14, 1.15)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from ballot_service.rules.decision import Outcome
from ballot_service.rules.table import TableFacts, may_vote_at_table
from tests.tallow_creek import CLOSES, OPENS, ZONE

MIDWAY = OPENS + timedelta(days=2)


def somebody(asked_at: datetime = MIDWAY, **changed: Any) -> TableFacts:
    return TableFacts(asked_at=asked_at, zone=str(ZONE), opens_at=OPENS, closes_at=CLOSES, **changed)


@pytest.mark.parametrize(
    ("moment", "codes"),
    [
        (OPENS - timedelta(seconds=1), ("table_not_open",)),
        (OPENS, ()),
        (CLOSES - timedelta(seconds=1), ()),
        (CLOSES, ("table_closed",)),
    ],
)
def test_the_table_is_open_while_voting_is(moment: datetime, codes: tuple[str, ...]) -> None:
    assert may_vote_at_table(somebody(moment)).codes == codes


def test_whoever_waits_for_a_decision_is_never_sent_home() -> None:
    decision = may_vote_at_table(somebody(is_held=True))
    assert decision.outcome is Outcome.ALLOWED
    assert decision.codes == ("table_provisional",)


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"has_opened": False}, ("table_not_open",)),
        ({"has_voted": True}, ("table_voted_already",)),
        ({"has_signed_in": True}, ("table_signed_in_already",)),
        ({"may_have_a_ballot": False}, ("table_no_voter",)),
        ({"has_voted": True, "has_signed_in": True}, ("table_voted_already", "table_signed_in_already")),
    ],
)
def test_what_stands_against_it_is_said_all_at_once(changed: dict[str, bool], codes: tuple[str, ...]) -> None:
    assert may_vote_at_table(somebody(**changed)).codes == codes
