"""The files of interest forms: the copy as it was filed, scans of paper, and answers to be printed."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Role
from ballot_service.printing.letters import letters_pdf
from ballot_service.services.acting import acting
from ballot_service.services.announcing.form_letters import letters_waiting, print_form_letters
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.evidence_files import as_download
from ballot_service.web.clerk.form_parts import own_election
from ballot_service.web.clerk.interest import ONE, PLACE, own_form
from ballot_service.web.clock import now
from ballot_service.web.rows import storage
from ballot_service.web.speaking import speak


@clerk.get(ONE + "/copy")
@only(Role.CLERK)
def form_copy(election_id: UUID, form_id: UUID) -> ResponseReturnValue:
    """The copy as it was filed, shown by itself: our own words around what somebody typed, and nothing can run."""
    form = own_form(own_election(election_id), form_id)
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox"}
    return Response(
        storage().read(form.copy.sha256),
        mimetype="text/html",
        content_type="text/html; charset=utf-8",
        headers=headers,
    )


@clerk.get(ONE + "/scan")
@only(Role.CLERK)
def form_scan(election_id: UUID, form_id: UUID) -> ResponseReturnValue:
    """The scan of the paper, or of a page that was added, always as a download."""
    form = own_form(own_election(election_id), form_id)
    files = [form.scan, *(addition.file for addition in form.additions)]
    wanted = request.args.get("file", "")
    file = next((each for each in files if each is not None and wanted in ("", str(each.id))), None) or abort(
        404
    )
    return as_download(file)


@clerk.post(PLACE + "/letters")
@only(Role.CLERK)
def form_letters(election_id: UUID) -> ResponseReturnValue:
    """Every answer that has to go by letter, as one PDF: made in memory, given out once, recorded as printed."""
    election = own_election(election_id)
    if not letters_waiting(db.session(), election):
        flash(_("There is no letter to print."), "warning")
        return redirect(url_for("clerk.interest_forms", election_id=election.id), 303)
    with acting(db.session(), now(), actor()):
        letters = print_form_letters(db.session(), election, speak, now=now(), by=actor())
        pdf = letters_pdf(letters, title=_("Answers to interest forms"), code_says="", made_at=now())
    headers = {"Content-Disposition": 'attachment; filename="interest-form-answers.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)
