"""People who sign up to vote by themselves: what they said, the code they have to type, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, LanguageTag, Name, Owned, Sha256, Words, choice
from ballot_service.models.elections import Election
from ballot_service.models.people import ContactKind
from ballot_service.models.voting import VoterRollEntry
from ballot_service.rules.eligibility import CommunityTie


class Registration(Owned, Base):
    """One sign-up. Until its contact is proved it counts for nothing, and it is forgotten after a day."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("election_id", "sent_key"),
        CheckConstraint("(proved_at IS NULL) = (roll_entry_id IS NULL)", name="proved_is_on_the_roll"),
        CheckConstraint("codes_sent >= 0 AND wrong_codes >= 0", name="tries"),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    """Half of the address under which the sign-up goes on; the codes are made from it and the secret."""
    sent_key: Mapped[str] = mapped_column(String(40))
    """Of the page that was sent: pressing twice signs up once."""
    given_name: Mapped[Name]
    family_name: Mapped[Name]
    birth_date: Mapped[date | None]
    tie: Mapped[CommunityTie] = mapped_column(choice(CommunityTie, "tie"))
    tie_words: Mapped[Words]
    """Where the person lives, or what the person leads or works for, in the person's words."""
    says_works_here: Mapped[bool]
    contact_kind: Mapped[ContactKind] = mapped_column(choice(ContactKind, "contact_kind"))
    contact: Mapped[Name] = mapped_column(index=True)
    language: Mapped[LanguageTag]
    network: Mapped[Sha256]
    """A keyed digest of the address it came from; empty once proved."""
    asked_at: Mapped[datetime]
    code_sent_at: Mapped[datetime]
    codes_sent: Mapped[int]
    wrong_codes: Mapped[int] = mapped_column(default=0)
    """Wrong tries of the newest code."""
    proved_at: Mapped[datetime | None]
    roll_entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("voter_roll_entry.id"), index=True)
    was_on_roll: Mapped[bool] = mapped_column(default=False)
    """The person turned out to be on the roll already."""

    election: Mapped[Election] = relationship()
    roll_entry: Mapped[VoterRollEntry | None] = relationship()

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"
