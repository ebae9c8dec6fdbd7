"""The notice ledger, stored files, and the trail of acts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, Document, LanguageTag, Name, Owned, Sha256, Words, choice
from ballot_service.rules.notice_ledger import NoticeKind


class StoredFile(Owned, Base):
    """A file kept in STORAGE_DIR under its SHA-256; the row says what it is."""

    __tablename__ = "stored_file"
    __table_args__ = (UniqueConstraint("district_id", "sha256"),)

    sha256: Mapped[Sha256]
    name: Mapped[Name]
    media_type: Mapped[Name]
    size: Mapped[int]
    kept_at: Mapped[datetime]


class NoticeRecord(Owned, Base):
    """One line of the notice ledger: what was published where, when, in which language, and the proof."""

    __tablename__ = "notice_record"

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    kind: Mapped[NoticeKind] = mapped_column(choice(NoticeKind, "kind"))
    language: Mapped[LanguageTag]
    place: Mapped[Words]
    published_at: Mapped[datetime]
    audience: Mapped[Name] = mapped_column(default="everyone")
    names_opening_at: Mapped[datetime]
    """The opening that the notice told people; a change of opening is judged against it."""
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    witness: Mapped[Name] = mapped_column(default="")
    entered_by: Mapped[UUID | None]
    entered_at: Mapped[datetime]
    is_late_entry: Mapped[bool] = mapped_column(default=False)
    outreach_notice: Mapped[UUID | None]
    """The outreach notice whose sending this line records, if it was sent by the service."""
    voided_at: Mapped[datetime | None]
    voided_reason: Mapped[Words] = mapped_column(default="")

    evidence: Mapped[StoredFile | None] = relationship()


class TrailEntry(Owned, Base):
    """One act, chained by hash to the one before it. Holds opaque ids and salted hashes, no names."""

    __tablename__ = "trail_entry"
    __table_args__ = (UniqueConstraint("chain_id", "number"),)

    chain_id: Mapped[UUID]
    """The election's id, or the district's for acts outside an election."""
    number: Mapped[int]
    act: Mapped[Name]
    document: Mapped[Document]
    """What was hashed: number, act, subject, by, at, and details."""
    previous_hash: Mapped[Sha256]
    hash: Mapped[Sha256]
    made_at: Mapped[datetime]


class TrailWords(Owned, Base):
    """Free text and names that belong to a trail entry, kept apart so that they can be purged."""

    __tablename__ = "trail_words"

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("trail_entry.id"), index=True)
    field: Mapped[Name]
    salt: Mapped[Name]
    text: Mapped[Words]
