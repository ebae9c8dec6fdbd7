"""Reads what somebody wrote back: stop, start, help, another language, a wrong number, or a question for a person.

One word is taken for what it says in every language we know, whatever language the person gets. A sentence is read
as "stop" only when it is short and asks nothing; everything else is for a person to read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from outreach.reply_words import (
    AS_WRITTEN,
    HELP_WORDS,
    LANGUAGE_WORDS,
    START_WORDS,
    STOP_PHRASES,
    STOP_WORDS,
    WRONG_PHRASES,
)

LONGEST_PHRASE = 120
"""Letters. A longer text says more than "stop", so a person reads it."""
_ODD_LETTERS = str.maketrans({"đ": "d", "ى": "ي", "ة": "ه", "ـ": "", "ؤ": "و", "ئ": "ي"})
_QUESTION_MARKS = ("?", "？", "؟")


class Wish(StrEnum):
    """What somebody wants who wrote back."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    LANGUAGE = "language"
    """Messages in the language that `Reply.language` names."""
    WRONG_NUMBER = "wrong_number"
    QUESTION = "question"
    """Anything else: a person reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What was wished, and the language that the words themselves are in (a BCP-47 tag; empty where they do not
    tell).
    """

    wish: Wish
    language: str = ""


_WORDS: Mapping[Wish, Mapping[str, tuple[str, ...]]] = {
    Wish.STOP: STOP_WORDS,
    Wish.START: START_WORDS,
    Wish.HELP: HELP_WORDS,
    Wish.LANGUAGE: LANGUAGE_WORDS,
}


def _known() -> Iterator[tuple[str, Reply]]:
    for wish, by_language in _WORDS.items():
        for language, words in by_language.items():
            yield from ((word, Reply(wish=wish, language=language)) for word in words)


_KEYWORDS: Mapping[str, Reply] = dict(_known())
_PHRASES: tuple[tuple[re.Pattern[str], Reply], ...] = tuple(
    (re.compile(phrase), Reply(wish=wish, language=language))
    for wish, by_language in ((Wish.WRONG_NUMBER, WRONG_PHRASES), (Wish.STOP, STOP_PHRASES))
    for language, phrases in by_language.items()
    for phrase in phrases
)


def read_reply(words: str) -> Reply:
    """What the words of one incoming message ask for."""
    said, accented = plain(words), _letters(unicodedata.normalize("NFC", words.casefold()))
    known = _KEYWORDS.get(accented) or (None if said in AS_WRITTEN else _KEYWORDS.get(said))
    if known is not None:
        return known
    is_question = any(mark in words for mark in _QUESTION_MARKS)
    if said and len(said) <= LONGEST_PHRASE and not is_question:
        for phrase, reply in _PHRASES:
            if phrase.fullmatch(said):
                return reply
    return Reply(wish=Wish.QUESTION)


def plain(words: str) -> str:
    """The words as they are compared: small letters without accents, marks, pictures or double spaces."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    bare = "".join(each for each in apart if not unicodedata.combining(each)).translate(_ODD_LETTERS)
    return _letters(bare)


def _letters(words: str) -> str:
    return " ".join("".join(each if each.isalnum() else " " for each in words).split())
