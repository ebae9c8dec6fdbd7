"""The places for flyers and posts as a spreadsheet, for the evidence: what, where, since when, proof, visits."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from flask import Response
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Election, Placement
from ballot_service.rules.languages import language_name
from ballot_service.rules.places import MATERIAL_WORDS, PLACE_WORDS
from ballot_service.sealing.records import plain_cell
from ballot_service.services.placing import counts_as_notice, placements_of, visits_of
from ballot_service.web.languages import words


def placements_sheet(election: Election, *, with_people: bool) -> Response:
    """A CSV file: days and times on the district's clock. Names of people and reasons only `with_people`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_headings())
    visits = visits_of(db.session(), election)
    for row in placements_of(db.session(), election):
        seen = visits.get(row.id)
        cells = (*_cells(row, election), str(seen.number if seen else 0), *_people(row, with_people))
        writer.writerow([plain_cell(cell) for cell in cells])
    headers = {"Content-Disposition": 'attachment; filename="flyers-and-posts.csv"'}
    return Response(
        text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers
    )


def _headings() -> list[str]:
    return [
        _("What goes there"),
        _("Kind of place"),
        _("Name of the place"),
        _("Street address"),
        _("Languages"),
        _("Short address"),
        _("Planned for"),
        _("Up since"),
        _("Taken down"),
        _("Given up"),
        _("Address of the post or page"),
        _("SHA-256 of the photo or copy"),
        _("Counts as notice"),
        _("Times the address was opened"),
        _("Who put it up"),
        _("Witness"),
        _("Reason"),
    ]


def _cells(row: Placement, election: Election) -> Iterator[str]:
    yield words(MATERIAL_WORDS[row.material])
    yield words(PLACE_WORDS[row.kind])
    yield row.name
    yield row.address
    yield ", ".join(words(language_name(tag)) for tag in row.languages)
    yield f"/p/{row.code}"
    yield row.planned_on.isoformat()
    for at in (row.put_up_at, row.taken_down_at, row.withdrawn_at):
        yield f"{at.astimezone(election.zone):%Y-%m-%d %H:%M}" if at else ""
    yield row.link
    yield row.evidence.sha256 if row.evidence else ""
    yield _("yes") if counts_as_notice(row) else _("no")


def _people(row: Placement, with_people: bool) -> tuple[str, str, str]:
    if not with_people:
        return "", _("A named witness") if row.witness else "", ""
    return row.put_up_by, row.witness, row.withdrawn_because
