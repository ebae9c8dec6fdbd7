"""The clerk's pages on reviews and challenges: the list, a new one, and one case with its whole story."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import (
    Account,
    Candidate,
    Case,
    CaseOutcome,
    Election,
    InterestForm,
    Person,
    Role,
    VoterRollEntry,
)
from ballot_service.rules.case_decisions import STANDARD
from ballot_service.rules.cases import (
    ABOUT_WORDS,
    KIND_WORDS,
    CaseAbout,
    CaseKind,
    may_ask_review,
    may_challenge,
)
from ballot_service.rules.decision import Decision
from ballot_service.rules.eligibility import may_vote
from ballot_service.rules.nominations import may_serve
from ballot_service.services import cases, interest
from ballot_service.services.acting import acting
from ballot_service.services.announcing.form_letters import case_letters_waiting
from ballot_service.services.nominating import recorded_facts
from ballot_service.services.roll_screening import recorded_voter_facts
from ballot_service.web.access import actor, only
from ballot_service.web.answering import post, ring
from ballot_service.web.case_words import WAY_WORDS, outcome_of
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.case_forms import (
    CaseForm,
    DecideCaseForm,
    WhoForm,
    decide_form,
    in_time,
    who_form,
)
from ballot_service.web.clerk.form_parts import Form, local, own_election
from ballot_service.web.clock import now
from ballot_service.web.rows import own

PLACE = "/elections/<uuid:election_id>/cases"
ONE = PLACE + "/<uuid:case_id>"
Subject = VoterRollEntry | InterestForm | Candidate


def own_case(election: Election, case_id: UUID) -> Case:
    """The case of this election. Aborts with 404."""
    case = own(Case, case_id)
    return case if case.election_id == election.id else abort(404)


@clerk.get(PLACE)
@only(Role.CLERK)
def cases_list(election_id: UUID) -> ResponseReturnValue:
    """Every case, those that wait first, with the days left and the next step."""
    election = own_election(election_id)
    return render_template(
        "pages/clerk/cases_list.html",
        election=election,
        cases=[
            (case, cases.days_left(case, now()), cases.decide_by(case), outcome_of(case))
            for case in cases.cases_of(db.session(), election)
        ],
        waiting=case_letters_waiting(db.session(), election),
        key=Form(),
        kind_words=KIND_WORDS,
        about_words=ABOUT_WORDS,
    )


@clerk.route(
    PLACE + "/new/<question>/<about>/<uuid:subject_id>",
    methods=["GET", "POST"],
)
@only(Role.CLERK)
def new_case(election_id: UUID, question: str, about: str, subject_id: UUID) -> ResponseReturnValue:
    """Enters a request for a review or a challenge that came by phone, mail, e-mail or in person."""
    election = own_election(election_id)
    if question not in list(CaseKind) or about not in list(CaseAbout):
        abort(404)
    subject = _own_subject(election, CaseAbout(about), subject_id)
    is_review = question == CaseKind.REVIEW
    if isinstance(subject, Candidate if is_review else InterestForm):
        abort(404)
    form = in_time(CaseForm(), election)
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            case = _enter(election, subject, form, is_review=is_review)
        ring()
        flash(
            _("The request is on file.") if is_review else _("The challenge is on file. The person is told."),
            "done",
        )
        return redirect(url_for("clerk.case", election_id=election.id, case_id=case.id), 303)
    page = render_template(
        "pages/clerk/cases_new.html",
        election=election,
        name=name_of(subject),
        is_review=is_review,
        decision=_window(subject, is_review=is_review),
        standard=STANDARD,
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


def _own_subject(election: Election, about: CaseAbout, subject_id: UUID) -> Subject:
    subject: Subject
    if about is CaseAbout.NOMINEE:
        subject = own(Candidate, subject_id)
        its = subject.contest.election_id
    elif about is CaseAbout.FORM:
        subject = own(InterestForm, subject_id)
        its = subject.election_id
    else:
        subject = own(VoterRollEntry, subject_id)
        its = subject.election_id
    return subject if its == election.id else abort(404)


def _enter(election: Election, subject: Subject, form: CaseForm, *, is_review: bool) -> Case:
    said = form.said(election.district.language)
    if is_review and not isinstance(subject, Candidate):
        return cases.ask_review(db.session(), subject, said, now=now(), by=actor())
    assert not isinstance(subject, InterestForm)
    return cases.challenge(db.session(), subject, said, post=post(), now=now(), by=actor())


def _window(subject: Subject, *, is_review: bool) -> Decision:
    """What the rules say to a request that comes now, with the end of its window."""
    if is_review and not isinstance(subject, Candidate):
        return may_ask_review(cases.review_facts(db.session(), subject, now()))
    assert not isinstance(subject, InterestForm)
    return may_challenge(cases.challenge_facts(db.session(), subject, now()))


def name_of(subject: Subject) -> str:
    return subject.person.name if isinstance(subject, VoterRollEntry) else subject.name


@clerk.get(ONE)
@only(Role.CLERK)
def case(election_id: UUID, case_id: UUID) -> ResponseReturnValue:
    """One case: what was decided first, what was said, the answer, and the decision."""
    election = own_election(election_id)
    found = own_case(election, case_id)
    return case_page(election, found, decide_form(found, likely_for(found)))


def likely_for(case: Case) -> list[Person]:
    """Who of the district's files a refused form may be from."""
    return [one.person for one in interest.likely_people(db.session(), case.form)] if case.form else []


def case_page(
    election: Election,
    case: Case,
    form: DecideCaseForm,
    *,
    who: WhoForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    session = db.session()
    decider = session.get(Account, case.decided_by) if case.decided_by else None
    possible = cases.possible_subjects(session, case) if case.about is None else []
    page = render_template(
        "pages/clerk/cases_one.html",
        election=election,
        case=case,
        kind=KIND_WORDS[case.kind],
        outcome=outcome_of(case),
        is_review=case.kind is CaseKind.REVIEW,
        days=cases.days_left(case, now()),
        decide_by=cases.decide_by(case),
        answer_until=local(case.answer_until, election) if case.answer_until else None,
        first=_first_decision(case),
        form_reason=interest.reason_as_read(case.form.decided_because) if case.form else "",
        against=_against(case),
        standard=STANDARD,
        way_words=WAY_WORDS,
        local=lambda at: local(at, election),
        decider=decider.name if decider else "",
        waits_for_letter=case.id in case_letters_waiting(session, election),
        form=form,
        who=who or who_form(possible),
        possible=possible,
    )
    return page, status


def _first_decision(case: Case) -> Decision | None:
    """What the rules say on the facts that were kept, without the review and what came of it."""
    if case.roll_entry is not None:
        known = recorded_voter_facts(db.session(), case.roll_entry)
        return may_vote(replace(known, in_review=False, may_by_person=None)) if known else None
    if case.candidate is not None:
        facts = recorded_facts(db.session(), case.candidate)
        return may_serve(facts) if facts else None
    return None


def _against(case: Case) -> Decision | None:
    """What stands against a decision by the reader now, whatever it would be."""
    if case.outcome is not None:
        return None
    stays = CaseOutcome.STAYS if case.about is not None else CaseOutcome.CLOSED
    verdict = cases.Verdict(outcome=stays, reason="-", has_conflict=False)
    _facts, decision = cases.may_decide(db.session(), case, verdict, now=now(), by=actor())
    return decision
