"""Hands deliveries over within the caller's transaction: for channels that leave nothing outside the machine.

A letter is printed, not called out to a provider: if the transaction fails, no page is given out and nothing
happened. So attempts and answers are written together here, while the worker writes them apart. Nothing commits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from outreach.filling import message_of
from outreach.leasing import Claimed, Lease, begin, withdraw
from outreach.locking import in_order
from outreach.models import Delivery
from outreach.sending import Sender
from outreach.settling import Settlement, settle
from outreach.states import Answer, DeliveryStatus

_LEASE = timedelta(minutes=10)
_AT_ONCE = 500


def hand_over(
    session: Session,
    notice_id: UUID,
    channel: str,
    sender: Sender,
    fill: Callable[[str], Mapping[str, str] | None],
    *,
    now: datetime,
    by: str,
) -> Counter[Answer]:
    """Gives every waiting delivery of a notice on one channel to the sender; answers how many ended how.

    `fill` gives the personal values of a link reference, or None for a withdrawn one: that delivery is taken
    off. `now` is aware; `by` names who asked, in at most 80 letters. What expired by now, or is paused, stays where it
    is.
    """
    lease = _claim(session, notice_id, channel, now, by)
    values = {one.id: fill(one.link_reference) if one.link_reference else {} for one in lease.deliveries}
    gone = [delivery_id for delivery_id, found in values.items() if found is None]
    ready = {
        one.id: message_of(one, values[one.id] or {}, now) for one in lease.deliveries if one.id not in gone
    }
    withdraw(session, lease, gone, why="link_withdrawn")
    tally: Counter[Answer] = Counter()
    for few in _few(list(ready)):
        begun = begin(session, lease, few, sender=sender.name, now=now, until=lease.until)
        settlements = [
            Settlement(begun=one, outcome=sender.send(ready[one.delivery_id]), at=now) for one in begun
        ]
        settle(session, lease, settlements)
        tally.update(settlement.outcome.answer for settlement in settlements)
    return tally


def _few(deliveries: list[UUID]) -> Iterator[list[UUID]]:
    """A statement takes only so many values."""
    yield from (deliveries[at : at + _AT_ONCE] for at in range(0, len(deliveries), _AT_ONCE))


def _claim(session: Session, notice_id: UUID, channel: str, now: datetime, by: str) -> Lease:
    lease_id, until = uuid4(), now + _LEASE
    taken = session.execute(
        update(Delivery)
        .where(
            in_order(
                Delivery.notice_id == notice_id,
                Delivery.channel == channel,
                Delivery.status == DeliveryStatus.QUEUED,
                Delivery.held.is_(False),
                Delivery.expires_at > now,
            )
        )
        .values(status=DeliveryStatus.LEASED, lease_id=lease_id, leased_by=by, lease_until=until)
        .returning(*(getattr(Delivery, name) for name in Claimed.__dataclass_fields__)),
        execution_options={"synchronize_session": False},
    ).mappings()
    return Lease(id=lease_id, until=until, deliveries=tuple(Claimed(**row) for row in taken))
