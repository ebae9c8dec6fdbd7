"""A notice made ready: its words, who would get it, what that comes to, and who would be passed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import BallotLink, ContactKind, Election, VoterRollEntry
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing.notice_words import Speak, notice_values
from ballot_service.services.issuing import MAY_HAVE_A_LINK
from ballot_service.services.registering import roll
from ballot_service.shipped import shipped

CHANNELS = ("email",)
"""What can be sent now. Text messages come with their channel."""


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


def ballot_address(origin: str, token: str) -> str:
    """The whole address of a ballot link."""
    return f"{origin}/v/{token}"


def public_address(origin: str, election: Election) -> str:
    """The address of the election's public page."""
    return f"{origin}/elections/{election.id}"


@cache
def book() -> outreach.NoticeBook:
    """Every text that ships with the product."""
    return outreach.NoticeBook.read(shipped("templates") / "notices", languages=("en", "es"))


def prepare(
    session: Session, election: Election, kind: Announcing, *, origin: str, speak: Speak
) -> Announcement:
    """The words as they stand and the people on the roll who may vote. Changed words become a new version."""
    newest = _newest(session, election, kind)
    notice = _notice(election, kind, newest.version if newest else 1, origin, speak)
    if newest is not None and newest.fingerprint != notice.fingerprint:
        notice = _notice(election, kind, newest.version + 1, origin, speak)
    may_vote = [entry for entry in roll(session, election) if entry.status in MAY_HAVE_A_LINK]
    if kind is Announcing.BALLOT_LINK:
        links = _working_links(session, election)
        chosen = [(_recipient(entry, links[entry.id]), entry) for entry in may_vote if entry.id in links]
    else:
        chosen = [(_recipient(entry, None), entry) for entry in may_vote]
    return Announcement(
        kind=kind,
        notice=notice,
        recipients=tuple(recipient for recipient, _ in chosen),
        entries={recipient.reference: entry for recipient, entry in chosen},
    )


def _notice(election: Election, kind: Announcing, version: int, origin: str, speak: Speak) -> outreach.Notice:
    texts = book()
    tags = {text.language for text in texts.texts[kind.value]}
    link = public_address(origin, election)
    values = {tag: notice_values(election, tag, speak=speak, public_link=link) for tag in sorted(tags)}
    per_person = ("voter",) if kind is Announcing.BALLOT_LINK else ()
    return texts.notice(
        kind.value, scope=str(election.id), version=version, values=values, per_person=per_person
    )


def _working_links(session: Session, election: Election) -> dict[UUID, BallotLink]:
    rows = session.scalars(
        select(BallotLink)
        .join(VoterRollEntry, VoterRollEntry.id == BallotLink.roll_entry_id)
        .where(VoterRollEntry.election_id == election.id, BallotLink.revoked_at.is_(None))
    )
    return {link.roll_entry_id: link for link in rows}


def _recipient(entry: VoterRollEntry, link: BallotLink | None) -> outreach.Recipient:
    """A reissued link is an occasion of its own, so that the same address gets the new one."""
    mails = sorted(point.value for point in entry.person.contacts if point.kind is ContactKind.EMAIL)
    return outreach.Recipient(
        reference=str(entry.id),
        language=entry.language,
        contact_points=tuple(outreach.ContactPoint(channel="email", address=mail) for mail in mails),
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
    people, already, passed_over = set(), 0, []
    for person in announcement.recipients:
        points = [point for point in person.contact_points if point.channel in CHANNELS]
        spoken = [p for p in points if announcement.notice.text(person.language, p.channel)]
        for point in spoken:
            if (person.reference, point.address, person.occasion) in queued:
                already += 1
            else:
                numbers[point.channel, person.language] += 1
                people.add(person.reference)
        if not spoken:
            why = say("No text in this language.") if points else say("No e-mail address.")
            passed_over.append(PassedOver(entry=announcement.entries[person.reference], why=why))
    lines = tuple(QuoteLine(channel=c, language=t, messages=n) for (c, t), n in sorted(numbers.items()))
    return Quote(lines=lines, people=len(people), already=already, passed_over=tuple(passed_over))


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
