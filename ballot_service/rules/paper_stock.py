"""Paper ballots as stock: what may be printed and issued, and whether every sheet is accounted for.

Printed = issued + left + spoiled. A spoiled sheet was never received, so it stands here and in no other sum (1.15).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ballot_service.rules.cards import CARD_FIRST, DREW_CARD
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.words import Sentence, say

STOCK_SOURCE = "Requirements 1.15, voting and counting"
MOST_IN_A_RUN = 500
"""Ballots in one run; more are printed in several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintFacts:
    """A wish to print so many paper ballots. `is_frozen` and `is_voted_on` are about the ballot;
    `is_paused` says that it is being corrected."""

    asked_at: datetime
    zone: str
    closes_at: datetime
    ballots: int
    is_frozen: bool = True
    is_voted_on: bool = True
    is_paused: bool = False

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"asked_at": self.asked_at, "closes_at": self.closes_at})


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFacts:
    """A paper ballot that is about to be given to a voter. `in_stock` is how many of its kind are left by the account;
    `is_replacement` says that an earlier one of this voter is out, `drew_card` that the voter signed in with a code
    card."""

    asked_at: datetime
    zone: str
    closes_at: datetime
    in_stock: int
    may_have_a_ballot: bool = True
    has_voted: bool = False
    drew_card: bool = False
    is_replacement: bool = False
    is_paused: bool = False

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"asked_at": self.asked_at, "closes_at": self.closes_at})


@dataclass(frozen=True, slots=True, kw_only=True)
class StockFacts:
    """The sheets of one kind. `left` is what somebody counted by hand; None while nobody has since the last change."""

    printed: int
    issued: int
    spoiled: int
    left: int | None = None


def may_print_ballots(facts: PrintFacts) -> Decision:
    """May this many paper ballots be printed now?

    From the frozen ballot only, until voting closes. Source: settled in 1.15 (the frozen ballot, the stock account).
    """
    reasons = [*_too_late(facts.asked_at, facts.closes_at, facts.zone), *_paused(facts.is_paused)]
    if not facts.is_frozen:
        reasons.append(
            _no(
                "print_not_frozen",
                say("The ballot is not frozen yet, so its names can still change."),
                say("Freeze the ballot, then print."),
            )
        )
    elif not facts.is_voted_on:
        reasons.append(
            _no(
                "print_no_vote",
                say("Nothing is voted on: everyone who stands is declared elected."),
                say("No ballots are needed."),
            )
        )
    if not 1 <= facts.ballots <= MOST_IN_A_RUN:
        reasons.append(
            _no(
                "print_number",
                say("One run has 1 to {most} ballots.", most=MOST_IN_A_RUN),
                say("Print several runs if you need more."),
            )
        )
    return Decision(reasons=tuple(reasons))


def may_issue_paper(facts: IssueFacts) -> Decision:
    """May this voter be given a paper ballot from the stock now?

    An earlier one of the same voter is cancelled: if it arrives, it stays sealed.
    Source: settled in 1.15 (one accepted ballot a person; the stock account).
    """
    return Decision(
        reasons=(*_too_late(facts.asked_at, facts.closes_at, facts.zone), *_stands_against(facts))
    )


def stock_adds_up(facts: StockFacts) -> Decision:
    """Is every printed ballot of this kind accounted for: printed = issued + left + spoiled?

    Held until somebody has counted what is left. Source: settled in 1.15 (spoiled ballots, the stock account).
    """
    if facts.left is None:
        reason = Reason(
            code="stock_not_counted",
            sentence=say("Nobody has counted the ballots that are left since the last change."),
            source=STOCK_SOURCE,
            weight=Weight.HOLDS,
            remedy=say("Count them by hand and enter the number."),
        )
        return Decision(reasons=(reason,))
    numbers: dict[str, object] = {
        "printed": facts.printed,
        "issued": facts.issued,
        "left": facts.left,
        "spoiled": facts.spoiled,
    }
    difference = facts.printed - facts.issued - facts.left - facts.spoiled
    if difference == 0:
        sentence = say("Printed {printed} = issued {issued} + left {left} + spoiled {spoiled}.", **numbers)
        agrees = Reason(code="stock_agrees", sentence=sentence, source=STOCK_SOURCE, weight=Weight.NOTES)
        return Decision(reasons=(agrees,))
    sentence = say(
        "The stock does not agree. Printed {printed}. Issued {issued} + left {left} + spoiled {spoiled}.",
        **numbers,
    )
    remedy = say(
        "Look for the difference of {difference}, or count what is left again.", difference=abs(difference)
    )
    return Decision(reasons=(_no("stock_differs", sentence, remedy),))


def _paused(is_paused: bool) -> Iterator[Reason]:
    if is_paused:
        yield _no(
            "paper_paused",
            say("Voting is paused, because the ballot is being corrected."),
            say("Print and give out ballots again once a second person has confirmed the new ballot."),
        )


def _stands_against(facts: IssueFacts) -> Iterator[Reason]:
    yield from _paused(facts.is_paused)
    if facts.drew_card:
        yield _no("issue_drew_card", DREW_CARD, CARD_FIRST)
    elif facts.has_voted:
        yield _no(
            "issue_voted_already",
            say("A ballot of this person is in the box already. It counts, and no other one can."),
            say("Tell the person that the ballot has arrived."),
        )
    if not facts.may_have_a_ballot:
        yield _no(
            "issue_no_voter",
            say("This person may not vote in this election and gets no ballot."),
            say("Look at the person's page to see why, and what to do if it is wrong."),
        )
    if facts.in_stock < 1:
        yield _no(
            "issue_none_left",
            say("No ballot of this kind is left."),
            say("Print a run in this language and size first."),
        )
    if facts.is_replacement:
        yield Reason(
            code="issue_replaces",
            sentence=say("A paper ballot of this voter is out already."),
            source=STOCK_SOURCE,
            weight=Weight.WARNS,
            remedy=say("The new one takes its place: if the first one arrives, it stays sealed."),
        )


def _too_late(asked_at: datetime, closes_at: datetime, zone: str) -> Iterator[Reason]:
    if asked_at >= closes_at:
        yield _no(
            "paper_after_close",
            say("Voting closed on {closes}.", closes=closes_at.astimezone(ZoneInfo(zone))),
            say("No ballot can be given out any more. The election's page tells how it went."),
        )


def _no(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=STOCK_SOURCE, remedy=remedy)
