"""A notice made ready: its words, who would get it, what that comes to, and who would be passed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import BallotLink, Election, VoterRollEntry
from ballot_service.rules.words import Sentence
from ballot_service.services.announcing.notice_words import Speak, notice_values
from ballot_service.services.announcing.ways import (
    DID_NOT_ARRIVE,
    MAIL_ONLY,
    NO_TEXT,
    TEXT,
    Address,
    Ways,
    contact_points,
    failed_addresses,
    why_passed_over,
)
from ballot_service.services.issuing import MAY_HAVE_A_LINK
from ballot_service.services.registering import roll
from ballot_service.shipped import shipped
from outreach.segments import in_small_alphabet

CHANNELS = MAIL_ONLY
"""What is sent where nothing else is said."""


class Announcing(StrEnum):
    """What is sent; the value names the folder of its texts and its purpose."""

    ELECTION_NOTICE = "election_notice"
    BALLOT_LINK = "ballot_link"


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """A notice as it would go out now: its words, frozen by a fingerprint, and who should get it."""

    kind: Announcing
    notice: outreach.Notice
    recipients: tuple[outreach.Recipient, ...]
    entries: Mapping[str, VoterRollEntry]
    """Recipient's reference to the line of the roll."""
    channels: Collection[str] = CHANNELS
    """What it goes out by."""
    ways: Ways = Ways.ONE
    failed: frozenset[Address] = field(default=frozenset(), repr=False)
    """Where a message of this notice did not arrive."""


def ballot_address(origin: str, token: str) -> str:
    """The whole address of a ballot link."""
    return f"{origin}/v/{token}"


def public_address(origin: str, election: Election) -> str:
    """The address of the election's public page."""
    return f"{origin}/elections/{election.id}"


def short_address(origin: str, election: Election) -> str:
    """The address of the district's page, from which its elections are one step: short enough for a text message."""
    return f"{origin}/{election.district.slug}"


@cache
def book() -> outreach.NoticeBook:
    """Every text that ships with the product."""
    return outreach.NoticeBook.read(shipped("templates") / "notices", languages=("en", "es"))


def prepare(
    session: Session,
    election: Election,
    kind: Announcing,
    *,
    origin: str,
    speak: Speak,
    channels: Collection[str] = CHANNELS,
    ways: Ways = Ways.ONE,
) -> Announcement:
    """The words as they stand and the people on the roll who may vote. Changed words become a new version.

    `channels` are those that this installation can send; `ways` says whether each person gets it by one of them
    or by every one.
    """
    newest = _newest(session, election, kind)
    notice = _notice(election, kind, newest.version if newest else 1, origin, speak)
    if newest is not None and newest.fingerprint != notice.fingerprint:
        notice = _notice(election, kind, newest.version + 1, origin, speak)
    may_vote = [entry for entry in roll(session, election) if entry.status in MAY_HAVE_A_LINK]
    failed = failed_addresses(session, str(election.id), kind.value)
    links = _working_links(session, election) if kind is Announcing.BALLOT_LINK else {}
    chosen = [entry for entry in may_vote if kind is not Announcing.BALLOT_LINK or entry.id in links]
    return Announcement(
        kind=kind,
        notice=notice,
        recipients=tuple(_recipient(entry, links.get(entry.id), channels, ways, failed) for entry in chosen),
        entries={str(entry.id): entry for entry in chosen},
        channels=channels,
        ways=ways,
        failed=failed,
    )


def _notice(election: Election, kind: Announcing, version: int, origin: str, speak: Speak) -> outreach.Notice:
    texts = book()
    tags = {text.language for text in texts.texts[kind.value]}
    link, short = public_address(origin, election), short_address(origin, election)
    values = {
        tag: notice_values(election, tag, speak=speak, public_link=link, short_link=short)
        for tag in sorted(tags)
    }
    per_person = ("voter",) if kind is Announcing.BALLOT_LINK else ()
    made = texts.notice(
        kind.value, scope=str(election.id), version=version, values=values, per_person=per_person
    )
    return replace(made, texts=tuple(_in_few_parts(text) for text in made.texts))


def _in_few_parts(text: outreach.Text) -> outreach.Text:
    """A text message as it will travel, so that what is read and approved is what is sent."""
    return replace(text, body=in_small_alphabet(text.body)) if text.channel == TEXT else text


