"""What the outbox knows of every message of a notice, in one order that stays the same: the rows of the proof."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach


@dataclass(frozen=True, kw_only=True)
class SentMessage:
    """One message to one address. Moments are UTC; `number` stands for the person, the same in every row."""

    number: int
    recipient: str
    version: int
    channel: str
    language: str
    fallback_for: str
    """The language that the person reads, where there is no text in it and this one went in its place."""
    address: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    """As it was stored: a personal link is not in it, only its place."""
    status: outreach.DeliveryStatus
    ended_why: str
    """A short code where it was ended before it left, such as "same_address"."""
    queued_at: datetime
    tries: tuple[outreach.Attempt, ...]
    reports: tuple[outreach.ProviderReport, ...]

    @property
    def handed_over_at(self) -> datetime | None:
        """When the provider first took it (letters: when it was printed)."""
        took = [each.finished_at for each in self.tries if each.outcome is outreach.Answer.ACCEPTED]
        return min((at for at in took if at is not None), default=None)

    @property
    def last_change_at(self) -> datetime:
        ended = [each.finished_at or each.started_at for each in self.tries]
        return max([self.queued_at, *ended, *(each.received_at for each in self.reports)])


def messages_of(session: Session, notices: Sequence[outreach.OutreachNotice]) -> list[SentMessage]:
    """Every message of these versions: by version, channel and language, then by person and address."""
    versions = {row.id: row.version for row in notices}
    table = outreach.Delivery
    rows = session.scalars(select(table).where(table.notice_id.in_(versions))).all()
    numbers = {ref: place for place, ref in enumerate(sorted({row.recipient for row in rows}), 1)}
    tries, reports = _tries(session, list(versions)), _reports(session, list(versions))
    found = [
        SentMessage(
            number=numbers[row.recipient],
            recipient=row.recipient,
            version=versions[row.notice_id],
            channel=row.channel,
            language=row.language,
            fallback_for=row.fallback_for,
            address=row.address,
            subject=row.subject,
            body=row.body,
            status=row.status,
            ended_why=row.ended_why,
            queued_at=row.queued_at,
            tries=tuple(tries.get(row.id, ())),
            reports=tuple(each for one in tries.get(row.id, ()) for each in reports.get(one.id, ())),
        )
        for row in rows
    ]
    return sorted(found, key=_order)


def _order(one: SentMessage) -> tuple[int, str, str, int, str, datetime]:
    return (one.version, one.channel, one.language, one.number, one.address, one.queued_at)


def _tries(session: Session, notices: Sequence[UUID]) -> Mapping[UUID, list[outreach.Attempt]]:
    """The attempts by their message, the first one first."""
    found: dict[UUID, list[outreach.Attempt]] = defaultdict(list)
    table, delivery = outreach.Attempt, outreach.Delivery
    rows = session.scalars(
        select(table)
        .join(delivery, delivery.id == table.delivery_id)
        .where(delivery.notice_id.in_(notices))
        .order_by(table.number)
    )
    for row in rows:
        found[row.delivery_id].append(row)
    return found


def _reports(session: Session, notices: Sequence[UUID]) -> Mapping[UUID, list[outreach.ProviderReport]]:
    """What providers reported by attempt, in the order in which it happened."""
    found: dict[UUID, list[outreach.ProviderReport]] = defaultdict(list)
    table, attempt, delivery = outreach.ProviderReport, outreach.Attempt, outreach.Delivery
    rows = session.scalars(
        select(table)
        .join(attempt, attempt.id == table.attempt_id)
        .join(delivery, delivery.id == attempt.delivery_id)
        .where(delivery.notice_id.in_(notices))
        .order_by(table.occurred_at, table.name, table.stamp)
    )
    for row in rows:
        found[row.attempt_id].append(row)
    return found


def masked(channel: str, address: str) -> str:
    """An address as outsiders may see it: what would lead to the person is removed, not covered."""
    if channel == "email" and "@" in address:
        return f"{address[:1]}***@***"
    return f"***{address[-2:]}" if channel in ("sms", "voice", "whatsapp") and address else "***"


def texts_of(row: outreach.OutreachNotice) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every text of a version with the name of its file, in the order in which it was hashed."""
    for text in row.texts:
        yield f"texts/v{row.version}-{text['language']}-{text['channel']}.txt", text


def files_of(session: Session, row: outreach.OutreachNotice) -> Iterator[tuple[str, bytes]]:
    """Every file that went along with a version by e-mail, with its name in the proof."""
    for tag in sorted({text["language"] for text in row.texts}):
        for one in outreach.attachments_of(session, row.id, tag):
            yield f"attachments/v{row.version}-{tag}-{one.name}", one.content
