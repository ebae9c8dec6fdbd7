"""Other elections of the same council: parents may choose their members in one, students theirs in another."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Contest, Election


def contests_beside(session: Session, election: Election) -> list[Contest]:
    """The contests of this council's other elections of the school year, for groups that this one does not vote on.

    A group that two of them vote on is counted once. Elections that were called off fill no seat.
    """
    taken = {contest.seat_group.kind for contest in election.contests}
    others = session.scalars(
        select(Election)
        .where(
            Election.council_id == election.council_id,
            Election.school_year == election.school_year,
            Election.id != election.id,
            Election.cancelled_at.is_(None),
        )
        .order_by(Election.opens_at, Election.id)
    )
    found: list[Contest] = []
    for other in others:
        more = [contest for contest in other.contests if contest.seat_group.kind not in taken]
        taken |= {contest.seat_group.kind for contest in more}
        found += more
    return found
