"""The clerk enters paper: a whole form on one screen, or a piece that came later."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Election, Role
from ballot_service.rules.interest import Question
from ballot_service.rules.interest_words import BY_WORDS, CHANNEL_WORDS, QUESTION_WORDS
from ballot_service.services import interest
from ballot_service.services.acting import acting
from ballot_service.services.facts import title_of
from ballot_service.services.interest import Filed, OtherSeats
from ballot_service.web.access import actor, only
from ballot_service.web.answering import ring
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form, in_field, own_election
from ballot_service.web.clerk.interest import NOT_ADDED, ONE, PLACE, desk, own_form
from ballot_service.web.clerk.interest_addition import AdditionForm, addition_form, answer_of
from ballot_service.web.clerk.interest_paper import PAPER_CHANNELS, Paper
from ballot_service.web.clock import now


@clerk.route(PLACE + "/contests/<uuid:contest_id>/paper", methods=["GET", "POST"])
@only(Role.CLERK)
def enter_form(election_id: UUID, contest_id: UUID) -> ResponseReturnValue:
    """One screen for a paper form: dates and scan first, then what stands on it. Anything may be left out."""
    election = own_election(election_id)
    contest = next((c for c in election.contests if c.id == contest_id), None) or abort(404)
    paper = Paper(election, contest, request.form, request.files, in_field(now(), election))
    key = Form()
    if not key.validate_on_submit() or not paper.is_right():
        return _paper_page(paper, key, 422 if key.is_submitted() else 200)
    try:
        with acting(db.session(), now(), actor()):
            filed = interest.file_interest_form(
                db.session(), election, paper.filing(now()), desk=desk(), now=now(), by=actor()
            )
    except OtherSeats as earlier:
        paper.earlier = earlier.form
        return _paper_page(paper, key, 409)
    ring()
    return _told(election, filed)


def _told(election: Election, filed: Filed) -> ResponseReturnValue:
    form = filed.form
    if filed.was_there_before:
        flash(
            _(
                "This person's form for these seats is here already: %(receipt)s. Nothing was changed. "
                "You can add the paper to it.",
                receipt=form.receipt,
            ),
            "warning",
        )
    elif form.state in interest.OPEN_STATES and filed.decision.allowed:
        flash(_("The form is on file. Receipt number: %(receipt)s.", receipt=form.receipt), "done")
    else:
        flash(
            _(
                "The form is on file with receipt number %(receipt)s. See below what stands against it.",
                receipt=form.receipt,
            ),
            "warning",
        )
    return redirect(url_for("clerk.interest_form", election_id=election.id, form_id=form.id), 303)


def _paper_page(paper: Paper, key: Form, status: int) -> ResponseReturnValue:
    page = render_template(
        "pages/clerk/interest_paper.html",
        election=paper.election,
        contest=paper.contest,
        title_of_seats=title_of(paper.contest),
        key=key,
        paper=paper,
        channels=[(channel.value, CHANNEL_WORDS[channel]) for channel in PAPER_CHANNELS],
        who=[(by.value, said) for by, said in BY_WORDS.items()],
        sections=paper.sections(),
        errors=paper.errors_in_order(),
        before=title_of(paper.earlier.contest) if paper.earlier else None,
    )
    return page, status


@clerk.route(ONE + "/add/<name>", methods=["GET", "POST"])
@only(Role.CLERK)
def add_to_form(election_id: UUID, form_id: UUID, name: str) -> ResponseReturnValue:
    """Adds a missing answer, signature or scan to a form; what was filed stays as it is."""
    election = own_election(election_id)
    form = own_form(election, form_id)
    question = Question(name) if name in list(Question) and name not in NOT_ADDED else abort(404)
    asked: AdditionForm = addition_form(question, election, in_field(now(), election))
    if asked.validate_on_submit():
        answer, file, received = answer_of(asked, election)
        with acting(db.session(), now(), actor()):
            interest.add_to_form(
                db.session(),
                form,
                question,
                answer,
                received_at=min(received, now()),
                desk=desk(),
                now=now(),
                by=actor(),
                file=file,
            )
        flash(_("Added to the form."), "done")
        return redirect(url_for("clerk.interest_form", election_id=election.id, form_id=form.id), 303)
    page = render_template(
        "pages/clerk/interest_add.html",
        election=election,
        form=form,
        question=QUESTION_WORDS[question],
        asked=asked,
        until=interest.complete_by(form),
    )
    return page, 422 if asked.is_submitted() else 200
