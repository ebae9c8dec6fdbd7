"""Asking somebody whom another person nominated: a new signed link by e-mail or text message (R032)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from ballot_service.links import Links
from ballot_service.models import AcceptanceRequest, ContactKind, FormState, InterestForm, NomineeAnswer
from ballot_service.rules.acceptances import NomineeAskFacts, may_ask_nominee
from ballot_service.rules.decision import Decision
from ballot_service.rules.interest import FilledInBy, Question
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.acceptances import send_acceptance_link
from ballot_service.services.announcing.answer_links import can_reach
from ballot_service.services.announcing.forms import Post
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.interest.standing import STANDING_STATES
from ballot_service.services.reconciling import take_turn


@dataclass(frozen=True, kw_only=True)
class NomineeContact:
    """By which way the person nominated is asked. `contact` is an address or a number (E.164); empty where none is
    known.
    """

    kind: ContactKind = ContactKind.PHONE
    contact: str = ""
    language: str = "en"


def nominee_contact(form: InterestForm, channels: Collection[str]) -> NomineeContact:
    """The first way on the form that this installation can use; the first one at all where it can use none."""
    written = [form.email, form.phone, *(a.answer for a in form.additions if a.question is Question.CONTACT)]
    ways = [
        NomineeContact(
            kind=ContactKind.EMAIL if "@" in each else ContactKind.PHONE,
            contact=each,
            language=form.language,
        )
        for each in written
        if each
    ]
    usable = (way for way in ways if can_reach(way.kind, way.contact, channels))
    return next(usable, None) or next(iter(ways), NomineeContact(language=form.language))


def may_ask(
    session: Session,
    form: InterestForm,
    nominee: NomineeContact,
    channels: Collection[str],
    *,
    was_checked: bool = False,
) -> Decision:
    """Whether the link may be sent there now, with what to do where it may not.

    `channels` are those by which this installation can send messages.
    """
    return may_ask_nominee(_facts(session, form, nominee, channels, was_checked))


def ask_nominee(
    session: Session,
    form: InterestForm,
    nominee: NomineeContact,
    *,
    was_checked: bool = False,
    post: Post,
    now: datetime,
    by: UUID | None,
) -> AcceptanceRequest:
    """Queues the question with a new link; earlier links stop working. `by` is None as a web form comes in.

    Raises Refused when no answer is needed or possible any more, without a contact, and for the contact of whoever
    nominated unless `was_checked`.
    """
    election = form.election
    take_turn(session, election)
    facts = _facts(session, form, nominee, post.channels, was_checked)
    asked, decision = Asked(rule="may_ask_nominee", facts=facts), may_ask_nominee(facts)
    if not decision.allowed:
        raise Refused.for_election("ask_nominee", decision, election, form.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=form.id, now=now)
    for earlier in session.scalars(_working(form)):
        earlier.replaced_at = now
    request = AcceptanceRequest(
        district_id=form.district_id,
        form=form,
        key=Links.new_key(),
        contact_kind=nominee.kind,
        contact=nominee.contact,
        language=nominee.language,
        was_checked=was_checked,
        sent_at=now,
        sent_by=by,
    )
    session.add(request)
    session.flush()
    send_acceptance_link(session, request, post=post, now=now)
    details = {"by": nominee.kind.value, "language": nominee.language, "was_checked": was_checked}
    trail.of_election(
        session,
        election,
        "ask_nominee",
        now=now,
        by=by,
        subject_id=form.id,
        details=details,
        words={"name": form.name, "contact": nominee.contact},
    )
    return request


def ask_at_once(
    session: Session, form: InterestForm, *, post: Post, now: datetime, by: UUID | None
) -> AcceptanceRequest | None:
    """Asks the person nominated as the form comes in, where nothing stands against it; None leaves it to a person."""
    nominee = nominee_contact(form, post.channels)
    if form.state is FormState.LATE or not may_ask(session, form, nominee, post.channels).allowed:
        return None
    return ask_nominee(session, form, nominee, post=post, now=now, by=by)


def is_standing(session: Session, form: InterestForm) -> bool:
    """Whether the nominated person's answer can still change something.

    Not once the person has sent a form of their own for these seats: that is the yes.
    """
    if form.state not in STANDING_STATES and not has_declined(form):
        return False
    own = exists().where(InterestForm.instead_of_id == form.id, InterestForm.state.in_(STANDING_STATES))
    return not session.scalar(select(own))


def has_declined(form: InterestForm) -> bool:
    """Withdrawn because the person said no, which a later yes on paper can change."""
    said_no = bool(form.nominee_answers) and form.nominee_answers[-1].answer is NomineeAnswer.DECLINES
    return form.state is FormState.WITHDRAWN and said_no


def _facts(
    session: Session,
    form: InterestForm,
    nominee: NomineeContact,
    channels: Collection[str],
    was_checked: bool,
) -> NomineeAskFacts:
    nominators = str(form.answers.get("nominator_contact", ""))
    return NomineeAskFacts(
        has_contact=can_reach(nominee.kind, nominee.contact, channels),
        is_nominators_own=bool(nominators) and nominee.contact.casefold() == nominators.casefold(),
        was_checked=was_checked,
        is_nomination=form.filled_in_by is FilledInBy.NOMINATOR,
        is_standing=is_standing(session, form),
        is_frozen=form.election.ballot_frozen_at is not None,
    )


def _working(form: InterestForm) -> Select[AcceptanceRequest]:
    return select(AcceptanceRequest).where(
        AcceptanceRequest.form_id == form.id, AcceptanceRequest.replaced_at.is_(None)
    )
