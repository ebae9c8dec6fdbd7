"""Paper envelopes that came back: how and when, and on which list each one stands. They stay closed until the count."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, Owned, Words, choice
from ballot_service.models.paper_stock import PaperEnvelope
from ballot_service.models.voting import DispositionKind
from ballot_service.rules.paper_envelopes import EnvelopeWay


class PaperReturn(Owned, Base):
    """One envelope as it came back, once. Whose it is stands on the envelope; what is in it nobody knows.

    It is the ballot of `envelope.roll_entry.voter`: lines of one person may have been put together meanwhile.
    """

    __tablename__ = "paper_return"
    __table_args__ = (
        CheckConstraint("postmarked_on IS NULL OR way = 'mail'", name="postmark_is_mail"),
        CheckConstraint("(signed_later_at IS NULL) = (signed_later_by IS NULL)", name="seen_by_somebody"),
    )

    envelope_id: Mapped[UUID] = mapped_column(ForeignKey("paper_envelope.id"), unique=True)
    way: Mapped[EnvelopeWay] = mapped_column(choice(EnvelopeWay, "way"))
    postmarked_on: Mapped[date | None]
    """None where it cannot be read, or where it did not come by mail."""
    received_at: Mapped[datetime]
    was_signed: Mapped[bool]
    """Signed when it came."""
    entered_at: Mapped[datetime]
    entered_by: Mapped[UUID]
    signed_later_at: Mapped[datetime | None]
    """When the voter put the missing signature right."""
    signed_later_by: Mapped[UUID | None]
    """The clerk who saw it."""
    opening_id: Mapped[UUID | None] = mapped_column(ForeignKey("paper_opening.id"), index=True)
    """With which others it was opened; from then on nothing about it is decided any more."""

    envelope: Mapped[PaperEnvelope] = relationship()

    @property
    def is_signed(self) -> bool:
        return self.was_signed or self.signed_later_at is not None


class PaperDisposition(Owned, Base):
    """Append-only: on which list a paper envelope stands; the last word counts."""

    __tablename__ = "paper_disposition"

    return_id: Mapped[UUID] = mapped_column(ForeignKey("paper_return.id"), index=True)
    number: Mapped[int]
    """1 for the first word about an envelope, and so on."""
    kind: Mapped[DispositionKind] = mapped_column(choice(DispositionKind, "kind"))
    reason: Mapped[Words]
    made_at: Mapped[datetime]
