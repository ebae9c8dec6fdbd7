"""Run-offs: an election of its own for the seats that a tie left undecided in another one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, Document, Owned
from ballot_service.models.elections import Contest, Election


class Runoff(Owned, Base):
    """Which election decides the tie of which contest. A run-off that was called off stays on file."""

    __tablename__ = "runoff"
    __table_args__ = (UniqueConstraint("election_id"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"))
    """The run-off itself."""
    contest_id: Mapped[UUID] = mapped_column(ForeignKey("contest.id"), index=True)
    """The contest that ended in the tie, in the first election."""
    tied: Mapped[Document]
    """{"tied": [ids of the first election's candidates]}: between whom it decides."""
    seats: Mapped[int]
    called_at: Mapped[datetime]
    called_by: Mapped[UUID | None]

    election: Mapped[Election] = relationship()
    contest: Mapped[Contest] = relationship()
