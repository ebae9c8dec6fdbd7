"""The clerk's pages on nominees: who stands for which seats, filed, decided again, and withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import (
    Candidate,
    Contest,
    Election,
    Person,
    PreElectionStatus,
    Role,
)
from ballot_service.rules.candidacy import Acceptance, Consent
from ballot_service.rules.contests import contest_heading
from ballot_service.rules.languages import language_name
from ballot_service.rules.nominations import may_serve
from ballot_service.rules.words import say
from ballot_service.services.acting import acting
from ballot_service.services.entering_people import enter_person
from ballot_service.services.facts import contest_facts
from ballot_service.services.interest import said_by_person
from ballot_service.services.nominating import (
    Nomination,
    decide_again,
    file_nomination,
    recorded_facts,
)
from ballot_service.services.people_search import people_named, ties_of
from ballot_service.services.statements import entered_statements, waiting_for
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import own_election
from ballot_service.web.clerk.nominee_checks import alike_in, statement_missing_in
from ballot_service.web.clerk.nominee_forms import NomineeForm, new_person, nominee_form, person_form
from ballot_service.web.clock import now
from ballot_service.web.rows import own

STATUS_WORDS = {
    PreElectionStatus.FILED: say("Waits for something"),
    PreElectionStatus.QUALIFIED: say("On the ballot"),
    PreElectionStatus.REFUSED: say("Refused"),
    PreElectionStatus.WITHDRAWN: say("Withdrawn"),
}
PLACE = "/elections/<uuid:election_id>/nominees"


@clerk.get(PLACE)
@only(Role.CLERK)
def nominees(election_id: UUID) -> ResponseReturnValue:
    """Every contest with its nominees, their status and the reasons."""
    election = own_election(election_id)
    contests = [
        (contest, contest_heading(contest_facts(contest)), list(_lines(contest)))
        for contest in election.contests
    ]
    return render_template(
        "pages/clerk/nominees_list.html", election=election, contests=contests, status_words=STATUS_WORDS
    )


def _lines(contest: Contest) -> Iterator[dict[str, object]]:
    """Each nominee with the newest decision, asked again from its facts so that it can be translated."""
    for candidate in contest.candidates:
        facts = recorded_facts(db.session(), candidate)
        reasons = may_serve(facts).reasons if facts else ()
        yield {
            "candidate": candidate,
            "reasons": reasons,
            "statement_missing": statement_missing_in(candidate),
        }


def _own_contest(election: Election, contest_id: UUID) -> Contest:
    return next((c for c in election.contests if c.id == contest_id), None) or abort(404)


def own_candidate(election: Election, candidate_id: UUID) -> Candidate:
    candidate = own(Candidate, candidate_id)
    return candidate if candidate.contest.election_id == election.id else abort(404)


@clerk.get(PLACE + "/contests/<uuid:contest_id>/find")
@only(Role.CLERK)
def find_nominee(election_id: UUID, contest_id: UUID) -> ResponseReturnValue:
    """Finds the person among the people of the district."""
    election = own_election(election_id)
    contest = _own_contest(election, contest_id)
    wanted = " ".join(request.args.get("q", "").split())[:100]
    people = people_named(db.session(), election.district_id, wanted) if wanted else []
    return render_template(
        "pages/clerk/nominees_find.html",
        election=election,
        contest=contest,
        heading=contest_heading(contest_facts(contest)),
        q=wanted,
        people=[(person, ties_of(db.session(), person)) for person in people],
    )


@clerk.route(PLACE + "/contests/<uuid:contest_id>/person", methods=["GET", "POST"])
@only(Role.CLERK)
def enter_nominee(election_id: UUID, contest_id: UUID) -> ResponseReturnValue:
    """Enters somebody whom the district's files do not know."""
    election = own_election(election_id)
    contest = _own_contest(election, contest_id)
    form = person_form(contest)
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            person = enter_person(db.session(), election, new_person(form), now=now(), by=actor())
        there = url_for(
            "clerk.file_nominee", election_id=election.id, contest_id=contest.id, person=person.id
        )
        return redirect(there, 303)
    page = render_template(
        "pages/clerk/nominees_person.html",
        election=election,
        contest=contest,
        heading=contest_heading(contest_facts(contest)),
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


@clerk.route(PLACE + "/contests/<uuid:contest_id>/new", methods=["GET", "POST"])
@only(Role.CLERK)
def file_nominee(election_id: UUID, contest_id: UUID) -> ResponseReturnValue:
    """Files a nomination for the person chosen; a refused one is kept with its reasons."""
    election = own_election(election_id)
    contest = _own_contest(election, contest_id)
    person = _person_asked_for()
    filed = next((c for c in contest.candidates if c.person_id == person.id), None)
    if filed is not None:
        flash(
            _("A nomination of this person for these seats is here already. You can change it below."),
            "warning",
        )
        return redirect(url_for("clerk.nominee", election_id=election.id, candidate_id=filed.id), 303)
    form = nominee_form(contest, name=person.name)
    alike = alike_in(contest, form.name.data or person.name)
    if not alike:
        del form.is_another
    if form.validate_on_submit() and (not alike or form.is_another.data):
        with acting(db.session(), now(), actor()):
            nomination = _nomination(form)
            candidate = file_nomination(db.session(), contest, person, nomination, now=now(), by=actor())
        return _told(election, candidate)
    return _form_page(election, contest, form, None, alike)


def _person_asked_for() -> Person:
    try:
        return own(Person, UUID(request.args.get("person", "")))
    except ValueError:
        abort(404)


@clerk.route(PLACE + "/<uuid:candidate_id>", methods=["GET", "POST"])
@only(Role.CLERK)
def nominee(election_id: UUID, candidate_id: UUID) -> ResponseReturnValue:
    """One nominee: what was decided and why; the form again, to decide once something was put right."""
    election = own_election(election_id)
    candidate = own_candidate(election, candidate_id)
    facts = recorded_facts(db.session(), candidate)
    form = nominee_form(
        candidate.contest,
        name=candidate.name,
        statements=entered_statements(candidate),
        own_language=candidate.own_language,
        facts=facts,
    )
    del form.is_another
    said = said_by_person(db.session(), candidate)
    if said is not None:
        del form.acceptance
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            nomination = _nomination(form, candidate.consent, said or Acceptance.ACCEPTED)
            decide_again(db.session(), candidate, nomination, now=now(), by=actor())
        return _told(election, candidate)
    return _form_page(election, candidate.contest, form, candidate)


def _nomination(
    form: NomineeForm,
    consent: Consent = Consent.PENDING,
    acceptance: Acceptance = Acceptance.ACCEPTED,
) -> Nomination:
    """The form's answers; questions that these seats do not ask keep their defaults.

    A guardian's consent comes from the guardian alone, by link or on paper.
    """
    answers: dict[str, Any] = {"acceptance": acceptance}
    for name in ("acceptance", "leads_parent_group", "in_group_field"):
        if name in form:
            answers[name] = form.answer(name)
    statements = {tag: (field.data or "").strip() for tag, field in form.statement_fields()}
    if "own_language" in form:
        answers["own_language"] = form.own_language.data
    name = " ".join(form.name.data.split())
    return Nomination(name=name, statements=statements, consent=consent, **answers)


def _told(election: Election, candidate: Candidate) -> ResponseReturnValue:
    status = candidate.pre_election_status
    if status is PreElectionStatus.QUALIFIED:
        flash(_("%(name)s is on the ballot.", name=candidate.name), "done")
    elif status is PreElectionStatus.FILED:
        flash(
            _("%(name)s is filed, and something is still missing. See below.", name=candidate.name), "warning"
        )
    else:
        flash(
            _("%(name)s cannot stand for these seats. The reasons are below.", name=candidate.name), "warning"
        )
    return redirect(url_for("clerk.nominee", election_id=election.id, candidate_id=candidate.id), 303)


def _form_page(
    election: Election,
    contest: Contest,
    form: NomineeForm,
    candidate: Candidate | None,
    alike: Sequence[Candidate] = (),
) -> ResponseReturnValue:
    facts = recorded_facts(db.session(), candidate) if candidate else None
    page = render_template(
        "pages/clerk/nominees_form.html",
        election=election,
        contest=contest,
        heading=contest_heading(contest_facts(contest)),
        form=form,
        candidate=candidate,
        alike=alike,
        decision=may_serve(facts) if facts else None,
        own_words=candidate.statements.get(candidate.own_language or "", "") if candidate else "",
        waiting=[(row, row.entered_by == actor()) for row in waiting_for(candidate)] if candidate else [],
        language_name=language_name,
        is_student=facts is not None and facts.student_school is not None,
        status=STATUS_WORDS[candidate.pre_election_status] if candidate else None,
    )
    return page, 422 if form.is_submitted() else 200
