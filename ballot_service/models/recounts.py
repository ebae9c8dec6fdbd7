"""Recounts on request, what a second pair of tellers entered, and corrections of a certified result.

As in the first count, what a sheet says is sealed here and wiped when the recount ends; no totals are kept.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, Document, Name, Owned, Words, choice
from ballot_service.models.elections import Contest, Election
from ballot_service.models.paper_count import PaperBatch
from ballot_service.rules.recounts import AskedAs, Stands

_RUNNING = "ended_at IS NULL"
_WAITING = "confirmed_at IS NULL"


class Recount(Owned, Base):
    """A request for a recount, with who asked and why, and when its result was published."""

    __tablename__ = "recount"
    __table_args__ = (
        Index(
            "uq_recount_running",
            "election_id",
            unique=True,
            sqlite_where=text(_RUNNING),
            postgresql_where=text(_RUNNING),
        ),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    asked_as: Mapped[AskedAs] = mapped_column(choice(AskedAs, "asked_as"))
    asked_by: Mapped[Name]
    reason: Mapped[Words]
    asked_at: Mapped[datetime]
    """When the request came."""
    begun_at: Mapped[datetime]
    begun_by: Mapped[UUID]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    comparison: Mapped[Document] = mapped_column(default=dict)
    """{"groups": […]}: the totals of both counts as they are published, kept when the recount ends."""

    election: Mapped[Election] = relationship()


class RecountEntry(Owned, Base):
    """What one person of the second pair entered of a batch; the last attempt counts."""

    __tablename__ = "recount_entry"
    __table_args__ = (UniqueConstraint("recount_id", "batch_id", "account_id", "attempt"),)

    recount_id: Mapped[UUID] = mapped_column(ForeignKey("recount.id"))
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("paper_batch.id"))
    account_id: Mapped[UUID]
    attempt: Mapped[int]
    numbers: Mapped[Document]
    """{"numbers": [the numbers on the ballots, sorted]}"""
    set_aside: Mapped[int]
    set_aside_reason: Mapped[Words]
    sealed: Mapped[bytes]
    """Number to marks, sealed to the election's opening key; empty once the recount has ended."""
    entered_at: Mapped[datetime]


class RecountBatch(Owned, Base):
    """A batch on which the second pair agrees, whether it equals the first count, and which of the two stands."""

    __tablename__ = "recount_batch"
    __table_args__ = (
        UniqueConstraint("recount_id", "batch_id"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> written_by", name="two_people"),
    )

    recount_id: Mapped[UUID] = mapped_column(ForeignKey("recount.id"))
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("paper_batch.id"))
    agreed_at: Mapped[datetime]
    is_same: Mapped[bool]
    """Whether totals and ballot numbers are those of the first count."""
    stands: Mapped[Stands | None] = mapped_column(choice(Stands, "stands"))
    reason: Mapped[Words] = mapped_column(default="")
    written_at: Mapped[datetime | None]
    written_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None]

    recount: Mapped[Recount] = relationship()
    batch: Mapped[PaperBatch] = relationship()

    @property
    def is_settled(self) -> bool:
        return self.is_same or self.confirmed_at is not None


class Correction(Owned, Base):
    """What was wrong with a certified result, by one person and confirmed by another."""

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> written_by", name="two_people"),
        Index(
            "uq_correction_waiting",
            "election_id",
            unique=True,
            sqlite_where=text(_WAITING),
            postgresql_where=text(_WAITING),
        ),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    contest_id: Mapped[UUID | None] = mapped_column(ForeignKey("contest.id"))
    """The contest whose lot was entered wrongly, if that is what was wrong."""
    reason: Mapped[Words]
    written_at: Mapped[datetime]
    written_by: Mapped[UUID]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None]

    election: Mapped[Election] = relationship()
    contest: Mapped[Contest | None] = relationship()
