"""How a worker takes deliveries: claim with a lease, begin attempts, release the rest.

The same statements run on SQLite and PostgreSQL. Each starts with a write, so that SQLite takes its write
lock at once; PostgreSQL passes over rows that another worker holds (SKIP LOCKED). Nothing here commits: the
worker does, and it commits the attempts before it calls a provider.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from outreach.locking import in_order
from outreach.models import Attempt, Delivery
from outreach.states import DeliveryStatus, PurposeClass

_QUIETLY = {"synchronize_session": False}
FREE = {"lease_id": None, "leased_by": None, "lease_until": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery in a worker's hands."""

    id: UUID
    notice_id: UUID
    channel: str
    language: str
    address: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    html: str = field(repr=False)
    link_reference: str = field(repr=False)
    priority: int
    not_before: datetime
    expires_at: datetime
    hours_zone: str
    purpose_class: PurposeClass


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


def claim(
    session: Session, *, channel: str, worker: str, now: datetime, limit: int, lease: timedelta
) -> Lease | None:
    """Takes up to `limit` due deliveries of a channel, most urgent first; None if there are none.

    Whether one has expired is asked when it is begun: asked here, it would lead SQLite to the wrong index, and
    the time of a claim would grow with the outbox.
    """
    due = (
        select(Delivery.id)
        .where(
            Delivery.status == DeliveryStatus.QUEUED,
            Delivery.held.is_(False),
            Delivery.channel == channel,
            Delivery.not_before <= now,
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
    segments: Mapping[UUID, int] = MappingProxyType({}),
) -> list[Begun]:
    """Writes one attempt for each delivery that the lease still holds, and prolongs the lease.

    A delivery that was taken away or paused in the meantime, or has expired, is left out: it must not be sent.
    `segments` says as how many messages one counts, where that is not one.
    """
    held = session.execute(
        update(Delivery)
        .where(
            in_order(
                *_in_hand(lease, deliveries),
                Delivery.lease_until > now,
                Delivery.expires_at > now,
                Delivery.held.is_(False),
            )
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
                "segments": segments.get(one.delivery_id, 1),
            }
            for one in begun
        ]
        session.execute(insert(Attempt), rows)
    return begun


def release(
    session: Session, lease: Lease, deliveries: Collection[UUID], *, not_before: datetime | None = None
) -> None:
    """Gives back deliveries that were claimed but not begun, due at once or after `not_before`."""
    if not deliveries:
        return
    later = {} if not_before is None else {"not_before": not_before}
    session.execute(
        update(Delivery)
        .where(in_order(*_in_hand(lease, deliveries)))
        .values(status=DeliveryStatus.QUEUED, **FREE, **later),
        execution_options=_QUIETLY,
    )


def withdraw(
    session: Session,
    lease: Lease,
    deliveries: Collection[UUID],
    *,
    why: str,
    status: DeliveryStatus = DeliveryStatus.CANCELLED,
) -> None:
    """Ends claimed deliveries that must not be sent any more, such as those of a revoked link."""
    if not deliveries:
        return
    session.execute(
        update(Delivery)
        .where(in_order(*_in_hand(lease, deliveries)))
        .values(status=status, ended_why=why, **FREE),
        execution_options=_QUIETLY,
    )


def _in_hand(lease: Lease, deliveries: Collection[UUID]) -> tuple[ColumnElement[bool], ...]:
    return (
        Delivery.id.in_(deliveries),
        Delivery.status == DeliveryStatus.LEASED,
        Delivery.lease_id == lease.id,
    )
