"""Asking a guardian: a new signed link by e-mail or text message, in the guardian's language."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.links import Links
from ballot_service.models import (
    Candidate,
    ConsentRequest,
    ContactKind,
    Election,
    Guardianship,
    InterestForm,
    Person,
    VoterConsentRequest,
)
from ballot_service.rules.consents import GuardianAskFacts, may_ask_guardian
from ballot_service.rules.decision import Decision
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.answer_links import can_reach, wants_no_links
from ballot_service.services.announcing.consents import send_consent_link
from ballot_service.services.announcing.forms import Post
from ballot_service.services.consents.register import voters_waiting
from ballot_service.services.consents.students import (
    Request,
    Student,
    election_of,
    is_over,
    is_standing,
    is_student,
    is_waiting,
    purpose_of,
    requests_of,
)
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.reconciling import take_turn

MOST_AT_ONCE = 100
"""Guardians asked by one press of a button, so that no page takes minutes."""


@dataclass(frozen=True, kw_only=True)
class Guardian:
    """Whom to ask, and by which way. `contact` is an address or a number (E.164); empty where none is known."""

    name: str
    kind: ContactKind = ContactKind.PHONE
    contact: str = ""
    language: str = "en"


def guardian_named(session: Session, student: Student) -> Guardian:
    """The guardian as the student's newest interest form names one, or for a voter as the district's files do.

    Nothing but a language where nobody is named.
    """
    if not isinstance(student, Candidate):
        return _guardian_on_file(session, student.person)
    form = _form_of(session, student)
    if form is None:
        return Guardian(name="", language=student.language)
    contact = str(form.answers.get("guardian_contact", ""))
    return Guardian(
        name=str(form.answers.get("guardian_name", "")),
        kind=ContactKind.EMAIL if "@" in contact else ContactKind.PHONE,
        contact=contact,
        language=form.language,
    )


def _guardian_on_file(session: Session, student: Person) -> Guardian:
    """The first guardian by name with a contact, rather one that wants messages, and that the student does not have
    as well.
    """
    guardians = session.scalars(
        select(Person)
        .join(Guardianship, Guardianship.guardian_id == Person.id)
        .where(Guardianship.student_id == student.id)
        .order_by(Person.family_name, Person.given_name, Person.id)
    ).all()
    own = {point.value for point in student.contacts}
    ways = [
        (
            wants_no_links(session, point.kind, point.value),
            point.value in own,
            point.kind is not ContactKind.EMAIL,
            number,
            point.value,
            point.kind,
            guardian,
        )
        for number, guardian in enumerate(guardians)
        for point in guardian.contacts
    ]
    if ways:
        *_, contact, kind, guardian = min(ways, key=lambda way: way[:5])
        return Guardian(name=guardian.name, kind=kind, contact=contact, language=guardian.language)
    named = guardians[0] if guardians else None
    return Guardian(name=named.name if named else "", language=named.language if named else student.language)


def may_ask(
    session: Session,
    student: Student,
    guardian: Guardian,
    channels: Collection[str],
    *,
    now: datetime,
    was_checked: bool = False,
) -> Decision:
    """Whether the link may be sent there now, with what to do where it may not (S3).

    `channels` are those by which this installation can send messages.
    """
    return may_ask_guardian(_facts(session, student, guardian, channels, was_checked, now))


def ask_guardian(
    session: Session,
    student: Student,
    guardian: Guardian,
    *,
    was_checked: bool = False,
    post: Post,
    now: datetime,
    by: UUID,
) -> Request:
    """Queues the question with a new link; earlier links stop working.

    Raises Refused when no consent is needed or possible any more, without a contact, and for the student's own
    contact unless `was_checked`.
    """
    election = election_of(student)
    take_turn(session, election)
    facts = _facts(session, student, guardian, post.channels, was_checked, now)
    asked, decision = Asked(rule="may_ask_guardian", facts=facts), may_ask_guardian(facts)
    if not decision.allowed:
        raise Refused.for_election("ask_guardian", decision, election, student.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=student.id, now=now)
    for earlier in session.scalars(requests_of(student)):
        earlier.replaced_at = earlier.replaced_at or now
    request = _request(student, guardian, was_checked, now, by)
    session.add(request)
    session.flush()
    send_consent_link(session, request, post=post, now=now)
    details = {
        "by": guardian.kind.value,
        "language": guardian.language,
        "was_checked": was_checked,
        "purpose": facts.purpose.value,
    }
    trail.of_election(
        session,
        election,
        "ask_guardian",
        now=now,
        by=by,
        subject_id=student.id,
        details=details,
        words={"guardian": guardian.name, "contact": guardian.contact},
    )
    return request


def _request(student: Student, guardian: Guardian, was_checked: bool, now: datetime, by: UUID) -> Request:
    request: Request
    if isinstance(student, Candidate):
        request = ConsentRequest(candidate=student)
    else:
        request = VoterConsentRequest(roll_entry=student)
    request.district_id = student.district_id
    request.key = Links.new_key()
    request.guardian_name = guardian.name
    request.contact_kind, request.contact = guardian.kind, guardian.contact
    request.language = guardian.language
    request.was_checked = was_checked
    request.sent_at, request.sent_by = now, by
    return request


def ask_guardian_named(
    session: Session, student: Student, *, post: Post, now: datetime, by: UUID
) -> Request | None:
    """Asks the guardian who is named, once, where nothing stands against it; None leaves it to a person."""
    guardian = guardian_named(session, student)
    was_asked = any(one.replaced_at is None for one in session.scalars(requests_of(student)))
    if was_asked or not is_waiting(student, now):
        return None
    if not may_ask(session, student, guardian, post.channels, now=now).allowed:
        return None
    return ask_guardian(session, student, guardian, post=post, now=now, by=by)


def ask_all_guardians(session: Session, election: Election, *, post: Post, now: datetime, by: UUID) -> int:
    """Asks about every student who would vote and whose guardian was not asked yet; answers how many were asked.

    Whoever cannot be asked without a person's look is left out. Ends after `MOST_AT_ONCE`: press again.
    """
    asked = 0
    for student in voters_waiting(session, election, now):
        if asked == MOST_AT_ONCE:
            break
        asked += ask_guardian_named(session, student, post=post, now=now, by=by) is not None
    return asked


def _facts(
    session: Session,
    student: Student,
    guardian: Guardian,
    channels: Collection[str],
    was_checked: bool,
    now: datetime,
) -> GuardianAskFacts:
    return GuardianAskFacts(
        has_contact=can_reach(guardian.kind, guardian.contact, channels),
        is_students_own=guardian.contact.casefold() in _students_own(session, student),
        was_checked=was_checked,
        is_student=is_student(session, student),
        is_standing=is_standing(student),
        is_frozen=is_over(student, now),
        purpose=purpose_of(student),
        has_opted_out=wants_no_links(session, guardian.kind, guardian.contact),
    )


def _students_own(session: Session, student: Student) -> set[str]:
    """Every address and number that is the student's by the files or by the form."""
    form = _form_of(session, student) if isinstance(student, Candidate) else None
    own = {point.value for point in student.person.contacts}
    own |= {form.email, form.phone} if form else set()
    return {value.casefold() for value in own if value}


def _form_of(session: Session, candidate: Candidate) -> InterestForm | None:
    forms = select(InterestForm).where(InterestForm.candidate_id == candidate.id)
    return session.scalars(forms.order_by(InterestForm.filed_at.desc()).limit(1)).first()
