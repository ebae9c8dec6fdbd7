"""At the table: a sign-in that was a slip is taken back, or an unused card is handed in for a ballot on paper."""

from __future__ import annotations

from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice

from ballot_service.database import db
from ballot_service.links import BadLink
from ballot_service.models import CodeCard, Election, VoterRollEntry
from ballot_service.rules.table import TableMeans
from ballot_service.services.acting import NotFound, acting
from ballot_service.services.cards import card_of
from ballot_service.services.table import given_here, may_undo, sign_in_of, take_card_back, undo_sign_in
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.at_table import AT_TABLE, table_election
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_LINE,
    Form,
    confirm_page,
)
from ballot_service.web.clerk.people import own_voter
from ballot_service.web.clock import now

PAPER, AS_BEFORE = "paper", "as_before"


class CodeForm(Form):
    """The code of a card, scanned or typed."""

    code = StringField(
        lazy_gettext("Code of the card"),
        description=lazy_gettext(
            "Twelve letters and numbers. Scan the square, or type them; gaps do not matter."
        ),
        validators=[FILL_IN, LONGEST_LINE],
        render_kw={"autocomplete": "off", "autofocus": True},
    )

    def card(self, election: Election) -> CodeCard | None:
        """The card of this election behind the code; names the fault beside the field where there is none."""
        typed = self.code.data.strip().rpartition("/")[2]
        try:
            return card_of(db.session(), election, current_app.extensions["links"], typed)
        except (BadLink, NotFound):
            self.code.errors = [
                _("No card of this election has this code. Look at each letter and number again.")
            ]
            return None


class BackForm(CodeForm):
    """A card that is handed back, and how the person goes on."""

    then = RadioField(
        lazy_gettext("How does the person go on?"),
        choices=[
            SelectChoice(PAPER, lazy_gettext("They vote on paper, here and now")),
            SelectChoice(
                AS_BEFORE, lazy_gettext("As if they had not come: it was a slip, or they vote later")
            ),
        ],
        validators=[CHOOSE],
    )


@clerk.route("/elections/<uuid:election_id>/table/<uuid:entry_id>/back", methods=["GET", "POST"])
@only(*AT_TABLE)
def table_back(election_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Takes a sign-in back; one with a card only with an unused card, because nobody knows who drew which."""
    election = table_election(election_id)
    entry = own_voter(election, entry_id)
    row = sign_in_of(db.session(), entry)
    if row is None:
        abort(404)
    if row.means is TableMeans.CARD:
        return _card_back(election, entry)
    return _slip(election, entry, saw_link=row.means is TableMeans.LINK)


def _card_back(election: Election, entry: VoterRollEntry) -> ResponseReturnValue:
    form = BackForm()
    card = form.card(election) if form.validate_on_submit() else None
    if card is None:
        page = render_template("pages/clerk/table_back.html", election=election, entry=entry, form=form)
        return page, 422 if form.is_submitted() else 200
    to_paper = form.then.data == PAPER
    with acting(db.session(), now(), actor()):
        take_card_back(db.session(), election, entry, card, to_paper=to_paper, now=now(), by=actor())
    flash(
        _(
            "The card is spoiled: tear it through and keep it. %(name)s can vote in another way.",
            name=entry.person.name,
        ),
        "done",
    )
    if to_paper:
        return redirect(url_for("clerk.give_paper", election_id=election.id, entry_id=entry.id), 303)
    return redirect(url_for("clerk.table", election_id=election.id), 303)


def _slip(election: Election, entry: VoterRollEntry, *, saw_link: bool) -> ResponseReturnValue:
    form = Form()
    table = url_for("clerk.table", election_id=election.id)
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            undo_sign_in(db.session(), election, entry, paper_is_here=True, now=now(), by=actor())
        flash(_("%(name)s is not signed in any more.", name=entry.person.name), "done")
        return redirect(table, 303)
    decision = may_undo(db.session(), entry, paper_is_here=True)
    is_out = given_here(db.session(), entry) is not None
    if not decision.allowed:
        return render_template("pages/refused.html", decision=decision), 409
    return confirm_page(
        election,
        form,
        title=_("Take back that %(name)s signed in", name=entry.person.name),
        says=[
            *([_("You have the paper ballot back, tear it through and keep it.")] if is_out else []),
            *([_("It stays in the account as given out, and its envelope is cancelled.")] if is_out else []),
            *([_still_works()] if saw_link else []),
            _("The person stands on the list as if they had not come."),
            _("A wish for a paper ballot that was entered with it is taken back too."),
            _("The record keeps that they were signed in, and that it was taken back."),
        ],
        button=_("Take it back"),
        back=table,
        undo=_("You can sign the person in again at any time."),
    )


def _still_works() -> str:
    text: str = _(
        "The link that was shown still works: it is this person’s own. Did somebody else see it? Then the clerk stops "
        "it on the person’s page and gives a new one."
    )
    return text
