"""How many segments a provider may still be handed now, counted from the attempts of all workers together."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.models import Attempt
from outreach.pacing import Pacing

_MINUTE = timedelta(minutes=1)
WITHOUT_LIMIT = 1 << 30


def left_for(session: Session, pacing: Pacing, channel: str, sender: str, now: datetime) -> int:
    """Segments that may go out over a sender within this minute and this day. `now` is aware."""
    rate = pacing.rate(channel)
    left = WITHOUT_LIMIT
    if rate.a_minute:
        left = min(left, rate.a_minute - _handed(session, sender, now - _MINUTE))
    if rate.a_day:
        left = min(left, rate.a_day - _handed(session, sender, pacing.day_began(now)))
    return max(left, 0)


def _handed(session: Session, sender: str, since: datetime) -> int:
    counted = select(func.coalesce(func.sum(Attempt.segments), 0)).where(
        Attempt.sender == sender, Attempt.started_at >= since
    )
    return session.scalar(counted) or 0
