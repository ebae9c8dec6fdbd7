"""Counts a motion: yes, no and abstentions against a threshold in whole people.

Either more than half of the votes cast, abstentions left aside, or two-thirds of a stated number of people
(the elected members serving, or those present), where whoever does not vote yes counts against.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ballot_service.rules.counting.result import CandidateVotes, ContestResult, Method, Round, RoundVotes
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import WrongFact
from ballot_service.rules.words import Sentence, say

MOTION_SOURCE = "R066; R083; R086"
YES, NO, ABSTAINED = "yes", "no", "abstained"


class Threshold(StrEnum):
    MAJORITY_OF_VOTES = "majority_of_votes"
    TWO_THIRDS_OF_MEMBERSHIP = "two_thirds_of_membership"


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionFacts:
    """The votes on one motion. `membership` is the number of people of whom two-thirds are needed; vacant seats
    are not people. It is left out for a majority of the votes cast."""

    yes_votes: int
    no_votes: int
    abstentions: int = 0
    threshold: Threshold = Threshold.MAJORITY_OF_VOTES
    membership: int | None = None

    def __post_init__(self) -> None:
        for name in ("yes_votes", "no_votes", "abstentions"):
            if getattr(self, name) < 0:
                raise WrongFact(name, "is fewer than none", "0 or more people")
        voted = self.yes_votes + self.no_votes + self.abstentions
        if self.threshold is Threshold.TWO_THIRDS_OF_MEMBERSHIP and not (self.membership or 0) >= max(
            1, voted
        ):
            raise WrongFact("membership", "is missing or fewer than those who voted", "all who count")


def votes_needed(facts: MotionFacts) -> int:
    """The fewest people who must say yes.

    Source: R083, simple majority of the votes cast, an even split fails; R066 and R086, two-thirds."""
    if facts.threshold is Threshold.TWO_THIRDS_OF_MEMBERSHIP:
        assert facts.membership is not None  # looked at when the facts were made
        # Two-thirds in whole people, rounded up: 4 of 6, 5 of 7.
        return -(-2 * facts.membership // 3)
    return (facts.yes_votes + facts.no_votes) // 2 + 1


def count_motion(facts: MotionFacts) -> ContestResult:
    """The votes on a motion as the result of a contest between yes and no; `elected` is what the council
    decided. An even split is no tie: the motion fails. Source: R066; R083; R086."""
    votes = {YES: facts.yes_votes, NO: facts.no_votes}
    decided = YES if facts.yes_votes >= votes_needed(facts) else NO
    cast = facts.yes_votes + facts.no_votes
    return ContestResult(
        method=Method.MOTION,
        seats=1,
        votes_allowed=1,
        candidates=(YES, NO),
        ballots=cast + facts.abstentions,
        valid=cast,
        blank=facts.abstentions,
        overvoted=0,
        votes=tuple(CandidateVotes(candidate=one, votes=number) for one, number in votes.items()),
        overvotes=0,
        undervotes=facts.abstentions,
        elected=(decided,),
        quota=votes_needed(facts),
        rounds=(
            Round(
                votes=tuple(RoundVotes(candidate=one, votes=number) for one, number in votes.items()),
                elected=(decided,),
            ),
        ),
        steps=(_votes(facts), _needed(facts)),
    )


def motion_carries(facts: MotionFacts) -> Decision:
    """Does the motion carry?

    Source: R083 (simple majority), R066 and R086 (two-thirds); an even split fails. Whoever abstains counts
    against two-thirds of a membership and not at all in a majority of the votes cast."""
    notes = tuple(
        Reason(code="motion_count", sentence=sentence, source=MOTION_SOURCE, weight=Weight.NOTES)
        for sentence in (_votes(facts), _needed(facts))
    )
    missing = votes_needed(facts) - facts.yes_votes
    if missing <= 0:
        return Decision(reasons=notes)
    fails = Reason(
        code="motion_fails",
        sentence=say("The motion fails: {missing} more would have had to vote yes.", missing=missing),
        source=MOTION_SOURCE,
        remedy=say("The council may take it up again at a later meeting."),
    )
    return Decision(reasons=(*notes, fails))


def _votes(facts: MotionFacts) -> Sentence:
    return say(
        "Yes: {yes}. No: {no}. Abstained: {abstained}.",
        yes=facts.yes_votes,
        no=facts.no_votes,
        abstained=facts.abstentions,
    )


def _needed(facts: MotionFacts) -> Sentence:
    if facts.threshold is Threshold.TWO_THIRDS_OF_MEMBERSHIP:
        return say(
            "Needed: {needed} yes, two-thirds of {membership}. Whoever abstains counts against.",
            needed=votes_needed(facts),
            membership=facts.membership,
        )
    return say("Needed: {needed} yes, more than half of the votes cast.", needed=votes_needed(facts))
