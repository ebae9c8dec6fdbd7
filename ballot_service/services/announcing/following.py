"""Following what was sent: how far it is, what is unclear, and when it was published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import (
    District,
    Election,
    NoticeRecord,
    TrailEntry,
)
from ballot_service.rules.notice_ledger import NoticeKind
from ballot_service.services import trail
from ballot_service.services.acting import NotFound
from ballot_service.services.announcing.addressees import Addressee, those_with
from ballot_service.services.announcing.names_of_recipients import name_of
from ballot_service.services.announcing.preparing import TELLS_WHO_VOTED, Announcing, sent_versions
from ballot_service.services.announcing.ways import Ways
from ballot_service.services.noticing import record_notice
from outreach.channels import media
from outreach.together import MANY

SENT_ACT = f"send_{Announcing.ELECTION_NOTICE.value}"
_Numbers = Mapping[outreach.DeliveryStatus, int]
_ON_THE_WAY = (outreach.DeliveryStatus.QUEUED, outreach.DeliveryStatus.LEASED)
PLACE = "Sent by this service"


def counted() -> Mapping[str, NoticeKind]:
    """Which kind of notice a message is, as its channel file says; the list of kinds is closed (requirements 1.15)."""
    return {
        name: NoticeKind(one.counts_as)
        for name, one in media().items()
        if one.by_worker and one.counts_as in list(NoticeKind)
    }


class Ruling(StrEnum):
    """What a person decides about a message of which nobody knows whether it left."""

    CONFIRM = "confirm"
    """It has arrived."""
    REPEAT = "repeat"
    GIVE_UP = "give_up"


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a notice on its way."""

    notice: outreach.OutreachNotice
    numbers: Mapping[outreach.DeliveryStatus, int]
    published: Mapping[str, datetime | None]
    """By language: when the last of its first messages was accepted (UTC); None while that is open."""
    total: int

    @property
    def had_their_turn(self) -> int:
        """Those that wait no more, in one number."""
        return self.total - self.waiting

    @property
    def waiting(self) -> int:
        """Messages that are queued or being sent right now."""
        return sum(self.numbers.get(status, 0) for status in _ON_THE_WAY)


def versions(session: Session, election: Election, kind: Announcing) -> list[Version]:
    """Every version that was sent, newest first, with its numbers by status."""
    rows = sent_versions(session, election, kind)
    make = _in_two_numbers if kind in TELLS_WHO_VOTED else _in_full
    return [make(session, row, outreach.progress(session, row.id)) for row in rows]


def _in_full(session: Session, row: outreach.OutreachNotice, numbers: _Numbers) -> Version:
    published = {tag: outreach.published_at(session, row.id, tag) for tag in _languages(row)}
    return Version(notice=row, numbers=numbers, published=published, total=sum(numbers.values()))


def _in_two_numbers(_session: Session, row: outreach.OutreachNotice, numbers: _Numbers) -> Version:
    """What waits, and all the rest together: how many reminders were left out would tell how many had voted."""
    waiting = sum(numbers.get(status, 0) for status in _ON_THE_WAY)
    shown = {outreach.DeliveryStatus.QUEUED: waiting}
    return Version(notice=row, numbers=shown, published={}, total=sum(numbers.values()))


def _languages(row: outreach.OutreachNotice) -> list[str]:
    """Those in which it is notice: a text in several languages at once stands in for one that is missing."""
    return sorted({text["language"] for text in row.texts} - {MANY})


@dataclass(frozen=True, kw_only=True)
class UnclearMessage:
    """A message that may have been sent, and the name of the person to whom."""

    unclear: outreach.Unclear
    to: str


def unclear_messages(session: Session, election: Election) -> list[UnclearMessage]:
    """What waits for a person's word: notices and links, answers to forms, questions to guardians and nominees,
    signed heads. Not reminders: each unclear one went to somebody who had not voted.
    """
    found = [
        one
        for one in outreach.uncertain(session, scope=str(election.id))
        if one.purpose not in TELLS_WHO_VOTED
    ]
    known = those_with(session, election, {one.recipient for one in found}) if found else {}
    return [UnclearMessage(unclear=one, to=name_of(session, known, one.recipient)) for one in found]


def not_reached(session: Session, election: Election, kind: Announcing) -> list[Addressee]:
    """Whom the newest version did not reach: to be told in another way. Of a reminder nobody is named."""
    newest = next(iter(sent_versions(session, election, kind)), None)
    if newest is None or kind in TELLS_WHO_VOTED:
        return []
    missed = {one.recipient for one in outreach.not_reached(session, newest.id)}
    known = those_with(session, election, missed)
    return sorted(known.values(), key=lambda row: row.person.family_name.casefold())


