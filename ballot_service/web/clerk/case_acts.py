"""What a clerk does with a case: enters an answer, says whom a request is about, decides, prints the letters."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Case, CaseWay, Person, Role
from ballot_service.printing.letters import letters_pdf
from ballot_service.services import cases
from ballot_service.services.acting import acting
from ballot_service.services.announcing.cases import to_whom
from ballot_service.services.announcing.form_letters import case_letters_waiting, print_case_letters
from ballot_service.services.consents import ask_guardian_named
from ballot_service.web.access import actor, only
from ballot_service.web.answering import post, ring
from ballot_service.web.case_words import clean_words
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.case_forms import (
    DecideCaseForm,
    WordsForm,
    decide_form,
    in_time,
    who_form,
)
from ballot_service.web.clerk.cases import ONE, PLACE, case_page, likely_for, own_case
from ballot_service.web.clerk.form_parts import local, own_election
from ballot_service.web.clerk.interest import NOBODY
from ballot_service.web.clock import now
from ballot_service.web.rows import own
from ballot_service.web.speaking import speak


@clerk.route(ONE + "/answer", methods=["GET", "POST"])
@only(Role.CLERK)
def answer_case(election_id: UUID, case_id: UUID) -> ResponseReturnValue:
    """Enters what the person challenged answers."""
    election = own_election(election_id)
    case = own_case(election, case_id)
    form = in_time(WordsForm(), election)
    if form.validate_on_submit():
        said = cases.Said(
            name=to_whom(case),
            contact="",
            words=clean_words(form.words.data),
            way=CaseWay(form.way.data),
            language=election.district.language,
            received_at=form.received(),
        )
        with acting(db.session(), now(), actor()):
            cases.answer_case(db.session(), case, said, now=now(), by=actor())
        flash(_("The answer is on file."), "done")
        return redirect(url_for("clerk.case", election_id=election.id, case_id=case.id), 303)
    page = render_template(
        "pages/clerk/cases_answer.html",
        election=election,
        case=case,
        answer_until=local(case.answer_until, election) if case.answer_until else None,
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


@clerk.post(ONE + "/decide")
@only(Role.CLERK)
def decide_case(election_id: UUID, case_id: UUID) -> ResponseReturnValue:
    """Decides, carries the decision out and tells the person."""
    election = own_election(election_id)
    case = own_case(election, case_id)
    form = decide_form(case, likely_for(case))
    if not form.validate_on_submit():
        return case_page(election, case, form, status=422)
    with acting(db.session(), now(), actor()):
        cases.decide_case(db.session(), case, form.verdict(_person(form)), post=post(), now=now(), by=actor())
        _ask_guardian(case)
    ring()
    flash(_("It is decided, and the person is told."), "done")
    return redirect(url_for("clerk.case", election_id=election.id, case_id=case.id), 303)


def _person(form: DecideCaseForm) -> Person | None:
    chosen = form.person.data if "person" in form else NOBODY
    return None if chosen in (NOBODY, None) else own(Person, UUID(chosen))


def _ask_guardian(case: Case) -> None:
    """A student whose form stands again needs a parent or guardian, as after any other check."""
    if case.form is not None and case.form.candidate is not None:
        ask_guardian_named(db.session(), case.form.candidate, post=post(), now=now(), by=actor())


@clerk.post(ONE + "/person")
@only(Role.CLERK)
def name_case(election_id: UUID, case_id: UUID) -> ResponseReturnValue:
    """Says which voter a request from the web is about."""
    election = own_election(election_id)
    case = own_case(election, case_id)
    possible = cases.possible_subjects(db.session(), case) if case.about is None else []
    who = who_form(possible)
    if not who.validate_on_submit():
        return case_page(election, case, decide_form(case, []), who=who, status=422)
    subject = next(one for one in possible if str(one.id) == who.entry.data)
    with acting(db.session(), now(), actor()):
        found = cases.name_subject(db.session(), case, subject, now=now(), by=actor())
    flash(_("The request is about %(name)s.", name=found.name), "done")
    return redirect(url_for("clerk.case", election_id=election.id, case_id=found.id), 303)


@clerk.post(PLACE + "/letters")
@only(Role.CLERK)
def case_letters(election_id: UUID) -> ResponseReturnValue:
    """Every letter about a case, as one PDF: made in memory, given out once, recorded as printed."""
    election = own_election(election_id)
    if not case_letters_waiting(db.session(), election):
        flash(_("There is no letter to print."), "warning")
        return redirect(url_for("clerk.cases_list", election_id=election.id), 303)
    with acting(db.session(), now(), actor()):
        letters = print_case_letters(db.session(), election, speak, now=now(), by=actor())
        pdf = letters_pdf(letters, title=_("Reviews and challenges"), code_says="", made_at=now())
    headers = {"Content-Disposition": 'attachment; filename="reviews-and-challenges.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)
