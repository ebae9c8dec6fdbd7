"""The second pair of tellers: the batches of a recount, entering one again, and settling what differs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import RadioField

from ballot_service.database import db
from ballot_service.models import Election, PaperBatch, Recount, RecountBatch
from ballot_service.rules.decision import Decision
from ballot_service.rules.recounts import STANDS_WORDS, Stands
from ballot_service.services import paper_count, recounting
from ballot_service.services.acting import Refused, acting
from ballot_service.services.facts import contests_on
from ballot_service.web.access import actor, only
from ballot_service.web.batch_sheet import BatchSheet, filled_in, read_sheet, typed_so_far
from ballot_service.web.clerk.form_parts import CHOOSE, Form, ReasonForm, said
from ballot_service.web.clock import now
from ballot_service.web.reach import reached_election
from ballot_service.web.rows import sealing_secret
from ballot_service.web.telling import TELLERS, entry_of, teller

__all__ = ["batch_again", "recount", "settle", "teller"]

PLACE = "/elections/<uuid:election_id>/recount"


class StandsForm(ReasonForm):
    """Which count stands, and what both pairs saw on the paper."""

    stands = RadioField(lazy_gettext("Which count is right?"), validators=[CHOOSE])


@teller.get(PLACE)
@only(*TELLERS)
def recount(election_id: UUID) -> ResponseReturnValue:
    """The batches of the recount that goes on, and what each waits for."""
    election = reached_election(election_id, TELLERS)
    session, found = db.session(), _running(election)
    if paper_count.declared_teller(session, election, actor()) is None:
        flash(_("Make the declaration first."), "warning")
        return redirect(url_for("teller.batches", election_id=election.id), 303)
    agreed = recounting.agreed_again(session, found)
    return render_template(
        "pages/witness/recount.html",
        election=election,
        batches=[
            (
                batch,
                agreed.get(batch.id),
                recounting.may_enter_again(session, found, batch, actor()),
                tuple(recounting.last_again(session, found, batch)),
            )
            for batch in recounting.batches_again(session, found)
        ],
        me=actor(),
    )


@teller.route(PLACE + "/batches/<uuid:batch_id>", methods=["GET", "POST"])
@only(*TELLERS)
def batch_again(election_id: UUID, batch_id: UUID) -> ResponseReturnValue:
    """Enters a batch again, or shows what the second pair reads differently."""
    election = reached_election(election_id, TELLERS)
    session, found = db.session(), _running(election)
    batch = _batch(election, batch_id)
    if paper_count.declared_teller(session, election, actor()) is None:
        flash(_("Make the declaration first."), "warning")
        return redirect(url_for("teller.batches", election_id=election.id), 303)
    form, secret = Form(), sealing_secret()
    contests = contests_on(election, batch.manifest_version)
    reading = recounting.reading_again(session, found, batch, secret, actor())
    sheet = filled_in(batch.sheets, contests, reading)
    goes_on = request.form.get("go") == "next"
    if form.validate_on_submit():
        numbers = paper_count.printed_numbers(session, batch)
        read = typed_so_far if goes_on else read_sheet
        sheet = read(request.form, batch.sheets, contests, numbers)
        if sheet.read is not None:
            try:
                with acting(session, now(), actor()):
                    recounting.enter_again(session, found, batch, secret, sheet.read, now=now(), by=actor())
            except Refused as refused:
                return _batch_page(election, found, batch, form, sheet, reading, refused.decision), 409
            flash(_("Your entry is kept."), "done")
            return redirect(request.path, 303)
    may = recounting.may_enter_again(session, found, batch, actor())
    page = _batch_page(election, found, batch, form, sheet, reading, may)
    return page, 422 if form.is_submitted() and not goes_on else 200


def _batch_page(
    election: Election,
    found: Recount,
    batch: PaperBatch,
    form: Form,
    sheet: BatchSheet,
    reading: paper_count.Reading,
    may: Decision,
) -> str:
    row = recounting.agreed_again(db.session(), found).get(batch.id)
    is_open = row is None or not row.is_settled
    entry = entry_of(election, batch, form, sheet, reading, may, is_open=is_open)
    if row is not None and "again" not in request.args and not form.is_submitted():
        entry["wants_entry"] = False
    back = url_for("teller.recount", election_id=election.id)
    return render_template("pages/witness/recount_batch.html", row=row, back=back, **entry)


@teller.route(PLACE + "/batches/<uuid:batch_id>/settle", methods=["GET", "POST"])
@only(*TELLERS)
def settle(election_id: UUID, batch_id: UUID) -> ResponseReturnValue:
    """Which count of a batch stands: somebody writes it, and somebody of the other pair confirms it."""
    election = reached_election(election_id, TELLERS)
    session, found = db.session(), _running(election)
    row = recounting.agreed_again(session, found).get(_batch(election, batch_id).id)
    if row is None or row.is_same:
        abort(404)
    if paper_count.declared_teller(session, election, actor()) is None:
        flash(_("Make the declaration first."), "warning")
        return redirect(url_for("teller.batches", election_id=election.id), 303)
    form, confirming = StandsForm(formdata=_sent("write")), Form(formdata=_sent("confirm"))
    form.stands.choices = said(STANDS_WORDS)
    status = 422 if request.method == "POST" else 200
    try:
        if request.form.get("what") == "confirm" and confirming.validate_on_submit():
            with acting(session, now(), actor()):
                recounting.confirm_stands(session, row, shown=_shown(), now=now(), by=actor())
            flash(_("It is settled."), "done")
            return redirect(url_for("teller.recount", election_id=election.id), 303)
        if request.form.get("what") == "write" and form.validate_on_submit():
            with acting(session, now(), actor()):
                recounting.write_stands(
                    session, row, Stands(form.stands.data), form.reason.data, now=now(), by=actor()
                )
            flash(_("It is on record. Somebody of the other pair confirms it."), "done")
            return redirect(request.path, 303)
    except Refused as refused:
        return _settle_page(election, row, form, refused.decision), 409
    return _settle_page(election, row, form, None), status


def _shown() -> datetime | None:
    """When what the page showed was written; None for a page that was tampered with."""
    try:
        return datetime.fromisoformat(request.form.get("written_at", ""))
    except ValueError:
        return None


def _sent(what: str) -> object:
    """The fields that were sent, for the one of two forms on the page whose button was pressed."""
    return request.form if request.form.get("what") == what else None


def _settle_page(election: Election, row: RecountBatch, form: StandsForm, decision: Decision | None) -> str:
    return render_template(
        "pages/witness/recount_settle.html",
        election=election,
        row=row,
        form=form,
        decision=decision,
        stands=STANDS_WORDS[row.stands] if row.stands else None,
        is_mine=row.written_by == actor(),
    )


def _running(election: Election) -> Recount:
    return recounting.running_recount(db.session(), election) or abort(404)


def _batch(election: Election, batch_id: UUID) -> PaperBatch:
    found = db.session.get(PaperBatch, batch_id)
    return found if found is not None and found.election_id == election.id else abort(404)