def rule_on(
    session: Session,
    election: Election,
    delivery_id: UUID,
    ruling: Ruling,
    why: str,
    *,
    now: datetime,
    by: UUID,
) -> None:
    """A person says that an unclear message arrived, has it sent again, or leaves it. Raises NotFound if it is not
    unclear.
    """
    known = {one.unclear.delivery_id: one.unclear for one in unclear_messages(session, election)}
    if delivery_id not in known:
        raise NotFound("unclear message")
    _decide(session, known[delivery_id], ruling, str(by), why, now)
    trail.of_election(
        session,
        election,
        f"{ruling.value}_message",
        now=now,
        by=by,
        subject_id=UUID(known[delivery_id].recipient),
        words={"reason": why},
    )


def _decide(
    session: Session, unclear: outreach.Unclear, ruling: Ruling, by: str, why: str, now: datetime
) -> None:
    """What arrived was taken at the latest when the attempt ended."""
    if ruling is Ruling.CONFIRM:
        at = unclear.ended_at or unclear.started_at
        outreach.confirm_sent(session, unclear.delivery_id, answered_at=at, ruled_by=by, why=why, now=now)
        return
    decide = outreach.repeat if ruling is Ruling.REPEAT else outreach.give_up
    decide(session, unclear.delivery_id, ruled_by=by, why=why, now=now)


def record_published(session: Session, now: datetime) -> int:
    """Enters in the ledger every notice of election that is out by now; answers how many lines are new.

    Run after the worker. Running it again adds nothing. A notice is published, for a language and a channel,
    when the provider has accepted the last of its first messages (requirements 1.15, notice).
    """
    open_elections = {
        row.id: row for row in session.scalars(select(Election).where(Election.closes_at > now))
    }
    sent = session.scalars(
        select(TrailEntry)
        .where(TrailEntry.act == SENT_ACT, TrailEntry.chain_id.in_(open_elections))
        .order_by(TrailEntry.chain_id, TrailEntry.number)
    )
    sendings: dict[tuple[UUID, str], list[Mapping[str, Any]]] = defaultdict(list)
    for entry in sent:
        details = entry.document["details"]
        sendings[entry.chain_id, details["notice"]].append(details)
    return sum(
        _record(session, open_elections[chain], details, now) for (chain, _), details in sendings.items()
    )


def _record(
    session: Session, election: Election, sendings: Sequence[Mapping[str, Any]], now: datetime
) -> int:
    """Lines for one notice; `sendings` are what the trail says of each time it was sent, the first one first."""
    details = sendings[0]
    row = session.get(outreach.OutreachNotice, UUID(details["notice"]))
    if row is None:
        return 0
    by_every_way = any(each.get("ways") == Ways.EVERY for each in sendings)
    published = [
        (tag, channel, at)
        for tag in _languages(row)
        for channel in _kinds_used(session, row.id, tag, by_every_way=by_every_way)
        if (at := outreach.published_at(session, row.id, tag, channel=channel)) is not None
    ]
    if not published:
        return 0
    session.execute(select(District.id).where(District.id == election.district_id).with_for_update())
    known = _recorded(session, row.id)
    told = set() if by_every_way else {tag for tag, kind in known if kind is not NoticeKind.WEB}
    kinds = counted()
    new = [
        (tag, channel, at)
        for tag, channel, at in published
        if tag not in told and (tag, kinds[channel]) not in known
    ]
    for tag, channel, at in new:
        record_notice(
            session,
            election,
            kind=kinds[channel],
            language=tag,
            place=PLACE,
            published_at=at,
            names_opening_at=datetime.fromisoformat(details["names_opening_at"]),
            outreach_notice=row.id,
            now=now,
        )
    return len(new)


def _kinds_used(session: Session, notice_id: UUID, language: str, *, by_every_way: bool) -> list[str]:
    """The channels that count as kinds of notice. When each person got one message, that is one kind of notice: the
    one by which most people got it. A text message to the three without e-mail is no second one.
    """
    table = outreach.Delivery
    rows = session.execute(
        select(table.channel, func.count())
        .where(table.notice_id == notice_id, table.language == language, table.fallback_for == "")
        .where(table.channel.in_(counted()))
        .group_by(table.channel)
    )
    numbers: dict[str, int] = {row[0]: row[1] for row in rows}
    most = sorted(numbers, key=lambda channel: (-numbers[channel], channel))
    return most if by_every_way else most[:1]


def _recorded(session: Session, notice_id: UUID) -> Sequence[tuple[str, NoticeKind]]:
    """Language and kind of the lines that stand for a sending, voided ones too."""
    rows = session.execute(
        select(NoticeRecord.language, NoticeRecord.kind).where(NoticeRecord.outreach_notice == notice_id)
    )
    return [(row.language, row.kind) for row in rows]
