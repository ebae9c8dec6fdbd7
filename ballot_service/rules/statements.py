"""A nominee's statement: the person's own words, and translations that a second person has read (R022)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.words import Sentence, say

TRANSLATION_SOURCE = "R022; CEC Guidance 2022, p. 22"


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationFacts:
    """A translation that somebody is about to approve."""

    is_waiting: bool
    """It is there, it translates the words as they stand now, and nobody has approved it."""
    is_own_entry: bool = False
    """The same person entered it."""
    is_frozen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A statement as a reader gets it. `is_other_language` says that it stands in the nominee's own words, in a
    language that the reader did not ask for.
    """

    language: str
    text: str
    is_other_language: bool


def may_approve_translation(facts: TranslationFacts) -> Decision:
    """May this person approve the translation of a nominee's statement?

    A second person reads it against the original; nothing changes on a frozen ballot. Source: R022.
    """
    return Decision(reasons=tuple(_objections(facts)))


def shown_in(statements: Mapping[str, str], own_language: str | None, language: str) -> Shown | None:
    """The statement for a reader of a language: in it where there is one, else in the nominee's own words.

    `statements` holds the own words and approved translations by language tag.
    """
    if text := statements.get(language):
        return Shown(language=language, text=text, is_other_language=False)
    first = next((tag for tag, text in statements.items() if text), None)
    own = own_language if own_language is not None and statements.get(own_language) else first
    return Shown(language=own, text=statements[own], is_other_language=True) if own is not None else None


def _objections(facts: TranslationFacts) -> Iterator[Reason]:
    if facts.is_frozen:
        yield _no(
            "translation_too_late",
            say("The ballot is frozen, so its statements do not change any more."),
            say("Voters read the statement in the person's own words."),
        )
    elif not facts.is_waiting:
        yield _no(
            "translation_not_waiting",
            say("There is no translation in this language that waits for approval."),
            say("Look at the statement again. Enter the translation if it is missing."),
        )
    elif facts.is_own_entry:
        yield _no(
            "translation_own_entry",
            say("You entered this translation, and a second person has to read it."),
            say("Ask somebody else in the office who reads both languages to approve it."),
        )


def _no(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=TRANSLATION_SOURCE, remedy=remedy)
