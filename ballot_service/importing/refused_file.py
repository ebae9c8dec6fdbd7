"""Writes the refused rows of an import as a CSV file, for a clerk to work through in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ballot_service.importing.refusals import RefusedRow
from ballot_service.sealing.records import plain_cell

HEADERS = ("File", "Line", "Field", "Value", "Row kept", "Reason", "What to do")


def refused_csv(rows: Iterable[RefusedRow]) -> bytes:
    """UTF-8 with a mark at the front, without which spreadsheets misread accents."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADERS)
    for row in rows:
        kept = "yes, without this value" if row.row_kept else "no"
        cells = (row.file, str(row.line), row.field, row.value_shown, kept, str(row.reason), str(row.remedy))
        writer.writerow([plain_cell(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")
