"""A voter's own link shown at the table: after signing in for it, or to choose again on a corrected ballot."""

from __future__ import annotations

from uuid import UUID

from flask import abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.links import Links, Purpose
from ballot_service.models import Election, RollStatus, VoterRollEntry
from ballot_service.rules.table import TableMeans
from ballot_service.services.acting import acting
from ballot_service.services.table import choose_again_at_table, may_choose_again, sign_in_of
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.at_table import AT_TABLE, table_election
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form
from ballot_service.web.clerk.people import own_voter
from ballot_service.web.clerk.session_record import code_picture
from ballot_service.web.clerk.table import PLACE
from ballot_service.web.clock import now
from ballot_service.web.frame import contact_of, place_of
from ballot_service.web.roll_words import reasons_of
from ballot_service.web.rows import settings


@clerk.get(PLACE + "/<uuid:entry_id>/slip")
@only(*AT_TABLE)
def table_slip(election_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """The voter's own link as a code and an address, to be used on the spot; only after signing in for it."""
    election = table_election(election_id)
    entry = own_voter(election, entry_id)
    row = sign_in_of(db.session(), entry)
    if row is None or row.means is not TableMeans.LINK:
        abort(404)
    return _slip(election, entry, is_provisional=row.is_provisional)


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
        return _slip(election, entry, is_provisional=entry.status is RollStatus.HELD, is_again=True)
    page = render_template(
        "pages/clerk/table_again.html",
        election=election,
        entry=entry,
        form=form,
        decision=may_choose_again(db.session(), election, entry, now()),
    )
    return page, 422 if form.is_submitted() else 200


def _slip(
    election: Election, entry: VoterRollEntry, *, is_provisional: bool, is_again: bool = False
) -> ResponseReturnValue:
    working = [link for link in entry.links if link.revoked_at is None]
    if not working:
        abort(404)
    links: Links = current_app.extensions["links"]
    token = links.token(Purpose.BALLOT, working[-1].key)
    address = settings().public_origin + url_for("voter.ballot", token=token)
    return render_template(
        "pages/clerk/table_slip.html",
        election=election,
        entry=entry,
        means=request.args.get("means", ""),
        place=place_of(election.council, election.district),
        contact=contact_of(election.district),
        is_provisional=is_provisional,
        is_again=is_again,
        reasons=reasons_of(entry),
        address=address,
        code=code_picture(address, _("Square code that leads to this ballot. Its address stands below.")),
    )
