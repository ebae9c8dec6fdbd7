"""The trail: an append-only chain of acts, one per election (and one per district for what belongs to none).

An entry holds opaque ids and salted hashes. Names and free text live in `trail_words`, where they can be purged
without breaking the chain.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models.districts import District
from ballot_service.models.elections import Election
from ballot_service.models.records import TrailEntry, TrailWords
from ballot_service.sealing.chain import GENESIS, entry_hash

Field = Literal[
    "address",
    "answer",
    "capacity",
    "contact",
    "email",
    "file",
    "guardian",
    "link",
    "method",
    "name",
    "note",
    "online",
    "place",
    "place before",
    "present",
    "reason",
    "relation",
    "remark",
    "school",
    "witness",
    "witness 1",
    "witness 2",
]
"""What free text beside an entry may be about; every one has a name on the trail's page."""


def record(
    session: Session,
    act: str,
    *,
    chain_id: UUID,
    district_id: UUID,
    subject_id: UUID,
    now: datetime,
    by: UUID | None = None,
    details: Mapping[str, Any] | None = None,
    words: Mapping[Field, str] | None = None,
) -> TrailEntry:
    """Adds one entry. `details` must hold no names, contacts or tokens; those go into `words`.

    Locks the district's row first, so that two acts at once get two numbers. Its key stays free: no ballot waits.
    Before it the key of the election, in the order of the count: whoever has the district never waits for a count that
    waits for the district.
    """
    session.execute(
        select(Election.id).where(Election.id == chain_id).with_for_update(read=True, key_share=True)
    )
    session.execute(select(District.id).where(District.id == district_id).with_for_update(key_share=True))
    last = newest(session, chain_id)
    salted = {field: (secrets.token_hex(16), text) for field, text in (words or {}).items() if text}
    document = {
        "number": last.number + 1 if last else 1,
        "act": act,
        "subject": str(subject_id),
        "by": str(by) if by else None,
        "at": now.astimezone(UTC).isoformat(),
        "details": dict(details or {}),
        "words": {field: salted_hash(salt, text) for field, (salt, text) in salted.items()},
    }
    previous = last.hash if last else GENESIS
    entry = TrailEntry(
        district_id=district_id,
        chain_id=chain_id,
        number=document["number"],
        act=act,
        document=document,
        previous_hash=previous,
        hash=entry_hash(previous, document),
        made_at=now,
    )
    session.add(entry)
    session.flush()
    session.add_all(
        TrailWords(district_id=district_id, entry_id=entry.id, field=field, salt=salt, text=text)
        for field, (salt, text) in salted.items()
    )
    session.flush()
    return entry


def of_election(
    session: Session,
    election: Election,
    act: str,
    *,
    now: datetime,
    by: UUID | None = None,
    subject_id: UUID | None = None,
    details: Mapping[str, Any] | None = None,
    words: Mapping[Field, str] | None = None,
) -> TrailEntry:
    """Adds an entry to an election's own chain; the subject is the election unless another row is named."""
    return record(
        session,
        act,
        chain_id=election.id,
        district_id=election.district_id,
        subject_id=subject_id or election.id,
        now=now,
        by=by,
        details=details,
        words=words,
    )


def of_district(
    session: Session,
    district_id: UUID,
    act: str,
    *,
    now: datetime,
    by: UUID | None = None,
    subject_id: UUID | None = None,
    details: Mapping[str, Any] | None = None,
    words: Mapping[Field, str] | None = None,
) -> TrailEntry:
    """Adds an entry to the chain of what belongs to no election."""
    return record(
        session,
        act,
        chain_id=district_id,
        district_id=district_id,
        subject_id=subject_id or district_id,
        now=now,
        by=by,
        details=details,
        words=words,
    )


def newest(session: Session, chain_id: UUID) -> TrailEntry | None:
    """The head of a chain, or None before its first entry."""
    return session.scalar(
        select(TrailEntry).where(TrailEntry.chain_id == chain_id).order_by(TrailEntry.number.desc()).limit(1)
    )


def entries(session: Session, chain_id: UUID) -> list[TrailEntry]:
    """The whole chain, oldest first."""
    return list(
        session.scalars(select(TrailEntry).where(TrailEntry.chain_id == chain_id).order_by(TrailEntry.number))
    )


def salted_hash(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()
