"""The same words go to one address once, also where two recipients share it or one stands in the files twice.

For words that hold nothing of one person. Whoever gets no message of their own keeps a row that says so, and has a turn
should the one before end without a message (`turns`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from outreach.models import Attempt, Delivery
from outreach.states import WAITING, Answer, DeliveryStatus

SAME_ADDRESS = "same_address"
"""Why a delivery was never to be sent: its words go to that address for another recipient."""
GAVE_WAY = "gave_way"
"""Why an opted-out delivery has lost its turn: another may have got its words at that address since. Should its
recipient want messages again, it is set aside like the others."""
NO_MESSAGE = (
    DeliveryStatus.CANCELLED,
    DeliveryStatus.OPTED_OUT,
    DeliveryStatus.NO_ADDRESS,
    DeliveryStatus.NO_TEXT,
)
Place = tuple[str, str, str]
"""Channel, address and language: in one version of a notice they say which words went where."""


def at_the_place_of(other: type[Delivery]) -> ColumnElement[bool]:
    """Whether the other one has the same words for the same address as a delivery."""
    return and_(
        other.notice_id == Delivery.notice_id,
        other.channel == Delivery.channel,
        other.address == Delivery.address,
        other.language == Delivery.language,
    )


def may_have_it(delivery: type[Delivery]) -> ColumnElement[bool]:
    """Whether its words were taken by the provider, or may have been: an attempt whose end nobody knows counts, also
    where a person has left it since or it was called off before it could be repeated.
    """
    unclear = select(Attempt.id).where(
        Attempt.delivery_id == delivery.id,
        or_(Attempt.outcome.is_(None), Attempt.outcome == Answer.UNCERTAIN),
    )
    return or_(delivery.status == DeliveryStatus.SENT, unclear.exists())


def holds_the_place(delivery: type[Delivery]) -> ColumnElement[bool]:
    """Whether nothing else may go to its address: it waits, something went there or was refused, or may have gone."""
    return or_(delivery.status.not_in(NO_MESSAGE), may_have_it(delivery))


def is_set_aside(delivery: type[Delivery]) -> ColumnElement[bool]:
    """Whether its words go to its address for somebody else, as far as is known."""
    return and_(delivery.status == DeliveryStatus.CANCELLED, delivery.ended_why == SAME_ADDRESS)


def holders(session: Session, notice_id: UUID) -> dict[Place, str]:
    """The recipient for whom a version's words went, or go, to each address."""
    rows = session.execute(
        select(Delivery.channel, Delivery.address, Delivery.language, Delivery.recipient)
        .where(Delivery.notice_id == notice_id, holds_the_place(Delivery))
        .order_by(Delivery.queued_at, Delivery.id)
    )
    found: dict[Place, str] = {}
    for row in rows:
        found.setdefault((row.channel, row.address, row.language), row.recipient)
    return found


def once_an_address(rows: Sequence[dict[str, Any]], held: dict[Place, str]) -> None:
    """Marks the rows whose words another recipient gets at their address; `held` learns of the others."""
    for row in rows:
        if row["status"] is DeliveryStatus.OPTED_OUT:
            row["ended_why"] = GAVE_WAY
        if row["status"] is not DeliveryStatus.QUEUED:
            continue
        holder = held.setdefault((row["channel"], row["address"], row["language"]), row["recipient"])
        if holder != row["recipient"]:
            row["status"], row["ended_why"] = DeliveryStatus.CANCELLED, SAME_ADDRESS


def told_at_address() -> ColumnElement[bool]:
    """Of a delivery: its words went, or may have gone, to that address, be it for somebody else who shares it."""
    other = aliased(Delivery)
    shared = select(other.id).where(at_the_place_of(other), may_have_it(other)).exists()
    return or_(may_have_it(Delivery), and_(Delivery.status == DeliveryStatus.CANCELLED, shared))


def lost_with_another() -> ColumnElement[bool]:
    """Of a delivery: it was set aside, and nobody else's message went to that address, waits, or is unclear."""
    other = aliased(Delivery)
    alive = select(other.id).where(at_the_place_of(other), other.status.in_((DeliveryStatus.SENT, *WAITING)))
    return and_(is_set_aside(Delivery), ~alive.exists())
