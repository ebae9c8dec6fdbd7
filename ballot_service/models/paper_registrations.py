"""Registrations to vote that came on paper: what the form said, when it came, its scan, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, LanguageTag, Name, Owned, Words, choice
from ballot_service.models.elections import Election
from ballot_service.models.records import StoredFile
from ballot_service.models.voting import VoterRollEntry
from ballot_service.rules.eligibility import CommunityTie


class PaperRegistration(Owned, Base):
    """One signed form as a clerk entered it. Nothing in it changes ever; the roll has what was decided since."""

    __tablename__ = "paper_registration"
    __table_args__ = (CheckConstraint("declaration <> ''", name="declared"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    roll_entry_id: Mapped[UUID] = mapped_column(ForeignKey("voter_roll_entry.id"), index=True)
    was_on_roll: Mapped[bool]
    """The person was on the roll already, certainly: the form made no second line."""
    given_name: Mapped[Name]
    family_name: Mapped[Name]
    birth_date: Mapped[date | None]
    tie: Mapped[CommunityTie] = mapped_column(choice(CommunityTie, "tie"))
    says_works_here: Mapped[bool]
    contacts: Mapped[Words]
    """E.164 numbers and addresses in lower case, one a line; empty where the form has none."""
    address: Mapped[Words]
    language: Mapped[LanguageTag]
    declaration: Mapped[Words]
    """What the clerk ticked about the form: signed, and old enough. In the words of the page."""
    received_on: Mapped[date]
    """The day the form reached the office, on the district's clock."""
    entered_at: Mapped[datetime]
    entered_by: Mapped[UUID]
    scan_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))

    election: Mapped[Election] = relationship()
    roll_entry: Mapped[VoterRollEntry] = relationship()
    scan: Mapped[StoredFile | None] = relationship()

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"
