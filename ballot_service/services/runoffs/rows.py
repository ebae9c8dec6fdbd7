"""Which election is a run-off, and which run-offs were called for an election."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Contest, Election, Runoff


def runoff_row(session: Session, election: Election) -> Runoff | None:
    """The row that makes this election a run-off; None for every other one."""
    return session.scalar(select(Runoff).where(Runoff.election_id == election.id))


def first_election(session: Session, election: Election) -> Election:
    """The election whose seats are at stake: that of the tie for a run-off, itself for every other one."""
    row = runoff_row(session, election)
    return election if row is None else row.contest.election


def runoffs_for(session: Session, election: Election) -> Sequence[Runoff]:
    """Every run-off called for a contest of this election, called off or not, the first one first."""
    return session.scalars(
        select(Runoff)
        .join(Contest, Contest.id == Runoff.contest_id)
        .where(Contest.election_id == election.id)
        .order_by(Runoff.called_at, Runoff.id)
    ).all()
