"""What was settled stays settled: nothing decided later may undo what people relied on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from ballot_service.services import counting, opening
from ballot_service.services.acting import Refused
from tests.services.steps import SIX, refusal
from tests.tallow_creek import CLOSES, SECRET, TallowCreek, at


def test_an_election_whose_list_was_fixed_gets_no_new_times(session: Session) -> None:
    """It was never opened and closed empty. Ballots of a second voting would find the list fixed already."""
    creek = TallowCreek(session)
    election = creek.election()
    creek.stand(election.contests[0], *SIX)
    creek.notify(election)
    creek.freeze(election)
    later = CLOSES + timedelta(hours=1)
    counting.freeze_dispositions(session, election, SECRET, now=later)
    with pytest.raises(Refused) as caught:
        opening.change_times(
            session,
            election,
            SECRET,
            opens_at=at(1, 20, 7, year=2026),
            closes_at=at(1, 25, 19, year=2026),
            now=later,
        )
    assert refusal(caught).codes == ("list_of_ballots_fixed",)
    assert election.closes_at == CLOSES
