"""The end of waiting: whoever has no guardian's consent when the ballot is frozen is not on it (S3)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import Candidate, Election, PreElectionStatus
from ballot_service.rules.candidacy import Consent
from ballot_service.services.consents.answering import decide_with
from ballot_service.services.nominating import recorded_facts


def close_consents(
    session: Session, election: Election, *, now: datetime, by: UUID | None = None
) -> list[Candidate]:
    """Marks every consent that is still open as missing; the forms are kept. Called just before the freeze."""
    waiting = [
        candidate
        for contest in election.contests
        for candidate in contest.candidates
        if candidate.pre_election_status is PreElectionStatus.FILED and candidate.consent is Consent.PENDING
    ]
    closed = []
    for candidate in waiting:
        known = recorded_facts(session, candidate)
        if known is not None and known.student_school is not None:
            decide_with(session, candidate, Consent.MISSING, now=now, by=by)
            closed.append(candidate)
    return closed
