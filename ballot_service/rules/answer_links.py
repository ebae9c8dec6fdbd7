"""A signed link that takes one answer: good for seven days, once, and only the newest one (S3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ballot_service.rules.decision import Reason
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.words import say

LINK_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAnswerFacts:
    """An answer that is about to be given. `sent_at` is when its link was sent, None for one on paper."""

    asked_at: datetime
    zone: str
    sent_at: datetime | None = None
    is_answered: bool = False
    was_replaced: bool = False
    is_standing: bool = True
    is_frozen: bool = False

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"asked_at": self.asked_at, "sent_at": self.sent_at})


def link_ends_at(sent_at: datetime, zone: str) -> datetime:
    """The moment from which such a link no longer works: the same time of day a week later, on the local clock."""
    return sent_at.astimezone(ZoneInfo(zone)) + LINK_LASTS


def days_left(ends_at: datetime | None, now: datetime) -> int | None:
    """Whole days until a link ends, 0 on its last day; None without a link that still works."""
    if ends_at is None or now >= ends_at:
        return None
    return (ends_at - now) // timedelta(days=1)


def link_objections(facts: LinkAnswerFacts, ends_at: datetime, kind: str, source: str) -> Iterator[Reason]:
    """What keeps the link itself from taking the answer. `kind` begins the codes: "consent" gives
    "consent_link_used".
    """
    if facts.is_answered:
        yield Reason(
            code=f"{kind}_link_used",
            sentence=say("This link was used: we have the answer."),
            source=source,
            remedy=say("If the answer is wrong, call us. A new link or a paper form can change it."),
        )
    elif facts.was_replaced:
        yield Reason(
            code=f"{kind}_link_replaced",
            sentence=say("A newer link was sent in its place."),
            source=source,
            remedy=say("Look for the newest message from us, and use the link in it."),
        )
    elif facts.asked_at >= ends_at:
        yield Reason(
            code=f"{kind}_link_expired",
            sentence=say("This link worked until {ends}.", ends=ends_at),
            source=source,
            remedy=say("Call us and ask for a new link, or for the form on paper."),
        )
