"""Finds English that was left on a page in another language: texts of the catalogue, and texts that never got there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel.messages.pofile import read_po

from ballot_service.catalogues import catalogue_file

PLACEHOLDER = re.compile(r"\{[^}]*\}|%\([a-z_0-9]+\)[sd]|<[^>]+>")
LONG_ENOUGH = 3
"""Words. A shorter piece of a sentence may well be a name or part of another language."""
WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class English:
    """Whole texts, and the longest pieces of those texts that hold values."""

    whole: frozenset[str]
    pieces: tuple[str, ...]


def plain(text: str) -> str:
    return " ".join(text.split())


def _pairs(language: str) -> Iterator[tuple[str, str]]:
    """Each English text, plural forms on their own, with everything the catalogue says for it."""
    with catalogue_file(language).open("rb") as source:
        catalogue = read_po(source, locale=language.replace("-", "_"))
    for message in catalogue:
        forms = message.id if isinstance(message.id, tuple | list) else (message.id,)
        said = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for form in forms:
            if form:
                yield plain(form), plain(" ".join(each or "" for each in said))


@cache
def english(language: str) -> English:
    """The English of everything that reads otherwise in that language."""
    whole, pieces = set(), set()
    for text, said in _pairs(language):
        parts = [plain(part) for part in PLACEHOLDER.split(text)]
        if len(parts) == 1 and text != said:
            whole.add(text)
        longest = max(parts, key=len)
        if len(longest.split()) >= LONG_ENOUGH and longest not in said:
            pieces.add(longest)
    return English(frozenset(whole), tuple(sorted(pieces)))


@cache
def shared(language: str) -> frozenset[str]:
    """What reads the same in English and in that language, by the catalogue."""
    return frozenset(text for text, said in _pairs(language) if text == said)


def untranslated(words: list[tuple[str, bool]], names: set[str], language: str) -> list[str]:
    """The texts on a page that are English by the catalogue and no names."""
    known = english(language)
    said = [without(names, text) for text, _ in words if text not in names]
    page = "\n".join(said)
    return sorted({*(known.whole & set(said)), *(piece for piece in known.pieces if piece in page)})


def without(names: set[str], text: str) -> str:
    """A text without the names in it; the longest is taken out first, for it may hold another."""
    for name in sorted((name for name in names if name in text), key=len, reverse=True):
        text = text.replace(name, "")
    return text


def same_in_both(
    one: list[tuple[str, bool]], other: list[tuple[str, bool]], names: set[str], language: str
) -> list[str]:
    """Texts that read the same in two languages although nobody marked them as somebody's own.

    Words that the two languages share stand in the catalogue, and so are no fault.
    """
    both = {text for text, is_own in one if not is_own} & {text for text, is_own in other if not is_own}
    return sorted(text for text in both - shared(language) - names if WORD.search(text))
