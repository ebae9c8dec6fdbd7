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

from ballot_service.rules.cards import CARD_FIRST, DREW_CARD
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.words import Sentence, say

TABLE_SOURCE = "Requirements 1.15, voting and counting"
PROVISIONAL_SOURCE = "Requirements 1.14, provisional and cure; Requirements 1.15, voting and counting"


class TableMeans(StrEnum):
    """With what somebody votes who has signed in at the table."""

    PAPER = "paper"
    LINK = "link"
    CARD = "card"
    """A code card, drawn from the box: from then on nothing leads from the person to the ballot."""


MEANS_WORDS: Mapping[TableMeans, Sentence] = {
    TableMeans.PAPER: say("A paper ballot in a signed envelope"),
    TableMeans.LINK: say("Their own ballot link, on their phone or on one of ours"),
    TableMeans.CARD: say("A code card drawn from the box, on our tablet or their own phone"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFacts:
    """Somebody who wants to vote at the table now. `has_opened` says that the opening was confirmed; `drew_card`
    that the person signed in before with a code card."""

    asked_at: datetime
    zone: str
    opens_at: datetime
    closes_at: datetime
    has_opened: bool = True
    may_have_a_ballot: bool = True
    is_held: bool = False
    has_voted: bool = False
    drew_card: bool = False
    has_signed_in: bool = False

    def __post_init__(self) -> None:
        check_zone(self.zone)
        names = ("asked_at", "opens_at", "closes_at")
        check_moments({name: getattr(self, name) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoFacts:
    """A sign-in that is about to be taken back. `paper_is_out` says that a paper ballot was given since,
    `paper_is_here` that it lies on the table to be torn through; `has_voted` that a ballot of the person is in the
    box."""

    means: TableMeans
    has_signed_in: bool = True
    has_voted: bool = False
    paper_is_out: bool = False
    paper_is_here: bool = False


def may_undo_sign_in(facts: UndoFacts) -> Decision:
    """May this sign-in be taken back as a slip, as if the person had not come?

    Not once something is out that could be voted with: a paper ballot is replaced, or comes back to be torn through
    and stays in the account as issued; a card is handed back.
    Source: settled in 1.15 (one accepted ballot a person).
    """
    reasons = []
    if not facts.has_signed_in:
        reasons.append(
            _no(
                "undo_not_signed_in",
                say("This person has not signed in."),
                say("Look for the person's name again."),
            )
        )
    elif facts.means is TableMeans.CARD:
        reasons.append(
            _no(
                "undo_card_first",
                say("This person signed in with a card. Nobody knows which card it is."),
                say("Take an unused card back by its code: that frees the person's place."),
            )
        )
    elif facts.has_voted:
        reasons.append(
            _no(
                "undo_voted",
                say("A ballot of this person is in the box already."),
                say("It counts. The sign-in stays on record."),
            )
        )
    if facts.means is TableMeans.PAPER and facts.paper_is_out and not facts.paper_is_here:
        reasons.append(
            _no(
                "undo_paper_out",
                say("This person was given a paper ballot."),
                say(
                    "Was it a slip, and the ballot is here? Then say so. One that was spoiled or lost is replaced."
                ),
            )
        )
    return Decision(reasons=tuple(reasons))


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
    if facts.drew_card:
        yield _no("table_drew_card", DREW_CARD, CARD_FIRST)
        return
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
            say("Find the name again. A ballot that was spoiled or lost is replaced beside it."),
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
