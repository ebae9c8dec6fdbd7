"""What a form says, as it is handed in: the row it becomes, and what the rules would say to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from ballot_service.models import Contest, Election, InterestForm, School
from ballot_service.rules.decision import Decision
from ballot_service.rules.interest import FilledInBy, FormChannel, Question, form_complete, questions
from ballot_service.rules.interest_words import parts_of
from ballot_service.rules.nominations import may_serve
from ballot_service.services.interest.candidacy import declared_facts
from ballot_service.services.interest.photos import GivenPhoto
from ballot_service.services.interest.standing import complete_facts
from ballot_service.services.noticing import Evidence


@dataclass(frozen=True, kw_only=True)
class Filing:
    """What a form says, already cleaned. Questions that its seats do not ask are left out when it is filed."""

    contest: Contest
    channel: FormChannel
    language: str
    received_at: datetime
    filled_in_by: FilledInBy = FilledInBy.SELF
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    birth_date: date | None = None
    child_school: School | None = None
    student_school: School | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    """The other parts, by name (see `rules.interest_words.PART_WORDS`)."""
    statement: str = ""
    is_signed: bool = False
    postmarked_on: date | None = None
    scan: Evidence | None = None
    photo: GivenPhoto | None = None
    """Left out, as other questions are, where the seats show none and on somebody else's form."""
    sent_key: str | None = None
    instead_of: UUID | None = None
    """The person's earlier form for other seats, when the person has chosen to change."""
    is_somebody_else: bool = False
    """The person has said to be another person of the same name."""


def draft_of(election: Election, filing: Filing, now: datetime, by: UUID | None) -> InterestForm:
    """The row that a filing becomes, not yet in the session; questions the seats do not ask are left out."""
    asked = questions(filing.contest.seat_group.kind, filing.filled_in_by, filing.channel)
    parts = {part for question in asked for part in parts_of(question)}
    return InterestForm(
        id=uuid4(),
        district_id=election.district_id,
        election_id=election.id,
        election=election,
        contest_id=filing.contest.id,
        contest=filing.contest,
        sent_key=filing.sent_key,
        channel=filing.channel,
        filled_in_by=filing.filled_in_by,
        given_name=filing.given_name,
        family_name=filing.family_name,
        email=filing.email,
        phone=filing.phone,
        address=filing.address,
        language=filing.language,
        birth_date=filing.birth_date if Question.BIRTH_DATE in asked else None,
        child_school=filing.child_school if Question.CHILD_SCHOOL in asked else None,
        student_school=filing.student_school if Question.STUDENT_SCHOOL in asked else None,
        answers={part: said for part, said in sorted(filing.answers.items()) if part in parts and said},
        statement=filing.statement,
        is_signed=filing.is_signed,
        postmarked_on=filing.postmarked_on,
        received_at=filing.received_at,
        filed_at=now,
        entered_by=by,
        decided_because="",
    )


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What the rules would say: to the form itself, and to the person in these seats by the form alone."""

    complete: Decision
    serve: Decision


def preview(session: Session, election: Election, filing: Filing, now: datetime) -> Preview:
    """Asks the rules before anything is filed; writes nothing."""
    draft = draft_of(election, filing, now, None)
    return Preview(
        complete=form_complete(complete_facts(draft)), serve=may_serve(declared_facts(session, draft))
    )
