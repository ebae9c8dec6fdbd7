"""The clerk's pages on time: the gate before voting opens, and moving the vote."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import DateTimeLocalField, HiddenField, ValidationError

from ballot_service.database import db
from ballot_service.models import Election, Role
from ballot_service.rules.decision import Decision
from ballot_service.services.acting import Refused, acting
from ballot_service.services.announcing import call_off_old_times
from ballot_service.services.opening import change_times, confirm_opening, judged, opening_gate
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import FILL_IN, Form, in_field, local, own_election, to_utc
from ballot_service.web.clock import now
from ballot_service.web.languages import moment
from ballot_service.web.rows import sealing_secret

PLACE = "/elections/<uuid:election_id>/times"


class TimesForm(Form):
    """When voting opens and closes, on the district's clock. `sure` is set on the page that asks again."""

    opens_at = DateTimeLocalField(lazy_gettext("Voting opens"), format="%Y-%m-%dT%H:%M", validators=[FILL_IN])
    closes_at = DateTimeLocalField(
        lazy_gettext("Voting closes"), format="%Y-%m-%dT%H:%M", validators=[FILL_IN]
    )
    sure = HiddenField()

    def validate_closes_at(self, field: Any) -> None:
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(_("Voting has to close after it opens."))


@clerk.get(PLACE)
@only(Role.CLERK)
def times(election_id: UUID) -> ResponseReturnValue:
    """When voting is planned, and everything that stands between now and an open vote."""
    election = own_election(election_id)
    return render_template(
        "pages/clerk/times_gate.html",
        election=election,
        opens=local(election.opens_at, election),
        closes=local(election.closes_at, election),
        confirmed=local(election.opening_confirmed_at, election) if election.opening_confirmed_at else None,
        gate=opening_gate(db.session(), election, now()),
        has_begun=election.opening_confirmed_at is not None and now() >= election.opens_at,
        form=Form(),
    )


@clerk.post(PLACE + "/confirm")
@only(Role.CLERK)
def confirm_times(election_id: UUID) -> ResponseReturnValue:
    """Lets voting open at its hour. A refusal names the earliest opening and is kept in the trail."""
    election = own_election(election_id)
    with acting(db.session(), now(), actor()):
        confirm_opening(db.session(), election, now=now(), by=actor())
    opens = moment(local(max(now(), election.opens_at), election))
    flash(_("Voting opens on %(when)s. Nothing else is needed.", when=opens), "done")
    return redirect(url_for("clerk.times", election_id=election.id), 303)


@clerk.route(PLACE + "/change", methods=["GET", "POST"])
@only(Role.CLERK)
def move_times(election_id: UUID) -> ResponseReturnValue:
    """Moves the vote: first what the new day would mean, then the change itself."""
    election = own_election(election_id)
    form = TimesForm(
        opens_at=in_field(election.opens_at, election), closes_at=in_field(election.closes_at, election)
    )
    if not form.validate_on_submit():
        return _change_page(election, form, None, 422 if form.is_submitted() else 200)
    opens_at, closes_at = to_utc(form.opens_at.data, election), to_utc(form.closes_at.data, election)
    if form.sure.data != f"{opens_at:%Y%m%d%H%M}-{closes_at:%Y%m%d%H%M}":
        decision = judged(db.session(), election, opens_at, now())
        form.sure.data = f"{opens_at:%Y%m%d%H%M}-{closes_at:%Y%m%d%H%M}" if decision.allowed else ""
        return _change_page(election, form, decision, 200 if decision.allowed else 409)
    is_other = (opens_at, closes_at) != (election.opens_at, election.closes_at)
    try:
        with acting(db.session(), now(), actor()):
            change_times(
                db.session(),
                election,
                sealing_secret(),
                opens_at=opens_at,
                closes_at=closes_at,
                now=now(),
                by=actor(),
            )
            if is_other:
                call_off_old_times(db.session(), election)
    except Refused as refused:
        form.sure.data = ""
        return _change_page(election, form, refused.decision, 409)
    flash(_("The times have changed. Tell people, and confirm the opening again."), "done")
    return redirect(url_for("clerk.times", election_id=election.id), 303)


def _change_page(
    election: Election, form: TimesForm, decision: Decision | None, status: int
) -> ResponseReturnValue:
    page = render_template(
        "pages/clerk/times_change.html",
        election=election,
        form=form,
        decision=decision,
        is_sure=decision is not None and decision.allowed,
        opens=local(election.opens_at, election),
        closes=local(election.closes_at, election),
    )
    return page, status
