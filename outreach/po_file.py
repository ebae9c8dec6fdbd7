"""Reads a PO file entry by entry, so that one that cannot be read is named by its line and the others are kept.

Babel reads such files too, but takes a string that lacks its closing quotation mark for a shorter one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from babel.messages.pofile import denormalize

from outreach.lint import Finding
from outreach.media import say

LARGEST = 2_000_000
"""Bytes of a file; all texts of a language are about 50,000."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_SPOKEN = re.compile(rb'^"Language: ([A-Za-z_-]{2,35})\\n"', re.MULTILINE)
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


def language_of(data: bytes) -> str:
    """The tag that the head of a file names, such as es or zh-Hans; empty if it names none."""
    said = _SPOKEN.search(data)
    return said[1].decode().replace("_", "-") if said else ""


def read(data: bytes) -> tuple[list[Entry], list[Fault]]:
    """The entries of a file that can be read, and a fault for each that cannot; the head is left.

    A fault of the whole file has line 0.
    """
    if len(data) > LARGEST:
        says = say("This file is too large to be one of ours.")
        return [], [
            _of_the_file("too_large", says, say("Choose the file that came back from the translator."))
        ]
    try:
        lines = _LINE_END.split(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        says, remedy = say("The file is not in UTF-8."), say("Save it as UTF-8 and import it again.")
        return [], [_of_the_file("not_utf_8", says, remedy)]
    found = [_entry(start, block) for start, block in _blocks(lines)]
    entries = [one for one in found if isinstance(one, Entry)]
    faults = [one for one in found if isinstance(one, Fault)]
    if not entries and not faults:
        says = say("There is no text of a notice in this file.")
        return [], [_of_the_file("empty", says, say("Choose the file that came back from the translator."))]
    return entries, faults


def _of_the_file(code: str, says: str, remedy: str) -> Fault:
    return Fault(line=0, entry="", finding=refusal(code, says, remedy))


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Each entry with the number of its first line: from its remarks, or its context, to those of the next.

    An entry that has lost its context begins with its msgid.
    """
    begins, is_named = [], False
    for at, line in enumerate(lines):
        word = line.split(maxsplit=1)[0] if line.strip() else ""
        if word == "msgctxt" or (word == "msgid" and not is_named):
            first = at
            while first and lines[first - 1].startswith("#") and not lines[first - 1].startswith("#~"):
                first -= 1
            begins.append(first)
        if word in ("msgctxt", "msgid"):
            is_named = word == "msgctxt"
    for first, after in pairwise([*begins, len(lines)]):
        yield first + 1, lines[first:after]


def _entry(start: int, block: list[str]) -> Entry | Fault | None:
    """Reads one entry; `start` is the number of its first line. None for the head of a file."""
    said: dict[str, list[str]] = {}
    field_name, at, unsure = "", 0, False
    for number, line in enumerate(block, start):
        if line.startswith("#") or not line.strip():
            unsure = unsure or (line.startswith("#,") and "fuzzy" in line)
            continue
        match = _STRING.fullmatch(line)
        if match is None or (match[1] and match[1] in said) or not (match[1] or field_name):
            return Fault(line=number, entry=_joined(said, "msgctxt"), finding=_unreadable(line))
        at = at or number
        field_name = match[1] or field_name
        said.setdefault(field_name, []).append(denormalize(match[2]))
    if "msgctxt" not in said:
        if not _joined(said, "msgid"):
            return None
        says = say("This entry has lost its name (the line msgctxt).")
        remedy = say("Export the texts again, and translate that file.")
        return Fault(line=at, entry="", finding=refusal("no_name", says, remedy))
    return Entry(
        line=at,
        name=_joined(said, "msgctxt"),
        source=_tidy(_joined(said, "msgid")),
        words=_tidy(_joined(said, "msgstr")),
        unsure=unsure,
    )


def _joined(said: Mapping[str, list[str]], name: str) -> str:
    return "".join(said.get(name, ()))


def _unreadable(line: str) -> Finding:
    if line.startswith(("msgid_plural", "msgstr[")):
        says = say("This entry has plural forms, and texts of notices have none.")
        return refusal("plural", says, say("Export the texts again, and translate that file."))
    says = say("This line of the file cannot be read.")
    remedy = say("Each line is a string between quotation marks. Repair it, or export again.")
    return refusal("unreadable", says, remedy)


def _tidy(words: str) -> str:
    """One kind of line end and one way to write accents, as in the files that ship."""
    return unicodedata.normalize("NFC", words.replace("\r\n", "\n").strip())


def refusal(code: str, says: str, remedy: str, **values: object) -> Finding:
    """A finding that keeps an entry from being taken."""
    return Finding(code=code, says=says, remedy=remedy, values=values, refused=True)
