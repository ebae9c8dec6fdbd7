"""A voter's own link shown at the table: with the sign-in for it, once more, or to choose again on a corrected ballot.

It is the answer to a form, never a page of its own: each time somebody sees a link, the trail says who and whose.
"""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ballot_service.database import db
from ballot_service.services.acting import acting
from ballot_service.services.table import (
    choose_again_at_table,
    may_choose_again,
    may_show_again,
    show_link_again,
)
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.at_table import AT_TABLE, table_election
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form
from ballot_service.web.clerk.link_slip import link_slip
from ballot_service.web.clerk.people import own_voter
from ballot_service.web.clerk.table import PLACE
from ballot_service.web.clock import now


@clerk.route(PLACE + "/<uuid:entry_id>/slip", methods=["GET", "POST"])
@only(*AT_TABLE)
def table_slip(election_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Shows the link once more to somebody who signed in for it: the printer jammed, or the slip cannot be read."""
    election = table_election(election_id)
    entry = own_voter(election, entry_id)
    form = Form()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            show_link_again(db.session(), election, entry, now=now(), by=actor())
        return link_slip(election, entry, usual=request.form.get("usual", ""))
    page = render_template(
        "pages/clerk/table_show_again.html",
        election=election,
        entry=entry,
        form=form,
        decision=may_show_again(db.session(), election, entry, now()),
    )
    return page, 422 if form.is_submitted() else 200


@clerk.route(PLACE + "/<uuid:entry_id>/again", methods=["GET", "POST"])
@only(*AT_TABLE)
def table_again(election_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Shows the link to somebody whose ballot is in, after a correction. Each time it is shown stands in the trail."""
    election = table_election(election_id)
    entry = own_voter(election, entry_id)
    form = Form()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            choose_again_at_table(db.session(), election, entry, now=now(), by=actor())
        return link_slip(election, entry, usual=request.form.get("usual", ""), is_again=True)
    page = render_template(
        "pages/clerk/table_again.html",
        election=election,
        entry=entry,
        form=form,
        decision=may_choose_again(db.session(), election, entry, now()),
    )
    return page, 422 if form.is_submitted() else 200
