"""Letters with a personal link: an approved text, an address for the window, and the link as a code.

The text is plain. A line that begins with "# " is a heading, lines that begin with "1. " are steps, and a
line that is nothing but an address of a page becomes a QR code with the address in type beneath it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from ballot_service.printing.characters import breakable, printable
from ballot_service.printing.codes import dots
from ballot_service.printing.typesetting import typeset

DOCUMENT = "ballot_link_letter"
WINDOW_LINES = 5
"""What fits the window of an envelope; more is joined to the last line."""
HEADING = "# "
_STEP = re.compile(r"\d+\. ")
_ADDRESS = re.compile(r"https?://\S+")
_LONG_NUMBER = re.compile(r"\b[0-9a-f]{64}\b")


class TypeSize(IntEnum):
    """Points of the reading text."""

    PLAIN = 12
    LARGE = 18


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One text in one language (a BCP-47 tag), its link filled in: kept out of every printed form."""

    language: str
    body: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What one person gets: the text in one language or in several, one after the other.

    `address` is for the window: the name first, then street and town. With none, the letter is handed out in
    person and says so with `hand_out`: the lines that tell who gets it and where.
    """

    number: int
    sender: tuple[str, ...] = field(repr=False)
    """The district's own postal address, under its name."""
    sheets: tuple[Sheet, ...]
    address: tuple[str, ...] = field(default=(), repr=False)
    hand_out: tuple[str, ...] = field(default=(), repr=False)


def letters_pdf(
    letters: Sequence[Letter],
    *,
    title: str,
    code_says: str,
    made_at: datetime,
    size: TypeSize = TypeSize.PLAIN,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> bytes:
    """All letters in their order as one PDF, each beginning on a page of its own.

    `title` names the document, `code_says` stands for a code where it cannot be seen. `made_at` is aware.
    `progress` hears how many letters are ready for the press. Raises CannotPrint.
    """
    ready = []
    for number, letter in enumerate(letters, start=1):
        ready.append(letter_values(letter))
        progress(number, len(letters))
    values = {"title": printable(title), "size": int(size), "code_says": printable(code_says)}
    return typeset(DOCUMENT, {**values, "letters": ready}, made_at=made_at)


def letter_values(letter: Letter) -> dict[str, Any]:
    """A letter as the template takes it."""
    return {
        "number": letter.number,
        "sender": [_line(line) for line in letter.sender],
        "address": [_line(line) for line in _for_window(letter.address)],
        "hand_out": [_line(line) for line in letter.hand_out],
        "sheets": [_sheet(sheet) for sheet in letter.sheets],
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    first, *rest = re.split(r"\n\s*\n", sheet.body.strip())
    head = [_line(line) for line in first.splitlines()]
    return {"language": sheet.language, "head": head, "blocks": list(_blocks(rest))}


def _blocks(paragraphs: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Headings, steps, lines, and the code; steps right after a code stand beside it."""
    code: dict[str, Any] | None = None
    for block in _plain_blocks(paragraphs):
        if code is not None:
            takes_steps = block["kind"] == "steps"
            yield {**code, "steps": block["steps"] if takes_steps else []}
            code = None
            if takes_steps:
                continue
        if block["kind"] == "code":
            code = block
        else:
            yield block
    if code is not None:
        yield {**code, "steps": []}


def _plain_blocks(paragraphs: Sequence[str]) -> Iterator[dict[str, Any]]:
    headings = 0
    for paragraph in paragraphs:
        lines = [line for line in paragraph.splitlines() if line.strip()]
        if lines and lines[0].startswith(HEADING):
            headings += 1
            words = _line(lines[0].removeprefix(HEADING))
            yield {"kind": "heading", "level": min(headings, 2), "words": words}
            lines = lines[1:]
        if lines:
            yield _block(lines)


def _block(lines: Sequence[str]) -> dict[str, Any]:
    if len(lines) == 1 and _ADDRESS.fullmatch(lines[0].strip()):
        address = lines[0].strip()
        return {"kind": "code", "code": dots(address), "address": address_parts(address)}
    if all(_STEP.match(line) for line in lines):
        return {"kind": "steps", "steps": [_line(_STEP.sub("", line, count=1)) for line in lines]}
    return {"kind": "lines", "lines": [_line(line) for line in lines]}


def address_parts(address: str) -> list[str]:
    """An address to be typed, parted before its last piece, so that it breaks there and nowhere else."""
    head, slash, tail = address.rpartition("/")
    return [head + slash, tail] if tail else [address]


def _line(words: str) -> str:
    """A fingerprint is set in groups: 64 digits in a row fit no line and no eye."""
    return breakable(printable(_LONG_NUMBER.sub(_in_groups, words)))


def _in_groups(found: re.Match[str]) -> str:
    number = found.group()
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def _for_window(lines: Sequence[str]) -> list[str]:
    shown = [line for line in lines if line.strip()]
    if len(shown) <= WINDOW_LINES:
        return shown
    return [*shown[: WINDOW_LINES - 1], ", ".join(shown[WINDOW_LINES - 1 :])]
