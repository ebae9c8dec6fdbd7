"""The clerk's pages on code cards: print a run, take a card out of the box, count what is left, and the account."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import IntegerField
from wtforms.validators import NumberRange

from ballot_service.database import db
from ballot_service.models import CardRun, Role
from ballot_service.rules.card_account import cards_add_up
from ballot_service.services.acting import acting
from ballot_service.services.announcing import public_address
from ballot_service.services.card_account import card_numbers
from ballot_service.services.cards import (
    card_runs,
    cards_pdf,
    cards_to_print,
    count_cards,
    may_fetch,
    may_print,
    print_cards,
    spoil_card,
)
from ballot_service.services.paper_count import differences
from ballot_service.services.papers import Made
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import FILL_IN, Form, ReasonForm, local, own_election
from ballot_service.web.clerk.table_back import CodeForm
from ballot_service.web.clock import now
from ballot_service.web.rows import own, settings
from ballot_service.web.speaking import speak

PLACE = "/elections/<uuid:election_id>/cards"
USUAL = 60


class CardRunForm(Form):
    """A run of cards to be printed."""

    cards = IntegerField(
        lazy_gettext("How many cards"),
        description=lazy_gettext("One sheet of paper for each. Print some more than you expect people."),
        default=USUAL,
        validators=[FILL_IN, NumberRange(1, 500, lazy_gettext("Write a number from 1 to 500."))],
    )


class LeftForm(Form):
    """Cards that somebody counted by hand."""

    left = IntegerField(
        lazy_gettext("Cards left, in the box and beside it"),
        validators=[FILL_IN, NumberRange(0, 100_000, lazy_gettext("Write a number of cards."))],
    )


class SpoilForm(CodeForm, ReasonForm):
    """A card that is taken out, and why."""


@clerk.route(PLACE, methods=["GET", "POST"])
@only(Role.CLERK)
def cards(election_id: UUID) -> ResponseReturnValue:
    """The account, the runs with their files, and the form that prints another run."""
    election = own_election(election_id)
    form = CardRunForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            print_cards(db.session(), election, form.cards.data, now=now(), by=actor())
        flash(
            _(
                "The run is in the account. Print its file within 24 hours, fold the sheets, and shuffle them."
            ),
            "done",
        )
        return redirect(request.path, 303)
    numbers = card_numbers(db.session(), election)
    page = render_template(
        "pages/clerk/cards_account.html",
        election=election,
        numbers=numbers,
        sums=cards_add_up(numbers) if numbers else None,
        runs=[
            (run, local(run.printed_at, election), may_fetch(run, now()).allowed)
            for run in card_runs(db.session(), election)
        ],
        differences=[each for each in differences(db.session(), election) if each.line.startswith("cards")],
        decision=may_print(election, 1, now()),
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


@clerk.get(PLACE + "/<uuid:run_id>.pdf")
@only(Role.CLERK)
def card_file(election_id: UUID, run_id: UUID) -> ResponseReturnValue:
    """The cards of a run. The order is always the same, so that lost pages can be printed again."""
    election = own_election(election_id)
    run = own(CardRun, run_id)
    if run.election_id != election.id:
        abort(404)
    found = cards_to_print(db.session(), election, run, now=now())
    origin = settings().public_origin
    made = Made(speak=speak, address=public_address(origin, election), made_at=now())
    pdf = cards_pdf(found, election, current_app.extensions["links"], made, origin)
    headers = {"Content-Disposition": 'attachment; filename="code-cards.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)


@clerk.route(PLACE + "/spoil", methods=["GET", "POST"])
@only(Role.CLERK)
def spoil_code_card(election_id: UUID) -> ResponseReturnValue:
    """Takes a misprinted, torn or opened card out for good, by its code."""
    election = own_election(election_id)
    form = SpoilForm()
    card = form.card(election) if form.validate_on_submit() else None
    if card is None:
        page = render_template("pages/clerk/cards_spoil.html", election=election, form=form)
        return page, 422 if form.is_submitted() else 200
    with acting(db.session(), now(), actor()):
        spoil_card(db.session(), election, card, form.reason.data.strip(), now=now(), by=actor())
    flash(_("The card is in the account as spoiled. Tear it through and keep it."), "done")
    return redirect(url_for("clerk.cards", election_id=election.id), 303)


@clerk.route(PLACE + "/left", methods=["GET", "POST"])
@only(Role.CLERK)
def count_code_cards(election_id: UUID) -> ResponseReturnValue:
    """Enters how many cards somebody counted as left."""
    election = own_election(election_id)
    form = LeftForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            count_cards(db.session(), election, form.left.data, now=now(), by=actor())
        flash(_("It is in the account."), "done")
        return redirect(url_for("clerk.cards", election_id=election.id), 303)
    page = render_template("pages/clerk/cards_left.html", election=election, form=form)
    return page, 422 if form.is_submitted() else 200
