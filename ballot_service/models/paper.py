"""Ballots on paper: who asked for one, and what became of the wish."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, LanguageTag, Owned, Words, choice
from ballot_service.models.voting import VoterRollEntry
from ballot_service.rules.paper_requests import PaperDelivery, PaperWay

_WAITING = "answered_at IS NULL AND withdrawn_at IS NULL"


class PaperRequest(Owned, Base):
    """One wish for a paper ballot. It waits until a ballot goes out or the wish is taken back; one waits at a time."""

    __tablename__ = "paper_request"
    __table_args__ = (
        CheckConstraint("(entered_by IS NULL) = (way = 'link')", name="by_link_or_by_a_clerk"),
        CheckConstraint("(delivery = 'mail') = (address <> '')", name="mail_has_an_address"),
        CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered_by_somebody"),
        CheckConstraint("answered_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
        Index(
            "uq_paper_request_waiting",
            "roll_entry_id",
            unique=True,
            sqlite_where=text(_WAITING),
            postgresql_where=text(_WAITING),
        ),
    )

    roll_entry_id: Mapped[UUID] = mapped_column(ForeignKey("voter_roll_entry.id"), index=True)
    way: Mapped[PaperWay] = mapped_column(choice(PaperWay, "way"))
    delivery: Mapped[PaperDelivery] = mapped_column(choice(PaperDelivery, "delivery"))
    address: Mapped[Words]
    """Where it goes by mail, in lines; empty for a ballot that is handed over."""
    language: Mapped[LanguageTag]
    is_large: Mapped[bool]
    """In large print."""
    asked_at: Mapped[datetime]
    """When the voter asked; the letter's arrival for a wish by mail."""
    entered_at: Mapped[datetime]
    entered_by: Mapped[UUID | None]
    """The clerk; None for a voter who asked by link."""
    answered_at: Mapped[datetime | None]
    """When a ballot went out."""
    answered_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None]

    roll_entry: Mapped[VoterRollEntry] = relationship()

    @property
    def is_waiting(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None
