"""The clerk's pages on ballot links: issue them, see how many are out, and replace one that went astray."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from ballot_service.database import db
from ballot_service.mailing import channels
from ballot_service.models import Election, Role, VoterRollEntry
from ballot_service.services.acting import acting
from ballot_service.services.announcing import Reach, Stand, channel_names, reach
from ballot_service.services.issuing import issue_links, reissue, revoke
from ballot_service.services.link_account import link_account, not_me_reports, voters_named
from ballot_service.services.registering import roll
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import CHOOSE, Form, ReasonForm, confirm_page, local, own_election
from ballot_service.web.clock import now
from ballot_service.web.rows import own, settings

PLACE = "/elections/<uuid:election_id>/links"
MOST_LISTED = 100
"""People to hand a letter to whom the page names; the letters themselves name all."""


class VoterLinkForm(ReasonForm):
    """What becomes of one voter's link."""

    what = RadioField(
        lazy_gettext("What should happen?"),
        choices=[
            SelectChoice("reissue", lazy_gettext("Give a new link. The old one stops working.")),
            SelectChoice("revoke", lazy_gettext("Only stop the link.")),
        ],
        validators=[CHOOSE],
    )


@clerk.get(PLACE)
@only(Role.CLERK)
def links(election_id: UUID) -> ResponseReturnValue:
    """How many links are out, who said "this is not me", and a search for one voter."""
    election = own_election(election_id)
    reached = reach(db.session(), election, channels(settings()))
    wanted = " ".join(request.args.get("q", "").split())[:100]
    return render_template(
        "pages/clerk/links_overview.html",
        election=election,
        account=link_account(db.session(), election),
        reached=reached,
        channel_words=channel_names(),
        by_hand=_by_hand(election, reached),
        most=MOST_LISTED,
        reports=not_me_reports(db.session(), election),
        q=wanted,
        found=voters_named(db.session(), election, wanted) if wanted else [],
        local=lambda at: local(at, election),
    )


def _by_hand(election: Election, reached: Reach) -> list[VoterRollEntry]:
    """Whom neither message nor mail reaches, by family name."""
    wanted = set(reached.entries([Stand.TO_HAND_OUT, Stand.HANDED_OUT]))
    return [row for row in roll(db.session(), election) if row.id in wanted] if wanted else []


def _issued(made: int, reached: Reach) -> str:
    """What was done, and how each of the links that have not left the house will."""
    ways = [
        (Stand.UNSENT, _("They can go by message: %(num)s.", num=reached.number(Stand.UNSENT))),
        (Stand.TO_PRINT, _("They need a letter: %(num)s.", num=reached.number(Stand.TO_PRINT))),
        (
            Stand.TO_HAND_OUT,
            _(
                "Neither message nor mail reaches them, so hand them over: %(num)s.",
                num=reached.number(Stand.TO_HAND_OUT),
            ),
        ),
    ]
    done = ngettext("%(num)s link has been issued.", "%(num)s links have been issued.", made)
    return " ".join([done, *(says for stand, says in ways if reached.number(stand))])


@clerk.route(PLACE + "/issue", methods=["GET", "POST"])
@only(Role.CLERK)
def issue(election_id: UUID) -> ResponseReturnValue:
    """Gives a link to everybody who may vote and has none."""
    election = own_election(election_id)
    form = Form()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            made = issue_links(db.session(), election, now=now(), by=actor())
        flash(_issued(len(made), reach(db.session(), election, channels(settings()))), "done")
        return redirect(url_for("clerk.links", election_id=election.id), 303)
    waiting = link_account(db.session(), election).without
    return confirm_page(
        election,
        form,
        title=_("Issue ballot links"),
        says=[
            ngettext(
                "%(num)s person who may vote gets a link.", "%(num)s people who may vote get a link.", waiting
            ),
            _("Nothing is sent yet. That is the next step."),
            _("Who may not vote can no longer be changed once the first link is out."),
        ],
        undo=_("A single link can be stopped or replaced later."),
        button=_("Issue the links"),
        back=url_for("clerk.links", election_id=election.id),
    )


def _own_entry(election: Election, entry_id: UUID) -> VoterRollEntry:
    entry = own(VoterRollEntry, entry_id)
    return entry if entry.election_id == election.id else abort(404)


@clerk.route(PLACE + "/<uuid:entry_id>", methods=["GET", "POST"])
@only(Role.CLERK)
def voter_link(election_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Stops or replaces the link of one voter, with the reason."""
    election = own_election(election_id)
    entry = _own_entry(election, entry_id)
    form = VoterLinkForm()
    if form.validate_on_submit():
        act = reissue if form.what.data == "reissue" else revoke
        with acting(db.session(), now(), actor()):
            act(db.session(), election, entry, form.reason.data, now=now(), by=actor())
        if act is reissue:
            flash(_("There is a new link. Send it: the old one no longer works."), "done")
            return redirect(url_for("clerk.announcement", election_id=election.id, kind="ballot_link"), 303)
        flash(_("The link no longer works."), "done")
        return redirect(url_for("clerk.links", election_id=election.id), 303)
    return confirm_page(
        election,
        form,
        title=_("Stop or replace a link"),
        says=[
            _("The link of %(name)s stops working at once.", name=entry.person.name),
            _("A ballot that is already in the box stays there and counts."),
        ],
        undo=_("A stopped link never works again. You can always give a new one."),
        button=_("Do it"),
        back=url_for("clerk.links", election_id=election.id),
        status=422 if form.is_submitted() else 200,
    )
