"""To whom a message of an election may go: lines of the roll, and nominees who are not on it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ballot_service.models import Candidate, Contest, Election, VoterRollEntry

Addressee = VoterRollEntry | Candidate


def addressees(session: Session, election: Election) -> Mapping[str, Addressee]:
    """Everybody by the reference under which the outbox knows them, with their person at hand."""
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
