"""The files of an interest form: the copy as it was filed, and scans of paper."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from ballot_service.models import Role
from ballot_service.web.access import only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.evidence_files import safe_name
from ballot_service.web.clerk.form_parts import own_election
from ballot_service.web.clerk.interest import ONE, own_form
from ballot_service.web.rows import storage


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
    headers = {
        "Content-Disposition": f'attachment; filename="{safe_name(file.name, file.media_type)}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(storage().read(file.sha256), mimetype=file.media_type, headers=headers)
