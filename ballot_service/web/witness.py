"""Witnesses and tellers confirm lots and sign results, each after declaring to have no stake."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user

from ballot_service.database import db
from ballot_service.models import BallotCorrection, Contest, Election, LotDrawing, Role
from ballot_service.rules.certification import ready_to_certify
from ballot_service.rules.decision import Decision
from ballot_service.rules.naming import decision_with_names
from ballot_service.rules.signatures import Signer
from ballot_service.services import lots, paper_count
from ballot_service.services.acting import Refused, acting
from ballot_service.services.certifying import certification_facts, sign, signatures
from ballot_service.services.correcting import running_correction
from ballot_service.services.correcting_result import waiting_correction
from ballot_service.services.facts import title_of
from ballot_service.services.recounting import running_recount
from ballot_service.services.results import result_view
from ballot_service.services.rounds import is_being_changed, wants_certificate
from ballot_service.services.table import is_at_table
from ballot_service.web.access import actor, only, works_for_the_district
from ballot_service.web.clerk.form_parts import Form, yes_no
from ballot_service.web.clock import now
from ballot_service.web.navigation import ROLE_NAMES
from ballot_service.web.reach import elections_for, reached_election
from ballot_service.web.rows import own

witness = Blueprint("witness", __name__, url_prefix="/witness")

SIGNERS = (Role.WITNESS, Role.TELLER)
PLACE = "/elections/<uuid:election_id>"


class DeclarationForm(Form):
    """Nobody with a stake in the result may confirm or sign (1.14, 1.15)."""

    is_nominee = yes_no(lazy_gettext("Are you a candidate in this election?"))
    is_close_relative = yes_no(lazy_gettext("Is a close relative of yours a candidate in this election?"))


@witness.get("/elections")
@only(*SIGNERS)
def elections() -> ResponseReturnValue:
    """The elections in reach, each with what waits for this person."""
    waiting = [(each, _waits_for(each)) for each in elections_for(SIGNERS)]
    return render_template("pages/witness/elections.html", elections=waiting)


def _waits_for(election: Election) -> dict[str, Any]:
    session, is_counted = db.session(), election.counted_at is not None
    wants = wants_certificate(session, election)
    return {
        "lots": _waiting_lots(election),
        "correction": _waiting_correction(election),
        "batches": _wants_tellers(election),
        "table": is_at_table(session, election, actor()) and not election.is_closed(now()),
        "may_sign": is_counted
        and wants
        and not _has_signed(election)
        and not is_being_changed(session, election),
        "recount": running_recount(session, election),
        "result_correction": waiting_correction(session, election),
        "is_certified": not wants,
        "has_signed": _has_signed(election),
        "counted": is_counted,
    }


def _wants_tellers(election: Election) -> bool:
    """Whether a batch is not settled, or a reason for a difference waits for a second person."""
    session = db.session()
    batches = paper_count.batches_of(session, election)
    if any(not (each.agreed_at or each.withdrawn_at) for each in batches):
        return True
    found = paper_count.differences(session, election)
    return any(each.written and not each.is_explained for each in found)


def _has_signed(election: Election) -> bool:
    return actor() in {row.account_id for row in signatures(db.session(), election)}


def _waiting_correction(election: Election) -> BallotCorrection | None:
    """The new ballot that the clerk has sent to a second person."""
    row = running_correction(db.session(), election) if election.paused_at is not None else None
    return row if row is not None and row.entered_at is not None else None


def _waiting_lots(election: Election) -> list[LotDrawing]:
    """The newest lot of each contest, where nobody has confirmed it."""
    if not wants_certificate(db.session(), election):
        return []
    return [lot for lot in lots.lots_of(db.session(), election).values() if lot.confirmed_at is None]


@witness.route("/lots/<uuid:lot_id>", methods=["GET", "POST"])
@only(*SIGNERS)
def lot(lot_id: UUID) -> ResponseReturnValue:
    """What was entered of a drawing; a second person says that it was so."""
    found = db.session.get(LotDrawing, lot_id) or abort(404)
    contest = db.session.get_one(Contest, found.contest_id)
    election = reached_election(contest.election_id, SIGNERS)
    drawing = own(LotDrawing, lot_id)
    if drawing not in _waiting_lots(election):
        flash(_("This lot no longer waits for anybody."), "warning")
        return redirect(url_for("witness.elections"), 303)
    form = DeclarationForm()
    if not form.validate_on_submit():
        return _lot_page(drawing, contest, form, None, 422 if form.is_submitted() else 200)
    try:
        with acting(db.session(), now(), actor()):
            lots.confirm_lot(db.session(), drawing, as_signer(form), now=now(), by=actor())
    except Refused as refused:
        return _lot_page(drawing, contest, form, refused.decision, 409)
    flash(_("The lot is confirmed. The result shows who was drawn."), "done")
    return redirect(url_for("witness.elections"), 303)


def _lot_page(
    drawing: LotDrawing, contest: Contest, form: DeclarationForm, decision: Decision | None, status: int
) -> ResponseReturnValue:
    election = contest.election
    names = lots.candidate_names(election)
    page = render_template(
        "pages/witness/lot.html",
        election=election,
        lot=drawing,
        contest=title_of(contest),
        drawn_at=drawing.drawn_at.astimezone(election.zone),
        order=[names[each] for each in drawing.drawn_order["order"]],
        witnesses=[each["name"] for each in drawing.witnesses["witnesses"]],
        form=form,
        decision=decision,
    )
    return page, status


@witness.route(PLACE + "/sign", methods=["GET", "POST"])
@only(*SIGNERS)
def sign_result(election_id: UUID) -> ResponseReturnValue:
    """The result as it would be certified, what is still open, and the signature."""
    election = reached_election(election_id, SIGNERS)
    form = DeclarationForm()
    if not form.validate_on_submit():
        return _sign_page(election, form, None, 422 if form.is_submitted() else 200)
    office = g.appointment
    try:
        with acting(db.session(), now(), actor()):
            sign(
                db.session(),
                election,
                name=current_user.name,
                capacity=office.title or str(ROLE_NAMES[office.role]).capitalize(),
                is_employee=works_for_the_district(),
                is_nominee=form.is_nominee.data == "yes",
                is_close_relative=form.is_close_relative.data == "yes",
                now=now(),
                by=actor(),
            )
    except Refused as refused:
        return _sign_page(election, form, refused.decision, 409)
    flash(_("You have signed the result."), "done")
    return redirect(url_for("witness.sign_result", election_id=election.id), 303)


def _sign_page(
    election: Election, form: DeclarationForm, decision: Decision | None, status: int
) -> ResponseReturnValue:
    session, moment = db.session(), now()
    ready = decision_with_names(
        ready_to_certify(certification_facts(session, election, moment)), lots.candidate_names(election)
    )
    page = render_template(
        "pages/witness/sign.html",
        election=election,
        form=form,
        decision=decision,
        ready=ready,
        result=result_view(session, election, moment) if election.counted_at else None,
        signed=[(row, row.signed_at.astimezone(election.zone)) for row in signatures(session, election)],
        has_signed=_has_signed(election),
        is_employee=works_for_the_district(),
    )
    return page, status


def as_signer(form: DeclarationForm) -> Signer:
    """Whoever is signed in, as declared."""
    return Signer(
        person=str(actor()),
        is_employee=works_for_the_district(),
        is_nominee=form.is_nominee.data == "yes",
        is_close_relative=form.is_close_relative.data == "yes",
    )
