"""The clerk's pages on importing the district's own files: upload, columns, dry run, import, report."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.importing.plan import Part
from ballot_service.importing.preview import FilePreview
from ballot_service.importing.reading import Reading, preview_import, read_import
from ballot_service.importing.records import FileKind
from ballot_service.importing.refusals import UnreadableFile
from ballot_service.models import Role
from ballot_service.services.acting import Refused, acting
from ballot_service.services.importing import ImportReport, import_people
from ballot_service.services.pending_import import PendingImport, UploadGone
from ballot_service.web.access import actor, only
from ballot_service.web.clerk import import_desk as desk
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form
from ballot_service.web.clerk.import_words import (
    KIND_WORDS,
    NOTE_WORDS,
    PART_WORDS,
    columns_missing,
    targets_for,
)
from ballot_service.web.clerk.scope import require_whole_district
from ballot_service.web.clock import now, today
from ballot_service.web.languages import words
from ballot_service.web.rows import own_district

MOST_SHOWN = 50
"""Refused rows and missing people on the page; the download has them all."""


@clerk.get("/import")
@only(Role.CLERK)
def import_file() -> ResponseReturnValue:
    require_whole_district()
    return _upload_page()


def _upload_page(problem: UnreadableFile | str | None = None) -> ResponseReturnValue:
    kinds = [("", _("The file tells")), *((kind.value, words(KIND_WORDS[kind])) for kind in FileKind)]
    chosen = request.form.get("kind", "")
    page = render_template(
        "pages/clerk/import_upload.html", form=Form(), kinds=kinds, chosen=chosen, problem=_said(problem)
    )
    return page, 422 if problem else 200


def _said(problem: UnreadableFile | str | None) -> str | None:
    if isinstance(problem, UnreadableFile):
        if problem.code == "columns_missing":
            return words(columns_missing(problem.sentence))
        return f"{words(problem.sentence)} {words(problem.remedy)}"
    return problem


@clerk.post("/import")
@only(Role.CLERK)
def upload() -> ResponseReturnValue:
    """Takes the file, unless it cannot be read at all."""
    require_whole_district()
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _upload_page(_("Choose a file."))
    name, content = sent.filename[-200:], sent.read()
    kind = FileKind(request.form["kind"]) if request.form.get("kind") in list(FileKind) else None
    try:
        preview_import(name, content, kind=kind)
    except UnreadableFile as problem:
        return _upload_page(problem)
    desk.take(name, content, kind)
    return redirect(url_for("clerk.import_columns"), 303)


def start_again() -> ResponseReturnValue:
    """The answer when the upload is gone, or can be read no more."""
    flash(_("The file is no longer here. Choose it once more."), "warning")
    return redirect(url_for("clerk.import_file"), 303)


@clerk.route("/import/columns", methods=["GET", "POST"])
@only(Role.CLERK)
def import_columns() -> ResponseReturnValue:
    """How each column would be used, and the choice to use it otherwise."""
    require_whole_district()
    try:
        pending, content = desk.on_desk()
    except UploadGone:
        return start_again()
    files = preview_import(pending.name, content, kind=pending.kind, overrides=pending.overrides)
    form, problem = Form(), None
    if form.validate_on_submit():
        chosen = _overrides(files)
        try:
            _read(pending, content, chosen)
        except UnreadableFile as found:
            problem = _said(found)
            files = preview_import(pending.name, content, kind=pending.kind, overrides=chosen)
        else:
            desk.choose(pending, chosen)
            return redirect(url_for("clerk.import_check"), 303)
    page = render_template(
        "pages/clerk/import_columns.html",
        name=pending.name,
        files=[_file_view(number, file) for number, file in enumerate(files)],
        form=form,
        problem=problem,
    )
    return page, 422 if problem else 200


def _file_view(number: int, file: FilePreview) -> dict[str, Any]:
    return {
        "name": file.file,
        "kind": KIND_WORDS[file.kind],
        "rows": file.rows,
        "columns": [
            {
                "field": f"column-{number}-{place}",
                "header": column.header,
                "note": NOTE_WORDS[column.note],
                "samples": column.samples,
                "target": column.target or "ignore",
                "options": None if column.note == "secret" else targets_for(file.kind, column.target),
            }
            for place, column in enumerate(file.columns)
        ],
    }


def _overrides(files: tuple[FilePreview, ...]) -> dict[str, str]:
    """Only what differs from the way the file would be read by itself."""
    changed = {}
    for number, file in enumerate(files):
        for place, column in enumerate(file.columns):
            sent = request.form.get(f"column-{number}-{place}")
            if sent is not None and (column.target or sent != "ignore"):
                changed[column.header] = sent
    return changed


def _read(pending: PendingImport, content: bytes, overrides: dict[str, str] | None = None) -> Reading:
    chosen = pending.overrides if overrides is None else overrides
    return read_import(pending.name, content, today=today(), kind=pending.kind, overrides=chosen)


@clerk.route("/import/check", methods=["GET", "POST"])
@only(Role.CLERK)
def import_check() -> ResponseReturnValue:
    """The dry run; its button imports."""
    require_whole_district()
    try:
        pending, content = desk.on_desk()
        reading = _read(pending, content)
    except (UploadGone, UnreadableFile):
        return start_again()
    form, refusal = Form(), None
    if form.validate_on_submit():
        end_missing = request.form.get("end_missing") == "y"
        try:
            with acting(db.session(), now(), actor()):
                done = import_people(
                    db.session(), own_district(), reading, now(), actor(), end_missing=end_missing
                )
        except Refused as refused:
            refusal = refused.decision
        else:
            session["imported"] = {
                part.value: [t.new, t.changed, t.unchanged] for part, t in done.tallies.items()
            }
            return redirect(url_for("clerk.import_report"), 303)
    report = import_people(db.session(), own_district(), reading, now(), dry_run=True)
    page = render_template(
        "pages/clerk/import_check.html", form=form, refusal=refusal, **_report_view(report, _tallies(report))
    )
    return page, 409 if refusal else 200


def _tallies(report: ImportReport) -> dict[str, list[int]]:
    return {part.value: [t.new, t.changed, t.unchanged] for part, t in report.tallies.items()}


def _report_view(report: ImportReport, tallies: dict[str, list[int]]) -> dict[str, Any]:
    return {
        "report": report,
        "rows": [(PART_WORDS[part], *tallies[part.value]) for part in Part],
        "refused": report.refused[:MOST_SHOWN],
        "rows_refused": sum(not row.row_kept for row in report.refused),
        "values_left_out": sum(row.row_kept for row in report.refused),
        "more_refused": max(len(report.refused) - MOST_SHOWN, 0),
        "more_missing": max(len(report.missing) - MOST_SHOWN, 0),
        "missing": [(PART_WORDS[lost.part], lost.name, lost.what) for lost in report.missing[:MOST_SHOWN]],
    }


@clerk.get("/import/report")
@only(Role.CLERK)
def import_report() -> ResponseReturnValue:
    """What the import did; the refused rows are worked out from the file again, which nothing has changed."""
    require_whole_district()
    if "imported" not in session:
        return redirect(url_for("clerk.import_check"))
    try:
        report = dry_run()
    except (UploadGone, UnreadableFile):
        return start_again()
    view = _report_view(report, session["imported"])
    return render_template("pages/clerk/import_report.html", form=Form(), **view)


def dry_run() -> ImportReport:
    """What the upload on the desk would do. Raises UploadGone and UnreadableFile."""
    pending, content = desk.on_desk()
    return import_people(db.session(), own_district(), _read(pending, content), now(), dry_run=True)


@clerk.post("/import/finish")
@only(Role.CLERK)
def import_finish() -> ResponseReturnValue:
    """Removes the upload."""
    require_whole_district()
    desk.forget()
    flash(_("The file has been removed. What was imported stays."), "done")
    return redirect(url_for("clerk.elections"), 303)
