"""Files that show that a session was held: its agenda, the signed sheet, a photo."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import InformationSession, ProofKind, SessionProof
from ballot_service.services import trail
from ballot_service.services.noticing import Evidence, keep_file
from ballot_service.services.reconciling import take_turn
from ballot_service.storage import Storage


def add_proof(
    session: Session,
    row: InformationSession,
    kind: ProofKind,
    file: Evidence,
    *,
    storage: Storage,
    now: datetime,
    by: UUID | None = None,
) -> SessionProof:
    """Keeps a file under its hash and puts it beside the session; the same file twice is kept once."""
    take_turn(session, row.election)
    kept = keep_file(session, row.district_id, file, storage, now)
    found = session.scalar(
        select(SessionProof).where(
            SessionProof.session_id == row.id, SessionProof.kind == kind, SessionProof.file_id == kept.id
        )
    )
    if found is not None:
        return found
    proof = SessionProof(
        district_id=row.district_id, session=row, kind=kind, file=kept, added_at=now, added_by=by
    )
    session.add(proof)
    session.flush()
    trail.of_election(
        session,
        row.election,
        "add_session_proof",
        now=now,
        by=by,
        subject_id=row.id,
        details={"kind": kind.value, "file": kept.sha256},
        words={"file": file.name},
    )
    return proof
