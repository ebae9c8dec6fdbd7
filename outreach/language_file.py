"""One file on a language, field by field: what is missing, unknown or of another kind is refused."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from outreach.errors import BrokenLanguage
from outreach.folding import accented, plain

TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
LONGEST = 200
"""Letters of a name, a button, or a sentence that is read aloud."""
_ESCAPED = re.compile(r"\\.")


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a file or of a part of it, each asked for once; what nobody asked for is a mistake."""

    file: str
    part_name: str
    given: Mapping[str, object]
    _asked: set[str] = field(default_factory=set)

    def has(self, name: str) -> bool:
        return name in self.given

    def text(self, name: str) -> str:
        """One line of words. Raises BrokenLanguage."""
        value = self._value(name)
        if not isinstance(value, str) or not value.strip() or "\n" in value:
            raise self.refused(name, "one line of words belongs here, in quotation marks")
        if len(value) > LONGEST:
            raise self.refused(name, f"more than {LONGEST} letters")
        return value.strip()

    def flag(self, name: str) -> bool:
        """True or false; false where the file says nothing. Raises BrokenLanguage."""
        self._asked.add(name)
        value = self.given.get(name, False)
        if not isinstance(value, bool):
            raise self.refused(name, "true or false belongs here, without quotation marks")
        return value

    def words(self, name: str, *, fewest: int = 0) -> tuple[str, ...]:
        """A list of words, each with something to read in it. Raises BrokenLanguage."""
        found = self._list(name, fewest)
        for place, word in enumerate(found, start=1):
            if not plain(word) or not accented(word):
                raise self.refused(name, f"number {place} holds no letter")
        return found

    def phrases(self, name: str) -> tuple[str, ...]:
        """A list of regular expressions in folded letters. Raises BrokenLanguage."""
        found = self._list(name, 0)
        for place, phrase in enumerate(found, start=1):
            if why := _what_is_wrong(phrase):
                raise self.refused(name, f"number {place} {why}")
        return found

    def part(self, name: str) -> Fields:
        """A part of the file, `[name]`. Raises BrokenLanguage."""
        value = self._value(name)
        if not isinstance(value, dict):
            raise self.refused(name, f"it must be a part of its own, under the line [{name}]")
        return Fields(self.file, f"{name}.", value)

    def require_no_more(self) -> None:
        """Raises BrokenLanguage for a field that nobody asked for, such as one that is misspelled."""
        for name in self.given:
            if name not in self._asked:
                raise self.refused(name, "no field has this name")

    def refused(self, name: str, why: str) -> BrokenLanguage:
        return BrokenLanguage(f"{self.file}, {self.part_name}{name}: {why}.")

    def _value(self, name: str) -> object:
        self._asked.add(name)
        if name not in self.given:
            raise self.refused(name, "missing")
        return self.given[name]

    def _list(self, name: str, fewest: int) -> tuple[str, ...]:
        self._asked.add(name)
        value = self.given.get(name, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.refused(name, 'a list of words belongs here, such as ["stop", "end"]')
        if len(value) < fewest:
            raise self.refused(name, "at least one word is needed")
        return tuple(value)


def opened(path: Path) -> Fields:
    """The fields of a file. Raises BrokenLanguage with the line where it cannot be read at all."""
    shown = f"{path.parent.name}/{path.name}"
    if path.suffix != ".toml" or not TAG.fullmatch(path.stem):
        raise BrokenLanguage(f"{shown} is not named after a language, such as es.toml or zh-Hans.toml.")
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as problem:
        raise BrokenLanguage(f"{shown} is not written in UTF-8.") from problem
    except (tomllib.TOMLDecodeError, OSError) as problem:
        raise BrokenLanguage(f"{shown} cannot be read: {problem}.") from problem
    return Fields(shown, "", given)


def _what_is_wrong(phrase: str) -> str:
    """Why a phrase could not be used; empty when it can."""
    try:
        made = re.compile(phrase)
    except re.error as problem:
        return f"is no regular expression: {problem}"
    if made.fullmatch("") or made.fullmatch("x"):
        return "fits any words at all"
    never = sorted({sign for sign in _ESCAPED.sub(" ", phrase) if sign.isalnum() and plain(sign) != sign})
    if never:
        return f"holds {', '.join(never)}, but words are compared in small letters without accents"
    return ""
