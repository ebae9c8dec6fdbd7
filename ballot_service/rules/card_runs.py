"""Runs of code cards: how many are printed when, and how long the file with their codes can be fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.words import Sentence, say

CARD_SOURCE = "Requirements 1.15, voting and counting"
MOST_CARDS = 500
"""Cards in one run; more are printed in several."""
FILE_LASTS = timedelta(hours=24)
"""How long a run's file can be fetched: whoever has it has every code of the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRunFacts:
    """A wish to print so many cards. `is_frozen` and `is_voted_on` are about the ballot."""

    asked_at: datetime
    zone: str
    closes_at: datetime
    cards: int
    is_frozen: bool = True
    is_voted_on: bool = True

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"asked_at": self.asked_at, "closes_at": self.closes_at})


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFileFacts:
    """A wish to fetch the file of a run that was made at `printed_at`."""

    asked_at: datetime
    printed_at: datetime

    def __post_init__(self) -> None:
        check_moments({"asked_at": self.asked_at, "printed_at": self.printed_at})


def may_print_cards(facts: CardRunFacts) -> Decision:
    """May this many code cards be printed now?

    For a frozen ballot with something to choose, until voting closes. Source: settled in 1.15 (the stock account).
    """
    reasons = [*after_close(facts.asked_at, facts.closes_at, facts.zone)]
    if not facts.is_frozen:
        reasons.append(
            objection(
                "cards_not_frozen",
                say("The ballot is not frozen yet, so its names can still change."),
                say("Freeze the ballot, then print."),
            )
        )
    elif not facts.is_voted_on:
        reasons.append(
            objection(
                "cards_no_vote",
                say("Nothing is voted on: everyone who stands is declared elected."),
                say("No cards are needed."),
            )
        )
    if not 1 <= facts.cards <= MOST_CARDS:
        reasons.append(
            objection(
                "cards_number",
                say("One run has 1 to {most} cards.", most=MOST_CARDS),
                say("Print several runs if you need more."),
            )
        )
    return Decision(reasons=tuple(reasons))


def may_fetch_cards(facts: CardFileFacts) -> Decision:
    """May the file of this run be fetched now, to be printed?

    For one day after the run was made: the file holds every code. Source: settled in 1.15 (voting and counting).
    """
    if facts.asked_at < facts.printed_at + FILE_LASTS:
        return Decision()
    over = objection(
        "cards_file_over",
        say("The file of this run could be fetched for 24 hours. It holds every code, so it is gone now."),
        say("Put another run into the account if you need more cards, and print it on the same day."),
    )
    return Decision(reasons=(over,))


def after_close(asked_at: datetime, closes_at: datetime, zone: str) -> Iterator[Reason]:
    """Nothing is done with cards once voting is closed."""
    if asked_at >= closes_at:
        yield objection(
            "cards_after_close",
            say("Voting closed on {closes}.", closes=closes_at.astimezone(ZoneInfo(zone))),
            say("Nobody can vote any more. Count the cards that are left."),
        )


def objection(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    """A reason why a card, or a run of cards, may not be had."""
    return Reason(code=code, sentence=sentence, source=CARD_SOURCE, remedy=remedy)
