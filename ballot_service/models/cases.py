"""Reviews and challenges: a question about one person's standing, what was said, and how another person decided."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, LanguageTag, Name, Owned, Words, choice
from ballot_service.models.elections import Candidate, Election
from ballot_service.models.interest import InterestForm
from ballot_service.models.voting import VoterRollEntry
from ballot_service.rules.cases import CaseAbout, CaseKind

UNDECIDED = text("outcome IS NULL")


class CaseOutcome(StrEnum):
    """How a case ended."""

    STAYS = "stays"
    """The refusal was right; the challenge is dismissed."""
    CHANGED = "changed"
    """The refusal was wrong; the challenge is upheld."""
    CLOSED = "closed"
    """There was nothing to decide: nobody of that name was refused."""


class CaseWay(StrEnum):
    """How the words came."""

    WEB = "web"
    PHONE = "phone"
    MAIL = "mail"
    IN_PERSON = "in_person"
    EMAIL = "email"


class Side(StrEnum):
    """Who speaks: whoever asks or challenges, or the person challenged."""

    ASKS = "asks"
    ANSWERS = "answers"


def _one_open(column: str) -> Index:
    return Index(None, "kind", column, unique=True, sqlite_where=UNDECIDED, postgresql_where=UNDECIDED)


class Case(Owned, Base):
    """One open question at most of each kind about a person; a second request joins the first."""

    __tablename__ = "standing_case"
    __table_args__ = (
        UniqueConstraint("election_id", "receipt"),
        CheckConstraint(
            "(CASE WHEN roll_entry_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN form_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN candidate_id IS NULL THEN 0 ELSE 1 END) <= 1",
            name="about_one",
        ),
        CheckConstraint("kind = 'review' OR answer_until IS NOT NULL", name="challenges_can_be_answered"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_at_a_time"),
        CheckConstraint("(outcome IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),
        Index(None, "election_id", "outcome"),
        _one_open("roll_entry_id"),
        _one_open("form_id"),
        _one_open("candidate_id"),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"))
    kind: Mapped[CaseKind] = mapped_column(choice(CaseKind, "kind"))
    roll_entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("voter_roll_entry.id"))
    form_id: Mapped[UUID | None] = mapped_column(ForeignKey("interest_form.id"))
    candidate_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidate.id"))
    """At most one of the three; none while nobody knows about whom it is."""
    receipt: Mapped[Name]
    """Random and short: it names the case on the phone and opens nothing."""
    opened_at: Mapped[datetime]
    answer_until: Mapped[datetime | None]
    outcome: Mapped[CaseOutcome | None] = mapped_column(choice(CaseOutcome, "outcome"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    decided_because: Mapped[Words] = mapped_column(default="")

    election: Mapped[Election] = relationship()
    roll_entry: Mapped[VoterRollEntry | None] = relationship()
    form: Mapped[InterestForm | None] = relationship()
    candidate: Mapped[Candidate | None] = relationship()
    statements: Mapped[list[CaseStatement]] = relationship(
        back_populates="case", order_by="CaseStatement.entered_at, CaseStatement.id"
    )

    @property
    def about(self) -> CaseAbout | None:
        """None while nobody knows about whom it is."""
        if self.roll_entry_id is not None:
            return CaseAbout.VOTER
        if self.form_id is not None:
            return CaseAbout.FORM
        return CaseAbout.NOMINEE if self.candidate_id is not None else None

    @property
    def subject(self) -> VoterRollEntry | InterestForm | Candidate | None:
        return self.roll_entry or self.form or self.candidate

    @property
    def asked(self) -> list[CaseStatement]:
        """What was said by those who ask or challenge, the first one first."""
        return [one for one in self.statements if one.side is Side.ASKS]

    @property
    def answers(self) -> list[CaseStatement]:
        return [one for one in self.statements if one.side is Side.ANSWERS]

    @property
    def name(self) -> str:
        """The person about whom it is; as the asking person wrote it while nobody knows."""
        if self.roll_entry is not None:
            return self.roll_entry.person.name
        if self.form is not None:
            return self.form.name
        return self.candidate.name if self.candidate is not None else self.statements[0].name


class CaseStatement(Owned, Base):
    """What one person said about a case, in their own words. Nothing in it changes ever."""

    __tablename__ = "case_statement"
    __table_args__ = (
        UniqueConstraint("sent_key"),
        CheckConstraint("(way = 'web') = (entered_by IS NULL)", name="entered_by_a_clerk"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("standing_case.id"), index=True)
    side: Mapped[Side] = mapped_column(choice(Side, "side"))
    way: Mapped[CaseWay] = mapped_column(choice(CaseWay, "way"))
    name: Mapped[Name]
    contact: Mapped[Name]
    language: Mapped[LanguageTag]
    words: Mapped[Words]
    receipt_given: Mapped[Name] = mapped_column(default="")
    """The receipt number of an interest form, as the person typed it."""
    received_at: Mapped[datetime]
    entered_at: Mapped[datetime]
    entered_by: Mapped[UUID | None]
    sent_key: Mapped[Name | None]
    """What a page sent along, so that the same press twice is one request."""

    case: Mapped[Case] = relationship(back_populates="statements")
