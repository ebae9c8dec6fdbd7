"""Tellers' pages: declare to have no stake, enter a batch of paper ballots alone, settle what differs with the other.

Nobody who only enters ballots may see who voted; and nobody sees what the other teller wrote before entering.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ballot_service.database import db
from ballot_service.models import DifferenceReason, Election, PaperBatch, Role
from ballot_service.rules.contests import contest_title
from ballot_service.rules.decision import Decision
from ballot_service.rules.signatures import Signer
from ballot_service.services import paper_count
from ballot_service.services.acting import Refused, acting
from ballot_service.services.facts import contests_on, read_version
from ballot_service.services.paper.printing import INTENT
from ballot_service.services.recounting import running_recount
from ballot_service.services.table import is_at_table
from ballot_service.web.access import actor, only, works_for_the_district
from ballot_service.web.batch_sheet import BatchSheet, filled_in, read_sheet, typed_so_far
from ballot_service.web.clerk.evidence_files import as_download
from ballot_service.web.clerk.form_parts import Form
from ballot_service.web.clock import now
from ballot_service.web.reach import reached_election
from ballot_service.web.rows import sealing_secret
from ballot_service.web.witness import DeclarationForm

teller = Blueprint("teller", __name__, url_prefix="/tellers")

TELLERS = (Role.TELLER, Role.WITNESS, Role.CLERK)


@teller.route("/elections/<uuid:election_id>", methods=["GET", "POST"])
@only(*TELLERS)
def batches(election_id: UUID) -> ResponseReturnValue:
    """The batches and what each waits for; before the first one, the declaration."""
    election = reached_election(election_id, TELLERS)
    form = DeclarationForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            paper_count.declare_teller(
                db.session(), election, _signer(form), current_user.name, now=now(), by=actor()
            )
        if is_at_table(db.session(), election, actor()) and election.is_open(now()):
            flash(_("Thank you. Now sign people in."), "done")
            return redirect(url_for("clerk.table", election_id=election.id), 303)
        flash(_("Thank you. Now take a batch and enter it."), "done")
        return redirect(request.path, 303)
    session = db.session()
    page = render_template(
        "pages/witness/batches.html",
        election=election,
        form=form,
        declared=paper_count.declared_teller(session, election, actor()),
        is_employee=works_for_the_district(),
        batches=[each for each in paper_count.batch_views(session, election) if not each.batch.withdrawn_at],
        me=actor(),
        reasons=[each.written for each in paper_count.differences(session, election) if _waits(each)],
        recount=running_recount(session, election),
    )
    return page, 422 if form.is_submitted() else 200


def _waits(difference: paper_count.Difference) -> bool:
    return difference.written is not None and not difference.is_explained


@teller.route("/batches/<uuid:batch_id>", methods=["GET", "POST"])
@only(*TELLERS)
def batch(batch_id: UUID) -> ResponseReturnValue:
    """Enters a batch, shows what differs once two have, or that it is done."""
    found = db.session.get(PaperBatch, batch_id) or abort(404)
    election = reached_election(found.election_id, TELLERS)
    session = db.session()
    if paper_count.declared_teller(session, election, actor()) is None:
        flash(_("Make the declaration first."), "warning")
        return redirect(url_for("teller.batches", election_id=election.id), 303)
    form = Form()
    numbers = paper_count.printed_numbers(session, found)
    contests = contests_on(election, found.manifest_version)
    reading = paper_count.reading_of(session, found, sealing_secret(), actor())
    sheet = filled_in(found.sheets, contests, reading)
    goes_on = request.form.get("go") == "next"
    if form.validate_on_submit():
        read = typed_so_far if goes_on else read_sheet
        sheet = read(request.form, found.sheets, contests, numbers)
        if sheet.read is not None:
            try:
                with acting(db.session(), now(), actor()):
                    paper_count.enter_batch(
                        session, found, sealing_secret(), sheet.read, now=now(), by=actor()
                    )
            except Refused as refused:
                return _batch_page(election, found, form, sheet, reading, refused.decision), 409
            _tell(found)
            return redirect(request.path, 303)
    may = paper_count.may_enter(session, found, actor())
    page = _batch_page(election, found, form, sheet, reading, may)
    return page, 422 if form.is_submitted() and not goes_on else 200


def _tell(found: PaperBatch) -> None:
    if found.agreed_at:
        flash(_("Two people agree on this batch. Its ballots are sealed in the box."), "done")
    else:
        flash(_("Your entry is kept."), "done")


def _batch_page(
    election: Election,
    found: PaperBatch,
    form: Form,
    sheet: BatchSheet,
    reading: paper_count.Reading,
    may: Decision,
) -> str:
    return render_template(
        "pages/witness/batch.html",
        back=url_for("teller.batches", election_id=election.id),
        **entry_of(
            election, found, form, sheet, reading, may, is_open=not (found.agreed_at or found.withdrawn_at)
        ),
    )


def entry_of(
    election: Election,
    found: PaperBatch,
    form: Form,
    sheet: BatchSheet,
    reading: paper_count.Reading,
    may: Decision,
    *,
    is_open: bool,
) -> dict[str, Any]:
    """What a page takes on which a batch is entered, in the count or in a recount."""
    printed = next(each for each in election.manifests if each.version == found.manifest_version)
    named = {contest.id: contest.candidates for contest in read_version(printed).contests}
    return {
        "election": election,
        "batch": found,
        "form": form,
        "sheet": sheet,
        "reading": reading,
        "contests": [
            (contest_title(each), each.votes_allowed, named[each.contest])
            for each in contests_on(election, found.manifest_version)
        ],
        "intent": INTENT,
        "is_open": is_open,
        "may": may if is_open else Decision(),
        "wants_entry": is_open
        and (may.allowed or form.is_submitted())
        and (
            reading.mine is None
            or reading.other is not None
            or "again" in request.args
            or form.is_submitted()
        ),
    }


@teller.get("/batches/<uuid:batch_id>/picture")
@only(*TELLERS)
def picture(batch_id: UUID) -> ResponseReturnValue:
    """The scan or photo of a batch, for those who settle what differs."""
    found = db.session.get(PaperBatch, batch_id) or abort(404)
    reached_election(found.election_id, TELLERS)
    return as_download(found.photo) if found.photo else abort(404)


@teller.route("/reasons/<uuid:reason_id>", methods=["GET", "POST"])
@only(*TELLERS)
def reason(reason_id: UUID) -> ResponseReturnValue:
    """A reason somebody wrote for numbers that do not agree; a second person confirms it."""
    row = db.session.get(DifferenceReason, reason_id) or abort(404)
    election = reached_election(row.election_id, TELLERS)
    form = Form()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            paper_count.confirm_reason(db.session(), election, row, now=now(), by=actor())
        flash(_("The reason is confirmed."), "done")
        return redirect(url_for("teller.batches", election_id=election.id), 303)
    page = render_template(
        "pages/witness/reason.html",
        election=election,
        row=row,
        form=form,
        is_mine=row.written_by == actor(),
    )
    return page, 422 if form.is_submitted() else 200


def _signer(form: DeclarationForm) -> Signer:
    return Signer(
        person=str(actor()),
        is_employee=works_for_the_district(),
        is_nominee=form.is_nominee.data == "yes",
        is_close_relative=form.is_close_relative.data == "yes",
    )
