"""A witness or teller confirms what somebody else wrote about a mistake in a certified result."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Correction
from ballot_service.rules.decision import Decision
from ballot_service.rules.signatures import Signer
from ballot_service.services.acting import Refused, acting
from ballot_service.services.correcting_result import confirm_correction
from ballot_service.services.facts import title_of
from ballot_service.web.access import actor, only, works_for_the_district
from ballot_service.web.clock import now
from ballot_service.web.confirming import witness
from ballot_service.web.reach import reached_election
from ballot_service.web.witness import SIGNERS, DeclarationForm

__all__ = ["result_correction", "witness"]


@witness.route("/result-corrections/<uuid:correction_id>", methods=["GET", "POST"])
@only(*SIGNERS)
def result_correction(correction_id: UUID) -> ResponseReturnValue:
    """What is wrong with the result, and what follows when it is confirmed."""
    row = db.session.get(Correction, correction_id) or abort(404)
    reached_election(row.election_id, SIGNERS)
    form = DeclarationForm()
    if not form.validate_on_submit():
        return _page(row, form, None), 422 if form.is_submitted() else 200
    signer = Signer(
        person=str(actor()),
        is_employee=works_for_the_district(),
        is_nominee=form.is_nominee.data == "yes",
        is_close_relative=form.is_close_relative.data == "yes",
    )
    try:
        with acting(db.session(), now(), actor()):
            confirm_correction(db.session(), row, signer, now=now(), by=actor())
    except Refused as refused:
        return _page(row, form, refused.decision), 409
    flash(_("The correction is confirmed. The new version waits for two signatures."), "done")
    return redirect(url_for("witness.elections"), 303)


def _page(row: Correction, form: DeclarationForm, decision: Decision | None) -> str:
    return render_template(
        "pages/witness/result_correction.html",
        election=row.election,
        row=row,
        contest=title_of(row.contest) if row.contest else None,
        form=form,
        decision=decision,
    )
