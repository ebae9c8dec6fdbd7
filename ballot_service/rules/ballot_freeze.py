"""When the ballot may be frozen: once, after nominations have closed, and with somebody on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.form_times import MAIL_SOURCE
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
    forms_open: int = 0
    """Interest forms that nobody has checked, or that still lack something."""
    mail_ends_at: datetime | None = None
    """Until when a form mailed in time may still come; None when none can."""

    def __post_init__(self) -> None:
        check_zone(self.zone)
        moments = {"asked_at": self.asked_at, "nominations_close_at": self.nominations_close_at}
        check_moments(moments | ({"mail_ends_at": self.mail_ends_at} if self.mail_ends_at else {}))


def may_freeze_ballot(facts: BallotFreezeFacts) -> Decision:
    """May the ballot be frozen now? From then on nobody joins or leaves it.

    `dates` has "nominations_close" while nominations are open. What the freeze would cut off is warned about.
    Source: settled in 1.14 (ballot order, late mail forms) and 1.15.
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
    if not facts.is_frozen and not is_open:
        reasons.extend(_cut_off(facts))
    return Decision(reasons=tuple(reasons), dates={"nominations_close": closes} if is_open else {})


def _cut_off(facts: BallotFreezeFacts) -> Iterator[Reason]:
    """People whom a freeze now would keep off the ballot, though they did all in time."""
    if facts.cases_open:
        yield _warning(
            "cases_open",
            say("Reviews and challenges about nominees without a decision: {count}.", count=facts.cases_open),
            say("Decide them first: after the freeze no name comes onto the ballot or leaves it."),
        )
    if facts.forms_open:
        yield _warning(
            "forms_open",
            say(
                "Interest forms not checked yet, or with something missing: {count}.", count=facts.forms_open
            ),
            say("Settle them first: after the freeze no name comes onto the ballot or leaves it."),
        )
    if facts.mail_ends_at is not None and facts.asked_at < facts.mail_ends_at:
        ends = facts.mail_ends_at.astimezone(ZoneInfo(facts.zone))
        yield _warning(
            "mail_may_come",
            say("An interest form that was mailed in time may still come until {ends}.", ends=ends),
            say(
                "If you can wait, freeze the ballot after {ends}. What comes after the freeze is late.",
                ends=ends,
            ),
            MAIL_SOURCE,
        )


def _warning(code: str, sentence: Sentence, remedy: Sentence, source: str = FREEZE_SOURCE) -> Reason:
    return Reason(code=code, sentence=sentence, source=source, weight=Weight.WARNS, remedy=remedy)


def _refusal(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=FREEZE_SOURCE, remedy=remedy)
