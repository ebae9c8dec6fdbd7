"""The pages of the table on which somebody is signed in: from the roll, or new and provisional."""

from __future__ import annotations

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField, StringField

from ballot_service.database import db
from ballot_service.models import Election, RollStatus, VoterRollEntry
from ballot_service.rules.decision import Decision
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.table import MEANS_WORDS, TableMeans
from ballot_service.rules.words import say
from ballot_service.services.acting import acting
from ballot_service.services.facts import settings_of
from ballot_service.services.table import (
    Declared,
    WalkIn,
    enter_walk_in,
    may_choose_again,
    may_draw,
    may_vote_here,
    sign_in_at_table,
    sign_in_for_paper,
    sign_in_of,
)
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.at_table import AT_TABLE, table_election
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.contact_fields import contacts_fit, contacts_of
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_LINE,
    Form,
    language_choices,
    said,
    yes_no,
)
from ballot_service.web.clerk.link_slip import link_slip
from ballot_service.web.clerk.paper_stock import kind_for
from ballot_service.web.clerk.people import own_voter
from ballot_service.web.clerk.roll_form import VoterForm
from ballot_service.web.clock import now, today
from ballot_service.web.languages import words
from ballot_service.web.roll_words import reasons_of

PLACE = "/elections/<uuid:election_id>/table"
DECLARATION = say("I am {age} or older, I belong to this community as I said, and I have not voted yet.")
WITHOUT_CARDS = {each: text for each, text in MEANS_WORDS.items() if each is not TableMeans.CARD}
"""For whoever votes provisionally: a card's ballot could not be kept apart until somebody has decided."""


class MeansForm(Form):
    """With what somebody votes who is on the roll."""

    means = RadioField(lazy_gettext("With what does this person vote?"), validators=[CHOOSE])


class WalkInForm(VoterForm):
    """Somebody who comes to the table and is not on the roll."""

    tie_words = StringField(
        lazy_gettext("Where is that?"),
        description=lazy_gettext(
            "Street and town, the child’s school, or the name of the business, congregation or group."
        ),
        validators=[FILL_IN, LONGEST_LINE],
    )
    works_here = yes_no(lazy_gettext("Does this person work for the school or the district?"))
    declares = BooleanField(lazy_gettext("The person declared this"), validators=[FILL_IN])
    means = RadioField(lazy_gettext("With what does this person vote?"), validators=[CHOOSE])


@clerk.route(PLACE + "/<uuid:entry_id>", methods=["GET", "POST"])
@only(*AT_TABLE)
def table_sign_in(election_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Signs in somebody who is on the roll."""
    election = table_election(election_id)
    entry = own_voter(election, entry_id)
    form = MeansForm()
    draws = may_draw(db.session(), election, entry).allowed
    form.means.choices = said(MEANS_WORDS if draws else WITHOUT_CARDS)
    if form.validate_on_submit():
        means = TableMeans(form.means.data)
        with acting(db.session(), now(), actor()):
            is_given = _sign_in(election, entry, means)
        return _signed_in(election, entry, means, is_given=is_given)
    page = render_template(
        "pages/clerk/table_sign_in.html",
        election=election,
        entry=entry,
        form=form,
        usual=request.args.get("usual", ""),
        reasons=reasons_of(entry),
        decision=may_vote_here(db.session(), election, entry, now()),
        row=sign_in_of(db.session(), entry),
        may_again=may_choose_again(db.session(), election, entry, now()).allowed,
    )
    return page, 422 if form.is_submitted() else 200


def _sign_in(
    election: Election, entry: VoterRollEntry, means: TableMeans, declared: Declared | None = None
) -> bool:
    """Signs in, with the ballot where it is on paper. False where a paper ballot could not be given."""
    if means is TableMeans.PAPER:
        kind = kind_for(entry)
        return sign_in_for_paper(
            db.session(), election, entry, kind, declared=declared, now=now(), by=actor()
        )
    sign_in_at_table(db.session(), election, entry, means, declared=declared, now=now(), by=actor())
    return True


@clerk.route(PLACE + "/new", methods=["GET", "POST"])
@only(*AT_TABLE)
def table_walk_in(election_id: UUID) -> ResponseReturnValue:
    """Signs in somebody who is not on the roll: declared, screened, and provisional."""
    election = table_election(election_id)
    form = _walk_in_form(election)
    declaration = words(say(DECLARATION.template, age=settings_of(election).voter_age))
    if not form.validate_on_submit() or not contacts_fit(form):
        page = render_template(
            "pages/clerk/table_walk_in.html", election=election, form=form, declaration=declaration
        )
        return page, 422 if form.is_submitted() else 200
    means, is_given = TableMeans(form.means.data), False
    with acting(db.session(), now(), actor()):
        entry = enter_walk_in(db.session(), election, _walk_in(form), now=now(), by=actor())
        decision = may_vote_here(db.session(), election, entry, now())
        if decision.allowed:
            declared = Declared(words=declaration, tie_words=" ".join(form.tie_words.data.split()))
            is_given = _sign_in(election, entry, means, declared)
    if not decision.allowed:
        return _turned_away(election, entry, decision)
    return _signed_in(election, entry, means, is_given=is_given)


def _walk_in_form(election: Election) -> WalkInForm:
    form = WalkInForm(given_name=request.args.get("q", "")[:100])
    form.language.choices = language_choices(settings_of(election).required_languages)
    form.means.choices = said(WITHOUT_CARDS)
    form.latest_birth = today()
    form.declares.flags.required = True
    return form


def _walk_in(form: WalkInForm) -> WalkIn:
    return WalkIn(
        given_name=" ".join(form.given_name.data.split()),
        family_name=" ".join(form.family_name.data.split()),
        tie=CommunityTie(form.tie.data),
        language=form.language.data,
        works_here=form.works_here.data == "yes",
        birth_date=form.birth_date.data,
        address=form.address.data.strip(),
        contacts=tuple(contacts_of(form)),
    )


def _signed_in(
    election: Election, entry: VoterRollEntry, means: TableMeans, *, is_given: bool
) -> ResponseReturnValue:
    """Back to the table, which says what was done, ready for the next person; a link is shown here and now."""
    usual = request.form.get("usual", means.value)
    if means is TableMeans.LINK:  # the slip says itself that the ballot is provisional
        return link_slip(election, entry, usual=usual)
    if entry.status is RollStatus.HELD:
        reasons = "; ".join(words(reason) for reason in reasons_of(entry))
        told = _(
            "%(name)s votes provisionally. Reason: %(reasons)s.", name=entry.person.name, reasons=reasons
        )
        flash(told, "warning")
    if is_given:
        page = url_for("clerk.table", election_id=election.id, means=usual, last=entry.id)
    else:
        flash(_("%(name)s has signed in.", name=entry.person.name), "done")
        page = url_for("clerk.give_paper", election_id=election.id, entry_id=entry.id)
    return redirect(page, 303)


def _turned_away(election: Election, entry: VoterRollEntry, decision: Decision) -> ResponseReturnValue:
    """On the roll, but not signed in: a clerk sees the person's page, which says why and what to do."""
    for reason in decision.objections:
        flash(
            f"{words(reason.sentence)} {words(reason.remedy)}" if reason.remedy else words(reason.sentence),
            "warning",
        )
    if g.is_teller:
        return redirect(url_for("clerk.table", election_id=election.id), 303)
    return redirect(url_for("clerk.voter", election_id=election.id, entry_id=entry.id), 303)
