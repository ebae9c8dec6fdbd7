"""Asking a guardian: a new signed link by e-mail or text message, in the guardian's language."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ballot_service.links import Links
from ballot_service.models import Candidate, ConsentRequest, ContactKind, InterestForm, PreElectionStatus
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.consents import GuardianAskFacts, may_ask_guardian
from ballot_service.rules.decision import Decision
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.answer_links import can_reach
from ballot_service.services.announcing.consents import send_consent_link
from ballot_service.services.announcing.forms import Post
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.nominating import recorded_facts
from ballot_service.services.reconciling import take_turn


@dataclass(frozen=True, kw_only=True)
class Guardian:
    """Whom to ask, and by which way. `contact` is an address or a number (E.164); empty where none is known."""

    name: str
    kind: ContactKind = ContactKind.PHONE
    contact: str = ""
    language: str = "en"


def guardian_named(session: Session, candidate: Candidate) -> Guardian:
    """The guardian as the student's newest interest form names one; nothing but a language where there is no form."""
    form = _form_of(session, candidate)
    if form is None:
        return Guardian(name="", language=candidate.language)
    contact = str(form.answers.get("guardian_contact", ""))
    return Guardian(
        name=str(form.answers.get("guardian_name", "")),
        kind=ContactKind.EMAIL if "@" in contact else ContactKind.PHONE,
        contact=contact,
        language=form.language,
    )


def may_ask(
    session: Session,
    candidate: Candidate,
    guardian: Guardian,
    channels: Collection[str],
    *,
    was_checked: bool = False,
) -> Decision:
    """Whether the link may be sent there now, with what to do where it may not (S3).

    `channels` are those by which this installation can send messages.
    """
    return may_ask_guardian(_facts(session, candidate, guardian, channels, was_checked))


def ask_guardian(
    session: Session,
    candidate: Candidate,
    guardian: Guardian,
    *,
    was_checked: bool = False,
    post: Post,
    now: datetime,
    by: UUID,
) -> ConsentRequest:
    """Queues the question with a new link; earlier links stop working.

    Raises Refused when no consent is needed or possible any more, without a contact, and for the student's own
    contact unless `was_checked`.
    """
    election = candidate.contest.election
    take_turn(session, election)
    facts = _facts(session, candidate, guardian, post.channels, was_checked)
    asked, decision = Asked(rule="may_ask_guardian", facts=facts), may_ask_guardian(facts)
    if not decision.allowed:
        raise Refused.for_election("ask_guardian", decision, election, candidate.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=candidate.id, now=now)
    for earlier in session.scalars(_working(candidate)):
        earlier.replaced_at = now
    request = ConsentRequest(
        district_id=election.district_id,
        candidate=candidate,
        key=Links.new_key(),
        guardian_name=guardian.name,
        contact_kind=guardian.kind,
        contact=guardian.contact,
        language=guardian.language,
        was_checked=was_checked,
        sent_at=now,
        sent_by=by,
    )
    session.add(request)
    session.flush()
    send_consent_link(session, request, post=post, now=now)
    details = {"by": guardian.kind.value, "language": guardian.language, "was_checked": was_checked}
    trail.of_election(
        session,
        election,
        "ask_guardian",
        now=now,
        by=by,
        subject_id=candidate.id,
        details=details,
        words={"guardian": guardian.name, "contact": guardian.contact},
    )
    return request


def ask_guardian_named(
    session: Session, candidate: Candidate, *, post: Post, now: datetime, by: UUID
) -> ConsentRequest | None:
    """Asks the guardian whom the form names, once, where nothing stands against it; None leaves it to a person."""
    guardian = guardian_named(session, candidate)
    is_waiting = candidate.consent is Consent.PENDING and session.scalar(_working(candidate)) is None
    if not is_waiting or not may_ask(session, candidate, guardian, post.channels).allowed:
        return None
    return ask_guardian(session, candidate, guardian, post=post, now=now, by=by)


def is_standing(candidate: Candidate) -> bool:
    """Whether a guardian's answer can still change something for the student."""
    if candidate.pre_election_status is PreElectionStatus.REFUSED:
        return candidate.consent in (Consent.REFUSED, Consent.MISSING)
    return candidate.pre_election_status is not PreElectionStatus.WITHDRAWN


def _facts(
    session: Session,
    candidate: Candidate,
    guardian: Guardian,
    channels: Collection[str],
    was_checked: bool,
) -> GuardianAskFacts:
    known = recorded_facts(session, candidate)
    return GuardianAskFacts(
        has_contact=can_reach(guardian.kind, guardian.contact, channels),
        is_students_own=guardian.contact.casefold() in _students_own(session, candidate),
        was_checked=was_checked,
        is_student=known is not None and known.student_school is not None,
        is_standing=is_standing(candidate),
        is_frozen=candidate.contest.election.ballot_frozen_at is not None,
    )


def _students_own(session: Session, candidate: Candidate) -> set[str]:
    """Every address and number that is the student's by the files or by the form."""
    form = _form_of(session, candidate)
    own = {point.value for point in candidate.person.contacts}
    own |= {form.email, form.phone} if form else set()
    return {value.casefold() for value in own if value}


def _form_of(session: Session, candidate: Candidate) -> InterestForm | None:
    forms = select(InterestForm).where(InterestForm.candidate_id == candidate.id)
    return session.scalars(forms.order_by(InterestForm.filed_at.desc()).limit(1)).first()


def _working(candidate: Candidate) -> Select[ConsentRequest]:
    return select(ConsentRequest).where(
        ConsentRequest.candidate_id == candidate.id, ConsentRequest.replaced_at.is_(None)
    )
