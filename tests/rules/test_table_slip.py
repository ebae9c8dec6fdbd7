"""A link shown once more: while voting is open, to whoever signed in for it, and never after they have voted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from ballot_service.rules.table_slip import SlipFacts, may_show_link_again
from tests.tallow_creek import CLOSES, OPENS, ZONE

MIDWAY = OPENS + timedelta(days=2)


def somebody(asked_at: datetime = MIDWAY, **changed: Any) -> SlipFacts:
    return SlipFacts(asked_at=asked_at, zone=str(ZONE), closes_at=CLOSES, **changed)


@pytest.mark.parametrize(
    ("moment", "codes"), [(CLOSES - timedelta(seconds=1), ()), (CLOSES, ("slip_closed",))]
)
def test_until_voting_closes(moment: datetime, codes: tuple[str, ...]) -> None:
    assert may_show_link_again(somebody(moment)).codes == codes


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({}, ()),
        ({"signed_in_for_link": False}, ("slip_other_means",)),
        ({"may_have_a_ballot": False}, ("slip_no_voter",)),
        ({"has_voted": True}, ("slip_voted",)),
        (
            {"signed_in_for_link": False, "may_have_a_ballot": False, "has_voted": True},
            ("slip_other_means", "slip_no_voter", "slip_voted"),
        ),
    ],
)
def test_what_stands_against_it(changed: dict[str, Any], codes: tuple[str, ...]) -> None:
    assert may_show_link_again(somebody(**changed)).codes == codes


def test_facts_without_a_zone_or_with_a_moment_without_one_are_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        SlipFacts(asked_at=MIDWAY, zone="", closes_at=CLOSES)
    with pytest.raises(ValueError, match="asked_at"):
        SlipFacts(asked_at=MIDWAY.replace(tzinfo=None), zone=str(ZONE), closes_at=CLOSES)
