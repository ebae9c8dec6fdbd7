"""Tellers at the table: who may sign people in there, and how little of the list of voters they see for it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.signatures import Signer, stake_objections
from ballot_service.rules.words import Sentence, say

DUTY_SOURCE = "Requirements 1.15, voting and counting"
LEAST_LETTERS = 2
"""Letters of one word of a name before anything is shown: the list cannot be read through letter by letter."""
SYLLABLES = ("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH", "HANGUL SYLLABLE")
"""Scripts in which one sign is a whole name, by the Unicode names of their signs."""
MOST_SHOWN = 10
"""People shown at once to a teller; whoever is not among them says more of the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyFacts:
    """A teller who would work at the table now. `at_table` says that the clerk put the teller there; `teller` is as
    declared, and None for somebody who has declared nothing. `has_opened` says that the opening was confirmed."""

    asked_at: datetime
    zone: str
    opens_at: datetime
    closes_at: datetime
    has_opened: bool = True
    at_table: bool = True
    teller: Signer | None = None

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({name: getattr(self, name) for name in ("asked_at", "opens_at", "closes_at")})


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupFacts:
    """A name that a teller looks for: how many `letters_of` it were typed, and how many people of the list fit."""

    letters: int
    fitting: int


def may_work_at_table(facts: DutyFacts) -> Decision:
    """May this teller see who is on the list of voters, and sign people in?

    Put there by the clerk, without a stake, and only while voting is open (half-open): who only counts sees nobody's
    name. Source: settled in 1.15 (tellers and certifiers).
    """
    return Decision(reasons=(*_person(facts), *_times(facts)))


def may_look_up(facts: LookupFacts) -> Decision:
    """May a teller be shown the people whom this part of a name fits?

    Source: settled in 1.15 (tellers); a teller finds the person who stands there, and reads no list.
    """
    if facts.letters < LEAST_LETTERS:
        short = _no(
            "lookup_too_short",
            say("That is too little of a name."),
            say("Type at least {least} letters of the name.", least=LEAST_LETTERS),
        )
        return Decision(reasons=(short,))
    if facts.fitting > MOST_SHOWN:
        many = _no(
            "lookup_too_many",
            say("More than {most} people fit.", most=MOST_SHOWN),
            say("Type more of the name: the first and the last name, in any order."),
        )
        return Decision(reasons=(many,))
    return Decision()


def letters_of(typed: str) -> int:
    """The letters of the longest word, in any script; other signs are none, and "y y" is a search for "y".

    A sign that stands for a syllable is worth as much as the shortest part of a name in letters.
    """
    return max((sum(map(_worth, word)) for word in unicodedata.normalize("NFC", typed).split()), default=0)


def _worth(sign: str) -> int:
    if not sign.isalpha():
        return 0
    return LEAST_LETTERS if unicodedata.name(sign, "").startswith(SYLLABLES) else 1


def alike(names: Sequence[str]) -> tuple[bool, ...]:
    """Which of these names another one on the page is like, so that a birth date has to tell the two apart."""
    plain = [" ".join(name.casefold().split()) for name in names]
    number = Counter(plain)
    return tuple(number[each] > 1 for each in plain)


def _person(facts: DutyFacts) -> Iterator[Reason]:
    if not facts.at_table:
        yield _no(
            "duty_elsewhere",
            say("You are not one of the tellers at this table."),
            say("Ask the clerk to put you on the list of tellers at the table."),
        )
    if facts.teller is None:
        yield _no(
            "duty_undeclared",
            say("You have not declared yet that you have no stake in the result."),
            say("Make the declaration on the tellers’ page first."),
        )
    else:
        yield from stake_objections(facts.teller)


def _times(facts: DutyFacts) -> Iterator[Reason]:
    zone = ZoneInfo(facts.zone)
    if facts.asked_at >= facts.closes_at:
        yield _no(
            "duty_over",
            say(
                "Voting closed on {closes}. Tellers see the list of voters only while people vote.",
                closes=facts.closes_at.astimezone(zone),
            ),
            say("Whatever is left to enter for the table, the clerk enters."),
        )
    elif not facts.has_opened or facts.asked_at < facts.opens_at:
        yield _no(
            "duty_too_early",
            say("Voting is not open yet. Tellers see the list of voters only while people vote."),
            say("Come back from {opens} on.", opens=facts.opens_at.astimezone(zone)),
        )


def _no(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=DUTY_SOURCE, remedy=remedy)
