"""The clerk's pages for the table: find a voter and sign them in, sign in somebody new, show a link to use there."""

from __future__ import annotations

from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField, StringField

from ballot_service.database import db
from ballot_service.links import Links, Purpose
from ballot_service.models import Election, Role, RollStatus, VoterRollEntry
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
    may_draw,
    may_vote_here,
    sign_in_at_table,
    sign_in_of,
)
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.contact_fields import contacts_fit, contacts_of
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_LINE,
    Form,
    language_choices,
    own_election,
    said,
    yes_no,
)
from ballot_service.web.clerk.people import own_voter
from ballot_service.web.clerk.roll_form import VoterForm
from ballot_service.web.clerk.session_record import code_picture
from ballot_service.web.clock import now, today
from ballot_service.web.frame import contact_of, place_of
from ballot_service.web.languages import words
from ballot_service.web.roll_words import reasons_of
from ballot_service.web.rows import settings

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
@only(Role.CLERK)
def table_sign_in(election_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Signs in somebody who is on the roll."""
    election = own_election(election_id)
    entry = own_voter(election, entry_id)
    form = MeansForm()
    draws = may_draw(db.session(), election, entry).allowed
    form.means.choices = said(MEANS_WORDS if draws else WITHOUT_CARDS)
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            sign_in_at_table(
                db.session(), election, entry, TableMeans(form.means.data), now=now(), by=actor()
            )
        return _signed_in(election, entry, TableMeans(form.means.data))
    page = render_template(
        "pages/clerk/table_sign_in.html",
        election=election,
        entry=entry,
        form=form,
        reasons=reasons_of(entry),
        decision=may_vote_here(db.session(), election, entry, now()),
        row=sign_in_of(db.session(), entry),
    )
    return page, 422 if form.is_submitted() else 200


@clerk.route(PLACE + "/new", methods=["GET", "POST"])
@only(Role.CLERK)
def table_walk_in(election_id: UUID) -> ResponseReturnValue:
    """Signs in somebody who is not on the roll: declared, screened, and provisional."""
    election = own_election(election_id)
    form = _walk_in_form(election)
    declaration = words(say(DECLARATION.template, age=settings_of(election).voter_age))
    if not form.validate_on_submit() or not contacts_fit(form):
        page = render_template(
            "pages/clerk/table_walk_in.html", election=election, form=form, declaration=declaration
        )
        return page, 422 if form.is_submitted() else 200
    means = TableMeans(form.means.data)
    with acting(db.session(), now(), actor()):
        entry = enter_walk_in(db.session(), election, _walk_in(form), now=now(), by=actor())
        decision = may_vote_here(db.session(), election, entry, now())
        if decision.allowed:
            declared = Declared(words=declaration, tie_words=" ".join(form.tie_words.data.split()))
            sign_in_at_table(db.session(), election, entry, means, declared=declared, now=now(), by=actor())
    return _signed_in(election, entry, means) if decision.allowed else _turned_away(election, entry, decision)


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


def _signed_in(election: Election, entry: VoterRollEntry, means: TableMeans) -> ResponseReturnValue:
    if entry.status is RollStatus.HELD:
        reasons = "; ".join(words(reason) for reason in reasons_of(entry))
        told = _(
            "%(name)s votes provisionally. Reason: %(reasons)s.", name=entry.person.name, reasons=reasons
        )
        flash(told, "warning")
    elif means is not TableMeans.CARD:
        flash(_("%(name)s has signed in.", name=entry.person.name), "done")
    if means is TableMeans.CARD:
        return redirect(
            url_for("clerk.table", election_id=election.id, means=means.value, last=entry.id), 303
        )
    page = "clerk.table_slip" if means is TableMeans.LINK else "clerk.give_paper"
    return redirect(url_for(page, election_id=election.id, entry_id=entry.id), 303)


def _turned_away(election: Election, entry: VoterRollEntry, decision: Decision) -> ResponseReturnValue:
    """On the roll, but not signed in: the person's page says why, and what to do."""
    for reason in decision.objections:
        flash(
            f"{words(reason.sentence)} {words(reason.remedy)}" if reason.remedy else words(reason.sentence),
            "warning",
        )
    return redirect(url_for("clerk.voter", election_id=election.id, entry_id=entry.id), 303)


@clerk.get(PLACE + "/<uuid:entry_id>/slip")
@only(Role.CLERK)
def table_slip(election_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """The voter's own link as a code and an address, to be used on the spot; only after signing in for it."""
    election = own_election(election_id)
    entry = own_voter(election, entry_id)
    row = sign_in_of(db.session(), entry)
    working = [link for link in entry.links if link.revoked_at is None]
    if row is None or row.means is not TableMeans.LINK or not working:
        abort(404)
    links: Links = current_app.extensions["links"]
    token = links.token(Purpose.BALLOT, working[-1].key)
    address = settings().public_origin + url_for("voter.ballot", token=token)
    return render_template(
        "pages/clerk/table_slip.html",
        election=election,
        entry=entry,
        place=place_of(election.council, election.district),
        contact=contact_of(election.district),
        is_provisional=row.is_provisional,
        reasons=reasons_of(entry),
        address=address,
        code=code_picture(address, _("Square code that leads to this ballot. Its address stands below.")),
    )
