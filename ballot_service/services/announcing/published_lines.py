"""Lines of the notice ledger for what the service sent itself, once it is published (requirements 1.15, notice)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
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
from ballot_service.services.announcing.kinds import Announcing
from ballot_service.services.announcing.versions import languages_of_notice
from ballot_service.services.announcing.ways import Ways
from ballot_service.services.noticing import record_notice
from outreach.channels import media

SENT_ACT = f"send_{Announcing.ELECTION_NOTICE.value}"
PLACE = "Sent by this service"


def counted() -> Mapping[str, NoticeKind]:
    """Which kind of notice a message is, as its channel file says; the list of kinds is closed (requirements 1.15)."""
    return {
        name: NoticeKind(one.counts_as)
        for name, one in media().items()
        if one.by_worker and one.counts_as in list(NoticeKind)
    }


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
        for tag in languages_of_notice(row)
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
