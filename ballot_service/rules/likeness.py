"""How alike two people's names are. A likeness only asks a person to look; it never decides by itself.

Names are compared whole: without accents, capitals and punctuation, and in any order, so that
"García López, Ana" and "Ana Garcia-Lopez" are the same name. How well this works is measured:
`python -m bench.likeness`.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Generic, TypeVar

from ballot_service.rules.name_partners import (
    WordIndex,
    are_firm_partners,
    are_full_partners,
    are_partners,
    is_joined,
    sound,
)
from ballot_service.rules.nicknames import FULL_NAMES

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "rev", "sra", "srta"})
LETTERS_WITHOUT_ACCENT = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "'": "", "’": "", "ʻ": ""}
)
MOST_WORDS = 8
JOINED = (2, 3)
"""So many words are looked at as if written together: "Mary Beth", "Marybeth", and "de la Cruz", "Delacruz"."""

Key = TypeVar("Key")
Words = tuple[str, ...]


class Likeness(StrEnum):
    EXACT = "exact"
    LIKE = "like"
    DIFFERENT = "different"


@lru_cache(maxsize=65536)
def name_words(name: str) -> Words:
    """The words of a name without accents, capitals and punctuation, given names first, at most eight."""
    surname, _, given = name.partition(",")
    is_suffix = given.strip(" .").casefold() in SUFFIXES
    ordered = name if is_suffix else f"{given} {surname}"
    folded = unicodedata.normalize("NFKD", ordered.casefold().translate(LETTERS_WITHOUT_ACCENT))
    letters = "".join(_letter(c) for c in folded if not unicodedata.combining(c))
    return tuple(letters.split()[:MOST_WORDS])


def name_likeness(one: str, other: str) -> Likeness:
    """Exact, like or different; the order of the two names makes no difference.

    Like, when "Jr", "Dr" and the like are left out, if one of these holds:
    - all words of the shorter name (two at least) have their own partner in the longer one;
    - both begin with the same given name and share another word, and what else they have could stand together
      in one longer name ("Rosa Elena Martínez", "Rosa Martínez Cruz").
    Partners are the same word, an initial, a slip, a nickname, another spelling of the same sound, or cut short. At
    least one pair must not need an initial, a slip or a nickname: two of these together make a likeness of anybody.
    Source: requirements 1.12, rule 4.
    """
    first, second = name_words(one), name_words(other)
    if not first:
        return Likeness.DIFFERENT  # from another empty one too
    if sorted(first) == sorted(second) or "".join(first) == "".join(second):
        return Likeness.EXACT
    first, second = _bare(first), _bare(second)
    joined = _joined_as(first, second), _joined_as(second, first)
    alike = _are_alike(first, second) or (joined != (first, second) and _are_alike(*joined))
    return Likeness.LIKE if alike else Likeness.DIFFERENT


class NameIndex(Generic[Key]):
    """Many names (the staff list), to find those like one name without comparing it with each of them."""

    def __init__(self, names: Mapping[Key, str]) -> None:
        self._names = dict(names)
        self._words = {key: _bare(name_words(name)) for key, name in self._names.items()}
        self._by_word: defaultdict[str, set[Key]] = defaultdict(set)
        self._by_joined: defaultdict[str, set[Key]] = defaultdict(set)
        self._by_letters: defaultdict[str, set[Key]] = defaultdict(set)
        for key, words in self._words.items():
            self._by_letters["".join(words)].add(key)
            for word in words:
                self._by_word[word].add(key)
            for joined in _joins(words):
                self._by_joined[joined].add(key)
                self._by_joined[_sounding(joined)].add(key)
        self._all_words = WordIndex(self._by_word)
        self._found: dict[str, set[Key]] = {}

    def like(self, name: str) -> dict[Key, Likeness]:
        """The names that are exact or like, by their key; the same answers as `name_likeness` gives."""
        words = _bare(name_words(name))
        shared = Counter(key for word in words for key in self._keys(word))
        shared.update(key for joined in _joins(words) for key in self._keys_joined(joined))
        alone = len(words) == 1
        near = {key for key, count in shared.items() if count > 1 or alone or len(self._words[key]) == 1}
        near |= self._by_letters.get("".join(words), set())
        found = {key: name_likeness(name, self._names[key]) for key in near}
        return {key: likeness for key, likeness in found.items() if likeness is not Likeness.DIFFERENT}

    def _keys(self, word: str) -> set[Key]:
        """The names with a partner of this word."""
        if word not in self._found:
            keys = [self._by_word[other] for other in self._all_words.partners(word)]
            forms = (word, _sounding(word), *FULL_NAMES.get(word, ()))
            keys += [self._by_joined[form] for form in forms if form in self._by_joined]
            self._found[word] = set().union(*keys)
        return self._found[word]

    def _keys_joined(self, joined: str) -> set[Key]:
        """The names with the one word that several are, written together."""
        return set().union(*(self._by_word[other] for other in self._all_words.named(joined)))


def _letter(character: str) -> str:
    return character if character.isalnum() else " "


def _bare(words: Words) -> Words:
    """Without "Jr" anywhere and without titles at the beginning, as long as a name is left."""
    kept = tuple(word for word in words if word not in SUFFIXES)
    while len(kept) > 1 and kept[0] in TITLES:
        kept = kept[1:]
    return kept


def _joins(words: Words) -> Iterator[str]:
    for length in JOINED:
        neighbors = zip(*(words[start:] for start in range(length)), strict=False)
        yield from map("".join, neighbors)


def _sounding(joined: str) -> str:
    """A key for the sound, which no word can be mistaken for."""
    return f"~{sound(joined)}"


def _joined_as(words: Words, others: Words) -> Words:
    """The words, with those put together that the other name writes as one."""
    found: list[str] = []
    start = 0
    while start < len(words):
        length, word = _longest_join(words[start : start + max(JOINED)], others)
        found.append(word)
        start += length
    return tuple(found)


def _longest_join(words: Words, others: Words) -> tuple[int, str]:
    for length in range(len(words), 1, -1):
        joined = "".join(words[:length])
        for other in others:
            if is_joined(joined, other):
                return length, other
    return 1, words[0]


def _are_alike(first: Words, second: Words) -> bool:
    short, long = sorted((first, second), key=len)
    if short and "".join(short) == "".join(long):
        return True
    if (len(short) == 1 and len(long) > 1) or not _share_firmly(short, long):
        return False
    return _all_paired(short, long) or _from_one_longer(short, long)


def _share_firmly(first: Words, second: Words) -> bool:
    return any(are_firm_partners(one, other) for one in first for other in second)


def _from_one_longer(one: Words, other: Words) -> bool:
    """Whether both may be cut from one longer name that begins with the same given name.

    Their partners stand in the same order, between two of them only one of the names has words of its own, and
    such a word has no partner elsewhere in the other name.
    """
    if not are_full_partners(one[0], other[0]):
        return False
    seen: set[tuple[int, int, int, bool]] = set()
    ways = [(1, 1, 0, False)]  # place in one, place in other, whose words stand here alone, a second partner?
    while ways:
        way = ways.pop()
        if way in seen:
            continue
        seen.add(way)
        if way[3] and way[:2] == (len(one), len(other)):
            return True
        ways.extend(_steps(one, other, way))
    return False


def _steps(one: Words, other: Words, way: tuple[int, int, int, bool]) -> Iterator[tuple[int, int, int, bool]]:
    place, beside, alone, enough = way
    if place < len(one) and alone != 2 and _stands_alone(one[place], other):
        yield place + 1, beside, 1, enough
    if beside < len(other) and alone != 1 and _stands_alone(other[beside], one):
        yield place, beside + 1, 2, enough
    if place < len(one) and beside < len(other) and are_partners(one[place], other[beside]):
        yield place + 1, beside + 1, 0, enough or are_full_partners(one[place], other[beside])


def _stands_alone(word: str, others: Words) -> bool:
    return not any(are_full_partners(word, other) for other in others)


def _all_paired(short: Words, long: Words) -> bool:
    """Whether every word of the shorter name can have a partner of its own (augmenting paths)."""
    choices = [[place for place, word in enumerate(long) if are_partners(one, word)] for one in short]
    if not all(choices):
        return False
    taken: dict[int, int] = {}
    return all(_seat(word, choices, taken, set()) for word in range(len(short)))


def _seat(word: int, choices: list[list[int]], taken: dict[int, int], seen: set[int]) -> bool:
    """Gives the word a partner, moving others to another partner of theirs where needed."""
    for place in choices[word]:
        if place in seen:
            continue
        seen.add(place)
        if place not in taken or _seat(taken[place], choices, taken, seen):
            taken[place] = word
            return True
    return False
