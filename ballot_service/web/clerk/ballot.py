"""The clerk's pages on the ballot: warnings, drawing the order and freezing it, and its fingerprint."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ballot_service.database import db
from ballot_service.models import Election, Role
from ballot_service.rules.contests import contest_heading
from ballot_service.rules.election_settings import BallotOrder
from ballot_service.sealing.canonical import canonical_json
from ballot_service.services.acting import acting
from ballot_service.services.facts import contest_facts, settings_of
from ballot_service.services.freezing import ballot_warnings, freeze_ballot, freeze_warnings
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form, confirm_page, local, own_election
from ballot_service.web.clock import now
from ballot_service.web.languages import words
from ballot_service.web.rows import sealing_secret

PLACE = "/elections/<uuid:election_id>/ballot"


@clerk.get(PLACE)
@only(Role.CLERK)
def ballot(election_id: UUID) -> ResponseReturnValue:
    """The names as they would stand on the ballot now, or as they stand on the frozen one."""
    election = own_election(election_id)
    contests = [(contest_heading(contest_facts(contest)), contest.qualified) for contest in election.contests]
    return render_template(
        "pages/clerk/ballot_view.html",
        election=election,
        contests=contests,
        warnings=ballot_warnings(db.session(), election),
        nominations_close=local(election.nominations_close_at, election),
        is_early=now() < election.nominations_close_at,
        versions=[(row, local(row.frozen_at, election)) for row in reversed(election.manifests)],
    )


@clerk.route(PLACE + "/freeze", methods=["GET", "POST"])
@only(Role.CLERK)
def freeze(election_id: UUID) -> ResponseReturnValue:
    """Draws the order of names and freezes the ballot, after a page that says what this means."""
    election = own_election(election_id)
    form = Form()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            freeze_ballot(db.session(), election, sealing_secret(), now=now(), by=actor())
        flash(_("The ballot is frozen. Put its fingerprint on the notices."), "done")
        return redirect(url_for("clerk.ballot", election_id=election.id), 303)
    return confirm_page(
        election,
        form,
        title=_("Freeze the ballot"),
        says=_what_freezing_does(election),
        undo=_("This cannot be undone. A wrong name is then put right only by a corrected ballot."),
        button=_("Draw the order and freeze the ballot"),
        back=url_for("clerk.ballot", election_id=election.id),
    )


def _what_freezing_does(election: Election) -> list[str]:
    names = sum(len(contest.qualified) for contest in election.contests)
    empty = sum(not contest.qualified for contest in election.contests)
    waiting = sum(
        candidate.pre_election_status == "filed"
        for contest in election.contests
        for candidate in contest.candidates
    )
    is_random = settings_of(election).ballot_order is BallotOrder.RANDOM
    says = [
        ngettext("%(num)s name will be on the ballot.", "%(num)s names will be on the ballot.", names),
        _("The order of the names is drawn at random now, and the draw is logged.")
        if is_random
        else _("The names stand in the order of the alphabet."),
        _("Nobody can be added to the ballot or taken off it."),
        _("The settings of this election can no longer change."),
    ]
    for reason in freeze_warnings(db.session(), election, now()):
        says.append(words(reason.sentence) + (f" {words(reason.remedy)}" if reason.remedy else ""))
    if empty:
        says.append(
            ngettext(
                "%(num)s contest has no names. It is not printed, and its seats stay unfilled.",
                "%(num)s contests have no names. They are not printed, and their seats stay unfilled.",
                empty,
            )
        )
    if waiting:
        says.append(
            ngettext(
                "%(num)s nominee still waits for something and will not be on the ballot.",
                "%(num)s nominees still wait for something and will not be on the ballot.",
                waiting,
            )
        )
    return says


@clerk.get(PLACE + "/manifest-<int:version>.json")
@only(Role.CLERK)
def manifest(election_id: UUID, version: int) -> ResponseReturnValue:
    """One version of the manifest, byte for byte what its fingerprint is taken of."""
    election = own_election(election_id)
    row = next((row for row in election.manifests if row.version == version), None) or abort(404)
    headers = {"Content-Disposition": f'attachment; filename="manifest-{version}.json"'}
    return Response(canonical_json(row.document), mimetype="application/json", headers=headers)
