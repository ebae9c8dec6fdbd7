"""The trail: every act numbered and chained, names kept apart, and the first changed row named."""

from __future__ import annotations

import hashlib
import json
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ballot_service.database import sessions
from ballot_service.models import Election, TrailEntry, TrailWords
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.sealing.chain import BrokenEntry, ChainEntry, first_broken
from ballot_service.services import nominating, registering, trail, voting
from ballot_service.services.acting import Refused, acting
from tests.databases import Database
from tests.services.steps import VOTED, opened, up_to_open, with_links
from tests.tallow_creek import OPENS, TallowCreek, at


def broken(session: Session, chain: UUID) -> BrokenEntry | None:
    session.expire_all()
    return first_broken(
        ChainEntry(number=row.number, previous=row.previous_hash, hash=row.hash, document=row.document)
        for row in trail.entries(session, chain)
    )


@pytest.fixture
def election(creek: TallowCreek) -> Election:
    made = up_to_open(creek, creek.election())
    assert broken(creek.session, made.id) is None
    assert len(trail.entries(creek.session, made.id)) > 8
    return made


@pytest.mark.parametrize("column", ["document", "hash", "previous_hash", "number"])
def test_one_changed_row_is_named(creek: TallowCreek, election: Election, column: str) -> None:
    rows = trail.entries(creek.session, election.id)
    victim = rows[4]
    change = {
        "document": {**victim.document, "at": "2025-10-01T00:00:00+00:00"},
        "hash": "0" * 64,
        "previous_hash": "0" * 64,
        "number": 99,
    }[column]
    statement = update(TrailEntry).where(TrailEntry.id == victim.id).values({column: change})
    creek.session.execute(statement.execution_options(synchronize_session=False))
    creek.session.commit()
    found = broken(creek.session, election.id)
    assert found is not None
    assert found.number == (6 if column == "number" else 5)
    assert str(5) in str(found.sentence)


def test_a_removed_row_is_named(creek: TallowCreek, election: Election) -> None:
    victim = trail.entries(creek.session, election.id)[4]
    creek.session.execute(delete(TrailWords).where(TrailWords.entry_id == victim.id))
    creek.session.execute(delete(TrailEntry).where(TrailEntry.id == victim.id))
    creek.session.commit()
    found = broken(creek.session, election.id)
    assert found is not None
    assert str(found.sentence) == "Entry 5 of the trail is missing: entry 6 stands in its place."


def test_names_stand_beside_the_chain_and_can_be_purged(creek: TallowCreek, election: Election) -> None:
    session = creek.session
    words = session.scalars(select(TrailWords)).all()
    assert {"Ana Ruiz", "Cypress Elementary, front door"} <= {row.text for row in words}
    chained = json.dumps([row.document for row in trail.entries(session, election.id)])
    for row in words:
        assert row.text not in chained
    entry = session.get_one(TrailEntry, words[0].entry_id)
    salted = hashlib.sha256(f"{words[0].salt}\n{words[0].text}".encode()).hexdigest()
    assert entry.document["words"][words[0].field] == salted, "what is kept can be proven"
    session.execute(delete(TrailWords))
    session.commit()
    assert broken(session, election.id) is None


def test_the_same_words_never_have_the_same_hash(creek: TallowCreek) -> None:
    """Otherwise a short name could be found by hashing a list of names."""
    election = creek.election()
    for _ in range(2):
        trail.of_election(creek.session, election, "note", now=at(10, 2), words={"name": "Ana Ruiz"})
    one, two = (row.document["words"]["name"] for row in trail.entries(creek.session, election.id)[-2:])
    assert one != two


def test_casting_leaves_no_line_in_the_trail(creek: TallowCreek, election: Election) -> None:
    before = len(trail.entries(creek.session, election.id))
    entry = with_links(creek.session, election)[0]
    voting.cast(creek.session, opened(entry, election), {}, now=VOTED)
    creek.session.commit()
    voting.log_waiting(creek.session, election)
    creek.session.commit()
    assert len(trail.entries(creek.session, election.id)) == before


