"""A person's hand on a notice that is on its way: pause, resume, call off, or let it go in quiet hours too.

What a worker has claimed and not begun is stopped as well, because it looks again in the very statement that begins
the attempts. What has begun cannot be called back. Nothing here commits.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, or_, select, update
from sqlalchemy.orm import Session, aliased

from outreach.locking import hold_those, in_order
from outreach.models import Delivery, OutreachNotice
from outreach.one_address import at_the_place_of, is_set_aside
from outreach.states import DeliveryStatus

_QUIETLY = {"synchronize_session": False}
_MOVING = (DeliveryStatus.QUEUED, DeliveryStatus.LEASED)
_SETTLED = (
    DeliveryStatus.SENT,
    DeliveryStatus.UNCERTAIN,
    DeliveryStatus.REFUSED,
    DeliveryStatus.UNDELIVERED,
    DeliveryStatus.EXPIRED,
    DeliveryStatus.GIVEN_UP,
)
"""Of a message for another at the same address: then there is no turn to lose."""


def pause(session: Session, notice_id: UUID, *, now: datetime) -> int:
    """Holds all waiting deliveries of a notice, and those that are queued for it later; returns how many wait."""
    session.execute(
        update(OutreachNotice)
        .where(OutreachNotice.id == notice_id, OutreachNotice.paused_at.is_(None))
        .values(paused_at=now),
        execution_options=_QUIETLY,
    )
    session.expire_all()
    moving = in_order(Delivery.notice_id == notice_id, Delivery.status.in_(_MOVING))
    change = update(Delivery).where(moving).values(held=True).returning(Delivery.id)
    return len(session.execute(change, execution_options=_QUIETLY).all())


def resume(session: Session, notice_id: UUID) -> int:
    """Lets a paused notice go on; returns how many deliveries wait. What was called off meanwhile stays so."""
    session.execute(
        update(OutreachNotice).where(OutreachNotice.id == notice_id).values(paused_at=None),
        execution_options=_QUIETLY,
    )
    session.expire_all()
    held = in_order(Delivery.notice_id == notice_id, Delivery.held.is_(True), Delivery.ended_why == "")
    change = update(Delivery).where(held).values(held=False).returning(Delivery.status)
    freed = session.execute(change, execution_options=_QUIETLY)
    return sum(status in _MOVING for status in freed.scalars())


def cancel(session: Session, *notice_ids: UUID, why: str, recipient: str | None = None) -> int:
    """Takes waiting deliveries of notices (or theirs to one recipient) off the queue; returns how many.

    What a worker holds and has not begun follows with the next sweep. What would wait for its turn at a shared address,
    or until its recipient wants messages again, has none any more. `why` is a short code kept with each. Several
    notices in one transaction belong in one call (`locking`).
    """
    mine: list[ColumnElement[bool]] = [Delivery.notice_id.in_(notice_ids)]
    if recipient is not None:
        mine.append(Delivery.recipient == recipient)
    hold_those(session, *mine, or_(Delivery.status.in_(_MOVING), _could_be_queued()))
    later = update(Delivery).where(*mine, _could_be_queued(), ~_went_for_another()).values(ended_why=why)
    session.execute(later, execution_options=_QUIETLY)
    is_waiting = Delivery.status == DeliveryStatus.QUEUED
    change = (
        update(Delivery)
        .where(in_order(*mine, Delivery.status.in_(_MOVING)))
        .values(
            status=case((is_waiting, DeliveryStatus.CANCELLED), else_=Delivery.status),
            held=~is_waiting,
            ended_why=why,
        )
        .returning(Delivery.status)
    )
    ended = session.execute(change, execution_options=_QUIETLY).scalars()
    return sum(status is DeliveryStatus.CANCELLED for status in ended)


def _could_be_queued() -> ColumnElement[bool]:
    return or_(is_set_aside(Delivery), Delivery.status == DeliveryStatus.OPTED_OUT)


def _went_for_another() -> ColumnElement[bool]:
    """Of a delivery that was set aside: something went to its address, or its end is settled there."""
    other = aliased(Delivery)
    went = select(other.id).where(at_the_place_of(other), other.status.in_(_SETTLED))
    return and_(is_set_aside(Delivery), went.exists())


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
            in_order(
                Delivery.notice_id == notice_id,
                Delivery.status.in_(_MOVING),
                Delivery.hours_zone != "",
            )
        )
        .values(hours_zone="", not_before=case((Delivery.tries == 0, now), else_=Delivery.not_before))
        .returning(Delivery.id)
    )
    return len(session.execute(change, execution_options=_QUIETLY).all())
