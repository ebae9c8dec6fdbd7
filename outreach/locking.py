"""In which order rows are held, so that two transactions never wait for each other in a ring. Said here once:

1. Deliveries first, by id. Whoever changes several holds them by one statement that locks them in this order
   (`hold`, or `in_order` within an UPDATE): the order in which a plain UPDATE comes to its rows is the plan's.
2. Then their attempts, by id. An attempt is changed only by who holds its delivery, so that nobody ever waits
   for an attempt.
3. A transaction that changes deliveries by several statements holds all of them before the first one.

A notice is held before its deliveries, where its addresses are given away (`turns`) or it is paused.

Whoever passes over what is held (SKIP LOCKED: `claim`, `sweep`) waits for no delivery and needs no order. SQLite has
one writer at a time, and no ring.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from outreach.models import Attempt, Delivery


def hold(session: Session, deliveries: Collection[UUID]) -> None:
    """Holds these deliveries, and with them their attempts, until the transaction ends."""
    _hold(session, Delivery.id.in_(list(deliveries)))


def hold_of_attempts(session: Session, attempts: Collection[UUID]) -> None:
    """Holds the deliveries to which these attempts belong."""
    _hold(session, Delivery.id.in_(select(Attempt.delivery_id).where(Attempt.id.in_(list(attempts)))))


def hold_those(session: Session, *which: ColumnElement[bool]) -> None:
    """Holds the deliveries of which all this is true."""
    _hold(session, and_(*which))


def in_order(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """For the WHERE of an UPDATE of several deliveries: those of which all this is true, held in their order."""
    held = _locked(*which).cte("held")
    return Delivery.id.in_(select(held.c.id))


def _hold(session: Session, which: ColumnElement[bool]) -> None:
    if session.get_bind(Delivery).dialect.name != "sqlite":
        session.execute(_locked(which))


def _locked(*which: ColumnElement[bool]) -> Select[UUID]:
    """As an UPDATE locks (NO KEY): a new attempt may still refer to its delivery."""
    return (
        select(Delivery.id).where(*which).order_by(Delivery.id).with_for_update(of=Delivery, key_share=True)
    )
