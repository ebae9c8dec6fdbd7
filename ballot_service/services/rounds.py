"""Rounds of signatures: each recount and each correction makes another result, to be signed and certified anew."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.models import Certificate, Correction, Election, Recount


def round_of(session: Session, election: Election) -> int:
    """1 for the count, and one more for each recount that has ended and each correction that was confirmed."""
    recounts = select(func.count()).select_from(Recount)
    corrections = select(func.count()).select_from(Correction)
    ended = session.scalar(recounts.where(Recount.election_id == election.id, Recount.ended_at.is_not(None)))
    confirmed = session.scalar(
        corrections.where(Correction.election_id == election.id, Correction.confirmed_at.is_not(None))
    )
    return 1 + (ended or 0) + (confirmed or 0)


def wants_certificate(session: Session, election: Election) -> bool:
    """Whether the result as it stands now has no certificate; the one before it, if there is one, stays readable."""
    newest = session.scalar(select(func.max(Certificate.round)).where(Certificate.election_id == election.id))
    return (newest or 0) < round_of(session, election)


def is_being_changed(session: Session, election: Election) -> bool:
    """Whether a recount is going on or a correction waits for a second person: nobody certifies meanwhile."""
    recount = select(Recount.id).where(Recount.election_id == election.id, Recount.ended_at.is_(None))
    correction = select(Correction.id).where(
        Correction.election_id == election.id, Correction.confirmed_at.is_(None)
    )
    return session.scalar(recount) is not None or session.scalar(correction) is not None
