"""Paper ballots as stock: the runs that were printed, what was spoiled or counted, and the envelopes that went out.

No row ties a ballot's number to a voter: an envelope is a voter's, a number is a run's.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, Document, LanguageTag, Owned, Words, choice
from ballot_service.models.elections import Manifest
from ballot_service.models.paper import PaperRequest
from ballot_service.models.voting import VoterRollEntry

_OUT = "replaced_at IS NULL"


class PaperRun(Owned, Base):
    """One printing of paper ballots of one kind: from one version of the manifest, in one language and size."""

    __tablename__ = "paper_run"
    __table_args__ = (CheckConstraint("ballots > 0", name="some"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    manifest_id: Mapped[UUID] = mapped_column(ForeignKey("manifest.id"))
    language: Mapped[LanguageTag]
    is_large: Mapped[bool]
    ballots: Mapped[int]
    numbers: Mapped[Document]
    """{"numbers": [the random numbers on the ballots, sorted]}: their order says nothing of the order of printing."""
    printed_at: Mapped[datetime]
    printed_by: Mapped[UUID]

    manifest: Mapped[Manifest] = relationship()


class StockKind(StrEnum):
    SPOILED = "spoiled"
    """Taken out of the stock: misprinted, or spoiled by a voter who was given another one."""
    LEFT = "left"
    """Counted by hand at that moment."""


class PaperStockLine(Owned, Base):
    """Append-only: a change of the stock that no other record shows."""

    __tablename__ = "paper_stock_line"
    __table_args__ = (CheckConstraint("ballots >= 0", name="not_negative"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    kind: Mapped[StockKind] = mapped_column(choice(StockKind, "kind"))
    language: Mapped[LanguageTag]
    is_large: Mapped[bool]
    ballots: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID]


class PaperEnvelope(Owned, Base):
    """One paper ballot given to one voter, with the envelope in which it comes back. A voter has one that counts."""

    __tablename__ = "paper_envelope"
    __table_args__ = (
        Index(
            "uq_paper_envelope_out",
            "roll_entry_id",
            unique=True,
            sqlite_where=text(_OUT),
            postgresql_where=text(_OUT),
        ),
    )

    roll_entry_id: Mapped[UUID] = mapped_column(ForeignKey("voter_roll_entry.id"), index=True)
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("paper_request.id"))
    key: Mapped[str] = mapped_column(String(16), unique=True)
    """Half of the code on the envelope; the other half needs the installation's secret."""
    language: Mapped[LanguageTag]
    is_large: Mapped[bool]
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID]
    replaced_at: Mapped[datetime | None]
    """When the voter was given another one. If this one arrives, it stays sealed."""
    replaced_reason: Mapped[Words] = mapped_column(default="")

    roll_entry: Mapped[VoterRollEntry] = relationship()
    request: Mapped[PaperRequest | None] = relationship()
