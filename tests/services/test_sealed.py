"""Secrecy, tried as an attacker with the whole database would: nothing leads from a voter to a choice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

import outreach
from ballot_service.database import sessions
from ballot_service.models import AcceptedBallot, Base, CastVoteRecord, Election, Envelope
from ballot_service.services import counting, registering
from tests.databases import Database
from tests.services.steps import SIX, cast, up_to_open, with_links
from tests.tallow_creek import CLOSES, SECRET, TallowCreek

VOTERS = 20
Marks = tuple[str, ...]


@pytest.fixture
def voted(session: Session) -> tuple[Election, dict[UUID, Marks]]:
    """Twenty voters, no two of whom choose alike, and what each of them chose (which only this test knows)."""
    election = _open(session)
    different = [names for size in (1, 2, 3) for names in combinations(SIX, size)]
    chosen: dict[UUID, Marks] = {}
    draw = Random(11)
    voters = with_links(session, election)
    draw.shuffle(voters)
    for entry, names in zip(voters, draw.sample(different, VOTERS), strict=True):
        cast(session, election, entry, names)
        chosen[entry.id] = tuple(
            sorted(str(c.id) for c in election.contests[0].candidates if c.name in names)
        )
    return election, chosen


def _open(session: Session) -> Election:
    creek = TallowCreek(session)
    return up_to_open(creek, creek.election(), voters=VOTERS - len(SIX))


def rows(session: Session) -> Iterator[tuple[str, str]]:
    """Every row of every table, with its table's name, in the order in which the database keeps them."""
    for table in (*Base.metadata.sorted_tables, *outreach.Base.metadata.sorted_tables):
        for row in session.execute(select(table)):
            yield table.name, str(tuple(str(value) for value in row))


def test_before_the_count_no_choice_is_readable_anywhere(
    session: Session, voted: tuple[Election, dict[UUID, Marks]], database: Database
) -> None:
    election, chosen = voted
    assert session.scalar(select(func.count()).select_from(CastVoteRecord)) == 0
    roll_ids = {str(each) for each in chosen}
    candidates = {str(c.id) for c in election.contests[0].candidates}
    for table, row in rows(session):
        both = any(each in row for each in roll_ids) and any(each in row for each in candidates)
        assert not both, f"{table} holds a voter beside a candidate"
    session.commit()
    if database.kind == "sqlite":
        written = _bytes(database)
        assert b'"marks"' not in written
        for marks in chosen.values():
            together = ('"' + '","'.join(marks) + '"').encode()  # as a plain ballot would be written
            assert len(marks) == 1 or together not in written


def _bytes(database: Database) -> bytes:
    """The file and its write-ahead log, deleted rows and free pages included."""
    place = Path(database.url.removeprefix("sqlite:///"))
    log = place.with_name(place.name + "-wal")
    return place.read_bytes() + (log.read_bytes() if log.exists() else b"")


def test_every_envelope_has_one_length_and_its_own_bytes(session: Session) -> None:
    """A blank ballot, one name and four names cannot be told apart; nor can two equal ballots."""
    election = _open(session)
    for entry, names in zip(
        with_links(session, election), ([], SIX[:1], SIX[:4], SIX[:4], SIX[2:]), strict=False
    ):
        cast(session, election, entry, names)
    sealed = list(session.scalars(select(Envelope.sealed)))
    assert len({len(each) for each in sealed}) == 1
    assert len(set(sealed)) == 5
    assert set(Envelope.__table__.columns.keys()) == {
        "id",
        "district_id",
        "election_id",
        "manifest_version",
        "sealed",
        "hash",
        "tracker",
        "is_logged",
        "is_opened",
        "adds_to_earlier",
    }, "no time, no voter, no language"


def test_after_the_count_the_database_does_not_tell_who_chose_what(
    session: Session, voted: tuple[Election, dict[UUID, Marks]], database: Database
) -> None:
    election, chosen = voted
    counting.freeze_dispositions(session, election, SECRET, now=CLOSES)
    counting.count(session, election, SECRET, now=CLOSES)
    session.commit()
    assert set(session.scalars(select(AcceptedBallot.envelope_id))) == {None}
    assert all(entry.counted for entry in registering.roll(session, election))
    roll_ids = {str(each) for each in chosen}
    marks = {str(row.selections) for row in session.scalars(select(CastVoteRecord))}
    candidates = {str(c.id) for c in election.contests[0].candidates}
    for table, row in rows(session):
        has_voter = any(each in row for each in roll_ids)
        assert not (has_voter and any(each in row for each in candidates)), table
        assert not (has_voter and any(each in row for each in marks)), table
    session.commit()
    for attack in _attacks(session, database):
        right = sum(chosen[voter] == guess for voter, guess in attack)
        assert right <= 8, "twenty blind guesses are right once on average, nine times in a million runs"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_attack_would_succeed_without_the_shuffle(
    session: Session, voted: tuple[Election, dict[UUID, Marks]], database: Database
) -> None:
    """What the test above rests on: left in the order of opening, the storage tells every single choice."""
    election, chosen = voted
    counting.freeze_dispositions(session, election, SECRET, now=CLOSES)
    counting.count(session, election, SECRET, now=CLOSES, shuffle=lambda _rows: None)
    session.commit()
    found = [sum(chosen[voter] == guess for voter, guess in attack) for attack in _attacks(session, database)]
    assert max(found) == VOTERS


Attack = list[tuple[UUID, Marks]]


def _attacks(session: Session, database: Database) -> Iterator[Attack]:
    """Pairs voters and records by every order that the storage gives away."""
    if database.kind == "sqlite":
        written = _bytes(database)
        voters = _voters(session, "SELECT roll_entry_id FROM accepted_ballot ORDER BY rowid")
        records = [(row.id, _marks(row)) for row in session.scalars(select(CastVoteRecord))]
        yield _paired(voters, [marks for _, marks in records])
        assert all(each.hex.encode() in written for each, _ in records)
        by_place = sorted(records, key=lambda each: written.find(each[0].hex.encode()))
        yield _paired(voters, [marks for _, marks in by_place])
        yield _paired(voters, [marks for _, marks in reversed(by_place)])
        return
    transactions = session.execute(text("SELECT count(DISTINCT xmin::text) FROM cast_vote_record")).scalar()
    assert transactions == 1, "one transaction wrote all records"
    found = session.execute(text("SELECT id, ctid FROM cast_vote_record ORDER BY ctid")).all()
    by_place_pg = [_marks(session.get_one(CastVoteRecord, row.id)) for row in found]
    for order in ("ctid", "ctid DESC", "xmin::text::bigint, ctid"):
        voters = _voters(session, f"SELECT roll_entry_id FROM accepted_ballot ORDER BY {order}")
        yield _paired(voters, by_place_pg)


def _voters(session: Session, statement: str) -> list[UUID]:
    return [UUID(str(row[0])) for row in session.execute(text(statement))]


def _marks(row: CastVoteRecord) -> Marks:
    return tuple(sorted(row.selections["marks"]))


def _paired(voters: list[UUID], records: list[Marks]) -> Attack:
    return list(zip(voters, records, strict=True))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_records_have_no_hidden_number_in_sqlite(database: Database) -> None:
    engine = database.engine()
    with sessions(engine)() as session:
        made = session.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'cast_vote_record'"))
    engine.dispose()
    assert "WITHOUT ROWID" in str(made).upper()
