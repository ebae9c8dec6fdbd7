"""How easy a text is to read, by two old formulas that count letters and know nothing of sense.

English: Flesch-Kincaid grade (Kincaid and others, 1975), the school year in which one can read it.
Spanish: Fernández Huerta (1959), from 0 (hard) to 100 (easy); he calls 60 to 70 normal and 70 to 80 fairly easy.
Both need some thirty words to mean anything. Other languages have no formula that is as well known, and get none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

FEWEST_WORDS = 30
_NOT_WORDS = re.compile(r"\{[^}]*\}|https?://\S+|\S+@\S+|\+?\d[\d\s().,:-]*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SHORTENED = re.compile(r"\b(?:[ap]\. ?m|Mr|Mrs|Dr|Sra?|St)\.", re.IGNORECASE)
"""Full stops that end no sentence."""
_SENTENCE_END = re.compile(r"[.!?…:]+|\n+")
_ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
_SPANISH_VOWELS = re.compile(r"[aeiouáéíóúü]+")
_STRONG_PAIR = re.compile(r"(?<=[aeoáéóíú])(?=[aeoáéó])|(?<=[aeoáéó])(?=[íú])|(?<=[íú])(?=[aeo])")
"""Between two strong vowels, or at an accented weak one, a new syllable begins: "le-er", "dí-a"."""
_MUTE_E = re.compile(r"(?<=[^aeiouyl])e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouyscgxzh])es$|(?<=[aeiouy]l)e$")
"""At the end of "vote", "opened", "likes" and "while"; it is heard in "table", "wanted" and "places"."""
_MUTE_U = re.compile(r"(?<=[gq])u(?=[eiéí])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What the formula says, and whether that is harder than a notice for everybody should be."""

    formula: str
    score: float
    too_hard: bool


def level(text: str, language: str) -> Level | None:
    """The reading level of a text; None for a language without a formula, and for a text that is too short."""
    measure = _MEASURES.get(language.partition("-")[0])
    if measure is None:
        return None
    counted = _counted(text, language)
    return measure(*counted) if counted else None


def _counted(text: str, language: str) -> tuple[float, float] | None:
    """Words in a sentence and syllables in a word, on average."""
    bare = _NOT_WORDS.sub(" ", _SHORTENED.sub(" ", text.casefold()))
    syllables = english_syllables if language.partition("-")[0] == "en" else spanish_syllables
    sentences = [found for part in _SENTENCE_END.split(bare) if (found := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if len(words) < FEWEST_WORDS:
        return None
    return len(words) / len(sentences), sum(syllables(word) for word in words) / len(words)


def english_syllables(word: str) -> int:
    """About as many as one speaks: groups of vowels, without an e at the end that is not heard."""
    return max(1, len(_ENGLISH_VOWELS.findall(_MUTE_E.sub("", word))))


def spanish_syllables(word: str) -> int:
    """Groups of vowels, parted where two strong ones meet."""
    groups = _SPANISH_VOWELS.findall(_MUTE_U.sub("", word))
    return max(1, sum(len(_STRONG_PAIR.split(group)) for group in groups))


def _flesch_kincaid(words: float, syllables: float) -> Level:
    grade = 0.39 * words + 11.8 * syllables - 15.59
    return Level(formula="Flesch-Kincaid", score=round(max(grade, 0.0), 1), too_hard=grade > HARDEST_GRADE)


def _fernandez_huerta(words: float, syllables: float) -> Level:
    ease = 206.84 - 60 * syllables - 1.02 * words
    return Level(formula="Fernández Huerta", score=round(ease, 1), too_hard=ease < LEAST_EASE)


HARDEST_GRADE = 8.0
"""We write for grade six; the formula is off by a year or two where names are long."""
LEAST_EASE = 55.0
"""A little below normal: headings and the words that cannot be avoided (elección, certificado) cost some points."""
_MEASURES: Mapping[str, Callable[[float, float], Level]] = MappingProxyType(
    {"en": _flesch_kincaid, "es": _fernandez_huerta}
)
