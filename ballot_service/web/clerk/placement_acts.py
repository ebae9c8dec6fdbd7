"""What the clerk enters about one place: it is up, what shows it, it is down, it is given up."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Placement, Role
from ballot_service.rules.placements import PlacementState
from ballot_service.services.acting import Refused, acting
from ballot_service.services.placing import add_placement_proof, put_up, take_down, withdraw_placement
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form, ReasonForm, confirm_page, in_field, own_election
from ballot_service.web.clerk.placement_forms import DownForm, ProofForm, UpForm, moment_typed
from ballot_service.web.clerk.placements import ONE, own_placement, page_of
from ballot_service.web.clock import now
from ballot_service.web.rows import storage


@clerk.route(ONE + "/up", methods=["GET", "POST"])
@only(Role.CLERK)
def placement_up(election_id: UUID, placement_id: UUID) -> ResponseReturnValue:
    """Enters that it is up, with a photo or a witness."""
    row = own_placement(own_election(election_id), placement_id)
    form = UpForm.of(row)

    def act() -> None:
        put_up(
            db.session(),
            row,
            at=moment_typed(form.at, row.election),
            put_up_by=(form.put_up_by.data or "").strip(),
            names_opening_at=form.names_opening_at(row.election),
            proof=form.proof,
            storage=storage(),
            now=now(),
            by=actor(),
        )

    return _answer(row, form, act, _("Enter that it is up"), _("It is up"), _("It is entered."))


@clerk.route(ONE + "/proof", methods=["GET", "POST"])
@only(Role.CLERK)
def prove_placement(election_id: UUID, placement_id: UUID) -> ResponseReturnValue:
    """Adds a photo or a witness afterwards."""
    row = own_placement(own_election(election_id), placement_id)
    form = ProofForm()
    form.fit(row)

    def act() -> None:
        add_placement_proof(db.session(), row, form.proof, storage=storage(), now=now(), by=actor())

    return _answer(
        row, form, act, _("Add a photo or a witness"), _("Add this"), _("It is on file with this place.")
    )


@clerk.route(ONE + "/down", methods=["GET", "POST"])
@only(Role.CLERK)
def placement_down(election_id: UUID, placement_id: UUID) -> ResponseReturnValue:
    """Enters that it is gone."""
    row = own_placement(own_election(election_id), placement_id)
    form = DownForm(data={"at": in_field(now(), row.election)})

    def act() -> None:
        take_down(db.session(), row, at=moment_typed(form.at, row.election), now=now(), by=actor())

    return _answer(
        row, form, act, _("Enter that it was taken down"), _("It is down"), _("It is entered as taken down.")
    )


def _answer(
    row: Placement, form: Form, act: Callable[[], None], title: str, button: str, done: str
) -> ResponseReturnValue:
    """The form until it is right; then the act, and the page of the place."""
    decision = None
    if form.validate_on_submit():
        try:
            with acting(db.session(), now(), actor()):
                act()
        except Refused as refused:
            decision = refused.decision
        else:
            flash(done, "done")
            return redirect(page_of(row), 303)
    page = render_template(
        "pages/clerk/placements_act.html",
        election=row.election,
        row=row,
        form=form,
        title=title,
        button=button,
        decision=decision,
    )
    return page, 409 if decision else 422 if form.is_submitted() else 200


@clerk.route(ONE + "/withdraw", methods=["GET", "POST"])
@only(Role.CLERK)
def drop_placement(election_id: UUID, placement_id: UUID) -> ResponseReturnValue:
    """Gives up a place where nothing was put up."""
    election = own_election(election_id)
    row = own_placement(election, placement_id)
    if row.state is not PlacementState.PLANNED:
        flash(_("Something was put up at this place, or it was given up already."), "warning")
        return redirect(page_of(row), 303)
    form = ReasonForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            withdraw_placement(db.session(), row, form.reason.data, now=now(), by=actor())
        flash(_("The place is given up. It stays on the list."), "done")
        return redirect(page_of(row), 303)
    return confirm_page(
        election,
        form,
        title=_("Give up a place"),
        says=[
            _("“%(place)s” stays on the list, marked as given up, with your reason.", place=row.name),
            _("Its short address still leads to the election, in case a flyer is out."),
        ],
        undo=_("This cannot be undone. You can add the place anew."),
        button=_("Give up this place"),
        back=page_of(row),
        status=422 if form.is_submitted() else 200,
    )
