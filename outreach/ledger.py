"""The table of the consent ledger."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.base import Base, one_of
from outreach.states import ConsentSource, PurposeClass, Says


class ConsentEntry(Base):
    """One thing that is known about who may be written to, and where. Only ever added, never changed."""

    __tablename__ = "outreach_consent"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(320))
    """As `address_key` writes it, so that it is found again."""
    purpose_class: Mapped[PurposeClass]
    says: Mapped[Says]
    source: Mapped[ConsentSource]
    person: Mapped[str] = mapped_column(String(80), default="")
    """Empty: it holds for whoever is reached there. Otherwise for this person alone."""
    wording: Mapped[str] = mapped_column(Text, default="")
    """What was agreed to, or what was written."""
    at: Mapped[datetime]
    noted_at: Mapped[datetime]
    noted_by: Mapped[str] = mapped_column(String(80), default="")
    stamp: Mapped[str] = mapped_column(String(80), unique=True)
    """The same stamp twice is the same fact."""

    __table_args__ = (
        Index("ix_outreach_consent_address", "address", "channel"),
        one_of("purpose_class", PurposeClass, "purpose_class"),
        one_of("says", Says, "says"),
        one_of("source", ConsentSource, "source"),
        CheckConstraint("address <> ''", name="address"),
    )
