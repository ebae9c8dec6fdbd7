"""The lists of an import to take away: every refused row, and everything that the file no longer has."""

from __future__ import annotations

import csv
import io

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.importing.refusals import UnreadableFile
from ballot_service.importing.refused_file import refused_csv
from ballot_service.models import Role
from ballot_service.sealing.records import plain_cell
from ballot_service.services.pending_import import UploadGone
from ballot_service.web.access import only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.import_words import PART_WORDS
from ballot_service.web.clerk.importing import dry_run, start_again
from ballot_service.web.clerk.scope import require_whole_district
from ballot_service.web.languages import words


@clerk.get("/import/refused.csv")
@only(Role.CLERK)
def import_refused() -> ResponseReturnValue:
    """Every refused row as a spreadsheet."""
    require_whole_district()
    try:
        return _spreadsheet(refused_csv(dry_run().refused), "refused-rows.csv")
    except (UploadGone, UnreadableFile):
        return start_again()


@clerk.get("/import/missing.csv")
@only(Role.CLERK)
def import_missing() -> ResponseReturnValue:
    """Everything that came with an earlier file and is not in this one, as a spreadsheet."""
    require_whole_district()
    try:
        missing = dry_run().missing
    except (UploadGone, UnreadableFile):
        return start_again()
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_("What"), _("Name"), _("Where")])
    for lost in missing:
        writer.writerow([plain_cell(cell) for cell in (words(PART_WORDS[lost.part]), lost.name, lost.what)])
    return _spreadsheet(text.getvalue().encode("utf-8-sig"), "missing-rows.csv")


def _spreadsheet(content: bytes, name: str) -> ResponseReturnValue:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return content, 200, {"Content-Type": "text/csv; charset=utf-8", **headers}
