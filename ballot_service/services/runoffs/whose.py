"""Whose tie a run-off decides, as its manifest says it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.sealing.manifest import ManifestRunoff
from ballot_service.services.runoffs.rows import runoff_row


def whose_tie(session: Session, election: Election) -> ManifestRunoff | None:
    """None for every other election. The fingerprint holds the run-off to the ballot that ended in the tie."""
    row = runoff_row(session, election)
    first = row.contest.election.manifest if row is not None else None
    if row is None or first is None:
        return None
    return ManifestRunoff(
        election_id=first.election_id, contest=str(row.contest_id), fingerprint=first.fingerprint
    )
