"""Voting at the table: who can be given a ballot on the spot, and who votes provisionally.

Nobody is sent home for not being on a list: whoever is held, or comes after the roll was frozen, gets a provisional
ballot with its reason (1.14, 1.15).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.words import Sentence, say

TABLE_SOURCE = "Requirements 1.15, voting and counting"
PROVISIONAL_SOURCE = "Requirements 1.14, provisional and cure; Requirements 1.15, voting and counting"


class TableMeans(StrEnum):
    """With what somebody votes who has signed in at the table."""

    PAPER = "paper"
    LINK = "link"


MEANS_WORDS: Mapping[TableMeans, Sentence] = {
    TableMeans.PAPER: say("A paper ballot in a signed envelope"),
    TableMeans.LINK: say("Their own ballot link, on their phone or on one of ours"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFacts:
    """Somebody who wants to vote at the table now. `has_opened` says that the opening was confirmed."""

    asked_at: datetime
    zone: str
    opens_at: datetime
    closes_at: datetime
    has_opened: bool = True
    may_have_a_ballot: bool = True
    is_held: bool = False
    has_voted: bool = False
    has_signed_in: bool = False

    def __post_init__(self) -> None:
        check_zone(self.zone)
        names = ("asked_at", "opens_at", "closes_at")
        check_moments({name: getattr(self, name) for name in names})


def may_vote_at_table(facts: TableFacts) -> Decision:
    """May this person sign in at the table and be given a ballot now?

    While voting is open (half-open). Whoever waits for a decision votes provisionally.
    Source: settled in 1.14 (provisional and cure) and 1.15 (one accepted ballot).
    """
    return Decision(reasons=(*_times(facts), *_person(facts)))


def _times(facts: TableFacts) -> Iterator[Reason]:
    zone = ZoneInfo(facts.zone)
    if facts.asked_at >= facts.closes_at:
        yield _no(
            "table_closed",
            say("Voting closed on {closes}.", closes=facts.closes_at.astimezone(zone)),
            say("Nobody can vote any more. The election's page tells how it went."),
        )
    elif not facts.has_opened or facts.asked_at < facts.opens_at:
        yield _no(
            "table_not_open",
            say("Voting is not open yet."),
            say("Ask the person to come back from {opens} on.", opens=facts.opens_at.astimezone(zone)),
        )


def _person(facts: TableFacts) -> Iterator[Reason]:
    if facts.has_voted:
        yield _no(
            "table_voted_already",
            say("A ballot of this person is in the box already."),
            say("It counts. Tell the person that it has arrived."),
        )
    if facts.has_signed_in:
        yield _no(
            "table_signed_in_already",
            say("This person has signed in at the table before."),
            say("Look at the person's page. A ballot that was spoiled or lost is replaced there."),
        )
    if not facts.may_have_a_ballot:
        yield _no(
            "table_no_voter",
            say("This person may not vote in this election and gets no ballot."),
            say("Look at the person's page. While a review is open, the person votes provisionally."),
        )
    elif facts.is_held:
        yield Reason(
            code="table_provisional",
            sentence=say(
                "The ballot is provisional: it stays apart until a person decides about this voter."
            ),
            source=PROVISIONAL_SOURCE,
            weight=Weight.WARNS,
            remedy=say("Tell the voter why, and that it counts once it is decided that they may vote."),
        )


def _no(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=TABLE_SOURCE, remedy=remedy)
