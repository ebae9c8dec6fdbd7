"""How alike two people's names are. A likeness only asks a person to look; it never decides by itself.

Names are compared whole: without accents, capitals and punctuation, and in any order, so that
"García López, Ana" and "Ana Garcia-Lopez" are the same name.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Generic, TypeVar

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
LETTERS_WITHOUT_ACCENT = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "'": "", "’": "", "ʻ": ""}
)
SHORTEST_WITH_SLIP = 4
"""Two words of fewer letters have to be the same: "Ana" is not "Ava", but "Jon" may be "John"."""
LONG_WORD, MOST_SLIPS = 8, 2
"""A long word may differ by two letters, a shorter one by one."""
MOST_WORDS = 8

Key = TypeVar("Key")


class Likeness(StrEnum):
    EXACT = "exact"
    LIKE = "like"
    DIFFERENT = "different"


@lru_cache(maxsize=65536)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name without accents, capitals and punctuation, given names first, at most eight."""
    surname, comma, given = name.partition(",")
    is_suffix = given.strip(" .").casefold() in SUFFIXES
    ordered = name if not comma or is_suffix else f"{given} {surname}"
    folded = unicodedata.normalize("NFKD", ordered.casefold().translate(LETTERS_WITHOUT_ACCENT))
    letters = "".join(_letter(c) for c in folded if not unicodedata.combining(c))
    return tuple(letters.split()[:MOST_WORDS])


def name_likeness(one: str, other: str) -> Likeness:
    """Exact, like or different; the order of the two names makes no difference.

    Like: all words of the shorter name (two at least) have their own partner in the longer one, where a
    partner may differ by a slip or be an initial; or the names differ only in "Jr" and the like.
    Source: requirements 1.12, rule 4.
    """
    first, second = name_words(one), name_words(other)
    if not first or not second:
        return Likeness.DIFFERENT
    if sorted(first) == sorted(second) or "".join(first) == "".join(second):
        return Likeness.EXACT
    short, long = sorted((_without_suffix(first), _without_suffix(second)), key=len)
    enough = len(short) >= 2 or len(short) == len(long) == 1
    alike = bool(short) and "".join(short) == "".join(long)
    return Likeness.LIKE if alike or (enough and _all_paired(short, long)) else Likeness.DIFFERENT


class NameIndex(Generic[Key]):
    """Many names (the staff list), to find those like one name without comparing it with each of them."""

    def __init__(self, names: Mapping[Key, str]) -> None:
        self._names = dict(names)
        self._words = {key: _without_suffix(name_words(name)) for key, name in self._names.items()}
        self._by_word: dict[str, set[Key]] = defaultdict(set)
        self._by_letters: dict[str, set[Key]] = defaultdict(set)
        for key, words in self._words.items():
            self._by_letters["".join(words)].add(key)
            for word in words:
                self._by_word[word].add(key)
        self._all_words = list(self._by_word)
        self._by_initial: dict[str, set[str]] = defaultdict(set)
        for word in self._all_words:
            self._by_initial[word[0]].add(word)
        self._partners: dict[str, set[Key]] = {}

    def like(self, name: str) -> dict[Key, Likeness]:
        """The names that are exact or like, by their key; the same answers as `name_likeness` gives."""
        words = _without_suffix(name_words(name))
        shared = Counter(key for word in words for key in self._keys_with_partner(word))
        near = {key for key, count in shared.items() if count > 1 or len(words) == len(self._words[key]) == 1}
        near |= self._by_letters.get("".join(words), set())
        found = {key: name_likeness(name, self._names[key]) for key in near}
        return {key: likeness for key, likeness in found.items() if likeness is not Likeness.DIFFERENT}

    def _keys_with_partner(self, word: str) -> set[Key]:
        if word not in self._partners:
            keys = [self._by_word[other] for other in self._near(word) if _partners(word, other)]
            self._partners[word] = set().union(*keys)
        return self._partners[word]

    def _near(self, word: str) -> Iterable[str]:
        """Every word that may be a partner, and few others: the library looks through all words at once."""
        slips = extract_iter(word, self._all_words, scorer=OSA.distance, score_cutoff=MOST_SLIPS)
        initials = self._by_initial[word] if len(word) == 1 else {word[0]} & self._by_word.keys()
        return {other for other, _, _ in slips} | initials


def _letter(character: str) -> str:
    return character if character.isalnum() else " "


def _without_suffix(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in SUFFIXES)


def _partners(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter, longer = sorted((len(one), len(other)))
    if shorter == 1:
        return one[0] == other[0]
    if longer < SHORTEST_WITH_SLIP:
        return False
    slips = MOST_SLIPS if shorter >= LONG_WORD else 1
    return OSA.distance(one, other, score_cutoff=slips) <= slips


def _all_paired(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether every word of the shorter name can have a partner of its own (augmenting paths)."""
    choices = [[place for place, word in enumerate(long) if _partners(one, word)] for one in short]
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
