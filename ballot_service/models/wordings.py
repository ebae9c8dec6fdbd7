"""Texts of notices in a district's own translation: drafts until somebody of the district has approved them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from ballot_service.models.base import Base, LanguageTag, Name, Owned, Sha256, Words


class Wording(Owned, Base):
    """One whole text of a notice, in one language for one way. Approved words never change; new words are a new row."""

    __tablename__ = "wording"
    __table_args__ = (
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="approved_by_somebody"),
        Index("ix_wording_text", "district_id", "language", "notice", "channel"),
    )

    notice: Mapped[Name]
    language: Mapped[LanguageTag]
    channel: Mapped[Name]
    subject: Mapped[Words] = mapped_column(default="")
    body: Mapped[Words]
    html: Mapped[Words] = mapped_column(default="")
    fingerprint: Mapped[Sha256]
    """Of these very words: what somebody approves is what they have read."""
    source: Mapped[Sha256]
    """Of the English words that were translated; once English says something else, this text is stale."""
    imported_at: Mapped[datetime]
    imported_by: Mapped[UUID | None]
    """None: on the server, by whoever runs the installation."""
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None]
