"""What a clerk does to one nominee beside deciding: withdrawing the name, and approving a translation."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Role
from ballot_service.services.acting import acting
from ballot_service.services.nominating import withdraw
from ballot_service.services.statements import approve_translation
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form, ReasonForm, confirm_page, own_election
from ballot_service.web.clerk.nominees import PLACE, own_candidate
from ballot_service.web.clock import now


@clerk.route(PLACE + "/<uuid:candidate_id>/withdraw", methods=["GET", "POST"])
@only(Role.CLERK)
def withdraw_nominee(election_id: UUID, candidate_id: UUID) -> ResponseReturnValue:
    """Takes a nominee off the ballot, with the reason."""
    election = own_election(election_id)
    candidate = own_candidate(election, candidate_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            withdraw(db.session(), candidate, form.reason.data, now=now(), by=actor())
        flash(_("%(name)s has been withdrawn.", name=candidate.name), "done")
        return redirect(url_for("clerk.nominees", election_id=election.id), 303)
    return confirm_page(
        election,
        form,
        title=_("Withdraw a nominee"),
        says=[
            _("%(name)s will not be on the ballot.", name=candidate.name),
            _("The form is kept, and so is the reason you write."),
        ],
        undo=_("You can put the nominee back until the ballot is frozen, with “Decide again”."),
        button=_("Withdraw this nominee"),
        back=url_for("clerk.nominee", election_id=election.id, candidate_id=candidate.id),
        status=422 if form.is_submitted() else 200,
    )


@clerk.post(PLACE + "/<uuid:candidate_id>/statements/<language>/approve")
@only(Role.CLERK)
def approve_statement(election_id: UUID, candidate_id: UUID, language: str) -> ResponseReturnValue:
    """A second person has read a translation: voters of the language get it."""
    election = own_election(election_id)
    candidate = own_candidate(election, candidate_id)
    if Form().validate_on_submit():
        with acting(db.session(), now(), actor()):
            approve_translation(db.session(), candidate, language, now=now(), by=actor())
        flash(_("The translation is approved."), "done")
    return redirect(url_for("clerk.nominee", election_id=election.id, candidate_id=candidate.id), 303)
