"""What a sending would cost and when it would be finished: read before it is approved, kept to by the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election
from ballot_service.rules.decision import Decision
from ballot_service.rules.sending_hours import SendingTimes, quiet_hours_cost
from ballot_service.services.announcing.notice_words import text_message_parts
from ballot_service.services.announcing.preparing import Announcement
from ballot_service.services.announcing.quoting import Quote
from outreach.channels import media

USUAL = {"sms": outreach.Rate(a_minute=60), "email": outreach.Rate(a_minute=600)}
"""What is reckoned with where no limit is set: a new sender of text messages, and ten e-mails a second."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an estimate needs from outside: the address in the links, millionths of a dollar a segment, the pacing."""

    origin: str
    prices: Mapping[str, int]
    pacing: outreach.Pacing


@dataclass(frozen=True, kw_only=True)
class EstimateLine:
    """One channel and language: messages, what a carrier counts them as, and millionths of a dollar."""

    channel: str
    language: str
    messages: int
    segments: int
    cost: int


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The whole sending. `finishes_at` is UTC; `advice` warns when quiet hours cost a day."""

    lines: tuple[EstimateLine, ...]
    finishes_at: datetime
    advice: Decision

    @property
    def segments(self) -> int:
        return sum(line.segments for line in self.lines)

    @property
    def cost(self) -> int:
        """Millionths of a dollar."""
        return sum(line.cost for line in self.lines)


def estimate(
    session: Session,
    election: Election,
    announcement: Announcement,
    quoted: Quote,
    terms: Terms,
    now: datetime,
) -> Estimate:
    """Segments, cost and time of what `quoted` would send now; `now` is aware.

    What waits in the queue already goes first, as one segment each. No provider fails, and nobody pauses anything.
    """
    lines = tuple(
        _line(announcement, line.channel, line.language, line.messages, terms) for line in quoted.lines
    )
    segments: dict[str, int] = {}
    for line in lines:
        segments[line.channel] = segments.get(line.channel, 0) + line.segments
    queued = _queued(session)
    zone = election.district.zone
    pacing = replace(
        terms.pacing, rates={**USUAL, **{c: r for c, r in terms.pacing.rates.items() if r.a_minute}}
    )

    def finished(kept: outreach.Pacing) -> datetime:
        """The channels take their turns side by side where there are workers enough; the slowest counts."""
        last_turn = now + announcement.over
        ends = [kept.finished_at(c, zone, now, n + queued.get(c, 0)) for c, n in segments.items()]
        ends += [kept.finished_at(c, zone, last_turn, 1) for c in segments if announcement.over]
        return max(ends, default=now)

    finishes_at = finished(pacing)
    without = finished(replace(pacing, hours=None))
    advice = quiet_hours_cost(SendingTimes(finishes_at=finishes_at, without_quiet_at=without, zone=zone))
    return Estimate(lines=lines, finishes_at=finishes_at, advice=advice)


def _line(
    announcement: Announcement, channel: str, language: str, messages: int, terms: Terms
) -> EstimateLine:
    text = announcement.notice.text(language, channel)
    each = (
        text_message_parts(text.body, terms.origin) if text is not None and media()[channel].in_parts else 1
    )
    segments = messages * each
    cost = segments * terms.prices.get(channel, 0)
    return EstimateLine(channel=channel, language=language, messages=messages, segments=segments, cost=cost)


def _queued(session: Session) -> dict[str, int]:
    table = outreach.Delivery
    counted = (
        select(table.channel, func.count())
        .where(table.status == outreach.DeliveryStatus.QUEUED, table.held.is_(False))
        .group_by(table.channel)
    )
    return {channel: number for channel, number in session.execute(counted)}
