"""The clerk's pages on registrations that came on paper: entering one, all of them with their answers, and printing."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Election, PaperRegistration, Role, RollStatus
from ballot_service.printing.letters import letters_pdf
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.services.acting import acting
from ballot_service.services.announcing.paper_registrations import UNANSWERED, AnswerState, answers
from ballot_service.services.paper_registering import (
    PaperSignUp,
    print_answers,
    register_on_paper,
    registrations_on_paper,
)
from ballot_service.web.access import actor, only
from ballot_service.web.answering import post, ring
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.contact_fields import contacts_fit, contacts_of
from ballot_service.web.clerk.evidence_files import as_download, uploaded
from ballot_service.web.clerk.form_parts import Form, own_election
from ballot_service.web.clerk.interest import desk
from ballot_service.web.clerk.roll_form import PaperVoterForm, paper_voter_form
from ballot_service.web.clock import now
from ballot_service.web.roll_words import ANSWER_WORDS, STATUS_WORDS
from ballot_service.web.rows import own

PLACE = "/elections/<uuid:election_id>/roll"


@clerk.route(PLACE + "/add", methods=["GET", "POST"])
@only(Role.CLERK)
def enter_voter(election_id: UUID) -> ResponseReturnValue:
    """Enters a registration that came on paper."""
    election = own_election(election_id)
    form = paper_voter_form(election)
    fits = form.validate_on_submit()
    if not (contacts_fit(form) and fits):
        page = render_template("pages/clerk/roll_add.html", election=election, form=form)
        return page, 422 if form.is_submitted() else 200
    with acting(db.session(), now(), actor()):
        row = register_on_paper(db.session(), election, _sign_up(form), desk=desk(), now=now(), by=actor())
    ring()
    _told(row)
    return redirect(url_for("clerk.voter", election_id=election_id, entry_id=row.roll_entry_id), 303)


def _sign_up(form: PaperVoterForm) -> PaperSignUp:
    return PaperSignUp(
        given_name=" ".join(form.given_name.data.split()),
        family_name=" ".join(form.family_name.data.split()),
        tie=CommunityTie(form.tie.data),
        language=form.language.data,
        works_here=form.works_here.data == "yes",
        birth_date=form.birth_date.data,
        address=form.address.data.strip(),
        contacts=tuple(contacts_of(form)),
        declaration=str(form.declares.label.text),
        received_on=form.received_on.data,
        scan=uploaded(form.scan, "registration"),
    )


def _told(row: PaperRegistration) -> None:
    entry = row.roll_entry
    if row.was_on_roll:
        flash(
            _("%(name)s was on the list already, and has one vote. The form is kept.", name=row.name),
            "warning",
        )
    elif entry.status is RollStatus.ELIGIBLE:
        flash(_("%(name)s may vote.", name=row.name), "done")
    else:
        flash(_("%(name)s is on the list. Look at the reasons below.", name=row.name), "warning")
    if answers(db.session(), row.election)[row.id] is AnswerState.TO_PRINT:
        flash(_("No message reaches this person: print the answer under Registrations on paper."), "warning")


@clerk.get(PLACE + "/paper")
@only(Role.CLERK)
def paper_registrations(election_id: UUID) -> ResponseReturnValue:
    """Every form on paper with where its person stands and how the answer went; who has none comes first."""
    election = own_election(election_id)
    states = answers(db.session(), election)
    rows = registrations_on_paper(db.session(), election)
    return render_template(
        "pages/clerk/roll_papers.html",
        election=election,
        rows=sorted(rows, key=lambda row: states[row.id] not in UNANSWERED),
        states=states,
        to_print=sum(state in UNANSWERED for state in states.values()),
        answer_words=ANSWER_WORDS,
        status_words=STATUS_WORDS,
        form=Form(),
    )


@clerk.get(PLACE + "/paper/<uuid:paper_id>/scan")
@only(Role.CLERK)
def paper_registration_scan(election_id: UUID, paper_id: UUID) -> ResponseReturnValue:
    """The scan of a form, always as a download."""
    row = _own_paper(own_election(election_id), paper_id)
    return as_download(row.scan) if row.scan else abort(404)


def _own_paper(election: Election, paper_id: UUID) -> PaperRegistration:
    row = own(PaperRegistration, paper_id)
    return row if row.election_id == election.id else abort(404)


@clerk.post(PLACE + "/paper/letters")
@only(Role.CLERK)
def registration_letters(election_id: UUID) -> ResponseReturnValue:
    """Every answer that has to go by letter, as one PDF: made in memory, given out once, recorded as printed."""
    election = own_election(election_id)
    if not any(state in UNANSWERED for state in answers(db.session(), election).values()):
        flash(_("There is no letter to print."), "warning")
        return redirect(url_for("clerk.paper_registrations", election_id=election.id), 303)
    with acting(db.session(), now(), actor()):
        letters = print_answers(db.session(), election, post=post(), now=now(), by=actor())
        pdf = letters_pdf(letters, title=_("Answers to registrations on paper"), code_says="", made_at=now())
    headers = {"Content-Disposition": 'attachment; filename="registration-answers.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)
