"""When the ballot may be frozen: once, after nominations have closed, and with somebody on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.words import Sentence, say

FREEZE_SOURCE = "Requirements 1.14 (ballot order) and 1.15"


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotFreezeFacts:
    """When somebody asks, when nominations close, and how many qualified people stand for any seat.

    Both moments have an offset; `zone` is the district's IANA zone.
    """

    asked_at: datetime
    nominations_close_at: datetime
    zone: str
    qualified: int
    is_frozen: bool = False
    cases_open: int = 0
    """Reviews of interest forms and challenges to nominees that nobody has decided."""

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"asked_at": self.asked_at, "nominations_close_at": self.nominations_close_at})


def may_freeze_ballot(facts: BallotFreezeFacts) -> Decision:
    """May the ballot be frozen now? From then on nobody joins or leaves it.

    `dates` has "nominations_close" while nominations are open. Source: settled in 1.14 (ballot order) and 1.15.
    """
    reasons = []
    closes = facts.nominations_close_at.astimezone(ZoneInfo(facts.zone))
    is_open = facts.asked_at < facts.nominations_close_at
    if facts.is_frozen:
        reasons.append(
            _refusal(
                "ballot_frozen",
                say("The ballot is already frozen."),
                say("A wrong or missing name is put right by a corrected ballot."),
            )
        )
    if is_open:
        reasons.append(
            _refusal(
                "nominations_open",
                say("Nominations are open until {closes}.", closes=closes),
                say("Freeze the ballot after {closes}.", closes=closes),
            )
        )
    if not facts.qualified:
        reasons.append(
            _refusal(
                "nobody_stands",
                say("Nobody qualified stands for any seat, so there is no ballot."),
                say("Ask the community again for people who will serve."),
            )
        )
    if facts.cases_open and not facts.is_frozen:
        reasons.append(
            Reason(
                code="cases_open",
                sentence=say(
                    "Reviews and challenges about nominees without a decision: {count}.",
                    count=facts.cases_open,
                ),
                source=FREEZE_SOURCE,
                weight=Weight.WARNS,
                remedy=say("Decide them first: after the freeze no name comes onto the ballot or leaves it."),
            )
        )
    return Decision(reasons=tuple(reasons), dates={"nominations_close": closes} if is_open else {})


def _refusal(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=FREEZE_SOURCE, remedy=remedy)
