"""Cast vote records: written in one go for all ballots counted so far, so that no record tells when it was added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from ballot_service.models import CastVoteRecord, Election
from ballot_service.rules.ballots import ContestReading
from ballot_service.rules.counting.n_of_m import CountFacts
from ballot_service.rules.counting.result import GroupedBallot
from ballot_service.sealing.manifest import Manifest
from ballot_service.sealing.records import Marks

Shuffle = Callable[[list[Any]], None]


def add_records(
    session: Session, election: Election, readings: Iterable[ContestReading], shuffle: Shuffle
) -> None:
    """One record a ballot and contest, shuffled within all, with random ids, and nothing of who or when.

    A second count writes the records of the first anew among its own: whoever kept the ids of the first, or their
    hash from the trail, could else tell which ballots were added, and a single one could be read.
    """
    new = [_row(election, reading) for reading in readings]
    if not new:
        return
    rows = [*_rows_before(session, election), *new]
    session.execute(delete(CastVoteRecord).where(CastVoteRecord.election_id == election.id))
    shuffle(rows)
    session.execute(insert(CastVoteRecord), rows)


def replace_records(
    session: Session,
    election: Election,
    gone: Iterable[ContestReading],
    new: Iterable[ContestReading],
    shuffle: Shuffle,
) -> None:
    """Takes one record for each of `gone` out and puts `new` in, all written anew and shuffled, as `add_records` does.

    Raises ValueError if a reading that goes has no record.
    """
    rows = _rows_before(session, election)
    for reading in gone:
        marks = (UUID(reading.contest), list(reading.marks))
        same = (at for at, row in enumerate(rows) if (row["contest_id"], row["selections"]["marks"]) == marks)
        at = next(same, None)
        if at is None:
            raise ValueError("a ballot of the first count has no cast vote record")
        del rows[at]
    rows += [_row(election, reading) for reading in new]
    session.execute(delete(CastVoteRecord).where(CastVoteRecord.election_id == election.id))
    shuffle(rows)
    if rows:
        session.execute(insert(CastVoteRecord), rows)


def _row(election: Election, reading: ContestReading) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "district_id": election.district_id,
        "election_id": election.id,
        "contest_id": UUID(reading.contest),
        "selections": {"marks": list(reading.marks)},
        "votes_allowed": reading.votes_allowed,
        "votes": len(reading.votes),
        "overvotes": reading.overvotes,
        "undervotes": reading.undervotes,
    }


def _rows_before(session: Session, election: Election) -> list[dict[str, Any]]:
    """The records of earlier counts under fresh ids."""
    table = CastVoteRecord.__table__
    columns = [column for column in table.columns if column.name != "id"]
    found = session.execute(select(*columns).where(table.c.election_id == election.id).order_by(table.c.id))
    return [{"id": uuid4(), **row._mapping} for row in found]


def count_facts(
    manifest: Manifest, groups: Mapping[Marks, int], lots: Mapping[str, tuple[str, ...]]
) -> list[tuple[UUID, CountFacts]]:
    """Each contest with what its count takes: the ballots grouped by their marks, in an order that tells nothing.

    `lots` are the confirmed ones, contest id to the order drawn.
    """
    return [
        (
            UUID(contest.id),
            CountFacts(
                seats=contest.number_elected,
                candidates=tuple(candidate.id for candidate in contest.candidates),
                ballots=tuple(
                    GroupedBallot(count=number, marks=marks.selections)
                    for marks, number in sorted(groups.items(), key=lambda each: each[0].selections)
                    if marks.contest == contest.id
                ),
                lot=lots.get(contest.id, ()),
            ),
        )
        for contest in manifest.contests
    ]
