"""The table at which people vote in person: who signed in, with what they were sent to vote, and who sits there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, Owned, Words, choice
from ballot_service.models.voting import VoterRollEntry
from ballot_service.rules.table import TableMeans


class TableSignIn(Owned, Base):
    """Somebody signed in to vote at the table: once a person. Nothing of how anybody votes."""

    __tablename__ = "table_sign_in"

    roll_entry_id: Mapped[UUID] = mapped_column(ForeignKey("voter_roll_entry.id"), unique=True)
    means: Mapped[TableMeans] = mapped_column(choice(TableMeans, "means"))
    is_provisional: Mapped[bool]
    """The voter was held when signing in."""
    declaration: Mapped[Words]
    """What the person declared aloud or signed, in the words of the page; empty for somebody who was on the roll."""
    tie_words: Mapped[Words]
    """Where they live or work, in their own words; empty for somebody who was on the roll."""
    signed_in_at: Mapped[datetime]
    signed_in_by: Mapped[UUID]

    roll_entry: Mapped[VoterRollEntry] = relationship()


class TableDuty(Owned, Base):
    """A teller whom the clerk put at the table of one election, to sign people in while voting is open."""

    __tablename__ = "table_duty"
    __table_args__ = (UniqueConstraint("election_id", "account_id"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    put_at: Mapped[datetime]
    put_by: Mapped[UUID]
    taken_off_at: Mapped[datetime | None]
    """None while the teller is at the table."""
