"""A witness or teller confirms a corrected ballot, after declaring to have no stake."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import HiddenField

from ballot_service.database import db
from ballot_service.models import BallotCorrection, Election
from ballot_service.rules.decision import Decision
from ballot_service.services import correcting
from ballot_service.services.acting import Refused, acting
from ballot_service.services.announcing import call_off_old_ballot, call_off_old_times
from ballot_service.web.access import actor, only
from ballot_service.web.clock import now
from ballot_service.web.correction_views import names_shown
from ballot_service.web.reach import reached_election
from ballot_service.web.rows import own, sealing_secret
from ballot_service.web.witness import SIGNERS, DeclarationForm, as_signer, witness

__all__ = ["witness"]


class ConfirmationForm(DeclarationForm):
    """Carries what was shown, so that nothing else is confirmed."""

    shown = HiddenField()


@witness.route("/corrections/<uuid:correction_id>", methods=["GET", "POST"])
@only(*SIGNERS)
def correction(correction_id: UUID) -> ResponseReturnValue:
    """The new ballot beside the old one; a second person says that voting may go on with it."""
    found = db.session.get(BallotCorrection, correction_id) or abort(404)
    election = reached_election(found.election_id, SIGNERS)
    row = own(BallotCorrection, correction_id)
    if row.ended_at is not None or row.entered_at is None:
        flash(_("This correction no longer waits for anybody."), "warning")
        return redirect(url_for("witness.elections"), 303)
    form = ConfirmationForm(shown=correcting.digest_of(row))
    if not form.validate_on_submit():
        return _page(row, election, form, None, 422 if form.is_submitted() else 200)
    closes_at = election.closes_at
    try:
        with acting(db.session(), now(), actor()):
            correcting.confirm_correction(
                db.session(),
                row,
                sealing_secret(),
                as_signer(form),
                shown=form.shown.data,
                now=now(),
                by=actor(),
            )
            if election.closes_at != closes_at:
                call_off_old_times(db.session(), election)
            elif row.manifest is not None:
                call_off_old_ballot(db.session(), election)
    except Refused as refused:
        form.shown.data = correcting.digest_of(row)
        return _page(row, election, form, refused.decision, 409)
    flash(_("It is confirmed. Voting goes on."), "done")
    return redirect(url_for("witness.elections"), 303)


def _page(
    row: BallotCorrection, election: Election, form: DeclarationForm, decision: Decision | None, status: int
) -> ResponseReturnValue:
    later = row.new_closes_at.astimezone(election.zone) if row.new_closes_at else None
    page = render_template(
        "pages/witness/correction.html",
        election=election,
        row=row,
        paused_at=row.paused_at.astimezone(election.zone),
        later_close=later,
        closes=election.closes_at.astimezone(election.zone),
        changes=names_shown(election, correcting.name_changes(election, sealing_secret())),
        form=form,
        decision=decision,
    )
    return page, status
