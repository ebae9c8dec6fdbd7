"""The outbox: approving a notice and queueing its deliveries, inside the caller's transaction.

Nothing here commits. Every recipient leaves a row, also those without an address or without a text in their
language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.consent import Stopped, stopped_among
from outreach.errors import MissingLink, NotApproved, NoticeChanged
from outreach.inserting import insert_new
from outreach.models import OutreachNotice
from outreach.notice import Notice, Recipient, Text, filled
from outreach.one_address import Place, holders, once_an_address
from outreach.states import DeliveryStatus, Priority, PurposeClass
from outreach.turns import hold_turns, queue_next
from outreach.wording import is_personal

_AT_ONCE = 1_000
_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class _Wording:
    """A text and its placeholders, which are looked for once and not for each person."""

    text: Text
    names: frozenset[str]

    def words_for(self, person: Recipient) -> tuple[str, str, str]:
        """Subject, body and HTML with the person's values. Raises MissingValue, MissingLink."""
        text, values = self.text, person.values
        later = {name for name in self.names if name not in values}  # a value brings no placeholder with it
        if len(later) < len(self.names) or not all(map(is_personal, later)):
            text = filled(text, values)
        if later and not person.link_reference:
            raise MissingLink(
                f"The text for {text.channel} needs a personal link, and recipient {person.reference} has none."
            )
        return text.subject, text.body, text.html


def approve(session: Session, notice: Notice, *, approved_by: str, now: datetime) -> UUID:
    """Freezes the texts of one version by their hash and returns the notice's id. Twice is as good as once.

    `now` is aware. `approved_by` is the caller's own reference to a person. Raises NoticeChanged when the
    version was approved with other words.
    """
    known = _approved(session, notice)
    if known is not None:
        return known.id
    row = OutreachNotice(
        id=uuid4(),
        scope=notice.scope,
        name=notice.name,
        version=notice.version,
        purpose=notice.purpose,
        fingerprint=notice.fingerprint,
        texts=notice.stored_texts(),
        approved_at=now,
        approved_by=approved_by,
    )
    session.add(row)
    session.flush()
    return row.id


def enqueue(
    session: Session,
    notice: Notice,
    recipients: Iterable[Recipient],
    *,
    now: datetime,
    expires_at: datetime,
    channels: Collection[str] | None = None,
    priority: Priority = Priority.NOTICE,
    hours_zone: str = "",
    not_before: datetime | None = None,
    purpose_class: PurposeClass = PurposeClass.ANSWER,
    one_message_an_address: bool = False,
) -> Counter[DeliveryStatus]:
    """Queues one delivery for each recipient and address; joins the caller's transaction.

    Queueing the same again adds nothing. Times are aware; after `expires_at` nothing is sent any more
    (half-open), and nothing before `not_before`, which is `now` where it is not
    given. `channels` limits the notice to some of its channels. With `hours_zone` the worker keeps quiet
    hours on that zone's clock; without it messages may go at any hour, such as a code that somebody waits for.
    `purpose_class` says which wish of people to be left alone covers it: whoever said no gets a row that says so,
    and no message. With `one_message_an_address`, for words that hold nothing of one person, recipients who share an
    address and a language get one message there (`one_address`), and whose turn has come is queued (`turns`). What is
    added to a paused notice waits with it. Returns how many rows were added or had their turn, by status: queued,
    no_address, no_text, opted_out, cancelled. Raises NotApproved, NoticeChanged, MissingLink, MissingValue; then
    nothing was added.
    """
    approved = _approved(session, notice)
    if approved is None:
        raise NotApproved(f"The notice {notice.name}, version {notice.version}, is not approved.")
    chosen = notice.channels if channels is None else notice.channels & set(channels)
    common = {
        "notice_id": approved.id,
        "purpose": notice.purpose,
        "purpose_class": purpose_class,
        "priority": int(priority),
        "queued_at": now,
        "not_before": not_before or now,
        "expires_at": expires_at,
        "held": approved.paused_at is not None,
        "hours_zone": hours_zone,
        "tries": 0,
    }
    texts = {(text.language, text.channel): _Wording(text, text.placeholders) for text in notice.texts}
    rows = _chunks(_rows(texts, recipients, chosen))
    if not one_message_an_address:
        return _add(session, rows, common, None)
    hold_turns(session, approved.id)
    next_ones = queue_next(session, now=now, limit=_ALL, notice_id=approved.id)
    added = _add(session, rows, common, holders(session, approved.id))
    return added + Counter({DeliveryStatus.QUEUED: next_ones})


def _add(
    session: Session,
    chunks: Iterable[list[dict[str, Any]]],
    common: Mapping[str, Any],
    held: dict[Place, str] | None,
) -> Counter[DeliveryStatus]:
    added: Counter[DeliveryStatus] = Counter()
    for rows in chunks:
        stopped = stopped_among(session, {row["address"] for row in rows}, common["purpose_class"])
        _leave_alone(rows, stopped)
        if held is not None:
            once_an_address(rows, held)
        added.update(insert_new(session, rows, common))
    return added


def _approved(session: Session, notice: Notice) -> OutreachNotice | None:
    row = session.scalars(
        select(OutreachNotice).where(
            OutreachNotice.scope == notice.scope,
            OutreachNotice.name == notice.name,
            OutreachNotice.version == notice.version,
        )
    ).one_or_none()
    if row is not None and row.fingerprint != notice.fingerprint:
        raise NoticeChanged(
            f"Version {notice.version} of {notice.name} was approved with other words. Make it a new version."
        )
    return row


def _rows(
    texts: Mapping[tuple[str, str], _Wording], recipients: Iterable[Recipient], channels: Collection[str]
) -> Iterator[dict[str, Any]]:
    for person in recipients:
        points = [point for point in person.contact_points if point.channel in channels and point.address]
        for point in points:
            text = texts.get((person.language, point.channel))
            yield _row(person, channel=point.channel, address=point.address, text=text)
        if not points:
            yield _row(person, channel="", address="", text=None)


def _leave_alone(rows: list[dict[str, Any]], stopped: Stopped) -> None:
    """Whoever said no is not passed over in silence: the row stays, and says why nothing is sent."""
    for row in rows:
        is_ready = row["status"] is DeliveryStatus.QUEUED
        if is_ready and stopped.covers(row["channel"], row["address"], row["person"]):
            row["status"] = DeliveryStatus.OPTED_OUT


def _row(person: Recipient, *, channel: str, address: str, text: _Wording | None) -> dict[str, Any]:
    if not address:
        status = DeliveryStatus.NO_ADDRESS
    else:
        status = DeliveryStatus.QUEUED if text else DeliveryStatus.NO_TEXT
    subject, body, html = text.words_for(person) if text else ("", "", "")
    return {
        "id": uuid4().hex,
        "recipient": person.reference,
        "person": person.person,
        "occasion": person.occasion,
        "channel": channel,
        "address": address,
        "language": person.language,
        "fallback_for": person.fallback_for,
        "subject": subject,
        "body": body,
        "html": html,
        "link_reference": person.link_reference,
        "status": status,
        "ended_why": "",
    }


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
