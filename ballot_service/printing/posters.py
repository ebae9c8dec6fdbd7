"""The poster of an election: what the council is, how to stand, how to vote and when; languages side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ballot_service.printing.characters import breakable, printable
from ballot_service.printing.codes import dots
from ballot_service.printing.letters import address_parts
from ballot_service.printing.typesetting import typeset

DOCUMENT = "poster"


class Paper(StrEnum):
    """Sheet sizes: 8 1/2 by 11 and 11 by 17 inches."""

    LETTER = "us-letter"
    TABLOID = "us-tabloid"


@dataclass(frozen=True, kw_only=True)
class PosterPart:
    """A heading and the paragraphs under it."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PosterText:
    """One language's column. `language` is a BCP-47 tag; `scan` stands under the code."""

    language: str
    title: str
    council: str
    what: str
    parts: tuple[PosterPart, ...]
    scan: str


def poster_pdf(
    texts: Sequence[PosterText],
    *,
    school: str,
    address: str,
    title: str,
    code_says: str,
    made_at: datetime,
    paper: Paper = Paper.LETTER,
) -> bytes:
    """One sheet with a column a language and the code of `address` under them. `made_at` is aware.

    Raises CannotPrint.
    """
    values = {
        "title": printable(title),
        "code_says": printable(code_says),
        "paper": paper.value,
        "school": _line(school),
        "code": dots(address),
        "address": address_parts(address),
        "columns": [_column(text) for text in texts],
    }
    return typeset(DOCUMENT, values, made_at=made_at)


def _column(text: PosterText) -> dict[str, object]:
    parts = [
        {"heading": _line(part.heading), "lines": [_line(line) for line in part.lines]} for part in text.parts
    ]
    return {
        "language": text.language,
        "title": _line(text.title),
        "council": _line(text.council),
        "what": _line(text.what),
        "scan": _line(text.scan),
        "parts": parts,
    }


def _line(words: str) -> str:
    return breakable(printable(words))
