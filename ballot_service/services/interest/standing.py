"""Where an interest form stands: the questions it answers by now, what the rules say to it, and its state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from ballot_service.models import Election, FormState, InterestForm, NomineeAnswer
from ballot_service.rules.decision import Decision
from ballot_service.rules.form_times import FormTimeFacts, form_in_time, mail_ends_at
from ballot_service.rules.interest import (
    FilledInBy,
    FormChannel,
    InterestFormFacts,
    Question,
    form_complete,
)
from ballot_service.services.facts import settings_of

OPEN_STATES = (FormState.RECEIVED, FormState.INCOMPLETE, FormState.NEEDS_CURE)
"""Nobody has decided yet."""
STANDING_STATES = (*OPEN_STATES, FormState.NOMINATED)
"""The person still wants the seat, and may get it."""


def complete_by(form: InterestForm) -> datetime:
    """The moment until which what is missing can still come, on the district's clock."""
    return mail_until(form.election)


def mail_until(election: Election) -> datetime:
    """The moment until which a form mailed in time can still come, on the district's clock."""
    settings = settings_of(election)
    return mail_ends_at(
        election.nominations_close_at,
        election.district.zone,
        settings.mail_grace_days,
        settings.windows_end_at,
    )


def time_facts(form: InterestForm) -> FormTimeFacts:
    election, settings = form.election, settings_of(form.election)
    frozen_at = election.ballot_frozen_at
    return FormTimeFacts(
        opens_at=election.nominations_open_at,
        closes_at=election.nominations_close_at,
        zone=election.district.zone,
        received_at=form.received_at,
        by_mail=form.channel is FormChannel.MAIL,
        postmarked_on=form.postmarked_on,
        mail_grace_days=settings.mail_grace_days,
        windows_end_at=settings.windows_end_at,
        is_frozen=frozen_at is not None and form.filed_at >= frozen_at,
    )


def complete_facts(form: InterestForm) -> InterestFormFacts:
    election, settings = form.election, settings_of(form.election)
    return InterestFormFacts(
        seat_group=form.contest.seat_group.kind,
        channel=form.channel,
        filled_in_by=form.filled_in_by,
        answered=answered(form),
        closes_at=election.nominations_close_at,
        zone=election.district.zone,
        mail_grace_days=settings.mail_grace_days,
        windows_end_at=settings.windows_end_at,
    )


def form_decision(form: InterestForm) -> Decision:
    """Everything that stands against the form itself, and notes; who may serve is asked elsewhere."""
    return form_in_time(time_facts(form)) + form_complete(complete_facts(form))


def state_of(form: InterestForm) -> FormState:
    """The state that follows from the rules, for a form nobody has decided about."""
    if not form_in_time(time_facts(form)).allowed:
        return FormState.LATE
    missing = form_complete(complete_facts(form)).codes
    if f"missing_{Question.SIGNATURE}" in missing:
        return FormState.NEEDS_CURE
    return FormState.INCOMPLETE if missing else FormState.RECEIVED


def answered(form: InterestForm) -> tuple[Question, ...]:
    """What the form answers, and what came later but in time, in the order of the questions."""
    late = complete_by(form)
    found = {addition.question for addition in form.additions if addition.received_at < late}
    found |= set(_answered_as_filed(form))
    return tuple(question for question in Question if question in found)


def _answered_as_filed(form: InterestForm) -> Iterator[Question]:
    said = form.answers
    reached = any((form.email, form.phone, form.address))
    given = {
        Question.NAME: bool(form.given_name and form.family_name),
        Question.CONTACT: reached,
        Question.CHILD_SCHOOL: form.child_school is not None,
        Question.STUDENT_SCHOOL: form.student_school is not None,
        Question.BIRTH_DATE: form.birth_date is not None,
        Question.GUARDIAN: bool(said.get("guardian_name") and said.get("guardian_contact")),
        Question.NOMINATOR: bool(said.get("nominator_name") and said.get("nominator_contact")),
        Question.ACCEPTANCE: form.filled_in_by is FilledInBy.SELF or has_accepted(form),
        Question.SIGNATURE: form.is_signed,
        Question.SCAN: form.scan is not None,
    }
    for question in Question:
        if given.get(question, bool(said.get(question.value))):
            yield question


def has_accepted(form: InterestForm) -> bool:
    """Whether a person whom somebody else nominated said yes; the last answer counts, until the ballot is frozen."""
    answers = form.nominee_answers
    return bool(answers) and answers[-1].answer is NomineeAnswer.ACCEPTS


def added(form: InterestForm, question: Question) -> str:
    """What was added later to a question and in time, the newest; empty if nothing was."""
    late = complete_by(form)
    answers = [a.answer for a in form.additions if a.question is question and a.received_at < late]
    return answers[-1] if answers else ""


def birth_date_of(form: InterestForm) -> date | None:
    """The birth date on the form, or the one that was added."""
    later = added(form, Question.BIRTH_DATE)
    return date.fromisoformat(later) if later else form.birth_date
