"""How a worker takes deliveries: claim with a lease, begin attempts, settle the answers, release the rest.

The same statements run on SQLite and PostgreSQL. Each starts with a write, so that SQLite takes its write
lock at once; PostgreSQL passes over rows that another worker holds (SKIP LOCKED). Nothing here commits: the
worker does, and it commits the attempts before it calls a provider.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, insert, or_, select, update
from sqlalchemy.orm import Session

from outreach.models import Attempt, Delivery
from outreach.sending import Outcome
from outreach.states import Answer, DeliveryStatus

_QUIETLY = {"synchronize_session": False}
_FREE = {"lease_id": None, "leased_by": None, "lease_until": None}
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)

_STATUS_AFTER = {
    Answer.ACCEPTED: DeliveryStatus.SENT,
    Answer.REFUSED: DeliveryStatus.REFUSED,
    Answer.NOT_SENT: DeliveryStatus.QUEUED,
    Answer.UNCERTAIN: DeliveryStatus.UNCERTAIN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery in a worker's hands."""

    id: UUID
    channel: str
    language: str
    address: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    html: str = field(repr=False)
    link_reference: str = field(repr=False)
    priority: int
    not_before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A batch held by one worker until a moment in UTC."""

    id: UUID
    until: datetime
    deliveries: tuple[Claimed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An attempt whose row is written; `number` counts from 1 for each delivery."""

    attempt_id: UUID
    delivery_id: UUID
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What came of one attempt, and when."""

    begun: Begun
    outcome: Outcome
    at: datetime


def claim(
    session: Session, *, channel: str, worker: str, now: datetime, limit: int, lease: timedelta
) -> Lease | None:
    """Takes up to `limit` due deliveries of a channel, most urgent first; None if there are none."""
    due = (
        select(Delivery.id)
        .where(
            Delivery.status == DeliveryStatus.QUEUED,
            Delivery.channel == channel,
            Delivery.not_before <= now,
            Delivery.expires_at > now,
        )
        .order_by(Delivery.priority, Delivery.not_before)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    lease_id, until = uuid4(), now + lease
    taken = session.execute(
        update(Delivery)
        .where(Delivery.id.in_(select(due.c.id)))
        .values(status=DeliveryStatus.LEASED, lease_id=lease_id, leased_by=worker, lease_until=until)
        .returning(*(getattr(Delivery, name) for name in Claimed.__dataclass_fields__)),
        execution_options=_QUIETLY,
    ).mappings()
    claimed = sorted((Claimed(**row) for row in taken), key=lambda d: (d.priority, d.not_before))
    return Lease(id=lease_id, until=until, deliveries=tuple(claimed)) if claimed else None


def begin(
    session: Session,
    lease: Lease,
    deliveries: Collection[UUID],
    *,
    sender: str,
    now: datetime,
    until: datetime,
) -> list[Begun]:
    """Writes one attempt for each delivery that the lease still holds, and prolongs the lease.

    A delivery that was taken away in the meantime, or has expired, is left out: it must not be sent.
    """
    held = session.execute(
        update(Delivery)
        .where(
            Delivery.id.in_(deliveries),
            Delivery.status == DeliveryStatus.LEASED,
            Delivery.lease_id == lease.id,
            Delivery.lease_until > now,
            Delivery.expires_at > now,
        )
        .values(tries=Delivery.tries + 1, lease_until=until)
        .returning(Delivery.id, Delivery.tries),
        execution_options=_QUIETLY,
    ).all()
    begun = [Begun(attempt_id=uuid4(), delivery_id=row.id, number=row.tries) for row in held]
    if begun:
        rows = [
            {
                "id": one.attempt_id,
                "delivery_id": one.delivery_id,
                "number": one.number,
                "sender": sender,
                "started_at": now,
            }
            for one in begun
        ]
        session.execute(insert(Attempt), rows)
    return begun


def settle(session: Session, lease: Lease, settlements: Iterable[Settlement]) -> None:
    """Writes what came back. A late but clear answer corrects an attempt that was thought uncertain."""
    for settlement in settlements:
        _settle_attempt(session, settlement)
        _settle_delivery(session, lease, settlement)


def release(
    session: Session, lease: Lease, deliveries: Collection[UUID], *, not_before: datetime | None = None
) -> None:
    """Gives back deliveries that were claimed but not begun, due at once or after `not_before`."""
    later = {} if not_before is None else {"not_before": not_before}
    session.execute(
        update(Delivery)
        .where(
            Delivery.id.in_(deliveries),
            Delivery.status == DeliveryStatus.LEASED,
            Delivery.lease_id == lease.id,
        )
        .values(status=DeliveryStatus.QUEUED, **_FREE, **later),
        execution_options=_QUIETLY,
    )


def withdraw(session: Session, lease: Lease, deliveries: Collection[UUID], *, why: str) -> None:
    """Ends claimed deliveries that must not be sent any more, such as those of a revoked link."""
    session.execute(
        update(Delivery)
        .where(
            Delivery.id.in_(deliveries),
            Delivery.status == DeliveryStatus.LEASED,
            Delivery.lease_id == lease.id,
        )
        .values(status=DeliveryStatus.CANCELLED, ended_why=why, **_FREE),
        execution_options=_QUIETLY,
    )


def wait_after(tries: int) -> timedelta:
    """How long to wait before the next try: 30 seconds, doubling up to 30 minutes."""
    doublings: int = min(max(tries - 1, 0), 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _settle_attempt(session: Session, settlement: Settlement) -> None:
    outcome = settlement.outcome
    session.execute(
        update(Attempt)
        .where(
            Attempt.id == settlement.begun.attempt_id,
            or_(Attempt.outcome.is_(None), Attempt.outcome == Answer.UNCERTAIN),
        )
        .values(
            outcome=outcome.answer,
            provider_reference=outcome.provider_reference[:200],
            error=outcome.error[:60],
            words=outcome.words[:300],
            finished_at=settlement.at,
        ),
        execution_options=_QUIETLY,
    )


def _settle_delivery(session: Session, lease: Lease, settlement: Settlement) -> None:
    answer = settlement.outcome.answer
    later = {}
    if answer is Answer.NOT_SENT:
        later = {"not_before": settlement.at + wait_after(settlement.begun.number)}
    session.execute(
        update(Delivery)
        .where(
            Delivery.id == settlement.begun.delivery_id,
            Delivery.tries == settlement.begun.number,
            _may_settle(answer, lease),
        )
        .values(status=_STATUS_AFTER[answer], **_FREE, **later),
        execution_options=_QUIETLY,
    )


def _may_settle(answer: Answer, lease: Lease) -> ColumnElement[bool]:
    """Which states a settled answer may replace.

    Our own lease always. When the lease ran out and the sweeper called the delivery uncertain, a clear answer
    is better knowledge, also after a person queued a repeat that nobody has begun (tries still the same):
    then the repeat does not happen. "Accepted" even replaces "given up", because it is the truth.
    """
    ours = (Delivery.status == DeliveryStatus.LEASED) & (Delivery.lease_id == lease.id)
    if answer is Answer.UNCERTAIN:
        return ours
    waiting = [DeliveryStatus.UNCERTAIN, DeliveryStatus.QUEUED, DeliveryStatus.LEASED]
    if answer is Answer.ACCEPTED:
        waiting.append(DeliveryStatus.GIVEN_UP)
    return or_(ours, Delivery.status.in_(waiting))