def test_a_refusal_is_written_and_what_it_would_have_changed_is_not(
    creek: TallowCreek, election: Election
) -> None:
    before = len(registering.roll(creek.session, election))
    with pytest.raises(Refused), acting(creek.session, OPENS):
        registering.add_voter(
            creek.session,
            election,
            given_name="Late",
            family_name="Comer",
            tie=CommunityTie.LIVES_HERE,
            language="en",
            now=OPENS,
        )
    newest = trail.newest(creek.session, election.id)
    assert newest is not None
    assert (newest.act, newest.document["details"]) == ("change_roll_refused", {"codes": ["roll_frozen"]})
    assert len(registering.roll(creek.session, election)) == before
    assert broken(creek.session, election.id) is None


def test_any_other_failure_leaves_nothing_behind(creek: TallowCreek, election: Election) -> None:
    before = len(trail.entries(creek.session, election.id))
    other = trail.entries(creek.session, election.id)[0]
    rows = [TrailEntry(**_row_like(other), number=number) for number in (before + 1, 1)]
    with pytest.raises(IntegrityError), acting(creek.session, VOTED):
        creek.session.add_all(rows)
    assert len(trail.entries(creek.session, election.id)) == before


def _row_like(other: TrailEntry) -> dict[str, Any]:
    columns = ("district_id", "chain_id", "act", "document", "previous_hash", "hash", "made_at")
    return {name: getattr(other, name) for name in columns}


def test_an_election_has_a_chain_of_its_own_beside_the_districts(
    creek: TallowCreek, election: Election
) -> None:
    acts = [row.act for row in trail.entries(creek.session, creek.district.id)]
    assert acts[:3] == ["create_district", "add_school", "set_grade"]
    assert broken(creek.session, creek.district.id) is None
    assert trail.entries(creek.session, election.id)[0].act == "create_election"


def test_acts_at_the_same_moment_get_a_number_each(database: Database) -> None:
    engine = database.engine()
    with sessions(engine)() as session:
        election = TallowCreek(session).election()
        session.commit()
        chain = election.id
        start = len(trail.entries(session, chain))
        session.rollback()

        def act(who: int) -> None:
            with sessions(engine)() as own:
                for _ in range(5):
                    found = own.get_one(Election, chain)
                    trail.of_election(own, found, "note", now=at(10, 2), details={"who": who})
                    own.commit()

        threads = [Thread(target=act, args=(who,)) for who in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        numbers = [row.number for row in trail.entries(session, chain)]
        assert numbers == list(range(1, start + 21))
        assert broken(session, chain) is None
        session.rollback()
    engine.dispose()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_an_act_in_progress_keeps_no_voter_waiting(database: Database) -> None:
    """SQLite has one writer, so there it would; acts are short."""
    engine = database.engine()
    with sessions(engine)() as session, sessions(engine)() as clerk:
        creek = TallowCreek(session)
        election = up_to_open(creek, creek.election())
        trail.of_election(clerk, clerk.get_one(Election, election.id), "note", now=VOTED)
        session.execute(text("SET lock_timeout = '2s'"))
        entry = with_links(session, election)[0]
        voting.cast(session, opened(entry, election), {}, now=VOTED)
        session.commit()
        clerk.rollback()
    engine.dispose()


def test_withdrawing_keeps_the_reason_apart(creek: TallowCreek) -> None:
    election = creek.election()
    creek.stand(election.contests[0], "Ana Ruiz")
    nominating.withdraw(
        creek.session, election.contests[0].candidates[0], "Moved to Meridian.", now=at(10, 25)
    )
    newest = trail.newest(creek.session, election.id)
    assert newest is not None
    assert "Meridian" not in json.dumps(newest.document)
    (kept,) = creek.session.scalars(select(TrailWords).where(TrailWords.entry_id == newest.id))
    assert (kept.field, kept.text) == ("reason", "Moved to Meridian.")
