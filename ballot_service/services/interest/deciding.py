"""What a person decides about a form: qualified, refused, withdrawn; and what came later is added beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.importing.cleaning import name_parts
from ballot_service.models import (
    Candidate,
    ContactKind,
    ContactPoint,
    FormAddition,
    FormState,
    InterestForm,
    Person,
    PreElectionStatus,
    School,
)
from ballot_service.rules.decision import Decision, Outcome, Reason
from ballot_service.rules.interest import FORM_SOURCE, Question
from ballot_service.rules.nominations import may_serve
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.forms import tell_refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.entering_people import NewPerson, enter_person
from ballot_service.services.interest.candidacy import nomination_of, school_named_in, weighed_facts
from ballot_service.services.interest.filing import Desk
from ballot_service.services.interest.own_reasons import OTHER_SEATS_CHOSEN
from ballot_service.services.interest.photos import hand_on_photo
from ballot_service.services.interest.standing import (
    OPEN_STATES,
    STANDING_STATES,
    added,
    birth_date_of,
    form_decision,
    state_of,
)
from ballot_service.services.nominating import decide_again, file_nomination, withdraw
from ballot_service.services.noticing import Evidence, keep_file
from ballot_service.services.reconciling import take_turn

DECIDED = Reason(
    code="form_decided",
    sentence=say("This form was decided before."),
    source=FORM_SOURCE,
    remedy=say("Look at it again. A person who still wants a seat can send a new form."),
)


def qualify(
    session: Session, form: InterestForm, person: Person | None, *, now: datetime, by: UUID
) -> Candidate:
    """Makes a candidate of a complete form; without a `person` of the files a new one is entered.

    The form it takes the place of is withdrawn. Raises Refused while something is missing, when the form was decided
    before, when the ballot is frozen, and with every objection of `may_serve`.
    """
    election = form.election
    take_turn(session, election)
    _require("qualify_form", form, (FormState.RECEIVED,))
    facts = weighed_facts(session, form, person)
    asked = Asked(rule="may_serve", facts=facts)
    decision = may_serve(facts)
    if decision.outcome is Outcome.REFUSED:
        raise Refused.for_election("qualify_form", decision, election, form.id, asked=(asked,))
    person = person or _enter(session, form, now, by)
    if person.birth_date is None:
        person.birth_date = birth_date_of(form)
    candidate = _filed(session, form, person, now, by)
    _decided(form, FormState.NOMINATED, now)
    form.person, form.candidate = person, candidate
    hand_on_photo(form, candidate, now, by)
    session.flush()
    keep_for(session, election, asked, subject_id=form.id, now=now)
    details = {"candidate": str(candidate.id), "status": candidate.pre_election_status.value}
    trail.of_election(session, election, "qualify_form", now=now, by=by, subject_id=form.id, details=details)
    if form.instead_of is not None:
        _take_the_place(session, form.instead_of, candidate, now, by)
    return candidate


def _filed(session: Session, form: InterestForm, person: Person, now: datetime, by: UUID) -> Candidate:
    """The candidate; one that stood for these seats before is decided again, and keeps a guardian's answer."""
    same = (Candidate.contest_id == form.contest_id, Candidate.person_id == person.id)
    before = session.scalar(select(Candidate).where(*same))
    nomination = nomination_of(form)
    if before is None:
        return file_nomination(session, form.contest, person, nomination, now=now, by=by)
    decide_again(session, before, replace(nomination, consent=before.consent), now=now, by=by)
    return before


def _enter(session: Session, form: InterestForm, now: datetime, by: UUID) -> Person:
    later = added(form, Question.NAME)
    given, family = name_parts(later) if later else (form.given_name, form.family_name)
    new = NewPerson(
        given_name=given,
        family_name=family,
        language=form.language,
        birth_date=birth_date_of(form),
        student_school=_school(session, form, Question.STUDENT_SCHOOL),
        child_name=added(form, Question.CHILD_NAME) or str(form.answers.get("child_name", "")),
        child_school=_school(session, form, Question.CHILD_SCHOOL),
    )
    person = enter_person(session, form.election, new, now=now, by=by)
    person.address = form.address
    contacts = ((ContactKind.EMAIL, form.email), (ContactKind.PHONE, form.phone))
    person.contacts += [
        ContactPoint(district_id=form.district_id, kind=kind, value=value)
        for kind, value in contacts
        if value
    ]
    return person


