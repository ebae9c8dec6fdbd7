"""A ballot that was corrected while voting was open: the pause, what was put right, and who voted again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, Document, Owned, Words
from ballot_service.models.elections import Election, Manifest

_RUNNING = "ended_at IS NULL"


class BallotCorrection(Owned, Base):
    """One pause of a vote. It ends with a new version of the ballot, or with the old one found to be right."""

    __tablename__ = "ballot_correction"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (confirmed_by IS NULL)", name="ended_by_somebody"),
        CheckConstraint("(entered_at IS NULL) = (entered_by IS NULL)", name="entered_by_somebody"),
        CheckConstraint("ended_at IS NULL OR entered_at IS NOT NULL", name="entered_before"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> entered_by", name="two_people"),
        CheckConstraint("manifest_id IS NULL OR ended_at IS NOT NULL", name="version_at_the_end"),
        Index(
            "uq_ballot_correction_running",
            "election_id",
            unique=True,
            sqlite_where=text(_RUNNING),
            postgresql_where=text(_RUNNING),
        ),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    reason: Mapped[Words]
    """What seems to be wrong, as everybody may read it."""
    paused_at: Mapped[datetime]
    paused_by: Mapped[UUID]
    entered_at: Mapped[datetime | None]
    entered_by: Mapped[UUID | None]
    explanation: Mapped[Words] = mapped_column(default="")
    """What was put right, as everybody may read it."""
    new_closes_at: Mapped[datetime | None]
    """A later close that goes with it."""
    proposed: Mapped[Document] = mapped_column(default=dict)
    """{"names": hash of the names as the clerk saw them}: what is confirmed is what was entered."""
    ended_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None]
    manifest_id: Mapped[UUID | None] = mapped_column(ForeignKey("manifest.id"))
    """The version that it made; None where the ballot was right."""

    election: Mapped[Election] = relationship()
    manifest: Mapped[Manifest | None] = relationship()


class LaterBallot(Base):
    """A voter's envelope on a corrected ballot, beside the one accepted before: at most one a version.

    The row goes at the count: where few chose again, that they did would lead to their envelopes.
    """

    __tablename__ = "later_ballot"
    __table_args__ = (UniqueConstraint("envelope_id"),)

    roll_entry_id: Mapped[UUID] = mapped_column(ForeignKey("voter_roll_entry.id"), primary_key=True)
    manifest_version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("district.id"))
    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    envelope_id: Mapped[UUID | None] = mapped_column(ForeignKey("envelope.id"))