def _working_links(session: Session, election: Election) -> dict[UUID, BallotLink]:
    rows = session.scalars(
        select(BallotLink)
        .join(VoterRollEntry, VoterRollEntry.id == BallotLink.roll_entry_id)
        .where(VoterRollEntry.election_id == election.id, BallotLink.revoked_at.is_(None))
    )
    return {link.roll_entry_id: link for link in rows}


def _recipient(
    entry: VoterRollEntry,
    link: BallotLink | None,
    channels: Collection[str],
    ways: Ways,
    failed: Collection[Address],
) -> outreach.Recipient:
    """A reissued link is an occasion of its own, so that the same address gets the new one."""
    return outreach.Recipient(
        reference=str(entry.id),
        language=entry.language,
        contact_points=contact_points(str(entry.id), entry.person, channels, ways, failed),
        link_reference=str(link.id) if link else "",
        values={"voter": entry.person.initials} if link else {},
        occasion=link.id.hex if link else "",
    )


def _newest(session: Session, election: Election, kind: Announcing) -> outreach.OutreachNotice | None:
    return next(iter(sent_versions(session, election, kind)), None)


def sent_versions(
    session: Session, election: Election, kind: Announcing
) -> Sequence[outreach.OutreachNotice]:
    """The versions of a notice that were approved, newest first."""
    table = outreach.OutreachNotice
    query = select(table).where(table.scope == str(election.id), table.name == kind.value)
    return session.scalars(query.order_by(table.version.desc())).all()


@dataclass(frozen=True, kw_only=True)
class QuoteLine:
    """How many messages would go out on one channel in one language."""

    channel: str
    language: str
    messages: int


@dataclass(frozen=True, kw_only=True)
class PassedOver:
    """Somebody whom this sending cannot reach, and why."""

    entry: VoterRollEntry
    why: Sentence


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What sending now would come to. `already` messages were queued before and are not sent again."""

    lines: tuple[QuoteLine, ...]
    people: int
    already: int
    passed_over: tuple[PassedOver, ...]

    @property
    def messages(self) -> int:
        return sum(line.messages for line in self.lines)


def quote(session: Session, election: Election, announcement: Announcement) -> Quote:
    """Messages by channel and language, and everybody who has to be reached in another way."""
    queued = _queued(session, election, announcement)
    numbers: Counter[tuple[str, str]] = Counter()
    people: set[str] = set()
    already, passed_over = 0, []
    for person in announcement.recipients:
        spoken = [p for p in person.contact_points if announcement.notice.text(person.language, p.channel)]
        new = [p for p in spoken if (person.reference, p.address, person.occasion) not in queued]
        numbers.update((point.channel, person.language) for point in new)
        people.update({person.reference} if new else ())
        why = None if new else _why_nothing(announcement, person, spoken)
        if why is None:
            already += len(spoken) - len(new)
        else:
            passed_over.append(PassedOver(entry=announcement.entries[person.reference], why=why))
    lines = tuple(QuoteLine(channel=c, language=t, messages=n) for (c, t), n in sorted(numbers.items()))
    return Quote(lines=lines, people=len(people), already=already, passed_over=tuple(passed_over))


def _why_nothing(
    announcement: Announcement, person: outreach.Recipient, spoken: Sequence[outreach.ContactPoint]
) -> Sentence | None:
    """Why somebody who gets no new message has to be told otherwise; None if one has arrived or is on its way."""
    if not person.contact_points:
        return why_passed_over(announcement.channels)
    if not spoken:
        return NO_TEXT
    lost = all((person.reference, p.channel, p.address) in announcement.failed for p in spoken)
    return DID_NOT_ARRIVE if lost else None


def _queued(session: Session, election: Election, announcement: Announcement) -> set[tuple[str, str, str]]:
    """Recipient, address and occasion of what was queued with these very words."""
    newest = _newest(session, election, announcement.kind)
    if newest is None or newest.fingerprint != announcement.notice.fingerprint:
        return set()
    table = outreach.Delivery
    rows = session.execute(
        select(table.recipient, table.address, table.occasion).where(table.notice_id == newest.id)
    )
    return {(row.recipient, row.address, row.occasion) for row in rows}
