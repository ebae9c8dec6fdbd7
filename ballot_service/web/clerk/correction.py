"""The clerk's page for a ballot that is wrong: pause voting, see what would change, and send it to a second person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import DateTimeLocalField, TextAreaField
from wtforms.validators import Optional

from ballot_service.database import db
from ballot_service.models import BallotCorrection, Election, Role
from ballot_service.rules.ballot_correction import may_correct_ballot
from ballot_service.rules.decision import Decision
from ballot_service.services import correcting
from ballot_service.services.acting import Refused, acting
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import (
    FILL_IN,
    LONGEST_TEXT,
    Form,
    in_field,
    local,
    own_election,
    to_utc,
)
from ballot_service.web.clock import now
from ballot_service.web.correction_views import corrections_shown, names_shown
from ballot_service.web.rows import sealing_secret

PLACE = "/elections/<uuid:election_id>/ballot/correction"


class PauseForm(Form):
    """Why voting stops."""

    reason = TextAreaField(
        lazy_gettext("What is wrong with the ballot?"),
        description=lazy_gettext("Everybody can read this. Write what is wrong, not who is to blame."),
        validators=[FILL_IN, LONGEST_TEXT],
    )


class CorrectionForm(Form):
    """What was put right, and a later close if people need more time."""

    explanation = TextAreaField(
        lazy_gettext("What was put right?"),
        description=lazy_gettext("Everybody can read this, on the election's page and beside the result."),
        validators=[FILL_IN, LONGEST_TEXT],
    )
    closes_at = DateTimeLocalField(
        lazy_gettext("A later close, if people need more time"),
        description=lazy_gettext("Leave it empty if the close stays."),
        format="%Y-%m-%dT%H:%M",
        validators=[Optional()],
    )


@clerk.route(PLACE, methods=["GET", "POST"])
@only(Role.CLERK)
def correction(election_id: UUID) -> ResponseReturnValue:
    """Before the pause what it means; during it what would change and whom that concerns."""
    election = own_election(election_id)
    if election.paused_at is None:
        return _pause(election)
    row = correcting.running_correction(db.session(), election)
    form = CorrectionForm(data=_entered_before(election, row))
    if not form.validate_on_submit():
        return _paused_page(election, form, None, 422 if form.is_submitted() else 200)
    later = to_utc(form.closes_at.data, election) if form.closes_at.data else None
    try:
        with acting(db.session(), now(), actor()):
            correcting.enter_correction(
                db.session(),
                election,
                sealing_secret(),
                form.explanation.data.strip(),
                new_closes_at=later,
                now=now(),
                by=actor(),
            )
    except Refused as refused:
        return _paused_page(election, form, refused.decision, 409)
    flash(_("It is sent. A witness or a teller has to confirm it now."), "done")
    return redirect(url_for("clerk.correction", election_id=election.id), 303)


def _entered_before(election: Election, row: BallotCorrection | None) -> dict[str, Any]:
    """What the form holds where it was sent once already: a later close must not get lost the second time."""
    if row is None:
        return {}
    later = in_field(row.new_closes_at, election) if row.new_closes_at else None
    return {"explanation": row.explanation, "closes_at": later}


def _pause(election: Election) -> ResponseReturnValue:
    form = PauseForm()
    decision = correcting.may_pause(election, now())
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with acting(db.session(), now(), actor()):
                correcting.pause_voting(
                    db.session(), election, form.reason.data.strip(), now=now(), by=actor()
                )
            flash(_("Voting is paused. Nobody can cast a ballot until you go on."), "done")
            return redirect(url_for("clerk.correction", election_id=election.id), 303)
        except Refused as refused:
            decision, status = refused.decision, 409
    return _page(election, form, decision, status)


def _paused_page(
    election: Election, form: CorrectionForm, refusal: Decision | None, status: int
) -> ResponseReturnValue:
    session, moment = db.session(), now()
    facts = correcting.correction_facts(session, election, sealing_secret(), moment, new_closes_at=None)
    changes = names_shown(election, correcting.name_changes(election, sealing_secret()))
    return _page(election, form, refusal or may_correct_ballot(facts), status, changes=changes)


def _page(
    election: Election, form: Form, decision: Decision, status: int, **more: Any
) -> ResponseReturnValue:
    row = correcting.running_correction(db.session(), election)
    page = render_template(
        "pages/clerk/correction.html",
        election=election,
        form=form,
        decision=decision,
        running=row,
        paused_at=local(row.paused_at, election) if row else None,
        later_close=local(row.new_closes_at, election) if row and row.new_closes_at else None,
        closes=local(election.closes_at, election),
        done=corrections_shown(db.session(), election),
        **more,
    )
    return page, status
