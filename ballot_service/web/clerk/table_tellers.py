"""Who sits at the table: the clerk chooses among the tellers, and each of them declares to have no stake."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Role
from ballot_service.services.acting import acting
from ballot_service.services.table import put_at_table, take_off_table, tellers_in_reach
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form, own_election
from ballot_service.web.clerk.table import PLACE
from ballot_service.web.clock import now, today


@clerk.route(PLACE + "/tellers", methods=["GET", "POST"])
@only(Role.CLERK)
def table_tellers(election_id: UUID) -> ResponseReturnValue:
    """Every teller of this election, and who of them signs people in."""
    election = own_election(election_id)
    form = Form()
    tellers = tellers_in_reach(db.session(), election, today())
    if form.validate_on_submit():
        wanted = set(request.form.getlist("teller"))
        with acting(db.session(), now(), actor()):
            for each in tellers:
                if str(each.account.id) in wanted:
                    put_at_table(db.session(), election, each.account.id, day=today(), now=now(), by=actor())
                else:
                    take_off_table(db.session(), election, each.account.id, now=now(), by=actor())
        flash(_("The list of tellers at the table is kept."), "done")
        return redirect(url_for("clerk.table", election_id=election.id), 303)
    page = render_template("pages/clerk/table_tellers.html", election=election, form=form, tellers=tellers)
    return page, 422 if form.is_submitted() else 200
