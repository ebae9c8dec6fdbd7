"""What sending would come to: messages by channel and language, and everybody who has to be told otherwise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election
from ballot_service.rules.words import Sentence
from ballot_service.services.announcing.addressees import Addressee
from ballot_service.services.announcing.fallbacks import languages_at_once
from ballot_service.services.announcing.kinds import BEFORE_A_ROLL
from ballot_service.services.announcing.preparing import Announcement
from ballot_service.services.announcing.versions import newest_of
from ballot_service.services.announcing.ways import (
    DID_NOT_ARRIVE,
    NO_TEXT,
    OPTED_OUT,
    TOO_LONG,
    why_passed_over,
)
from outreach.together import MANY


@dataclass(frozen=True, kw_only=True)
class QuoteLine:
    """How many messages would go out on one channel in one language."""

    channel: str
    language: str
    messages: int


@dataclass(frozen=True, kw_only=True)
class PassedOver:
    """Somebody whom this sending cannot reach, and why."""

    entry: Addressee
    why: Sentence


@dataclass(frozen=True, kw_only=True)
class InPlace:
    """How many people read a language in which there is no text, and what they get in its place.

    `languages` are those of the text, one after the other; none if they get no message.
    """

    reads: tuple[str, ...]
    languages: tuple[str, ...]
    people: int


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What sending now would come to. `already` messages were queued before and are not sent again."""

    lines: tuple[QuoteLine, ...]
    people: int
    already: int
    passed_over: tuple[PassedOver, ...]
    in_place: tuple[InPlace, ...] = ()
    same_address: int = 0
    """People who get it at an address to which the same words go for somebody else: one message for both."""

    @property
    def messages(self) -> int:
        return sum(line.messages for line in self.lines)


def quote(session: Session, election: Election, announcement: Announcement) -> Quote:
    """Messages by channel and language, and everybody who has to be reached in another way."""
    queued = _queued(session, election, announcement)
    numbers: Counter[tuple[str, str]] = Counter()
    people: set[str] = set()
    already, same_address, passed_over = 0, 0, []
    held = _held(session, election, announcement)
    unread: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for person in announcement.recipients:
        spoken = [p for p in person.contact_points if announcement.notice.text(person.language, p.channel)]
        sent = [p for p in spoken if (person.reference, p.address, person.occasion) in queued]
        free = [p for p in spoken if not announcement.stopped.covers(p.channel, p.address, person.person)]
        left = [p for p in free if p not in sent]
        new = [p for p in left if _is_first(held, p, person)]
        shared = [p for p in left if p not in new]
        numbers.update((point.channel, person.language) for point in new)
        people.update({person.reference} if new else ())
        if new and person.fallback_for:
            unread[_languages_of(person.language, election)].append(person.fallback_for)
        why = None if new else _why_nothing(announcement, person, [*sent, *shared], free)
        if why is None:
            already += len(sent)
            same_address += not (new or sent)
        else:
            if why in (NO_TEXT, TOO_LONG):
                unread[()].append(person.fallback_for or person.language)
            passed_over.append(PassedOver(entry=announcement.entries[person.reference], why=why))
    lines = tuple(QuoteLine(channel=c, language=t, messages=n) for (c, t), n in sorted(numbers.items()))
    return Quote(
        lines=lines,
        people=len(people),
        already=already,
        passed_over=tuple(passed_over),
        same_address=same_address,
        in_place=tuple(
            InPlace(reads=tuple(sorted(set(reads))), languages=found, people=len(reads))
            for found, reads in sorted(unread.items(), reverse=True)
        ),
    )


def _languages_of(language: str, election: Election) -> tuple[str, ...]:
    """Those of a text, of which the tag for several says nothing."""
    return languages_at_once(election) if language == MANY else (language,)


def _why_nothing(
    announcement: Announcement,
    person: outreach.Recipient,
    sent: Sequence[outreach.ContactPoint],
    free: Sequence[outreach.ContactPoint],
) -> Sentence | None:
    """Why somebody who gets no new message has to be told otherwise; None if one has arrived or is on its way.

    `sent` were queued before; `free` are those at which nobody asked for no messages.
    """
    if not person.contact_points:
        return why_passed_over(announcement.channels)
    if not sent and not free:
        spoken = any(announcement.notice.text(person.language, p.channel) for p in person.contact_points)
        if spoken:
            return OPTED_OUT
        return TOO_LONG if person.language == MANY else NO_TEXT
    lost = all((person.reference, p.channel, p.address) in announcement.failed for p in sent)
    if not lost:
        return None
    return DID_NOT_ARRIVE if free else OPTED_OUT


def _held(
    session: Session, election: Election, announcement: Announcement
) -> dict[tuple[str, str, str], str] | None:
    """Where these very words went already and for whom; None for words that each person gets, whoever shares an
    address.
    """
    if announcement.kind not in BEFORE_A_ROLL:
        return None
    newest = newest_of(session, election, announcement.kind)
    if newest is None or newest.fingerprint != announcement.notice.fingerprint:
        return {}
    return outreach.holders(session, newest.id)


def _is_first(
    held: dict[tuple[str, str, str], str] | None, point: outreach.ContactPoint, person: outreach.Recipient
) -> bool:
    """Whether no other one gets the same words at this address."""
    place = (point.channel, point.address, person.language)
    return held is None or held.setdefault(place, person.reference) == person.reference


def _queued(session: Session, election: Election, announcement: Announcement) -> set[tuple[str, str, str]]:
    """Recipient, address and occasion of what was queued with these very words."""
    newest = newest_of(session, election, announcement.kind)
    if newest is None or newest.fingerprint != announcement.notice.fingerprint:
        return set()
    table = outreach.Delivery
    rows = session.execute(
        select(table.recipient, table.address, table.occasion).where(
            table.notice_id == newest.id, table.ended_why != outreach.SAME_ADDRESS
        )
    )
    return {(row.recipient, row.address, row.occasion) for row in rows}
