"""When two words of two names may be the same word, and how to find such words among many.

Words are without accents and capitals, as `likeness.name_words` gives them. Everything here holds in both directions.
Each way of being partners is a habit of writing, not a list of cases; only nicknames are data (`nicknames.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from ballot_service.rules.nicknames import FULL_NAMES, RELATED

SHORTEST_WITH_SLIP = 4
"""Two words of fewer letters have to be the same: "Ana" is not "Ava", but "Jon" may be "John"."""
LONG_WORD, MOST_SLIPS = 8, 2
"""A long word may differ by two letters, a shorter one by one."""
SHORTEST_CUT = 8
"""Lists cut long names; a beginning of fewer letters is more often another name ("Richard", "Richardson")."""
SHORTEST_WITH_SOUND = 4

ARTICLES = ("abda", "abde", "abdi", "abdu")
"""With an l behind it in Arabic names: one article, written as it is spoken."""
COURTESY = ("bhai", "ben", "kumar", "lal")
"""Joined to a Gujarati given name, or left out."""
SPELLED = {
    "ph": "f",
    "ksh": "ks",
    "x": "ks",
    "chr": "kr",
    "ch": "ç",
    "sh": "š",
    "bh": "b",
    "dh": "d",
    "gh": "g",
    "jh": "j",
    "kh": "k",
    "rh": "r",
    "th": "t",
    "ge": "je",
    "gi": "ji",
    "gy": "jy",
    "ce": "se",
    "ci": "si",
    "cy": "sy",
    "z": "s",
    "c": "k",
    "q": "k",
    "v": "b",
}
"""Consonants that one name is written with in several ways, put into one, in this order."""
DOUBLED = re.compile(r"([^aeiou])\1+")
VOWELS = re.compile("(?!^y)[aeiouy][aeiouyw]*")


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """The word with one letter for each group of spellings: "muhammad", "mohamed" and "mohammed" give the same.

    Of a group of vowels it only stays whether it is dark (o, u), bright (i, y) or neither, so that "hassan" and
    "hussein" stay apart. The first letter of a word that begins with a vowel is kept beside it.
    """
    word = _without_habits(word)
    for written, instead in SPELLED.items():
        word = word.replace(written, instead)
    if word.endswith(("ah", "eh", "ih", "oh", "uh")):
        word = word[:-1]
    return VOWELS.sub(_color, DOUBLED.sub(r"\1", word))


def _without_habits(word: str) -> str:
    if word.startswith("x"):
        return f"j{word[1:]}"  # Ximena, Jimena
    if word.startswith(ARTICLES) and word[4:5] == "l":
        return f"abdul{word[5:]}"
    if word.endswith(COURTESY):
        kept = next(word.removesuffix(ending) for ending in COURTESY if word.endswith(ending))
        return kept if len(kept) >= SHORTEST_WITH_SOUND else word
    return word


def _color(vowels: re.Match[str]) -> str:
    first = vowels[0][0] if vowels.start() == 0 else ""
    return first + _shade(vowels[0])


def _shade(vowels: str) -> str:
    if not set(vowels).isdisjoint("ouw"):
        return "u"
    return "i" if "ee" in vowels or not set(vowels).isdisjoint("iy") else "a"


def are_partners(one: str, other: str) -> bool:
    """Whether the two words may be one: the same, an initial, a slip, a nickname, the same sound, or cut short."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == 1:
        return longer[0] == shorter
    if other in RELATED.get(one, ()) or _is_slip(shorter, longer):
        return True
    return are_firm_partners(shorter, longer)


def are_firm_partners(one: str, other: str) -> bool:
    """Partners that need no initial, slip or nickname: the same, the same sound, or cut short."""
    if one == other:
        return (
            len(one) > 1 or not one.isascii()
        )  # one Chinese character is a name, one Latin letter an initial
    shorter, longer = sorted((one, other), key=len)
    return _is_cut(shorter, longer) or _sound_alike(shorter, longer)


def are_full_partners(one: str, other: str) -> bool:
    """Partners of which neither is only an initial."""
    return len(one) > 1 and len(other) > 1 and are_partners(one, other)


def is_joined(joined: str, word: str) -> bool:
    """Whether words of one name, written together, are this word of the other ("mary" "beth", "marybeth")."""
    return joined == word or joined in FULL_NAMES.get(word, ()) or _sound_alike(joined, word)


def _is_slip(shorter: str, longer: str) -> bool:
    if len(longer) < SHORTEST_WITH_SLIP:
        return False
    slips = MOST_SLIPS if len(shorter) >= LONG_WORD else 1
    return OSA.distance(shorter, longer, score_cutoff=slips) <= slips


def _is_cut(shorter: str, longer: str) -> bool:
    return len(shorter) >= SHORTEST_CUT and longer.startswith(shorter)


def _sound_alike(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= SHORTEST_WITH_SOUND and sound(one) == sound(other)


def _shortened(word: str) -> set[str]:
    """A word that is not long, and what is left without each one of its letters; nothing for longer words."""
    if len(word) > LONG_WORD:
        return set()
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


class WordIndex:
    """Many words, to find the partners of one without comparing it with each of them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = set(words)
        self._long: list[str] = []
        self._shortened: defaultdict[str, set[str]] = defaultdict(set)
        self._by_initial: defaultdict[str, set[str]] = defaultdict(set)
        self._by_beginning: defaultdict[str, set[str]] = defaultdict(set)
        self._by_sound: defaultdict[str, set[str]] = defaultdict(set)
        for word in self._words:
            if len(word) >= LONG_WORD:
                self._long.append(word)
            for short in _shortened(word):
                self._shortened[short].add(word)
            self._by_initial[word[0]].add(word)
            self._by_beginning[word[:SHORTEST_CUT]].add(word)
            self._by_sound[sound(word)].add(word)

    def partners(self, word: str) -> set[str]:
        """The words that `are_partners` calls partners of this one."""
        return {other for other in self._near(word) if are_partners(word, other)}

    def _near(self, word: str) -> set[str]:
        """Every word that may be a partner, and few others."""
        if len(word) == 1:
            return self._by_initial[word]
        near = {word, word[0], *RELATED.get(word, ())} & self._words
        return near.union(
            self._by_sound[sound(word)], self._by_beginning[word[:SHORTEST_CUT]], self._slips(word)
        )

    def _slips(self, word: str) -> Iterator[str]:
        """Words one letter away share what is left when a letter is taken from both; further ones are all long."""
        for short in _shortened(word):
            yield from self._shortened.get(short, ())
        if len(word) >= LONG_WORD:
            found = extract_iter(word, self._long, scorer=OSA.distance, score_cutoff=MOST_SLIPS)
            yield from (other for other, _, _ in found)

    def named(self, joined: str) -> set[str]:
        """The words that may be this one, put together from several, by `is_joined`; and perhaps others."""
        return ({joined, *RELATED.get(joined, ())} & self._words) | self._by_sound[sound(joined)]
