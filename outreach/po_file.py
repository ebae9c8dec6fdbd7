"""Reads a PO file entry by entry, so that one that cannot be read is named by its line and the others are kept.

Babel reads such files too, but takes a string that lacks its closing quotation mark for a shorter one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from babel.messages.pofile import denormalize

from outreach.lint import Finding
from outreach.media import say

_STRING = re.compile(r'(?:(msgctxt|msgid|msgstr)\s+)?("(?:[^"\\]|\\.)*")\s*')


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why an entry of a file was not taken, or what is to be said about one that was (`finding.refused` tells)."""

    line: int
    entry: str
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One translated part as it stands in a file; `line` counts from 1."""

    line: int
    name: str
    source: str
    words: str
    unsure: bool = False


def read(data: bytes) -> tuple[list[Entry], list[Fault]]:
    """The entries of a file that can be read, and a fault for each that cannot; the head has no context and is left."""
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        says, remedy = say("The file is not in UTF-8."), say("Save it as UTF-8 and import it again.")
        return [], [Fault(line=line, entry="", finding=refusal("not_utf_8", says, remedy))]
    entries: list[Entry] = []
    faults: list[Fault] = []
    for start, block in _blocks(lines):
        found = _entry(start, block)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            entries.append(found)
    return entries, faults


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Each entry with the number of its first line: from its remarks, or its context, to those of the next."""
    begins = []
    for at, line in enumerate(lines):
        if line.startswith("msgctxt"):
            first = at
            while first and lines[first - 1].startswith("#") and not lines[first - 1].startswith("#~"):
                first -= 1
            begins.append(first)
    for first, after in zip(begins, [*begins[1:], len(lines)], strict=True):
        yield first + 1, lines[first:after]


def _entry(start: int, block: list[str]) -> Entry | Fault:
    """Reads one entry; `start` is the number of its first line."""
    said: dict[str, str] = {}
    field_name, at, unsure = "", start, False
    for number, line in enumerate(block, start):
        if line.startswith("#") or not line.strip():
            unsure = unsure or (line.startswith("#,") and "fuzzy" in line)
            continue
        match = _STRING.fullmatch(line)
        if match is None or (match[1] and match[1] in said) or not (match[1] or field_name):
            says = say("This line of the file cannot be read.")
            remedy = say("Each line is a string between quotation marks. Repair it, or export again.")
            return Fault(
                line=number, entry=said.get("msgctxt", ""), finding=refusal("unreadable", says, remedy)
            )
        if match[1]:
            field_name = match[1]
            at = number if field_name == "msgctxt" else at
        said[field_name] = said.get(field_name, "") + denormalize(match[2])
    return Entry(
        line=at,
        name=said["msgctxt"],
        source=_tidy(said.get("msgid", "")),
        words=_tidy(said.get("msgstr", "")),
        unsure=unsure,
    )


def _tidy(words: str) -> str:
    """One kind of line end and one way to write accents, as in the files that ship."""
    return unicodedata.normalize("NFC", words.replace("\r\n", "\n").strip())


def refusal(code: str, says: str, remedy: str, **values: object) -> Finding:
    """A finding that keeps an entry from being taken."""
    return Finding(code=code, says=says, remedy=remedy, values=values, refused=True)
