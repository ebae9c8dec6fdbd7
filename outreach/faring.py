"""How each provider fares: one that keeps failing is paused, tried again with a single message, and shown to a person.

A round fails when the provider stops it and takes nothing. Being asked to wait (429) is no failure. The first message
that is taken ends the count and an automatic pause; what a person has paused, only a person resumes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.models import Provider

FAILURES_BEFORE_PAUSE = 10
"""Rounds, one after the other; a worker begins one a minute, or when it is rung. Fewer would let a handful of messages
that only fail by themselves stop all others."""
FIRST_PROBE = timedelta(minutes=15)
LONGEST_PROBE = timedelta(hours=4)
BUSY = "busy"
"""The error of a provider that asks us to wait."""


class Leave(StrEnum):
    """What may be sent over a provider now."""

    ALL = "all"
    ONE = "one"
    """A single message, to see whether the provider works again."""
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Faring:
    """How one provider fares. Times are UTC; `paused_by` is empty for an automatic pause, `error` a short code."""

    name: str
    failures: int
    error: str
    failed_at: datetime | None
    paused_at: datetime | None
    paused_by: str
    why: str
    probe_at: datetime | None


def leave_for(session: Session, name: str, now: datetime) -> Leave:
    """Whether a provider may be used at `now` (aware), and for how much."""
    row = session.scalars(select(Provider).where(Provider.name == name)).one_or_none()
    if row is None or row.paused_at is None:
        return Leave.ALL
    return Leave.ONE if row.probe_at is not None and row.probe_at <= now else Leave.NONE


def note_round(session: Session, name: str, *, taken: int, failed_with: str, now: datetime) -> None:
    """Keeps what came of one round: how many messages were taken or refused, and the error that
    stopped it, if one did."""
    row = _locked(session, name)
    if taken:
        if row is not None:
            row.failures, row.error, row.failed_at = 0, "", None
            if row.probe_at is not None:
                _go_on(row)
    elif failed_with and failed_with != BUSY:
        row = row or _new(session, name)
        row.failures, row.error, row.failed_at = row.failures + 1, failed_with[:60], now
        if row.failures >= FAILURES_BEFORE_PAUSE and (row.paused_at is None or row.probe_at is not None):
            row.paused_at, row.probe_at = row.paused_at or now, now + _until_probe(row.failures)
    session.flush()


def pause_provider(session: Session, name: str, *, by: str, why: str, now: datetime) -> None:
    """A person stops a provider until a person lets it go on."""
    row = _locked(session, name) or _new(session, name)
    row.paused_at, row.paused_by, row.why, row.probe_at = now, by, why, None
    session.flush()


def resume_provider(session: Session, name: str) -> bool:
    """Lets a provider be used again and forgets its failures; False when it was not paused."""
    row = _locked(session, name)
    if row is None or row.paused_at is None:
        return False
    row.failures, row.error, row.failed_at = 0, "", None
    _go_on(row)
    session.flush()
    return True


def farings(session: Session) -> Sequence[Faring]:
    """Every provider that has failed or was paused, by name."""
    rows = session.scalars(select(Provider).order_by(Provider.name))
    return [_faring(row) for row in rows]


def paused_by_themselves(session: Session) -> Sequence[Faring]:
    """What the worker has paused and nobody else is looking at in this moment; held until the transaction ends."""
    rows = session.scalars(
        select(Provider)
        .where(Provider.paused_at.is_not(None), Provider.paused_by == "")
        .order_by(Provider.name)
        .with_for_update(skip_locked=True)
    )
    return [_faring(row) for row in rows]


def _faring(row: Provider) -> Faring:
    return Faring(**{name: getattr(row, name) for name in Faring.__dataclass_fields__})


def _locked(session: Session, name: str) -> Provider | None:
    return session.scalars(select(Provider).where(Provider.name == name).with_for_update()).one_or_none()


def _new(session: Session, name: str) -> Provider:
    """A row of its own. Two workers at once would make two: the second one's round is then not kept, which is fine."""
    row = Provider(name=name, failures=0, error="", paused_by="", why="")
    session.add(row)
    return row


def _go_on(row: Provider) -> None:
    row.paused_at, row.paused_by, row.why, row.probe_at = None, "", "", None


def _until_probe(failures: int) -> timedelta:
    """A quarter of an hour, doubling with each failed try up to four hours."""
    return min(FIRST_PROBE * (1 << min(failures - FAILURES_BEFORE_PAUSE, 8)), LONGEST_PROBE)