def _school(session: Session, form: InterestForm, question: Question) -> School | None:
    name = school_named_in(form, question)
    query = select(School).where(School.district_id == form.district_id, School.name == name)
    return session.scalars(query.order_by(School.id)).first() if name else None


def _take_the_place(
    session: Session, earlier: InterestForm, candidate: Candidate, now: datetime, by: UUID
) -> None:
    """A nomination for the same seats ends in the same candidate; a form for other seats is withdrawn."""
    if earlier.contest_id == candidate.contest_id:
        _decided(earlier, FormState.NOMINATED, now)
        earlier.candidate, earlier.person = candidate, candidate.person
        session.flush()
    elif earlier.state in STANDING_STATES:
        withdraw_form(session, earlier, str(OTHER_SEATS_CHOSEN), now=now, by=by)


def refuse(
    session: Session,
    form: InterestForm,
    reasons: Iterable[Reason],
    *,
    written: str,
    desk: Desk,
    now: datetime,
    by: UUID,
) -> None:
    """Refuses a form and tells the person why: the rules' reasons, and what the clerk wrote. The form is kept.

    Raises Refused for a form that was decided before.
    """
    _require("refuse_form", form, OPEN_STATES, complete=False)
    told = tuple(reasons)
    _decided(form, FormState.REFUSED, now)
    form.decided_because = written
    session.flush()
    details = {"codes": [reason.code for reason in told]}
    trail.of_election(
        session,
        form.election,
        "refuse_form",
        now=now,
        by=by,
        subject_id=form.id,
        details=details,
        words={"reason": written},
    )
    tell_refused(session, form, told, written=written, post=desk.post, now=now)


def withdraw_form(
    session: Session, form: InterestForm, reason: str, *, now: datetime, by: UUID | None
) -> None:
    """The person no longer wants the seat; a candidate made of the form leaves the ballot. The form is kept (R031).

    `by` is None where the person says so by a link.

    Raises Refused for a form that was refused or withdrawn, and when its candidate is on a frozen ballot.
    """
    _require("withdraw_form", form, (*STANDING_STATES, FormState.LATE), complete=False)
    candidate = form.candidate
    if candidate is not None and candidate.pre_election_status is not PreElectionStatus.WITHDRAWN:
        withdraw(session, candidate, reason, now=now, by=by)
    _decided(form, FormState.WITHDRAWN, now)
    form.decided_because = reason
    session.flush()
    trail.of_election(
        session,
        form.election,
        "withdraw_form",
        now=now,
        by=by,
        subject_id=form.id,
        words={"reason": reason},
    )


def add_to_form(
    session: Session,
    form: InterestForm,
    question: Question,
    answer: str,
    *,
    received_at: datetime,
    desk: Desk,
    now: datetime,
    by: UUID,
    file: Evidence | None = None,
) -> FormAddition:
    """Keeps what came later beside the form, and looks again whether the form is complete now.

    What comes after the days of grace is kept and does not count (S5). `received_at` is aware.
    """
    kept = keep_file(session, form.district_id, file, desk.storage, now) if file else None
    addition = FormAddition(
        district_id=form.district_id,
        question=question,
        answer=answer,
        file=kept,
        received_at=received_at,
        entered_at=now,
        entered_by=by,
    )
    form.additions.append(addition)
    session.flush()
    if form.state in OPEN_STATES:
        form.state = state_of(form)
    session.flush()
    details = {
        "question": question.value,
        "state": form.state.value,
        "file": kept.sha256 if kept else None,
    }
    trail.of_election(
        session, form.election, "add_to_form", now=now, by=by, subject_id=form.id, details=details
    )
    return addition


def _decided(form: InterestForm, state: FormState, now: datetime) -> None:
    form.state, form.decided_at = state, now


def _require(act: str, form: InterestForm, states: tuple[FormState, ...], *, complete: bool = True) -> None:
    if complete and form.state in (*OPEN_STATES, FormState.LATE):
        decision = form_decision(form)
        if not decision.allowed:
            raise Refused.for_election(act, decision, form.election, form.id)
    if form.state not in states:
        raise Refused.for_election(act, Decision(reasons=(DECIDED,)), form.election, form.id)
