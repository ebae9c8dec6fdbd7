"""Turns at one address: where a message ended without being sent, the next one that was set aside is queued.

Never two to one address. Whoever gives an address away holds the notice, takes the turn of those who had opted out
(they may change their mind), and looks again before a row is changed. Nothing here commits.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session, aliased

from outreach.locking import in_order
from outreach.models import Delivery, OutreachNotice
from outreach.one_address import GAVE_WAY, at_the_place_of, holds_the_place, is_set_aside
from outreach.states import DeliveryStatus

_QUIETLY = {"synchronize_session": False}
_LOST_TURN = {"ended_why": GAVE_WAY}


def hold_turns(session: Session, notice_id: UUID) -> None:
    """Before messages of a notice are queued: no sweep gives its addresses away until the transaction ends, and whoever
    opted out has lost the turn.
    """
    notice = select(OutreachNotice.id).where(OutreachNotice.id == notice_id)
    session.execute(notice.with_for_update(key_share=True))
    session.execute(
        update(Delivery)
        .where(in_order(_may_come_back(Delivery), Delivery.notice_id == notice_id))
        .values(_LOST_TURN),
        execution_options=_QUIETLY,
    )


def queue_next(session: Session, *, now: datetime, limit: int, notice_id: UUID | None = None) -> int:
    """Queues what was set aside for addresses where no message went, none waits and none may have left: one for each.
    Answers how many.

    `notice_id` is one that the caller holds (`hold_turns`); else all notices are looked at, except those that another
    holds: the next sweep comes to them. `now` is aware.
    """
    notices = {notice_id} if notice_id else _hold_those_with_turns(session, now, limit)
    if not notices:
        return 0
    of_these = Delivery.notice_id.in_(notices)
    losing = (
        select(Delivery.id)
        .where(of_these, _may_come_back(Delivery))
        .with_for_update(skip_locked=True)
        .cte("losing")
    )
    session.execute(
        update(Delivery).where(Delivery.id.in_(select(losing.c.id))).values(_LOST_TURN),
        execution_options=_QUIETLY,
    )
    other = aliased(Delivery)
    undecided = select(other.id).where(at_the_place_of(other), _may_come_back(other))
    first = (
        select(Delivery.id)
        .where(of_these, _is_next(now), ~undecided.exists())
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("first")
    )
    paused = select(OutreachNotice.id).where(OutreachNotice.paused_at.is_not(None))
    queued = session.execute(
        update(Delivery)
        .where(Delivery.id.in_(select(first.c.id)))
        .values(status=DeliveryStatus.QUEUED, ended_why="", held=Delivery.notice_id.in_(paused))
        .returning(Delivery.id),
        execution_options=_QUIETLY,
    )
    return len(queued.all())


def _hold_those_with_turns(session: Session, now: datetime, limit: int) -> set[UUID]:
    found = select(Delivery.notice_id).where(_is_next(now)).distinct().limit(limit)
    wanted = session.scalars(found).all()
    if not wanted:
        return set()
    free = select(OutreachNotice.id).where(OutreachNotice.id.in_(wanted))
    return set(session.scalars(free.with_for_update(skip_locked=True, key_share=True)))


def _may_come_back(delivery: type[Delivery]) -> ColumnElement[bool]:
    """Whether it would be queued at once, should its recipient want messages again."""
    return and_(delivery.status == DeliveryStatus.OPTED_OUT, delivery.ended_why == "")


def _is_next(now: datetime) -> ColumnElement[bool]:
    """Of a delivery: it was set aside, is still timely, and the first of those to whose address nothing goes."""
    other, earlier = aliased(Delivery), aliased(Delivery)
    taken = select(other.id).where(at_the_place_of(other), holds_the_place(other))
    before = select(earlier.id).where(
        at_the_place_of(earlier),
        is_set_aside(earlier),
        earlier.expires_at > now,
        or_(
            earlier.queued_at < Delivery.queued_at,
            and_(earlier.queued_at == Delivery.queued_at, earlier.id < Delivery.id),
        ),
    )
    timely = Delivery.expires_at > now
    return and_(is_set_aside(Delivery), timely, ~taken.exists(), ~before.exists())
