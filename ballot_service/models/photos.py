"""Photos of people who stand, each with the words for those who do not see it. An earlier one stays on file."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, Name, Owned, Words
from ballot_service.models.records import StoredFile


class CandidatePhoto(Owned, Base):
    """One photo that came with a form, was put in later, or was brought on paper. It is shown until it is ended."""

    __tablename__ = "candidate_photo"
    __table_args__ = (
        CheckConstraint("form_id IS NOT NULL OR candidate_id IS NOT NULL", name="of_a_form_or_a_candidate"),
        CheckConstraint("alternative_text <> ''", name="has_alternative_text"),
        CheckConstraint("width > 0 AND height > 0", name="has_a_size"),
    )

    form_id: Mapped[UUID | None] = mapped_column(ForeignKey("interest_form.id"), index=True)
    candidate_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    alternative_text: Mapped[Name]
    """What the picture shows, in one line, for people who do not see it."""
    width: Mapped[int]
    height: Mapped[int]
    """In pixels."""
    put_at: Mapped[datetime]
    put_by: Mapped[UUID | None]
    """None for the person's own hand, on the web."""
    ended_at: Mapped[datetime | None]
    """When another one took its place, or when it was removed."""
    ended_by: Mapped[UUID | None]
    ended_because: Mapped[Words] = mapped_column(default="")

    file: Mapped[StoredFile] = relationship()
