"""Where the messages of the whole installation stand, in numbers: for the technician, without address or text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.rules.words import Sentence, say
from outreach import Answer, Attempt, Delivery, DeliveryStatus, OutreachNotice, Reaches, UtcTime, farings
from outreach.channels import media

_BY_HAND = tuple(name for name, one in media().items() if not one.by_worker)
_PUBLISHED = tuple(name for name, one in media().items() if one.reaches is Reaches.NOBODY)
STATUS_WORDS: Mapping[DeliveryStatus, Sentence] = {
    DeliveryStatus.QUEUED: say("Waiting"),
    DeliveryStatus.LEASED: say("Being sent"),
    DeliveryStatus.SENT: say("Sent"),
    DeliveryStatus.REFUSED: say("Refused by the provider"),
    DeliveryStatus.UNDELIVERED: say("Did not arrive"),
    DeliveryStatus.UNCERTAIN: say("Unclear whether it was sent"),
    DeliveryStatus.EXPIRED: say("Too late to be sent"),
    DeliveryStatus.NO_ADDRESS: say("No address"),
    DeliveryStatus.NO_TEXT: say("No text in the person's language"),
    DeliveryStatus.GIVEN_UP: say("Given up by a person"),
    DeliveryStatus.OPTED_OUT: say("The person asked for no messages"),
    DeliveryStatus.CANCELLED: say("Canceled"),
}


@dataclass(frozen=True, kw_only=True)
class Outbox:
    """How many messages stand where; aware UTC moments of the last one sent and of the oldest that waits."""

    counts: tuple[tuple[Sentence, int], ...]
    unclear: int
    last_sent_at: datetime | None
    waiting_since: datetime | None


def outbox(session: Session, now: datetime) -> Outbox:
    """Counts every message; one waits when it is due at `now` (aware) and nobody has taken it.

    What is published for everybody is no message.
    """
    counted = session.execute(
        select(Delivery.status, func.count())
        .where(Delivery.channel.not_in(_PUBLISHED))
        .group_by(Delivery.status)
    )
    by_status = {row[0]: row[1] for row in counted}
    last = (
        select(func.max(Attempt.finished_at, type_=UtcTime()))
        .join(Delivery, Delivery.id == Attempt.delivery_id)
        .where(Attempt.outcome == Answer.ACCEPTED, Delivery.channel.not_in(_PUBLISHED))
    )
    return Outbox(
        counts=tuple((said, by_status.get(status, 0)) for status, said in STATUS_WORDS.items()),
        unclear=by_status.get(DeliveryStatus.UNCERTAIN, 0),
        last_sent_at=session.scalar(last),
        waiting_since=waiting_since(session, now),
    )


def waiting_since(session: Session, now: datetime) -> datetime | None:
    """Since when the oldest message waits that is due at `now` (aware) and that nobody has taken."""
    waiting = select(func.min(Delivery.not_before, type_=UtcTime())).where(
        Delivery.status == DeliveryStatus.QUEUED,
        Delivery.held.is_(False),
        Delivery.not_before <= now,
        Delivery.expires_at > now,
        Delivery.channel.not_in(_BY_HAND),  # a letter waits for a person to print it, not for the worker
    )
    return session.scalar(waiting)


def providers_paused(session: Session) -> frozenset[str]:
    """The providers that take nothing now, by themselves or by a person's word."""
    return frozenset(each.name for each in farings(session) if each.paused_at is not None)


def a_provider_is_paused(session: Session) -> bool:
    """Whether any provider takes nothing now."""
    return bool(providers_paused(session))


def messages_by_status(session: Session) -> dict[str, int]:
    """How many messages stand where, every state named, as the labels of a measurement."""
    counted = session.execute(select(Delivery.status, func.count()).group_by(Delivery.status))
    known = {row[0]: row[1] for row in counted}
    return {f'status="{status.value}"': known.get(status, 0) for status in DeliveryStatus}


def waiting_of(session: Session, election_id: UUID) -> int:
    """Messages of an election that wait for a worker; letters wait for a person, and paused notices for another."""
    waiting = (
        select(func.count())
        .select_from(Delivery)
        .join(OutreachNotice, OutreachNotice.id == Delivery.notice_id)
        .where(
            OutreachNotice.scope == str(election_id),
            Delivery.status == DeliveryStatus.QUEUED,
            Delivery.held.is_(False),
            Delivery.channel.not_in(_BY_HAND),
        )
    )
    return session.scalar(waiting) or 0
