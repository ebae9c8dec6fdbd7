"""Writes the refused rows of an import as a CSV file, for a clerk to work through in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ballot_service.importing.refusals import RefusedRow

HEADERS = ("File", "Line", "Field", "Value", "Row kept", "Reason", "What to do")
FORMULA_SIGNS = ("=", "+", "-", "@")
"""A spreadsheet would run a cell that begins with one of these; the quotation mark makes it text."""


def refused_csv(rows: Iterable[RefusedRow]) -> bytes:
    """UTF-8 with a mark at the front, without which spreadsheets misread accents."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADERS)
    for row in rows:
        kept = "yes, without this value" if row.row_kept else "no"
        cells = (row.file, str(row.line), row.field, row.value_shown, kept, str(row.reason), str(row.remedy))
        writer.writerow([_as_text(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
