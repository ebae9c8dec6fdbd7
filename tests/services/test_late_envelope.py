"""A cast that passed the check before the close may commit after the list was fixed: the list is fixed again."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from ballot_service.database import sessions
from ballot_service.models import AcceptedBallot, Election, Envelope, VoterRollEntry
from ballot_service.services import counting, opening, registering, voting
from ballot_service.services.acting import Refused
from ballot_service.services.issuing import OpenedLink, issue_links
from tests.databases import Database
from tests.services.steps import cast, opened, up_to_open, with_links
from tests.tallow_creek import CLOSES, OPENS, SECRET, TallowCreek, at


def test_a_ballot_that_commits_late_is_listed_before_anything_opens(session: Session) -> None:
    district = TallowCreek(session)
    election = district.election()
    district.stand(election.contests[0], "Ana Ruiz", "Bo Lee")
    registering.build_roll(session, election, now=at(11, 3, 9))
    district.notify(election)
    district.freeze(election)
    opening.confirm_opening(session, election, now=OPENS)
    links = issue_links(session, election, now=OPENS)
    entries = [session.get_one(VoterRollEntry, link.roll_entry_id) for link in links]
    in_time, late = (
        OpenedLink(link=link, entry=entry, election=election)
        for link, entry in zip(links, entries, strict=True)
    )
    voting.cast(session, in_time, {}, now=at(12, 1))
    counting.freeze_dispositions(session, election, SECRET, now=CLOSES)
    voting.cast(session, late, {}, now=at(12, 1))  # its request was read before the close
    voting.log_waiting(session, election)
    with pytest.raises(Refused) as refused:
        counting.count(session, election, SECRET, now=CLOSES)
    assert refused.value.decision.codes == ("ballot_came_late",)
    counting.freeze_dispositions(session, election, SECRET, now=CLOSES)
    result = counting.count(session, election, SECRET, now=CLOSES)
    assert result.document["ballots_counted"] == 2
    assert session.query(Envelope).count() == session.query(AcceptedBallot).count() == 2


def test_the_count_waits_for_a_ballot_that_is_being_cast_and_then_sees_it(database: Database) -> None:
    """Without waiting, the ballot would come in after the votes are published, alone, and could be read."""
    engine = database.engine()
    with sessions(engine)() as session:
        creek = TallowCreek(session)
        election = up_to_open(creek, creek.election())
        entries = with_links(session, election)
        cast(session, election, entries[0], ["Ana Ruiz"])
        counting.freeze_dispositions(session, election, SECRET, now=CLOSES)
        session.commit()
        voting.cast(session, opened(entries[1], election), {}, now=CLOSES - timedelta(seconds=1))
        codes: list[str] = []
        count = Thread(target=_count, args=(engine, election.id, codes))
        count.start()
        count.join(1)
        assert count.is_alive(), "the ballot's transaction is still open"
        session.commit()
        count.join(30)
        assert codes == ["ballot_came_late"]
        session.rollback()
    engine.dispose()


def _count(engine: Engine, election_id: UUID, codes: list[str]) -> None:
    with sessions(engine)() as own:
        try:
            counting.count(own, own.get_one(Election, election_id), SECRET, now=CLOSES)
        except Refused as refused:
            codes.extend(refused.decision.codes)


def test_a_ballot_that_comes_after_the_count_is_told_that_voting_is_over(session: Session) -> None:
    creek = TallowCreek(session)
    election = up_to_open(creek, creek.election())
    entries = with_links(session, election)
    cast(session, election, entries[0], ["Ana Ruiz"])
    counting.freeze_dispositions(session, election, SECRET, now=CLOSES)
    counting.count(session, election, SECRET, now=CLOSES)
    session.commit()
    with pytest.raises(voting.VotingNotOpen):
        voting.cast(session, opened(entries[1], election), {}, now=CLOSES - timedelta(seconds=1))
    session.rollback()
    assert session.query(Envelope).count() == 1
