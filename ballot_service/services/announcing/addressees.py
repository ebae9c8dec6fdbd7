"""To whom a message of an election may go: lines of the roll, nominees who are not on it, and people before a roll."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ballot_service.models import Candidate, Contest, Election, Person, VoterRollEntry

_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Known:
    """Somebody whom the district knows, told as themselves, whether they are on the roll or not."""

    person: Person
    language: str
    """In which they are written to."""

    @property
    def id(self) -> UUID:
        return self.person.id

    @property
    def person_id(self) -> UUID:
        return self.person.id


Addressee = VoterRollEntry | Candidate | Known


def addressees(session: Session, election: Election) -> Mapping[str, VoterRollEntry | Candidate]:
    """Everybody on the roll and every nominee by the reference under which the outbox knows them, with their person
    at hand.
    """
    entries = session.scalars(
        select(VoterRollEntry)
        .where(VoterRollEntry.election_id == election.id)
        .options(joinedload(VoterRollEntry.person))
    )
    nominees = session.scalars(
        select(Candidate)
        .join(Contest, Contest.id == Candidate.contest_id)
        .where(Contest.election_id == election.id)
        .options(joinedload(Candidate.person))
    )
    return {str(row.id): row for row in (*entries, *nominees)}


def those_with(session: Session, election: Election, references: Collection[str]) -> Mapping[str, Addressee]:
    """Those of `references` that are somebody: on the roll, a nominee, or told before there was a roll."""
    wanted = set(references)
    found: dict[str, Addressee] = {
        reference: row for reference, row in addressees(session, election).items() if reference in wanted
    }
    for ids in _in_parts([row_id for each in sorted(wanted - set(found)) if (row_id := _id(each))]):
        people = session.scalars(
            select(Person).where(Person.district_id == election.district_id, Person.id.in_(ids))
        )
        found |= {str(one.id): Known(person=one, language=one.language) for one in people}
    return found


def _in_parts(ids: list[UUID]) -> Iterator[list[UUID]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _id(reference: str) -> UUID | None:
    try:
        return UUID(reference)
    except ValueError:
        return None
