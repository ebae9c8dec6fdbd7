"""The table at which people vote in person: who signed in, and with what they were sent to vote."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
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
