"""Somebody whose ballot is in comes to the table after the ballot was corrected, without a phone to open a link on.

They choose again on a device of the table, with their own link. Why not on paper:
docs/decisions/0023-choosing-again-at-the-table.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.words import Sentence, say

AGAIN_SOURCE = "Requirements 1.14 (ballot order) and 1.15"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainFacts:
    """Somebody at the table who wants to choose again. `drew_card` says that the person signed in with a code card;
    `contests_again` are the contests that the person's link would offer now. `has_opened` says that the opening was
    confirmed, `is_paused` that the ballot is being corrected at this moment."""

    asked_at: datetime
    zone: str
    closes_at: datetime
    contests_again: int
    has_opened: bool = True
    is_paused: bool = False
    may_have_a_ballot: bool = True
    has_voted: bool = True
    drew_card: bool = False

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"asked_at": self.asked_at, "closes_at": self.closes_at})


def may_choose_again_at_table(facts: AgainFacts) -> Decision:
    """May this person be shown their ballot link at the table, to choose again on a corrected ballot?

    While voting is open (half-open), whoever has voted before the correction, by link or in an envelope that is still
    closed. Source: settled in 1.14 (ballot order) and 1.15 (one accepted ballot).
    """
    return Decision(reasons=(*_times(facts), *_person(facts)))


def _times(facts: AgainFacts) -> Iterator[Reason]:
    if facts.asked_at >= facts.closes_at:
        yield _no(
            "again_closed",
            say("Voting closed on {closes}.", closes=facts.closes_at.astimezone(ZoneInfo(facts.zone))),
            say("The ballot that is in counts. The election's page tells how it went."),
        )
    elif facts.is_paused or not facts.has_opened:
        yield _no(
            "again_paused",
            say("Nobody can vote at this moment."),
            say("Ask the person to come back once voting goes on."),
        )


def _person(facts: AgainFacts) -> Iterator[Reason]:
    if not facts.may_have_a_ballot:
        yield _no(
            "again_no_voter",
            say("This person may not vote in this election and gets no ballot."),
            say("The clerk sees why, and what to do if it is wrong."),
        )
    elif facts.drew_card:
        yield _no(
            "again_drew_card",
            say("This person drew a card. Nobody knows which ballot is theirs, so none can be changed."),
            say(
                "A card that is not used yet shows the corrected ballot. A ballot cast with one before counts as it is."
            ),
        )
    elif not facts.has_voted:
        yield _no(
            "again_first",
            say("No ballot of this person is in the box."),
            say("Sign the person in: they vote on the corrected ballot."),
        )
    elif not facts.contests_again:
        yield _no(
            "again_nothing_new",
            say("Nothing was corrected since this person voted, or they have chosen again already."),
            say("The ballot that is in counts. Tell the person that it has arrived."),
        )


def _no(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=AGAIN_SOURCE, remedy=remedy)
