"""The clerk's page that calls an election off, with a reason that everybody can read."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import TextAreaField

from ballot_service.database import db, wipe_replaced_records
from ballot_service.models import Election, Role
from ballot_service.services.acting import Refused, acting
from ballot_service.services.announcing import call_off
from ballot_service.services.cancelling import cancel_election, may_cancel
from ballot_service.services.runoffs.ending import end_runoff, is_to_be_ended, may_end_runoff
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import FILL_IN, LONGEST_TEXT, Form, confirm_page, own_election
from ballot_service.web.clock import now


class CancelForm(Form):
    reason = TextAreaField(
        lazy_gettext("Reason"),
        description=lazy_gettext("Everybody can read it on the election's page."),
        validators=[FILL_IN, LONGEST_TEXT],
    )


@clerk.route("/elections/<uuid:election_id>/cancel", methods=["GET", "POST"])
@only(Role.CLERK)
def cancel(election_id: UUID) -> ResponseReturnValue:
    """Before: what will happen. After: the election stays on the record as cancelled. A run-off without a tie is ended
    here too, when its vote has opened."""
    election = own_election(election_id)
    if is_to_be_ended(db.session(), election, now()):
        return _end(election)
    decision = may_cancel(election, now())
    if not decision.allowed:
        raise Refused.for_election("cancel_election", decision, election)
    form = CancelForm()
    here = url_for("clerk.election", election_id=election_id)
    if not form.validate_on_submit():
        return confirm_page(
            election,
            form,
            title=_("Cancel this election"),
            says=[
                _("The election never opens. Its page says that it was cancelled, and why."),
                _("Ballot links that were issued stop working, and messages that wait are not sent."),
                _("Interest forms, notices and the record stay as they are. The seats can be changed again."),
            ],
            button=_("Cancel this election"),
            back=here,
            undo=_("This cannot be undone. You can set up a new election for the same council."),
            status=422 if form.is_submitted() else 200,
        )
    with acting(db.session(), now(), actor()):
        stopped = cancel_election(db.session(), election, form.reason.data.strip(), now=now(), by=actor())
        call_off(db.session(), election)
    links = ngettext("%(num)s ballot link was stopped.", "%(num)s ballot links were stopped.", stopped)
    flash(" ".join((_("The election is cancelled."), links)), "done")
    return redirect(here, 303)


def _end(election: Election) -> ResponseReturnValue:
    """The same for a run-off whose tie is gone and whose vote has opened."""
    decision = may_end_runoff(db.session(), election, now())
    if not decision.allowed:
        raise Refused.for_election("end_runoff", decision, election)
    form = CancelForm()
    here = url_for("clerk.election", election_id=election.id)
    if not form.validate_on_submit():
        return confirm_page(
            election,
            form,
            title=_("End this run-off"),
            says=[
                _("The tie for which it was called is gone, so it fills no seat. Its page says so, and why."),
                _("Nobody can vote in it any more. Ballots that nobody has opened stay closed for good."),
                _("Ballot links that were issued stop working, and messages that wait are not sent."),
                _("Nobody can tell any more who cast which ballot."),
            ],
            button=_("End this run-off"),
            back=here,
            undo=_("This cannot be undone."),
            status=422 if form.is_submitted() else 200,
        )
    with acting(db.session(), now(), actor()):
        stopped = end_runoff(db.session(), election, form.reason.data.strip(), now=now(), by=actor())
        call_off(db.session(), election)
    wipe_replaced_records(db.engine)
    links = ngettext("%(num)s ballot link was stopped.", "%(num)s ballot links were stopped.", stopped)
    flash(" ".join((_("The run-off is ended."), links)), "done")
    return redirect(here, 303)
