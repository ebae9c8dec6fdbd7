"""Choosing again at the table: who voted before a correction, while voting is open, and nobody with a card."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from ballot_service.rules.table_again import AgainFacts, may_choose_again_at_table
from tests.tallow_creek import CLOSES, OPENS, ZONE

MIDWAY = OPENS + timedelta(days=2)


def somebody(asked_at: datetime = MIDWAY, **changed: Any) -> AgainFacts:
    facts = {"contests_again": 1, **changed}
    return AgainFacts(asked_at=asked_at, zone=str(ZONE), closes_at=CLOSES, **facts)


@pytest.mark.parametrize(
    ("moment", "codes"), [(CLOSES - timedelta(seconds=1), ()), (CLOSES, ("again_closed",))]
)
def test_until_voting_closes(moment: datetime, codes: tuple[str, ...]) -> None:
    assert may_choose_again_at_table(somebody(moment)).codes == codes


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"is_paused": True}, ("again_paused",)),
        ({"has_opened": False}, ("again_paused",)),
        ({"may_have_a_ballot": False, "drew_card": True}, ("again_no_voter",)),
        ({"drew_card": True, "contests_again": 0}, ("again_drew_card",)),
        ({"has_voted": False, "contests_again": 0}, ("again_first",)),
        ({"contests_again": 0}, ("again_nothing_new",)),
        ({"contests_again": 0, "is_paused": True}, ("again_paused", "again_nothing_new")),
    ],
)
def test_what_stands_against_it(changed: dict[str, Any], codes: tuple[str, ...]) -> None:
    assert may_choose_again_at_table(somebody(**changed)).codes == codes
