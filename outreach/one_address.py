"""The same words go to one address once, also where two recipients share it or one stands in the files twice.

For words that hold nothing of one person. Whoever gets no message of their own keeps a row that says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, aliased

from outreach.models import Delivery
from outreach.states import NOT_REACHED, DeliveryStatus

SAME_ADDRESS = "same_address"
"""Why a delivery was never to be sent: its words go to that address for another recipient."""
NO_MESSAGE = (
    DeliveryStatus.CANCELLED,
    DeliveryStatus.OPTED_OUT,
    DeliveryStatus.NO_ADDRESS,
    DeliveryStatus.NO_TEXT,
)
Place = tuple[str, str, str]
"""Channel, address and language: in one version of a notice they say which words went where."""


def holders(session: Session, notice_id: UUID) -> dict[Place, str]:
    """The recipient for whom a version's words went, or go, to each address."""
    rows = session.execute(
        select(Delivery.channel, Delivery.address, Delivery.language, Delivery.recipient)
        .where(Delivery.notice_id == notice_id, Delivery.status.not_in(NO_MESSAGE))
        .order_by(Delivery.queued_at, Delivery.id)
    )
    found: dict[Place, str] = {}
    for row in rows:
        found.setdefault((row.channel, row.address, row.language), row.recipient)
    return found


def once_an_address(rows: Sequence[dict[str, Any]], held: dict[Place, str]) -> None:
    """Marks the rows whose words another recipient gets at their address; `held` learns of the others."""
    for row in rows:
        if row["status"] is not DeliveryStatus.QUEUED:
            continue
        holder = held.setdefault((row["channel"], row["address"], row["language"]), row["recipient"])
        if holder != row["recipient"]:
            row["status"], row["ended_why"] = DeliveryStatus.CANCELLED, SAME_ADDRESS


def lost_with_another() -> ColumnElement[bool]:
    """Of a delivery: its words went to that address for somebody else, and did not arrive there."""
    other = aliased(Delivery)
    lost = select(other.id).where(
        other.notice_id == Delivery.notice_id,
        other.channel == Delivery.channel,
        other.address == Delivery.address,
        other.language == Delivery.language,
        other.status.in_(NOT_REACHED),
    )
    return and_(
        Delivery.status == DeliveryStatus.CANCELLED, Delivery.ended_why == SAME_ADDRESS, lost.exists()
    )
