"""Guardians of students who stand or vote: each time one was asked, and each answer as it was given."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.answer_links import AnswerLink
from ballot_service.models.base import Base, LanguageTag, Name, Owned, Words, choice
from ballot_service.models.elections import Candidate
from ballot_service.models.records import StoredFile
from ballot_service.models.voting import VoterRollEntry


class ConsentAnswer(StrEnum):
    AGREES = "agrees"
    DECLINES = "declines"


class ConsentRequest(AnswerLink, Base):
    """One signed link to one guardian. `was_checked` is about the student's own contact."""

    __tablename__ = "consent_request"

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    guardian_name: Mapped[Name]
    sent_by: Mapped[UUID]

    candidate: Mapped[Candidate] = relationship()
    consent: Mapped[GuardianConsent | None] = relationship(back_populates="request")


class GuardiansAnswer(Owned):
    """What a guardian answered, with the very words that were agreed to. Nothing in it changes ever."""

    answer: Mapped[ConsentAnswer] = mapped_column(choice(ConsentAnswer, "answer"))
    guardian_name: Mapped[Name]
    relation: Mapped[Name]
    """Mother, grandfather, legal guardian …, in the person's words."""
    language: Mapped[LanguageTag]
    text: Mapped[Words]
    """What stood on the page; empty for paper, where the scan shows it."""
    answered_at: Mapped[datetime]
    """When the button was pressed, or when the paper came."""
    entered_by: Mapped[UUID | None]
    scan_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))


class GuardianConsent(GuardiansAnswer, Base):
    """An answer about standing for the council."""

    __tablename__ = "guardian_consent"
    __table_args__ = (
        UniqueConstraint("request_id"),
        CheckConstraint("(request_id IS NULL) = (entered_by IS NOT NULL)", name="by_link_or_by_a_clerk"),
        CheckConstraint("(entered_by IS NULL) = (scan_id IS NULL)", name="paper_has_a_scan"),
    )

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("consent_request.id"))
    """None for an answer on paper."""

    candidate: Mapped[Candidate] = relationship()
    request: Mapped[ConsentRequest | None] = relationship(back_populates="consent")
    scan: Mapped[StoredFile | None] = relationship()


class VoterConsentRequest(AnswerLink, Base):
    """One signed link to one guardian of a student who would vote."""

    __tablename__ = "voter_consent_request"

    roll_entry_id: Mapped[UUID] = mapped_column(ForeignKey("voter_roll_entry.id"), index=True)
    guardian_name: Mapped[Name]
    sent_by: Mapped[UUID]

    roll_entry: Mapped[VoterRollEntry] = relationship()
    consent: Mapped[VoterConsent | None] = relationship(back_populates="request")


class VoterConsent(GuardiansAnswer, Base):
    """An answer about voting. The one kept last counts; a "yes" by link also says where the ballot link may go."""

    __tablename__ = "voter_consent"
    __table_args__ = (
        UniqueConstraint("request_id"),
        CheckConstraint("(request_id IS NULL) = (entered_by IS NOT NULL)", name="by_link_or_by_a_clerk"),
        CheckConstraint("(entered_by IS NULL) = (scan_id IS NULL)", name="paper_has_a_scan"),
    )

    roll_entry_id: Mapped[UUID] = mapped_column(ForeignKey("voter_roll_entry.id"), index=True)
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("voter_consent_request.id"))
    """None for an answer on paper."""
    kept_at: Mapped[datetime]
    """When it was entered here; paper may have come before a link was answered."""

    roll_entry: Mapped[VoterRollEntry] = relationship()
    request: Mapped[VoterConsentRequest | None] = relationship(back_populates="consent")
    scan: Mapped[StoredFile | None] = relationship()
