"""What people wish about our messages: entered in the consent ledger, and read from it.

The district's rows know people, the outbox knows addresses; here the one is told to the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import ContactKind, ContactPoint, District, Election
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import NotFound
from outreach import ConsentSource, PurposeClass, Reaches, Says
from outreach.channels import media

__all__ = ["ConsentSource", "PurposeClass", "Says"]

WRITTEN_BY: Mapping[ContactKind, str] = MappingProxyType(
    {ContactKind.EMAIL: "email", ContactKind.PHONE: "sms"}
)
"""How people write to us from an address, and so what their wish is about."""
SOURCE_WORDS: Mapping[ConsentSource, Sentence] = MappingProxyType(
    {
        ConsentSource.FORM: say("typed on a page of ours"),
        ConsentSource.REPLY: say("answered to a message or a call of ours"),
        ConsentSource.LINK: say("by a link in a message"),
        ConsentSource.PROVIDER: say("reported by the provider"),
        ConsentSource.DESK: say("written down by a clerk"),
    }
)
WISH_WORDS: Mapping[tuple[Says, PurposeClass], Sentence] = MappingProxyType(
    {
        (Says.NO, PurposeClass.EVERYTHING): say("No messages at all"),
        (Says.NO, PurposeClass.NEWS): say("No news; ballot links and answers are fine"),
        (Says.NO, PurposeClass.LINK): say("No ballot links"),
        (Says.NO, PurposeClass.ANSWER): say("No answers"),
        (Says.YES, PurposeClass.EVERYTHING): say("Messages are fine"),
        (Says.YES, PurposeClass.NEWS): say("News is fine"),
        (Says.YES, PurposeClass.LINK): say("Ballot links are fine"),
        (Says.YES, PurposeClass.ANSWER): say("Answers are fine"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One line of the ledger for a page. `for_one` says that it is about one person at a shared address."""

    at: datetime
    said: Sentence
    source: Sentence
    wording: str
    for_one: bool


def keep_wish(
    session: Session,
    kind: ContactKind,
    contact: str,
    *,
    says: Says,
    about: PurposeClass,
    source: ConsentSource,
    now: datetime,
    wording: str = "",
    person_id: UUID | None = None,
    by: UUID | None = None,
    stamp: str = "",
) -> bool:
    """Adds to the ledger what an address said; answers whether it was new. With a person it holds for that one alone.

    Who wants no texts is not called instead: a wish about a phone holds for every way that reaches phones.
    """
    first, *others = _ways_to(kind)
    wish = outreach.Consent(
        channel=first,
        address=contact,
        purpose_class=about,
        says=says,
        source=source,
        at=now,
        wording=wording,
        person=str(person_id) if person_id else "",
        noted_by=str(by) if by else "",
        stamp=stamp,
    )
    is_new = outreach.note(session, wish, now=now)
    for name in others if is_new else ():
        also = replace(wish, channel=name, stamp=f"{stamp}:{name}" if stamp else "")
        outreach.note(session, also, now=now)
    return is_new


def _ways_to(kind: ContactKind) -> list[str]:
    """The way in which people write to us, then the others that reach the same address."""
    written = WRITTEN_BY[kind]
    if kind is not ContactKind.PHONE:
        return [written]
    phones = (one.name for one in media().values() if one.reaches in (Reaches.MOBILE, Reaches.PHONE))
    return [written, *(name for name in phones if name != written)]


@dataclass(frozen=True, kw_only=True)
class NewsReader:
    """The address that one message went to, and the district that sent it."""

    kind: ContactKind
    contact: str
    language: str
    district: District


def reader_of(session: Session, delivery_id: UUID) -> NewsReader:
    """Who got a message. Raises NotFound for a message that there is not, or that nobody can unsubscribe from."""
    delivery = session.get(outreach.Delivery, delivery_id)
    kinds = {channel: kind for kind, channel in WRITTEN_BY.items()}
    if delivery is None or delivery.channel not in kinds:
        raise NotFound("message")
    notice = session.get_one(outreach.OutreachNotice, delivery.notice_id)
    election = session.get(Election, UUID(notice.scope))
    return NewsReader(
        kind=kinds[delivery.channel],
        contact=delivery.address,
        language=delivery.language,
        district=session.get_one(District, election.district_id if election else UUID(notice.scope)),
    )


def set_news(session: Session, reader: NewsReader, *, wanted: bool, now: datetime) -> None:
    """Ends news to an address, or takes that back. Ballot links and answers still come."""
    if _wants_news(session, reader) is wanted:
        return
    keep_wish(
        session,
        reader.kind,
        reader.contact,
        says=Says.YES if wanted else Says.NO,
        about=PurposeClass.NEWS,
        source=ConsentSource.LINK,
        now=now,
    )


def _wants_news(session: Session, reader: NewsReader) -> bool:
    stopped = outreach.stopped_among(session, [reader.contact], PurposeClass.NEWS)
    return not stopped.covers(WRITTEN_BY[reader.kind], reader.contact)


def wants_no_answers(session: Session, kind: ContactKind, contact: str) -> bool:
    """Whether not even an answer may go to this address."""
    stopped = outreach.stopped_among(session, [contact], PurposeClass.ANSWER)
    return stopped.covers(WRITTEN_BY[kind], contact)


def wishes(session: Session, kind: ContactKind, contact: str) -> Sequence[Wish]:
    """Everything the ledger has about one address, newest first."""
    return [
        Wish(
            at=row.at,
            said=WISH_WORDS[row.says, row.purpose_class],
            source=SOURCE_WORDS[row.source],
            wording=row.wording,
            for_one=bool(row.person),
        )
        for row in outreach.history(session, WRITTEN_BY[kind], contact)
    ]


def district_of(session: Session, kind: ContactKind, contact: str) -> District | None:
    """Which district somebody means who writes to us: the one that wrote last, the only one that has the address, or
    the only one there is. None where nobody can tell.
    """
    if (last := _last_writer(session, kind, contact)) is not None:
        return last
    known = select(ContactPoint.district_id).where(ContactPoint.kind == kind, ContactPoint.value == contact)
    having = list(session.scalars(select(District).where(District.id.in_(known)).limit(2)))
    if not having:
        having = list(session.scalars(select(District).limit(2)))
    return having[0] if len(having) == 1 else None


def _last_writer(session: Session, kind: ContactKind, contact: str) -> District | None:
    table, notice = outreach.Delivery, outreach.OutreachNotice
    scope = session.scalar(
        select(notice.scope)
        .join(table, table.notice_id == notice.id)
        .where(table.channel.in_(_ways_to(kind)), table.address == contact, table.tries > 0)
        .order_by(table.queued_at.desc())
        .limit(1)
    )
    if scope is None:
        return None
    election = session.get(Election, UUID(scope))
    return session.get(District, election.district_id if election else UUID(scope))
