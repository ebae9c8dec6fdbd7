"""The clerk's pages on wishes for paper ballots: the worklist, entering one, answering it, taking it back."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Election, PaperRequest, Role
from ballot_service.rules.paper_requests import DELIVERY_WORDS, WAY_WORDS
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import acting
from ballot_service.services.paper import (
    ask_for_paper,
    may_ask,
    paper_numbers,
    paper_requests,
    withdraw_request,
)
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import ReasonForm, confirm_page, local, own_election, to_utc
from ballot_service.web.clerk.paper_form import paper_form
from ballot_service.web.clerk.people import own_voter
from ballot_service.web.clock import now
from ballot_service.web.languages import spoken
from ballot_service.web.rows import own

PLACE = "/elections/<uuid:election_id>/paper"
ONE = PLACE + "/<uuid:request_id>"


def state_of(request: PaperRequest) -> Sentence:
    """What became of a wish, in a word."""
    if request.withdrawn_at is not None:
        return say("Taken back")
    return say("Waits") if request.answered_at is None else say("Sent or handed over")


def _own(election: Election, request_id: UUID) -> PaperRequest:
    row = own(PaperRequest, request_id)
    return row if row.roll_entry.election_id == election.id else abort(404)


@clerk.get(PLACE)
@only(Role.CLERK)
def paper_list(election_id: UUID) -> ResponseReturnValue:
    """Everybody who asked for a paper ballot, those who wait first."""
    election = own_election(election_id)
    return render_template(
        "pages/clerk/paper_requests.html",
        election=election,
        numbers=paper_numbers(db.session(), election),
        requests=[(row, local(row.asked_at, election)) for row in paper_requests(db.session(), election)],
        state_of=state_of,
        spoken=spoken,
        way_words=WAY_WORDS,
        delivery_words=DELIVERY_WORDS,
    )


@clerk.route("/elections/<uuid:election_id>/roll/<uuid:entry_id>/paper", methods=["GET", "POST"])
@only(Role.CLERK)
def enter_paper_request(election_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Enters one voter's wish, as it came by phone, by mail or at the table."""
    election = own_election(election_id)
    entry = own_voter(election, entry_id)
    form = paper_form(election, entry)
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            ask_for_paper(
                db.session(),
                election,
                entry,
                form.wish,
                asked_at=to_utc(form.asked_at.data, election),
                now=now(),
                by=actor(),
            )
        flash(
            _("The request is on the list. The ballot link of %(name)s still works.", name=entry.person.name),
            "done",
        )
        return redirect(url_for("clerk.paper_list", election_id=election.id), 303)
    page = render_template(
        "pages/clerk/paper_ask.html",
        election=election,
        entry=entry,
        form=form,
        decision=may_ask(db.session(), election, entry, now(), by_mail=True),
    )
    return page, 422 if form.is_submitted() else 200


@clerk.route(ONE + "/withdraw", methods=["GET", "POST"])
@only(Role.CLERK)
def withdraw_paper(election_id: UUID, request_id: UUID) -> ResponseReturnValue:
    """Takes a wish back, with the reason."""
    election = own_election(election_id)
    row = _own(election, request_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            withdraw_request(db.session(), election, row, form.reason.data.strip(), now=now(), by=actor())
        flash(_("The request was taken back."), "done")
        return redirect(url_for("clerk.paper_list", election_id=election.id), 303)
    name = row.roll_entry.person.name
    return confirm_page(
        election,
        form,
        title=_("Take back a request for a paper ballot"),
        says=[
            _("%(name)s gets no paper ballot from this request.", name=name),
            _("The ballot link still works."),
        ],
        undo=_("The request stays on file. A new one can be entered at any time until voting closes."),
        button=_("Take it back"),
        back=url_for("clerk.paper_list", election_id=election.id),
        status=422 if form.is_submitted() else 200,
    )
