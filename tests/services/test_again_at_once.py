"""Two requests about one voter at the same time, after a correction: by link and on paper, each on its own connection.

One stands in the middle of its transaction while the other begins. On SQLite the second waits for its turn; on
PostgreSQL it waits where the two meet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from uuid import UUID

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from ballot_service.database import sessions
from ballot_service.models import (
    AcceptedBallot,
    Election,
    Envelope,
    PaperDisposition,
    PaperReturn,
    VoterRollEntry,
)
from ballot_service.rules.paper_envelopes import EnvelopeWay
from ballot_service.services import paper, paper_count, receiving
from ballot_service.services.acting import Refused
from ballot_service.services.issuing import InTheBox
from ballot_service.services.paper import Issuing
from ballot_service.services.receiving import Arrival
from ballot_service.services.voting import AlreadyCast
from ballot_service.services.voting_again import cast_again
from tests.databases import ON_POSTGRESQL, Database
from tests.services.correction_steps import AGAIN, Desk
from tests.services.steps import SIX, cast, opened
from tests.services.test_correcting import NEW, two_contests, voter
from tests.services.test_correcting_paper import CLERK, EARLY, PLAIN, comes_back, run
from tests.tallow_creek import CLOSES, TallowCreek

JUST_IN_TIME = CLOSES - timedelta(seconds=1)


def at_once(
    engine: Engine, first: Session, second: Callable[[Session], None], *, waits: bool = True
) -> list[str]:
    """Begins `second` while `first` has not committed; answers what it was told."""
    told: list[str] = []

    def work() -> None:
        with sessions(engine)() as own:
            try:
                second(own)
                own.commit()
                told.append("done")
            except Refused as refused:
                told.extend(refused.decision.codes)
            except AlreadyCast:
                told.append("already cast")

    other = Thread(target=work)
    other.start()
    other.join(1)
    assert other.is_alive() is waits, "it waits for the open transaction, and no longer"
    first.commit()
    other.join(30)
    assert not other.is_alive()
    return told


def again_by_link(own: Session, entry_id: UUID, election_id: UUID) -> None:
    entry, election = own.get_one(VoterRollEntry, entry_id), own.get_one(Election, election_id)
    cast_again(own, opened(entry, election), {}, now=JUST_IN_TIME)


def kinds(session: Session) -> list[str]:
    rows = session.scalars(select(PaperDisposition).order_by(PaperDisposition.number))
    return [row.kind.value for row in rows]


def test_an_envelope_that_gives_way_to_a_link_is_not_opened(database: Database) -> None:
    """The ballot by link was sent a second before the close; the clerk opens the envelopes while it is written."""
    engine = database.engine()
    with sessions(engine)() as session:
        creek = TallowCreek(session)
        election, parents, _neighbors = two_contests(creek)
        run(creek, election, EARLY)
        for number in (0, 1):
            comes_back(creek, election, voter(creek, election, number), EARLY)
        Desk(creek, election).correct({parents: [NEW]})
        entry = voter(creek, election, 0)
        cast_again(session, opened(entry, election), {}, now=JUST_IN_TIME)

        def opens(own: Session) -> None:
            mine = own.get_one(Election, election.id)
            paper_count.open_paper(own, mine, place="Library", present="Pat", now=CLOSES, by=CLERK)

        assert at_once(engine, session, opens) == ["done"]
        returned = session.scalars(select(PaperReturn).order_by(PaperReturn.entered_at)).all()
        session.expire_all()
        by_voter = {row.envelope.roll_entry_id: row.opening_id is not None for row in returned}
        assert by_voter[entry.id] is False, "its voter's ballot is the one by link"
        assert by_voter[voter(creek, election, 1).id] is True
        assert paper_count.openings_of(session, election)[0].envelopes == 1
    engine.dispose()


def test_an_envelope_that_is_being_opened_gives_way_no_more(database: Database) -> None:
    engine = database.engine()
    with sessions(engine)() as session:
        creek = TallowCreek(session)
        election, parents, _neighbors = two_contests(creek)
        run(creek, election, EARLY)
        comes_back(creek, election, voter(creek, election, 0), EARLY)
        Desk(creek, election).correct({parents: [NEW]})
        entry_id, election_id = voter(creek, election, 0).id, election.id
        paper_count.open_paper(session, election, place="Library", present="Pat", now=CLOSES, by=CLERK)
        told = at_once(engine, session, lambda own: again_by_link(own, entry_id, election_id))
        assert told in (["already cast"], ["done"]), "done: it found nothing to choose again"
        assert session.scalar(select(func.count()).select_from(Envelope)) == 0
        assert kinds(session) == ["accepted"]
    engine.dispose()


def test_a_link_pressed_on_two_devices_casts_once(database: Database) -> None:
    engine = database.engine()
    with sessions(engine)() as session:
        creek = TallowCreek(session)
        election, parents, _neighbors = two_contests(creek)
        run(creek, election, EARLY)
        entry = voter(creek, election, 0)
        comes_back(creek, election, entry, EARLY)
        Desk(creek, election).correct({parents: [NEW]})
        entry_id, election_id = entry.id, election.id
        cast_again(session, opened(entry, election), {}, now=AGAIN)
        told = at_once(engine, session, lambda own: again_by_link(own, entry_id, election_id))
        assert told in (["already cast"], ["done"]), "done: it was answered with the first one's receipt"
        assert session.scalar(select(func.count()).select_from(Envelope)) == 1
        assert kinds(session) == ["accepted", "duplicate"]
    engine.dispose()


def test_an_envelope_that_comes_while_its_voter_chooses_again_stays_closed(database: Database) -> None:
    engine = database.engine()
    with sessions(engine)() as session:
        creek = TallowCreek(session)
        election, parents, _neighbors = two_contests(creek)
        run(creek, election, EARLY)
        entry = voter(creek, election, 0)
        envelope = paper.issue_paper(session, election, entry, Issuing(kind=PLAIN), now=EARLY, by=CLERK)
        session.commit()
        cast(session, election, entry, {parents: SIX[:1]})
        Desk(creek, election).correct({parents: [NEW]})
        cast_again(session, opened(entry, election), {}, now=AGAIN)

        def comes(own: Session) -> None:
            mine, known = own.get_one(Election, election.id), own.get_one(type(envelope), envelope.id)
            arrival = Arrival(way=EnvelopeWay.DROP, received_at=AGAIN, is_signed=True)
            receiving.receive_envelope(own, mine, known, arrival, now=AGAIN, by=CLERK)

        assert at_once(engine, session, comes) == ["done"]
        assert kinds(session) == ["duplicate"]
        assert session.scalar(select(func.count()).select_from(AcceptedBallot)) == 1
        assert session.scalar(select(func.count()).select_from(Envelope)) == 2
    engine.dispose()


@ON_POSTGRESQL
def test_a_second_look_is_answered_with_the_tracker_of_what_was_chosen_meanwhile(database: Database) -> None:
    """The page was read before the other device cast, and its button is pressed after. On SQLite whoever writes reads
    everything anew."""
    engine = database.engine()
    with sessions(engine)() as session, sessions(engine)() as other:
        creek = TallowCreek(session)
        election, parents, _neighbors = two_contests(creek)
        run(creek, election, EARLY)
        entry = voter(creek, election, 0)
        comes_back(creek, election, entry, EARLY)
        Desk(creek, election).correct({parents: [NEW]})
        mine = other.get_one(VoterRollEntry, entry.id)
        on_paper = InTheBox(is_there=True, tracker=None)
        read_before = replace(opened(mine, other.get_one(Election, election.id)), box=on_paper)
        assert other.get(AcceptedBallot, entry.id) is not None
        given = cast_again(session, opened(entry, election), {}, now=AGAIN)
        session.commit()
        assert cast_again(other, read_before, {}, now=AGAIN).tracker == given.tracker
    engine.dispose()
