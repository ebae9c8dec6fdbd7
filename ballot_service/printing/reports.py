"""Reports for the file: a title, sections with lines, and tables whose heads stand on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ballot_service.printing.characters import breakable, printable
from ballot_service.printing.typesetting import typeset

DOCUMENT = "report"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table; `share` is its part of the width."""

    label: str
    share: int = 1


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading, the lines under it, and a table if there are rows. Each row has a cell for each column.

    `language` is that of the lines where they are in another one than the report.
    """

    heading: str
    language: str = ""
    lines: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """A whole report in one language (a BCP-47 tag)."""

    language: str
    title: str
    council: str
    says: tuple[str, ...]
    sections: tuple[Section, ...]


def report_pdf(report: Report, *, made_at: datetime) -> bytes:
    """The report as a tagged PDF on Letter paper; the same words and moment give the same bytes. Raises CannotPrint."""
    values = {
        "language": report.language,
        "title": _line(report.title),
        "council": _line(report.council),
        "says": _lines(report.says),
        "sections": [
            {
                "heading": _line(section.heading),
                "language": section.language or report.language,
                "lines": _lines(section.lines),
                "columns": [{"label": _line(one.label), "share": one.share} for one in section.columns],
                "rows": [_lines(row) for row in section.rows],
            }
            for section in report.sections
        ],
    }
    return typeset(DOCUMENT, values, made_at=made_at)


def _lines(lines: Sequence[str]) -> list[str]:
    return [_line(line) for line in lines]


def _line(words: str) -> str:
    return breakable(printable(words))
