"""Names that must not stand in a text, found in one pass over it, however many names there are.

Compared without capitals, accents and signs, whichever name comes first and with or without middle names. A single word
is never taken for a name: Hope, Grace and May are words, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from outreach.folding import plain

_WRITTEN_TOGETHER = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Chinese signs: no space stands between words, so each is taken by itself."""
_PLAIN = re.compile("[a-z0-9]+")

_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One name in a text, as it is known to us. Lines count from 1."""

    line: int
    name: str


@dataclass(frozen=True, slots=True)
class Names:
    """Names as they may be written; made once by `names_of` and asked for each text."""

    _by_words: Mapping[_Words, str] = field(default_factory=dict, repr=False)
    _lengths: frozenset[int] = frozenset()

    def found_in(self, text: str) -> Iterator[Found]:
        """Each name at each place, in the order of the text; one that is broken between two lines as well."""
        yield from (Found(line=line, name=self._by_words[way]) for way, line in self.ways_in(text))

    def ways_in(self, text: str) -> Iterator[tuple[_Words, int]]:
        """The words of each name as the text has them, the longest that fits, with its line."""
        said = [(word, number) for number, line in enumerate(text.split("\n"), 1) for word in words(line)]
        lengths = sorted(self._lengths, reverse=True)
        for at, (_, line) in enumerate(said):
            ways = (tuple(word for word, _ in said[at : at + length]) for length in lengths)
            if (found := next((way for way in ways if way in self._by_words), None)) is not None:
                yield found, line


def names_of(people: Iterable[tuple[str, str]], public: Iterable[str] = ()) -> Names:
    """The given and family names of people; what a text in `public` calls by name is left out."""
    known: dict[str, list[str]] = {}
    by_words: dict[_Words, str] = {}
    for given, family in people:
        first, last = _known_words(given, known), _known_words(family, known)
        for way in _ways_to_write(first, last):
            if len(way) > 1:
                by_words.setdefault(way, f"{given} {family}".strip())
    everybody = Names(by_words, frozenset(map(len, by_words)))
    for way in {way for text in public for way, _ in everybody.ways_in(text)}:
        del by_words[way]
    return Names(by_words, frozenset(map(len, by_words)))


def _ways_to_write(given: list[str], family: list[str]) -> Iterator[_Words]:
    yield (*given, *family)
    yield (*family, *given)
    if given and family:
        yield (given[0], *family)
        yield (given[0], family[0])
        yield (given[0], family[-1])


def _known_words(name: str, known: dict[str, list[str]]) -> list[str]:
    """Thousands share a name, so that each is taken apart once."""
    if name not in known:
        known[name] = words(name)
    return known[name]


def words(text: str) -> list[str]:
    """What is compared. Most names need no table of letters."""
    if text.isascii():
        return _PLAIN.findall(text.lower())
    return plain(_WRITTEN_TOGETHER.sub(" \\g<0> ", text)).split()
