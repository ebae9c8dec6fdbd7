"""Sign-in sheets: a table with empty lines to write on, its head on every page. Nothing about anybody stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ballot_service.printing.characters import breakable, printable
from ballot_service.printing.codes import dots
from ballot_service.printing.letters import TypeSize, address_parts
from ballot_service.printing.typesetting import typeset

DOCUMENT = "sign_in_sheet"
MOST_ROWS = 500
"""Lines on one sheet; more would be a book."""
PAGE, PAGES = "[n]", "[m]"
"""What stands for the number of a page and of all pages in `SignInSheet.page_words`."""


@dataclass(frozen=True, kw_only=True)
class Blank:
    """Something in the head of each page: its label and its value, or room to write it."""

    label: str
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the table. `share` is its part of the width; `choices` are boxes to tick in each line."""

    label: str
    share: int
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SignInSheet:
    """A whole sheet with numbered lines."""

    language: str
    title: str
    council: str
    says: tuple[str, ...]
    head: tuple[Blank, ...]
    number_label: str
    columns: tuple[Column, ...]
    rows: int
    page_words: str
    code_says: str
    address: str


def sign_in_sheet_pdf(sheet: SignInSheet, *, made_at: datetime, size: TypeSize = TypeSize.PLAIN) -> bytes:
    """The sheet as a tagged PDF on Letter paper, across. `made_at` is aware. Raises CannotPrint.

    Raises ValueError for a number of lines below 1 or above `MOST_ROWS`.
    """
    if not 1 <= sheet.rows <= MOST_ROWS:
        raise ValueError(f"a sign-in sheet has 1 to {MOST_ROWS} lines")
    values = {
        "size": int(size),
        "language": sheet.language,
        "title": _line(sheet.title),
        "council": _line(sheet.council),
        "says": _lines(sheet.says),
        "head": [{"label": _line(one.label), "value": _line(one.value)} for one in sheet.head],
        "number_label": _line(sheet.number_label),
        "columns": [
            {"label": _line(one.label), "share": one.share, "choices": _lines(one.choices)}
            for one in sheet.columns
        ],
        "rows": sheet.rows,
        "page_words": {"says": printable(sheet.page_words), "page": PAGE, "pages": PAGES},
        "code_says": printable(sheet.code_says),
        "code": dots(sheet.address),
        "address": address_parts(sheet.address),
    }
    return typeset(DOCUMENT, values, made_at=made_at)


def _lines(lines: Sequence[str]) -> list[str]:
    return [_line(line) for line in lines]


def _line(words: str) -> str:
    return breakable(printable(words))
