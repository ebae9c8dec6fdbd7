"""Reads what somebody wrote back: stop, start, help, another language, a wrong number, or a question for a person.

One word is taken for what it says in every language we know, whatever language the person gets. A sentence is read
as "stop" only when it is short and asks nothing; everything else is for a person to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from outreach.folding import accented, plain
from outreach.tongues import HELP, LANGUAGE, START, STOP, Tongue, tongues

LONGEST_PHRASE = 120
"""Letters. A longer text says more than "stop", so a person reads it."""
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


_ASKED: Mapping[str, Wish] = {STOP: Wish.STOP, START: Wish.START, HELP: Wish.HELP, LANGUAGE: Wish.LANGUAGE}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """Everything that can be understood: words as they are written, folded words, and phrases in the order in which
    they are tried. `only_written` are folded words that are taken only when they are written just so.
    """

    written: Mapping[str, Reply]
    folded: Mapping[str, Reply]
    only_written: frozenset[str]
    phrases: tuple[tuple[re.Pattern[str], Reply], ...]


def read_reply(words: str) -> Reply:
    """What the words of one incoming message ask for."""
    every = _known(tuple(tongues().values()))
    said = plain(words)
    known = every.written.get(accented(words))
    if known is None and said not in every.only_written:
        known = every.folded.get(said)
    if known is not None:
        return known
    is_question = any(mark in words for mark in _QUESTION_MARKS)
    if said and len(said) <= LONGEST_PHRASE and not is_question:
        for phrase, reply in every.phrases:
            if phrase.fullmatch(said):
                return reply
    return Reply(wish=Wish.QUESTION)


@cache
def _known(every: tuple[Tongue, ...]) -> _Known:
    written: dict[str, Reply] = {}
    folded: dict[str, Reply] = {}
    for tongue, word, reply in _single(every):
        just_so = word in tongue.words.as_written
        known, key = (written, accented(word)) if just_so else (folded, plain(word))
        known.setdefault(key, reply)
    return _Known(
        written=written,
        folded=folded,
        only_written=frozenset(plain(word) for tongue in every for word in tongue.words.as_written),
        phrases=tuple(_phrases(every)),
    )


def _single(every: tuple[Tongue, ...]) -> Iterator[tuple[Tongue, str, Reply]]:
    for tongue in every:
        for asked, words in tongue.words.single:
            reply = Reply(wish=_ASKED[asked], language=tongue.tag)
            yield from ((tongue, word, reply) for word in words)


def _phrases(every: tuple[Tongue, ...]) -> Iterator[tuple[re.Pattern[str], Reply]]:
    """Wrong numbers first: who says so and "stop" is not the person we mean."""
    for tongue in every:
        wrong = Reply(wish=Wish.WRONG_NUMBER, language=tongue.tag)
        yield from ((re.compile(phrase), wrong) for phrase in tongue.words.wrong_number_phrases)
    for tongue in every:
        stop = Reply(wish=Wish.STOP, language=tongue.tag)
        yield from ((re.compile(phrase), stop) for phrase in tongue.words.stop_phrases)
