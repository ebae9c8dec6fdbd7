"""Writes down what came back from attempts, and what it means for each delivery. Nothing here commits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, Table, Update, bindparam, or_, update
from sqlalchemy.orm import Session

from outreach.leasing import FREE, Begun, Lease
from outreach.locking import hold
from outreach.models import Attempt, Delivery
from outreach.sending import NOT_TRIED, Outcome
from outreach.states import Answer, DeliveryStatus

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)

_ANSWERED = ("outcome", "provider_reference", "error", "words", "finished_at")
_ATTEMPTS = cast(Table, Attempt.__table__)
_DELIVERIES = cast(Table, Delivery.__table__)
_STATUS_AFTER = {
    Answer.ACCEPTED: DeliveryStatus.SENT,
    Answer.REFUSED: DeliveryStatus.REFUSED,
    Answer.NOT_SENT: DeliveryStatus.QUEUED,
    Answer.UNCERTAIN: DeliveryStatus.UNCERTAIN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What came of one attempt, and when."""

    begun: Begun
    outcome: Outcome
    at: datetime


def settle(session: Session, lease: Lease, settlements: Iterable[Settlement]) -> None:
    """Writes what came back. A late but clear answer corrects an attempt that was thought uncertain."""
    in_order = sorted(settlements, key=lambda one: one.begun.delivery_id)
    if not in_order:
        return
    by_answer: dict[Answer, list[Settlement]] = {}
    for settlement in in_order:
        by_answer.setdefault(settlement.outcome.answer, []).append(settlement)
    hold(session, [one.begun.delivery_id for one in in_order])
    connection = session.connection()
    for answer, some in by_answer.items():
        connection.execute(_settle_delivery(answer, lease), [_delivery_values(one) for one in some])
    by_attempt = sorted(in_order, key=lambda one: one.begun.attempt_id)
    connection.execute(_SETTLE_ATTEMPT, [_attempt_values(one) for one in by_attempt])


def wait_after(tries: int) -> timedelta:
    """How long to wait before the next try: 30 seconds, doubling up to 30 minutes."""
    doublings: int = min(max(tries - 1, 0), 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


_SETTLE_ATTEMPT = (
    update(_ATTEMPTS)
    .where(
        _ATTEMPTS.c.id == bindparam("of_attempt"),
        or_(_ATTEMPTS.c.outcome.is_(None), _ATTEMPTS.c.outcome == Answer.UNCERTAIN),
    )
    .values({name: bindparam(f"new_{name}") for name in _ANSWERED})
)


def _attempt_values(settlement: Settlement) -> dict[str, object]:
    outcome = settlement.outcome
    return {
        "of_attempt": settlement.begun.attempt_id,
        "new_outcome": outcome.answer,
        "new_provider_reference": outcome.provider_reference[:200],
        "new_error": outcome.error[:60],
        "new_words": outcome.words[:300],
        "new_finished_at": settlement.at,
    }


def _settle_delivery(answer: Answer, lease: Lease) -> Update:
    """One statement for all deliveries with the same answer; rows are sent together."""
    change = update(_DELIVERIES).where(
        _DELIVERIES.c.id == bindparam("of_delivery"),
        _DELIVERIES.c.tries == bindparam("of_number"),
        _may_settle(answer, lease),
    )
    if answer is Answer.NOT_SENT:
        change = change.values(not_before=bindparam("next_try"))
    return change.values(status=_STATUS_AFTER[answer], **FREE)


def _delivery_values(settlement: Settlement) -> dict[str, object]:
    begun = settlement.begun
    values: dict[str, object] = {"of_delivery": begun.delivery_id, "of_number": begun.number}
    if settlement.outcome.answer is Answer.NOT_SENT:
        values["next_try"] = settlement.at + max(_wait(settlement), settlement.outcome.wait)
    return values


def _wait(settlement: Settlement) -> timedelta:
    """What was only held up by another message has not failed, so its turn comes soon."""
    return FIRST_WAIT if settlement.outcome.error == NOT_TRIED else wait_after(settlement.begun.number)


def _may_settle(answer: Answer, lease: Lease) -> ColumnElement[bool]:
    """Which states a settled answer may replace.

    Our own lease always. When the lease ran out and the sweeper called the delivery uncertain, a clear answer
    is better knowledge, also after a person queued a repeat that nobody has begun (tries still the same):
    then the repeat does not happen. "Accepted" even replaces "given up", because it is the truth.
    """
    ours = (_DELIVERIES.c.status == DeliveryStatus.LEASED) & (_DELIVERIES.c.lease_id == lease.id)
    if answer is Answer.UNCERTAIN:
        return ours
    waiting = [DeliveryStatus.UNCERTAIN, DeliveryStatus.QUEUED, DeliveryStatus.LEASED]
    if answer is Answer.ACCEPTED:
        waiting.append(DeliveryStatus.GIVEN_UP)
    return or_(ours, *(_DELIVERIES.c.status == status for status in waiting))
