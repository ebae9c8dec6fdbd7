"""What a form declares about a nominee, and what the district's files know, as `may_serve` takes them."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import InterestForm, Person, School
from ballot_service.rules.candidacy import Acceptance, CandidacyFacts, Consent
from ballot_service.rules.employment import Employment, Position
from ballot_service.rules.interest import Question
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.services.interest.standing import added, answered, birth_date_of
from ballot_service.services.nominating import Nomination, age_at_close, candidacy_facts

UNKNOWN_WORK = Employment(position=Position.UNKNOWN)
SOME_SCHOOL = "a school of the district"
"""A child whose school the form was not asked for."""


def nomination_of(form: InterestForm) -> Nomination:
    """The form as a nomination: name, statement in the person's language, and the answers to the rules."""
    statement, language = statement_of(form)
    return Nomination(
        name=added(form, Question.NAME) or form.name,
        statements={language: statement},
        own_language=language,
        consent=Consent.PENDING,
        acceptance=acceptance_of(form),
        leads_parent_group=_says(form, Question.LEADS_PARENT_GROUP),
        in_group_field=True,
    )


def statement_of(form: InterestForm) -> tuple[str, str]:
    """The statement and its language: the person's own where it was put right with the answer."""
    newest = form.nominee_answers[-1] if form.nominee_answers else None
    if newest is None or newest.statement is None:
        return form.statement, form.language
    return newest.statement, newest.statement_language


def acceptance_of(form: InterestForm) -> Acceptance:
    """Whether the person accepts: by filling in the form, by the link, or on paper. No clerk says it for them."""
    if Question.ACCEPTANCE in answered(form):
        return Acceptance.ACCEPTED
    return Acceptance.DECLINED if form.nominee_answers else Acceptance.PENDING


def declared_facts(session: Session, form: InterestForm) -> CandidacyFacts:
    """What the form alone says, for somebody the files do not know, and for the page before it is sent."""
    contest = form.contest
    nomination = nomination_of(form)
    student = school_named_in(form, Question.STUDENT_SCHOOL)
    return CandidacyFacts(
        seat_group=contest.seat_group.kind,
        council_schools=_council_schools(session, form),
        seat_school=contest.reserved_school.name if contest.reserved_school else None,
        employments=(UNKNOWN_WORK,) if _works_here(form) else (),
        child_schools=_child_schools(form),
        student_school=student,
        student_age=age_at_close(form.election, birth_date_of(form)) if student else None,
        consent=nomination.consent,
        acceptance=nomination.acceptance,
        leads_parent_group=nomination.leads_parent_group,
        in_group_field=nomination.in_group_field,
    )


def weighed_facts(session: Session, form: InterestForm, person: Person | None) -> CandidacyFacts:
    """The files' facts about a person, and what the form says against the seat: both count.

    Nobody is put on the ballot by a form's word where the files say otherwise; nobody is kept on it by the files
    where the form itself says no (S2).
    """
    declared = declared_facts(session, form)
    if person is None:
        return declared
    known = candidacy_facts(session, form.contest, person, nomination_of(form))
    is_community = known.seat_group is SeatGroupKind.COMMUNITY
    more = tuple(school for school in declared.child_schools if is_community)
    return replace(
        known,
        employments=known.employments or declared.employments,
        child_schools=tuple(dict.fromkeys((*known.child_schools, *more))),
        student_age=known.student_age or (declared.student_age if known.student_school else None),
    )


def _council_schools(session: Session, form: InterestForm) -> tuple[str, ...]:
    council = form.election.council
    if council.school is not None:
        return (council.school.name,)
    names = session.scalars(select(School.name).where(School.district_id == form.district_id))
    return tuple(sorted(names))


def _child_schools(form: InterestForm) -> tuple[str, ...]:
    school = school_named_in(form, Question.CHILD_SCHOOL)
    if school is not None:
        return (school,)
    return (SOME_SCHOOL,) if _says(form, Question.CHILD_ENROLLED) else ()


def school_named_in(form: InterestForm, question: Question) -> str | None:
    """The name of the school in a question that asks for one, on the form or added later."""
    row = form.child_school if question is Question.CHILD_SCHOOL else form.student_school
    return added(form, question) or (row.name if row else None)


def _works_here(form: InterestForm) -> bool:
    return form.contest.seat_group.kind is SeatGroupKind.EDUCATORS or _says(form, Question.EMPLOYED)


def _says(form: InterestForm, question: Question) -> bool:
    """Whether a yes-or-no question was answered with yes, on the form or later."""
    return (added(form, question) or form.answers.get(question.value)) == "yes"
