"""A person's hand on a notice that is on its way: pause, resume, call off, or let it go in quiet hours too.

What a worker has claimed and not begun is stopped as well, because it looks again in the very statement that begins
the attempts. What has begun cannot be called back. Nothing here commits.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from outreach.models import Delivery, OutreachNotice
from outreach.states import DeliveryStatus

_QUIETLY = {"synchronize_session": False}
_MOVING = (DeliveryStatus.QUEUED, DeliveryStatus.LEASED)


def pause(session: Session, notice_id: UUID, *, now: datetime) -> int:
    """Holds all waiting deliveries of a notice, and those that are queued for it later; returns how many wait."""
    session.execute(
        update(OutreachNotice)
        .where(OutreachNotice.id == notice_id, OutreachNotice.paused_at.is_(None))
        .values(paused_at=now),
        execution_options=_QUIETLY,
    )
    session.expire_all()
    moving = update(Delivery).where(Delivery.notice_id == notice_id, Delivery.status.in_(_MOVING))
    change = moving.values(held=True).returning(Delivery.id)
    return len(session.execute(change, execution_options=_QUIETLY).all())


def resume(session: Session, notice_id: UUID) -> int:
    """Lets a paused notice go on; returns how many deliveries wait. What was called off meanwhile stays so."""
    session.execute(
        update(OutreachNotice).where(OutreachNotice.id == notice_id).values(paused_at=None),
        execution_options=_QUIETLY,
    )
    session.expire_all()
    held = update(Delivery).where(
        Delivery.notice_id == notice_id, Delivery.held.is_(True), Delivery.ended_why == ""
    )
    freed = session.execute(held.values(held=False).returning(Delivery.status), execution_options=_QUIETLY)
    return sum(status in _MOVING for status in freed.scalars())


def cancel(session: Session, notice_id: UUID, *, why: str, recipient: str | None = None) -> int:
    """Takes waiting deliveries of a notice (or of one recipient) off the queue; returns how many.

    What a worker holds and has not begun follows with the next sweep. `why` is a short code kept with each.
    """
    mine = [Delivery.notice_id == notice_id]
    if recipient is not None:
        mine.append(Delivery.recipient == recipient)
    session.execute(
        update(Delivery)
        .where(*mine, Delivery.status == DeliveryStatus.LEASED)
        .values(held=True, ended_why=why),
        execution_options=_QUIETLY,
    )
    change = (
        update(Delivery)
        .where(*mine, Delivery.status == DeliveryStatus.QUEUED)
        .values(status=DeliveryStatus.CANCELLED, ended_why=why, held=False)
        .returning(Delivery.id)
    )
    return len(session.execute(change, execution_options=_QUIETLY).all())


def drop_called_off(session: Session, limit: int) -> int:
    """Ends what was called off while a worker had it, once it is back in the queue; returns how many."""
    back = (
        select(Delivery.id)
        .where(Delivery.status == DeliveryStatus.QUEUED, Delivery.held.is_(True), Delivery.ended_why != "")
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("back")
    )
    change = (
        update(Delivery)
        .where(Delivery.id.in_(select(back.c.id)))
        .values(status=DeliveryStatus.CANCELLED, held=False)
        .returning(Delivery.id)
    )
    return len(session.execute(change, execution_options=_QUIETLY).all())


def send_at_any_hour(session: Session, notice_id: UUID, *, now: datetime) -> int:
    """Lets the waiting deliveries of a notice go in quiet hours too; returns how many had to wait for the morning.

    The caller keeps who decided it and why.
    """
    change = (
        update(Delivery)
        .where(
            Delivery.notice_id == notice_id,
            Delivery.status.in_(_MOVING),
            Delivery.hours_zone != "",
        )
        .values(hours_zone="", not_before=case((Delivery.tries == 0, now), else_=Delivery.not_before))
        .returning(Delivery.id)
    )
    return len(session.execute(change, execution_options=_QUIETLY).all())
