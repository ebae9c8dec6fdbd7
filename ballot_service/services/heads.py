"""Signed heads of the envelope log: what liaison and observers keep, to show later that nothing was changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Election, LogLeaf, SignedHead
from ballot_service.sealing.heads import Head, ListKind, origin_of, sign_head
from ballot_service.sealing.keys import signing_key
from ballot_service.sealing.merkle import root
from ballot_service.services.voting import log_waiting


def log_hashes(session: Session, election: Election) -> list[str]:
    """The envelope hashes in the order of the log."""
    return list(
        session.scalars(
            select(LogLeaf.envelope_hash).where(LogLeaf.election_id == election.id).order_by(LogLeaf.number)
        )
    )


def make_head(session: Session, election: Election, secret: bytes, *, now: datetime) -> SignedHead:
    """Numbers what waits and signs the log as it stands. The same size is never signed twice."""
    log_waiting(session, election)
    hashes = log_hashes(session, election)
    made = session.scalar(
        select(SignedHead).where(SignedHead.election_id == election.id, SignedHead.size == len(hashes))
    )
    if made is not None:
        return made
    head = Head(
        origin=origin_of(ListKind.ENVELOPES, election.id),
        size=len(hashes),
        root=root(bytes.fromhex(each) for each in hashes),
    )
    made = SignedHead(
        district_id=election.district_id,
        election_id=election.id,
        size=len(hashes),
        note=sign_head(signing_key(secret), head),
        made_at=now,
    )
    session.add(made)
    session.flush()
    return made


def heads_of(session: Session, election: Election) -> list[SignedHead]:
    """Every head handed out, smallest first."""
    return list(
        session.scalars(
            select(SignedHead).where(SignedHead.election_id == election.id).order_by(SignedHead.size)
        )
    )
