"""Where the messages of the whole installation stand, in numbers: for the technician, without address or text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
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
    return session.scalar(select(func.min(Delivery.not_before, type_=UtcTime())).where(*_due(now)))


def due_by_way(session: Session, now: datetime) -> dict[str, tuple[int, datetime | None]]:
    """How many messages of each way wait that are due at `now` (aware), and since when the oldest; every way named."""
    waiting = session.execute(
        select(Delivery.channel, func.count(), func.min(Delivery.not_before, type_=UtcTime()))
        .where(*_due(now))
        .group_by(Delivery.channel)
    )
    found = {row[0]: (row[1], row[2]) for row in waiting}
    return {name: found.get(name, (0, None)) for name, one in media().items() if one.by_worker}


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Delivery.status == DeliveryStatus.QUEUED,
        Delivery.held.is_(False),
        Delivery.not_before <= now,
        Delivery.expires_at > now,
        Delivery.channel.not_in(_BY_HAND),  # a letter waits for a person to print it, not for the worker
    )


def attempts_by_outcome(session: Session, providers: Iterable[str]) -> dict[tuple[str, str], int]:
    """How many tries of each provider ended how: every outcome of those in use, and what others left behind."""
    counted = session.execute(
        select(Attempt.sender, Attempt.outcome, func.count())
        .where(Attempt.outcome.is_not(None))
        .group_by(Attempt.sender, Attempt.outcome)
    )
    found = {(sender, outcome.value): number for sender, outcome, number in counted if outcome is not None}
    every = {(name, outcome.value): 0 for name in providers for outcome in Answer}
    return dict(sorted((every | found).items()))


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
