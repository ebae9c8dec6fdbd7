"""The sheet for count night: steps to tick, what is a mark, and empty lines for names and hand-counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ballot_service.printing.characters import breakable, printable
from ballot_service.printing.letters import TypeSize
from ballot_service.printing.typesetting import typeset

DOCUMENT = "count_sheet"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do: its name in a word or two, and a sentence that says how."""

    name: str
    says: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """A heading and what stands under it: sentences, labels to write beside, or columns of a table."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CountSheet:
    """A whole sheet in one language. `head` are labels with room to write; `batches` has the columns of its table and
    `rows` empty lines."""

    language: str
    title: str
    council: str
    says: tuple[str, ...]
    head: tuple[str, ...]
    steps_heading: str
    steps: tuple[Step, ...]
    marks: Part
    batches: Part
    rows: int
    counts: Part


def count_sheet_pdf(sheet: CountSheet, *, made_at: datetime, size: TypeSize = TypeSize.PLAIN) -> bytes:
    """The sheet as a tagged PDF on Letter paper. `made_at` is aware. Raises CannotPrint."""
    values = {
        "size": int(size),
        "language": sheet.language,
        "title": _line(sheet.title),
        "council": _line(sheet.council),
        "says": _lines(sheet.says),
        "head": _lines(sheet.head),
        "steps_heading": _line(sheet.steps_heading),
        "steps": [{"name": _line(one.name), "says": _line(one.says)} for one in sheet.steps],
        "marks_heading": _line(sheet.marks.heading),
        "marks": _lines(sheet.marks.lines),
        "batches_heading": _line(sheet.batches.heading),
        "columns": _lines(sheet.batches.lines),
        "rows": sheet.rows,
        "counts_heading": _line(sheet.counts.heading),
        "counts": _lines(sheet.counts.lines),
    }
    return typeset(DOCUMENT, values, made_at=made_at)


def _lines(lines: Sequence[str]) -> list[str]:
    return [_line(line) for line in lines]


def _line(words: str) -> str:
    return breakable(printable(words))
