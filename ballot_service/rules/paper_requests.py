"""Asking for a ballot on paper: by phone, by mail, at the table or with one's own link, until voting closes.

The ballot link stays valid while a paper ballot is out: whichever ballot is accepted first counts (1.15).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ballot_service.rules.cards import CARD_FIRST, DREW_CARD
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.words import Sentence, say

REQUEST_SOURCE = "Requirements 1.15, voting and counting"
MAIL_SOURCE = "Requirements 1.14, late mail ballots"
MAIL_TAKES = timedelta(days=5)
"""A letter there and back: a ballot asked for later may not be posted again before voting closes."""


class PaperWay(StrEnum):
    """How the wish for a paper ballot came."""

    PHONE = "phone"
    MAIL = "mail"
    TABLE = "table"
    LINK = "link"


class PaperDelivery(StrEnum):
    """How the paper ballot gets to the voter."""

    MAIL = "mail"
    BY_HAND = "by_hand"


WAY_WORDS: Mapping[PaperWay, Sentence] = {
    PaperWay.PHONE: say("By phone"),
    PaperWay.MAIL: say("By mail"),
    PaperWay.TABLE: say("In person"),
    PaperWay.LINK: say("On the page of their ballot link"),
}
DELIVERY_WORDS: Mapping[PaperDelivery, Sentence] = {
    PaperDelivery.MAIL: say("Mailed to the address below"),
    PaperDelivery.BY_HAND: say("Handed over in person"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRequestFacts:
    """A wish for a paper ballot. `asked_at` is when it came; `may_have_a_ballot` says that the person is on the roll
    and may vote or waits for a decision; `is_waiting` that an earlier wish is not answered yet; `drew_card` that
    the person signed in at the table with a code card."""

    asked_at: datetime
    zone: str
    closes_at: datetime
    by_mail: bool = False
    may_have_a_ballot: bool = True
    has_voted: bool = False
    drew_card: bool = False
    is_waiting: bool = False
    is_voted_on: bool = True

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"asked_at": self.asked_at, "closes_at": self.closes_at})


def may_ask_for_paper(facts: PaperRequestFacts) -> Decision:
    """May this voter be given a ballot on paper?

    Until voting closes (half-open), while no ballot of the voter is in the box. `dates` has "voting_closes".
    Source: settled in 1.15 (one accepted ballot, the link stays valid); 1.14 (mail) for the warning.
    """
    closes = facts.closes_at.astimezone(ZoneInfo(facts.zone))
    return Decision(reasons=tuple(_objections(facts, closes)), dates={"voting_closes": closes})


def _objections(facts: PaperRequestFacts, closes: datetime) -> Iterator[Reason]:
    if not facts.is_voted_on:
        yield _no(
            "paper_no_vote",
            say("Nothing is voted on: everyone who stands is declared elected."),
            say("There is nothing to do. Read the result on the election's page."),
        )
    if not facts.may_have_a_ballot:
        yield _no(
            "paper_no_voter",
            say("This person may not vote in this election and gets no ballot."),
            say("Look at the person's page to see why, and what to do if it is wrong."),
        )
    if facts.drew_card:
        yield _no("paper_drew_card", DREW_CARD, CARD_FIRST)
    elif facts.has_voted:
        yield _no(
            "paper_voted_already",
            say("A ballot of this person is in the box already. It counts, and no other one can."),
            say("Tell the person that the ballot has arrived."),
        )
    if facts.is_waiting:
        yield _no(
            "paper_asked_already",
            say("This person has asked for a paper ballot already, and it has not been sent."),
            say("Send that one. If something in it is wrong, take the request back and enter a new one."),
        )
    yield from _times(facts, closes)


def _times(facts: PaperRequestFacts, closes: datetime) -> Iterator[Reason]:
    if facts.asked_at >= facts.closes_at:
        yield _no(
            "paper_too_late",
            say("Voting closed on {closes}.", closes=closes),
            say("No ballot can be given out any more. The election's page tells how it went."),
        )
    elif facts.by_mail and facts.asked_at >= facts.closes_at - MAIL_TAKES:
        yield Reason(
            code="paper_mail_is_slow",
            sentence=say("Mail takes several days, and voting closes on {closes}.", closes=closes),
            source=MAIL_SOURCE,
            weight=Weight.WARNS,
            remedy=say(
                "It counts if it is postmarked by then. It is safer to fetch the ballot in person, or to vote with "
                "the link."
            ),
        )


def _no(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=REQUEST_SOURCE, remedy=remedy)
