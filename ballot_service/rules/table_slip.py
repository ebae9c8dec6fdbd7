"""The link of somebody who signed in for it, shown once more: the printer jammed, or the slip cannot be read.

Whoever sees the link could use it. So it is shown with the sign-in, and again only by a press that stands in the trail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.words import Sentence, say

SLIP_SOURCE = "Requirements 1.15, voting and counting"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipFacts:
    """Somebody at the table who needs their slip again. `signed_in_for_link` says that they signed in to vote with
    their own link."""

    asked_at: datetime
    zone: str
    closes_at: datetime
    signed_in_for_link: bool = True
    may_have_a_ballot: bool = True
    has_voted: bool = False

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"asked_at": self.asked_at, "closes_at": self.closes_at})


def may_show_link_again(facts: SlipFacts) -> Decision:
    """May the link of this person be shown at the table once more?

    While voting is open (half-open), to whoever signed in for it and has not voted. Who has voted and may choose again
    is `may_choose_again_at_table`. Source: settled in 1.15 (one accepted ballot a person).
    """
    return Decision(reasons=tuple(_objections(facts)))


def _objections(facts: SlipFacts) -> Iterator[Reason]:
    if facts.asked_at >= facts.closes_at:
        yield _no(
            "slip_closed",
            say("Voting closed on {closes}.", closes=facts.closes_at.astimezone(ZoneInfo(facts.zone))),
            say("Nobody can vote any more. The election's page tells how it went."),
        )
    if not facts.signed_in_for_link:
        yield _no(
            "slip_other_means",
            say("This person has not signed in to vote with their own link."),
            say("Look for the person's name again."),
        )
    if not facts.may_have_a_ballot:
        yield _no(
            "slip_no_voter",
            say("This person may not vote in this election and gets no ballot."),
            say("The clerk sees why, and what to do if it is wrong."),
        )
    if facts.has_voted:
        yield _no(
            "slip_voted",
            say("A ballot of this person is in the box already."),
            say("It counts. Tell the person that it has arrived."),
        )


def _no(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=SLIP_SOURCE, remedy=remedy)
