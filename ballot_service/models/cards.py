"""Code cards of a table: the runs printed, each card, the ballots cast with them, and the cards counted by hand.

No row ties a card to a person, and none says when a card was used. A card's run is all that is known of it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, Owned
from ballot_service.models.elections import Election


class CardRun(Owned, Base):
    """One printing of code cards."""

    __tablename__ = "card_run"
    __table_args__ = (CheckConstraint("cards > 0", name="some"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    cards: Mapped[int]
    printed_at: Mapped[datetime]
    printed_by: Mapped[UUID]


class CodeCard(Owned, Base):
    """One card: the key of its code. Without the service's secret the key opens nothing, as with a ballot link."""

    __tablename__ = "code_card"

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("card_run.id"), index=True)
    key: Mapped[str] = mapped_column(String(5), unique=True)
    """25 random bits; the other part of the code needs the installation's secret."""
    is_spoiled: Mapped[bool] = mapped_column(default=False)
    """Taken out of the box for good: misprinted, or handed back unused."""

    election: Mapped[Election] = relationship()


class CardBallot(Base):
    """One ballot a card: the primary key decides which cast was first. The link to the envelope is cut at the count.

    Without a rowid in SQLite, so that the rows lie in the order of their random keys.
    """

    __tablename__ = "card_ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)

    card_id: Mapped[UUID] = mapped_column(ForeignKey("code_card.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("district.id"))
    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    envelope_id: Mapped[UUID | None] = mapped_column(ForeignKey("envelope.id"), unique=True)
    is_counted: Mapped[bool] = mapped_column(default=False)


class CardCount(Owned, Base):
    """Append-only: cards that somebody counted by hand as left. It holds while the account behind it is the same."""

    __tablename__ = "card_count"
    __table_args__ = (CheckConstraint("cards >= 0", name="not_negative"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    cards: Mapped[int]
    should_be_left: Mapped[int]
    """By the account at that moment: printed, less drawn and spoiled."""
    counted_at: Mapped[datetime]
    counted_by: Mapped[UUID]
