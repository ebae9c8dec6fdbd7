"""Interest forms, kept as they were filed; what came later, where a form stands, and what a person answered whom
somebody else nominated, is written beside them.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.answer_links import AnswerLink
from ballot_service.models.base import Base, Document, LanguageTag, Name, Owned, Sha256, Words, choice
from ballot_service.models.districts import School
from ballot_service.models.elections import Candidate, Contest, Election
from ballot_service.models.people import Person
from ballot_service.models.photos import CandidatePhoto
from ballot_service.models.records import StoredFile
from ballot_service.rules.interest import FilledInBy, FormChannel, Question


class FormState(StrEnum):
    """Where a form stands. Every state is kept: a refused or withdrawn form stays a form (R031)."""

    RECEIVED = "received"
    """Complete and in time: a person has to check it."""
    INCOMPLETE = "incomplete"
    NEEDS_CURE = "needs_cure"
    """Not signed; everything else may be missing too."""
    LATE = "late"
    NOMINATED = "nominated"
    """A candidate was made of it, who may still wait for something."""
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class InterestForm(Owned, Base):
    """A form as it was filed. Below `scan_id` stands what happens to it; above, nothing changes ever."""

    __tablename__ = "interest_form"
    __table_args__ = (
        UniqueConstraint("election_id", "receipt"),
        UniqueConstraint("election_id", "sent_key"),
        CheckConstraint("(channel = 'web') = (entered_by IS NULL)", name="paper_is_entered_by_a_clerk"),
        CheckConstraint("channel = 'mail' OR postmarked_on IS NULL", name="only_mail_has_a_postmark"),
        CheckConstraint(
            "link_key IS NULL OR (channel = 'web' AND filled_in_by = 'self')",
            name="only_own_web_forms_have_a_link",
        ),
        Index(None, "election_id", "state"),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"))
    contest_id: Mapped[UUID] = mapped_column(ForeignKey("contest.id"))
    """The seats wanted."""
    receipt: Mapped[Name]
    """Random and short: it names the form on the phone and opens nothing."""
    sent_key: Mapped[Name | None]
    """What a page sent along, so that the same press twice is one form. None for paper."""
    channel: Mapped[FormChannel] = mapped_column(choice(FormChannel, "channel"))
    filled_in_by: Mapped[FilledInBy] = mapped_column(choice(FilledInBy, "filled_in_by"))
    given_name: Mapped[Name]
    family_name: Mapped[Name]
    email: Mapped[Name]
    phone: Mapped[Name]
    """E.164."""
    address: Mapped[Words]
    language: Mapped[LanguageTag]
    """In which the person wants to be written to, and wrote the statement."""
    birth_date: Mapped[date | None]
    """Asked of students only (R036)."""
    child_school_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"))
    student_school_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"))
    answers: Mapped[Document]
    """The other answers in the person's words, by the question's name; yes and no as "yes" and "no"."""
    statement: Mapped[Words]
    is_signed: Mapped[bool]
    postmarked_on: Mapped[date | None]
    received_at: Mapped[datetime]
    filed_at: Mapped[datetime]
    """When it was sent on the web, or when a clerk entered the paper."""
    entered_by: Mapped[UUID | None]
    filed_sha256: Mapped[Sha256]
    """Of the canonical JSON of everything above, kept in storage under this very name."""
    copy_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    """The same as a page that people can read."""
    scan_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))

    link_key: Mapped[str | None] = mapped_column(String(32), unique=True)
    """Half of the link to the form's own page; None for paper, for nominations, and for what came too late."""
    state: Mapped[FormState] = mapped_column(choice(FormState, "state"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """Who in the district's files this is, where that is certain or a person has said so."""
    candidate_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidate.id"))
    instead_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("interest_form.id"))
    """An earlier form for other seats, which this one takes the place of once it is qualified."""
    decided_at: Mapped[datetime | None]
    decided_because: Mapped[Words] = mapped_column(default="")
    """What a person wrote when refusing or withdrawing it."""

    election: Mapped[Election] = relationship()
    contest: Mapped[Contest] = relationship()
    child_school: Mapped[School | None] = relationship(foreign_keys=[child_school_id])
    student_school: Mapped[School | None] = relationship(foreign_keys=[student_school_id])
    copy: Mapped[StoredFile] = relationship(foreign_keys=[copy_id])
    scan: Mapped[StoredFile | None] = relationship(foreign_keys=[scan_id])
    person: Mapped[Person | None] = relationship()
    candidate: Mapped[Candidate | None] = relationship()
    instead_of: Mapped[InterestForm | None] = relationship(remote_side="InterestForm.id")
    additions: Mapped[list[FormAddition]] = relationship(
        back_populates="form", order_by="FormAddition.entered_at, FormAddition.id"
    )

    nominee_answers: Mapped[list[NominationAnswer]] = relationship(
        back_populates="form", order_by="NominationAnswer.kept_at, NominationAnswer.id"
    )
    """What the person said whom somebody else nominated; the last one counts."""

    photos: Mapped[list[CandidatePhoto]] = relationship(order_by="CandidatePhoto.put_at, CandidatePhoto.id")
    """The one that came with the form first, then those that were put in by its link."""

    @property
    def photo_as_filed(self) -> CandidatePhoto | None:
        """The photo that came with the form itself."""
        return next((photo for photo in self.photos if photo.put_at == self.filed_at), None)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class FormAddition(Owned, Base):
    """What came after a form was filed: an answer, a signature, a scan. It stands beside the form, not in it."""

    __tablename__ = "form_addition"

    form_id: Mapped[UUID] = mapped_column(ForeignKey("interest_form.id"), index=True)
    question: Mapped[Question] = mapped_column(choice(Question, "question"))
    answer: Mapped[Words]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    received_at: Mapped[datetime]
    """After the days of grace it is kept and does not count."""
    entered_at: Mapped[datetime]
    entered_by: Mapped[UUID]

    form: Mapped[InterestForm] = relationship(back_populates="additions")
    file: Mapped[StoredFile | None] = relationship()


class NomineeAnswer(StrEnum):
    ACCEPTS = "accepts"
    DECLINES = "declines"


class AcceptanceRequest(AnswerLink, Base):
    """One signed link to one nominated person. `was_checked` is about the contact of whoever nominated."""

    __tablename__ = "acceptance_request"

    form_id: Mapped[UUID] = mapped_column(ForeignKey("interest_form.id"), index=True)
    """The form that somebody else filled in."""
    sent_by: Mapped[UUID | None]
    """None when it went out as the form came in on the web."""

    form: Mapped[InterestForm] = relationship()
    given: Mapped[NominationAnswer | None] = relationship(back_populates="request")


class NominationAnswer(Owned, Base):
    """What a nominated person answered, with the very words of the page. Nothing in it changes ever."""

    __tablename__ = "nomination_answer"
    __table_args__ = (
        UniqueConstraint("request_id"),
        CheckConstraint("(request_id IS NULL) = (entered_by IS NOT NULL)", name="by_link_or_by_a_clerk"),
        CheckConstraint("(entered_by IS NULL) = (scan_id IS NULL)", name="paper_has_a_scan"),
    )

    form_id: Mapped[UUID] = mapped_column(ForeignKey("interest_form.id"), index=True)
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("acceptance_request.id"))
    """None for an answer on paper."""
    answer: Mapped[NomineeAnswer] = mapped_column(choice(NomineeAnswer, "answer"))
    name: Mapped[Name]
    """As the person wrote it, in place of a signature."""
    language: Mapped[LanguageTag]
    text: Mapped[Words]
    """What stood on the page; empty for paper, where the scan shows it."""
    statement: Mapped[Words | None]
    """The person's own statement; None where it stays as the form has it."""
    statement_language: Mapped[LanguageTag]
    """In which it is written."""
    answered_at: Mapped[datetime]
    """When the button was pressed, or when the paper came."""
    kept_at: Mapped[datetime]
    """When it was kept here; the newest one counts."""
    entered_by: Mapped[UUID | None]
    scan_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))

    form: Mapped[InterestForm] = relationship(back_populates="nominee_answers")
    request: Mapped[AcceptanceRequest | None] = relationship(back_populates="given")
    scan: Mapped[StoredFile | None] = relationship()
