"""Deciding about a voter whom the rules held: until the count is signed, and never again after that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.words import Sentence, say

REVIEW_SOURCE = "Requirements 1.12, rule 5"
CHALLENGE_SOURCE = "Requirements 1.14, challenge window"
LIKENESS_SOURCE = "Requirements 1.12, rule 4"
HELD_SOURCE = "Requirements 1.12, rule 4; Requirements 1.15, voting and counting"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldVoterFacts:
    """Whether the voter waits for a decision, how many people have signed the count, and whether the result is
    certified."""

    is_held: bool
    signatures: int = 0
    is_certified: bool = False
    in_review: bool = False
    """The voter asked for a review of a refusal: another person than the first decides, on the case's own page."""


def may_decide_held(facts: HeldVoterFacts) -> Decision:
    """May somebody decide now about a voter whom the rules held?

    Whoever signs the count signs its numbers: a later decision would change the roll, or the ballots counted.
    Source: settled in 1.12 (rule 4) and 1.15 (voting and counting, certification).
    """
    reasons = []
    if not facts.is_held:
        reasons.append(
            _refusal(
                "not_held",
                say("This person is not waiting for a decision."),
                say("Look at the person's page to see what was decided."),
            )
        )
    elif facts.in_review:
        reasons.append(
            _refusal(
                "held_for_review",
                say("This person asked for a review, and another person than the first has to decide it."),
                say("Decide it on the page of the review."),
            )
        )
    if facts.is_certified:
        reasons.append(
            _refusal(
                "result_certified",
                say("The result is certified, so it is too late to decide who may vote."),
                say("Read the certificate."),
            )
        )
    elif facts.signatures:
        reasons.append(
            _refusal(
                "count_signed",
                say("People have signed the count, so it is too late to decide who may vote."),
                say("Tell the staff liaison what you found out. The liaison's remark goes on the record."),
            )
        )
    return Decision(reasons=tuple(reasons))


def held_in_review() -> Reason:
    """What a refusal becomes while a second person has not looked at it (1.12, rule 5)."""
    return Reason(
        code="held_in_review",
        sentence=say("You asked for a review. A person who did not decide before will look at it."),
        source=REVIEW_SOURCE,
        weight=Weight.HOLDS,
        remedy=say(
            "Until then you get a provisional ballot: it counts once it is decided that you may vote."
        ),
    )


def challenge_upheld(review_until: date) -> Reason:
    """What a challenge to a voter becomes once a person has upheld it (1.14)."""
    return Reason(
        code="voter_challenge_upheld",
        sentence=say("A challenge was upheld: you cannot vote in this election."),
        source=CHALLENGE_SOURCE,
        remedy=say("If this is wrong, ask for a review by {day}.", day=review_until),
    )


def settled(
    reasons: Mapping[str, Reason], may_by_person: bool | None, review_until: date | None
) -> Mapping[str, Reason]:
    """The same reasons, with what a person decided in place of those that held (1.12, rule 4).

    `review_until` is None where the decision was itself a review: there is no second one.
    """
    kept = {code: reason for code, reason in reasons.items() if reason.weight is not Weight.HOLDS}
    if may_by_person is None or len(kept) == len(reasons):
        return reasons
    decided = _person_allows() if may_by_person else _person_refuses(review_until)
    return {**kept, decided.code: decided}


def _person_allows() -> Reason:
    return Reason(
        code="person_decided_may_vote",
        sentence=say("A person looked at it and decided: you may vote in this election."),
        source=LIKENESS_SOURCE,
        weight=Weight.NOTES,
    )


def _person_refuses(review_until: date | None) -> Reason:
    if review_until is None:
        return Reason(
            code="review_upheld",
            sentence=say("A second person looked at it and decided: you may not vote in this election."),
            source=REVIEW_SOURCE,
            remedy=say("You may still be nominated. The result can be challenged after the first count."),
        )
    return Reason(
        code="person_decided_may_not_vote",
        sentence=say("A person looked at it and decided: you may not vote in this election."),
        source=LIKENESS_SOURCE,
        remedy=say("If this is wrong, ask for a review by {day}.", day=review_until),
    )


def _refusal(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=HELD_SOURCE, remedy=remedy)
