"""Paper ballots on their way into the count: openings, batches, what two people entered, and reasons for differences.

What a sheet says is nowhere here in the clear: entries are sealed like ballots, and an agreed batch becomes sealed
envelopes in the box, one a sheet, counted with all the others.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, Document, Name, Owned, Words
from ballot_service.models.elections import Election
from ballot_service.models.records import StoredFile

_IN_USE = "withdrawn_at IS NULL"


class PaperOpening(Owned, Base):
    """Accepted paper envelopes opened together in public; their ballots were shuffled before anybody read one."""

    __tablename__ = "paper_opening"
    __table_args__ = (CheckConstraint("envelopes > 0", name="some"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    envelopes: Mapped[int]
    place: Mapped[Words]
    """Where, as the clerk wrote it."""
    present: Mapped[Words]
    """Who was there, as the clerk wrote it."""
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID]


class TellerDeclaration(Owned, Base):
    """What a teller declared before the first batch (1.15)."""

    __tablename__ = "teller_declaration"
    __table_args__ = (UniqueConstraint("election_id", "account_id"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"))
    account_id: Mapped[UUID]
    name: Mapped[Name]
    is_employee: Mapped[bool]
    is_nominee: Mapped[bool]
    is_relative: Mapped[bool]
    declared_at: Mapped[datetime]


class PaperBatch(Owned, Base):
    """A stack of sheets counted by hand. Two people enter it; once they agree, nothing about it changes."""

    __tablename__ = "paper_batch"
    __table_args__ = (
        UniqueConstraint("election_id", "number"),
        CheckConstraint("sheets > 0", name="some"),
        CheckConstraint("agreed_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
        CheckConstraint("(agreed_at IS NULL) = (set_aside IS NULL)", name="agreed_with_number"),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"))
    number: Mapped[int]
    """1 for the first batch of the election, and so on; written on its cover sheet."""
    sheets: Mapped[int]
    manifest_version: Mapped[int]
    """Which version of the ballot its sheets are; a corrected ballot has batches of its own."""
    photo_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    """A picture or scan of the batch."""
    made_at: Mapped[datetime]
    made_by: Mapped[UUID]
    agreed_at: Mapped[datetime | None]
    set_aside: Mapped[int | None]
    """Sheets that are no ballot of this election, once agreed."""
    set_aside_reason: Mapped[Words] = mapped_column(default="")
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[Words] = mapped_column(default="")

    election: Mapped[Election] = relationship()
    photo: Mapped[StoredFile | None] = relationship()


class PaperBatchEntry(Owned, Base):
    """What one person entered of a batch; a correction is another one beside it, and the last one counts."""

    __tablename__ = "paper_batch_entry"
    __table_args__ = (UniqueConstraint("batch_id", "account_id", "attempt"),)

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("paper_batch.id"))
    account_id: Mapped[UUID]
    attempt: Mapped[int]
    numbers: Mapped[Document]
    """{"numbers": [the numbers on the ballots, sorted]}: so that no ballot is entered twice."""
    set_aside: Mapped[int]
    set_aside_reason: Mapped[Words]
    sealed: Mapped[bytes]
    """Number to marks, sealed to the election's opening key."""
    entered_at: Mapped[datetime]


class PaperSheet(Base):
    """Which sealed envelopes came from a batch: numbers for the canvass, and never what is in them."""

    __tablename__ = "paper_sheet"
    __table_args__ = ({"sqlite_with_rowid": False},)

    envelope_id: Mapped[UUID] = mapped_column(ForeignKey("envelope.id"), primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("paper_batch.id"), index=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("district.id"))


class DifferenceReason(Owned, Base):
    """Why two numbers of the canvass do not agree, in writing, by one person and confirmed by another."""

    __tablename__ = "difference_reason"
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> written_by", name="two_people"),
        Index(
            "uq_difference_reason_line",
            "election_id",
            "line",
            unique=True,
            sqlite_where=text(_IN_USE),
            postgresql_where=text(_IN_USE),
        ),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"))
    line: Mapped[Name]
    """Which numbers: "paper", or a stack such as "stock-en-plain"."""
    difference: Mapped[int]
    """For which difference it was written; for another one it says nothing."""
    reason: Mapped[Words]
    written_at: Mapped[datetime]
    written_by: Mapped[UUID]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None]
    """When a newer reason took its place."""
