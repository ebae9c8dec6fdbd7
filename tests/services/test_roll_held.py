"""Voters who wait for a person: their ballots are provisional, and follow what is decided (1.12, rule 4)."""

from __future__ import annotations

from threading import Thread

import pytest
from sqlalchemy import select

from ballot_service.database import sessions
from ballot_service.links import Purpose
from ballot_service.models import (
    Disposition,
    DispositionKind,
    Election,
)
from ballot_service.services import issuing, voting
from ballot_service.services.acting import Refused
from ballot_service.services.issuing import LinkRevoked, open_link
from ballot_service.services.reconciling import ballot_account, dispositions
from tests.databases import Database
from tests.services.steps import (
    HELD_NAME,
    LINKS,
    VOTED,
    cast,
    decide,
    entry_of,
    opened,
    refusal,
    up_to_open,
)
from tests.tallow_creek import TallowCreek, at


@pytest.mark.parametrize("may", [True, False])
def test_a_held_voters_ballot_follows_the_decision(creek: TallowCreek, may: bool) -> None:
    election = up_to_open(creek, creek.election(), held=True)
    session = creek.session
    entry = entry_of(session, election, HELD_NAME[0])
    given = cast(session, election, entry, ["Ana Ruiz"])
    assert given.is_provisional
    assert list(dispositions(session, election).values()) == [DispositionKind.PROVISIONAL]
    assert ballot_account(session, election).undecided == 1
    decide(session, election, may, at(11, 21))
    kind = DispositionKind.ACCEPTED if may else DispositionKind.NOT_ELIGIBLE
    assert list(dispositions(session, election).values()) == [kind]
    written = session.scalars(select(Disposition).order_by(Disposition.made_at)).all()
    assert [row.kind for row in written] == [DispositionKind.PROVISIONAL, kind], "append-only"
    with pytest.raises(Refused) as twice:
        decide(session, election, not may, at(11, 22))
    assert refusal(twice).codes == ("not_held",)


def test_whoever_is_found_to_be_staff_before_voting_cannot_vote_any_more(creek: TallowCreek) -> None:
    election = up_to_open(creek, creek.election(), held=True)
    session = creek.session
    entry = entry_of(session, election, HELD_NAME[0])
    token = LINKS.token(Purpose.BALLOT, entry.links[0].key)
    before = open_link(session, LINKS, token, VOTED)
    decide(session, election, False, at(11, 19))
    with pytest.raises(LinkRevoked):
        open_link(session, LINKS, token, VOTED)
    with pytest.raises(LinkRevoked):
        voting.cast(session, before, {}, now=VOTED)
    session.rollback()
    assert ballot_account(session, election).received == 0
    with pytest.raises(Refused) as caught:
        issuing.reissue(session, election, entry, "Asked again.", now=at(11, 20))
    assert refusal(caught).codes == ("no_voter",)


def test_whoever_is_found_to_be_no_staff_votes_like_everybody(creek: TallowCreek) -> None:
    election = up_to_open(creek, creek.election(), held=True)
    decide(creek.session, election, True, at(11, 19))
    entry = entry_of(creek.session, election, HELD_NAME[0])
    assert not cast(creek.session, election, entry, ["Ana Ruiz"]).is_provisional
    assert list(dispositions(creek.session, election).values()) == [DispositionKind.ACCEPTED]


def test_a_cast_and_a_decision_at_the_same_moment_end_with_a_decided_ballot(database: Database) -> None:
    """Whoever comes second sees what the first did: no ballot stays on hold for a voter who is decided."""
    engine = database.engine()
    with sessions(engine)() as voter:
        creek = TallowCreek(voter)
        election = up_to_open(creek, creek.election(), held=True)
        name = election.id

        def clerk_decides() -> None:
            with sessions(engine)() as clerk:
                decide(clerk, clerk.get_one(Election, name), False, at(11, 21))

        voting.cast(voter, opened(entry_of(voter, election, HELD_NAME[0]), election), {}, now=VOTED)
        deciding = Thread(target=clerk_decides)
        deciding.start()
        deciding.join(0.5)
        assert deciding.is_alive(), "the decision waits for the ballot that is on its way"
        voter.commit()
        deciding.join(20)
        assert list(dispositions(voter, election).values()) == [DispositionKind.NOT_ELIGIBLE]
        voter.rollback()
    engine.dispose()
