"""Puts right what was left open: leases that ran out, and a person's word on uncertain deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import case, exists, select, update
from sqlalchemy.orm import Session

from outreach.errors import NotUncertain
from outreach.holding import drop_called_off
from outreach.models import Attempt, Delivery, OutreachNotice, Ruling
from outreach.states import Answer, DeliveryStatus, RulingKind
from outreach.turns import queue_next

_QUIETLY = {"synchronize_session": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """How many deliveries one sweep put right."""

    uncertain: int = 0
    requeued: int = 0
    expired: int = 0
    called_off: int = 0
    next_in_turn: int = 0

    def __bool__(self) -> bool:
        return bool(self.uncertain or self.requeued or self.expired or self.called_off or self.next_in_turn)


def sweep(session: Session, *, now: datetime, limit: int = 500) -> Swept:
    """Ends leases that ran out and notices that lost their meaning, and queues who is next at a shared address, up to
    `limit` of each. Does not commit.

    A lease without a begun attempt is queued again. An attempt that was begun and never finished is
    uncertain: the worker may have died before or after the provider took the message, and nobody can tell
    which. What another worker holds is passed over.
    """
    lost = (
        select(Delivery.id)
        .where(Delivery.status == DeliveryStatus.LEASED, Delivery.lease_until <= now)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("lost")
    )
    begun = exists().where(Attempt.delivery_id == Delivery.id, Attempt.finished_at.is_(None))
    after = case((begun, DeliveryStatus.UNCERTAIN.value), else_=DeliveryStatus.QUEUED.value)
    freed = session.execute(
        update(Delivery)
        .where(Delivery.id.in_(select(lost.c.id)))
        .values(status=after, lease_id=None, leased_by=None, lease_until=None)
        .returning(Delivery.id, Delivery.status),
        execution_options=_QUIETLY,
    ).all()
    unclear = [row.id for row in freed if row.status is DeliveryStatus.UNCERTAIN]
    _end_open_attempts(session, unclear, now)
    return Swept(
        uncertain=len(unclear),
        requeued=len(freed) - len(unclear),
        expired=_expire(session, now, limit),
        called_off=drop_called_off(session, limit),
        next_in_turn=queue_next(session, now=now, limit=limit),
    )


def confirm_sent(
    session: Session, delivery_id: UUID, *, answered_at: datetime, ruled_by: str, why: str, now: datetime
) -> None:
    """A person found out that an uncertain delivery was taken by the provider at `answered_at` (aware).

    Raises NotUncertain.
    """
    delivery = _ruled(
        session, delivery_id, RulingKind.CONFIRM, ruled_by, why, now, (DeliveryStatus.UNCERTAIN,)
    )
    delivery.status = DeliveryStatus.SENT
    last = session.scalars(
        select(Attempt).where(Attempt.delivery_id == delivery_id, Attempt.number == delivery.tries)
    ).one()
    last.outcome, last.finished_at = Answer.ACCEPTED, answered_at
    last.error, last.words = "confirmed", "A person confirmed that the provider took it."
    session.flush()


def repeat(session: Session, delivery_id: UUID, *, ruled_by: str, why: str, now: datetime) -> None:
    """A person has an uncertain, refused or undelivered delivery sent again. It may then arrive twice; that is their
    choice.

    Raises NotUncertain.
    """
    allowed = (DeliveryStatus.UNCERTAIN, DeliveryStatus.REFUSED, DeliveryStatus.UNDELIVERED)
    delivery = _ruled(session, delivery_id, RulingKind.REPEAT, ruled_by, why, now, allowed)
    notice = session.get_one(OutreachNotice, delivery.notice_id)
    delivery.status, delivery.not_before = DeliveryStatus.QUEUED, now
    delivery.held, delivery.ended_why = notice.paused_at is not None, ""
    session.flush()


def give_up(session: Session, delivery_id: UUID, *, ruled_by: str, why: str, now: datetime) -> None:
    """A person leaves an uncertain delivery as it is; its recipient is listed for another channel.

    Raises NotUncertain.
    """
    delivery = _ruled(
        session, delivery_id, RulingKind.GIVE_UP, ruled_by, why, now, (DeliveryStatus.UNCERTAIN,)
    )
    delivery.status = DeliveryStatus.GIVEN_UP
    session.flush()


def _ruled(
    session: Session,
    delivery_id: UUID,
    kind: RulingKind,
    ruled_by: str,
    why: str,
    now: datetime,
    allowed: tuple[DeliveryStatus, ...],
) -> Delivery:
    """The delivery, locked, if a person may rule on it; and the ruling written."""
    delivery = session.scalars(
        select(Delivery)
        .where(Delivery.id == delivery_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if delivery is None or delivery.status not in allowed:
        found = "not there" if delivery is None else delivery.status.value
        raise NotUncertain(f"This delivery is {found}, so there is nothing to decide.")
    session.add(
        Ruling(id=uuid4(), delivery_id=delivery_id, kind=kind, ruled_by=ruled_by, ruled_at=now, why=why)
    )
    return delivery


def _end_open_attempts(session: Session, deliveries: list[UUID], now: datetime) -> None:
    if not deliveries:
        return
    session.execute(
        update(Attempt)
        .where(Attempt.delivery_id.in_(deliveries), Attempt.finished_at.is_(None))
        .values(
            outcome=Answer.UNCERTAIN,
            error="worker_lost",
            words="The worker stopped before it could write down the answer.",
            finished_at=now,
        ),
        execution_options=_QUIETLY,
    )


def _expire(session: Session, now: datetime, limit: int) -> int:
    late = (
        select(Delivery.id)
        .where(Delivery.status == DeliveryStatus.QUEUED, Delivery.expires_at <= now)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("late")
    )
    change = update(Delivery).where(Delivery.id.in_(select(late.c.id))).values(status=DeliveryStatus.EXPIRED)
    return len(session.execute(change.returning(Delivery.id), execution_options=_QUIETLY).all())
