"""The staff liaison signs "I have reviewed", after declaring to have no stake in the result."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import TextAreaField
from wtforms.validators import Optional

from ballot_service.database import db
from ballot_service.models import Role
from ballot_service.rules.decision import Decision
from ballot_service.services.acting import Refused, acting
from ballot_service.services.remarks import sign_remark
from ballot_service.web.access import actor, only, works_for_the_district
from ballot_service.web.clerk.form_parts import LONGEST_TEXT, Form, yes_no
from ballot_service.web.clock import now
from ballot_service.web.reach import reached_election
from ballot_service.web.review.blueprint import PLACE, review

SIGNERS = (Role.STAFF_LIAISON,)


class RemarkForm(Form):
    """What the liaison declares, and what there is to say."""

    is_nominee = yes_no(lazy_gettext("Are you a candidate in this election?"))
    is_close_relative = yes_no(lazy_gettext("Is a close relative of yours a candidate in this election?"))
    remark = TextAreaField(
        lazy_gettext("What you noticed"),
        description=lazy_gettext("It is kept with your name and cannot be changed later."),
        validators=[Optional(), LONGEST_TEXT],
    )


@review.route(PLACE + "/remark", methods=["GET", "POST"])
@only(*SIGNERS)
def remark(election_id: UUID) -> ResponseReturnValue:
    """Signs the review. It changes nothing else."""
    election = reached_election(election_id, SIGNERS)
    form = RemarkForm()
    decision: Decision | None = None
    if form.validate_on_submit():
        try:
            with acting(db.session(), now(), actor()):
                sign_remark(
                    db.session(),
                    election,
                    form.remark.data or "",
                    is_employee=works_for_the_district(),
                    is_nominee=form.is_nominee.data == "yes",
                    is_close_relative=form.is_close_relative.data == "yes",
                    now=now(),
                    by=actor(),
                )
        except Refused as refused:
            decision = refused.decision
        else:
            flash(_("Your review is signed and stands in the trail."), "done")
            return redirect(url_for("review.election", election_id=election.id), 303)
    status = 409 if decision else 422 if form.is_submitted() else 200
    return render_template(
        "pages/review/remark.html", election=election, form=form, decision=decision
    ), status
