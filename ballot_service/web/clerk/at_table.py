"""The pages of the table are a clerk's, and those of tellers whom the clerk put there: with less on them."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Election, Role, VoterRollEntry
from ballot_service.rules.table import TableMeans
from ballot_service.services.cancelling import require_running
from ballot_service.services.table import may_work, sign_in_of
from ballot_service.web.access import actor
from ballot_service.web.clock import now
from ballot_service.web.reach import reached_election

AT_TABLE = (Role.CLERK, Role.TELLER)


def table_election(election_id: UUID) -> Election:
    """The election at whose table this person works. `g.is_teller` says that the page shows only what a teller needs.

    Sends a teller who has not declared yet to the declaration, and answers 409 with the reasons to one who may not
    work there now. Aborts with 404; raises Refused for a form sent for an election that was cancelled.
    """
    election = reached_election(election_id, AT_TABLE)
    g.is_teller = g.appointment.role is Role.TELLER
    if g.is_teller:
        decision = may_work(db.session(), election, actor(), now())
        if decision.codes == ("duty_undeclared",):
            flash(_("Make the declaration first."), "warning")
            abort(redirect(url_for("teller.batches", election_id=election.id), 303))
        if not decision.allowed:
            page = render_template("pages/clerk/table_shut.html", election=election, decision=decision)
            abort(make_response(page, 409))
    if request.method == "POST":
        require_running(str(request.endpoint).partition(".")[2], election)
    return election


def require_paper_here(election: Election, entry: VoterRollEntry) -> None:
    """A teller gives paper only to somebody who has signed in for it here. Sends them to the sign-in otherwise."""
    if not g.is_teller:
        return
    row = sign_in_of(db.session(), entry)
    if row is None or row.means is not TableMeans.PAPER:
        abort(redirect(url_for("clerk.table_sign_in", election_id=election.id, entry_id=entry.id), 303))
