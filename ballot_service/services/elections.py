"""Which elections are open, and whether this installation still holds the keys they were set up with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Election, Manifest
from ballot_service.sealing.keys import election_key, public_hex


def open_elections(session: Session, now: datetime) -> list[str]:
    """The titles of elections in which people can vote now."""
    rows = session.execute(
        select(Election.title)
        .where(Election.opening_confirmed_at.is_not(None), Election.opens_at <= now, now < Election.closes_at)
        .order_by(Election.title)
    )
    return [row.title for row in rows]


def elections_with_other_key(session: Session, secret: bytes) -> list[str]:
    """Frozen, uncounted elections whose opening key this secret does not give: their ballots could not be opened."""
    rows = session.execute(
        select(Election.id, Election.title, Manifest.document)
        .join(Manifest, Manifest.election_id == Election.id)
        .where(Election.counted_at.is_(None))
    )
    return sorted(
        {row.title for row in rows if row.document["opening_key"] != public_hex(election_key(secret, row.id))}
    )
