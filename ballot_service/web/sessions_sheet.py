"""The information sessions of an election as a spreadsheet: dates, places, languages, attendance, files. No names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from flask import Response
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Election, InformationSession
from ballot_service.rules.languages import language_name
from ballot_service.sealing.records import plain_cell
from ballot_service.services.informing import sessions_of
from ballot_service.web.clerk.evidence_files import safe_name
from ballot_service.web.languages import day, words


def sessions_sheet(election: Election, *, with_reasons: bool) -> Response:
    """A CSV file for spreadsheets: days as 2025-10-21 and times as 18:00 on the district's clock.

    Why a session was cancelled is free text and stands there only `with_reasons`.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_headings())
    for row in sessions_of(db.session(), election):
        writer.writerow(
            [plain_cell(cell) for cell in (*_cells(row, election), _cancelled(row, with_reasons))]
        )
    headers = {"Content-Disposition": 'attachment; filename="information-sessions.csv"'}
    return Response(
        text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers
    )


def _headings() -> list[str]:
    return [
        _("Day"),
        _("Day in words"),
        _("Begins"),
        _("Ends"),
        _("Place"),
        _("How to take part from home"),
        _("Languages"),
        _("People who came"),
        _("Signed in by phone or at the table"),
        _("Evidence"),
        _("Cancelled"),
    ]


def _cells(row: InformationSession, election: Election) -> Iterator[str]:
    starts, ends = row.starts_at.astimezone(election.zone), row.ends_at.astimezone(election.zone)
    yield f"{starts:%Y-%m-%d}"
    yield day(starts)
    yield f"{starts:%H:%M}"
    yield f"{ends:%H:%M}" if ends.date() == starts.date() else f"{ends:%Y-%m-%d %H:%M}"
    yield row.place
    yield row.online
    yield ", ".join(words(language_name(tag)) for tag in row.languages)
    yield "" if row.attendance is None else str(row.attendance)
    yield str(len(row.sign_ins))
    yield "; ".join(safe_name(proof.file.name, proof.file.media_type) for proof in row.proofs)


def _cancelled(row: InformationSession, with_reasons: bool) -> str:
    if row.cancelled_at is None:
        return ""
    return row.cancelled_because if with_reasons else _("yes")
