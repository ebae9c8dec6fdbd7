"""Who was reached with a ballot link, and how: by message, on paper, by hand, or not yet. Each voter counts once."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import BallotLink, ContactPoint, Election, Person, VoterRollEntry
from ballot_service.services.announcing.fallbacks import languages_for
from ballot_service.services.announcing.kinds import Announcing
from ballot_service.services.announcing.preparing import CHANNELS
from ballot_service.services.announcing.student_ways import guardians_contacts, is_for_students
from ballot_service.services.announcing.texts_that_ship import book
from ballot_service.services.announcing.ways import reaches
from ballot_service.services.issuing import MAY_HAVE_A_LINK
from outreach import Medium, Reaches
from outreach.channels import media
from outreach.channels.letter import BY_HAND
from outreach.channels.letter import LETTER as ON_A_LETTER

LETTER = ON_A_LETTER.name
_ZIP = re.compile(r"\b(\d{5})(?:-\d{4})?$")
_WAITING = (
    outreach.DeliveryStatus.QUEUED,
    outreach.DeliveryStatus.LEASED,
    outreach.DeliveryStatus.UNCERTAIN,
)


class Stand(StrEnum):
    """Where a working link stands on its way to its voter."""

    SENT = "sent"
    """A provider accepted a message with it."""
    WAITING = "waiting"
    """A message with it is on its way, or nobody knows whether it left."""
    UNSENT = "unsent"
    """It can go by message, and nobody has sent it."""
    PRINTED = "printed"
    HANDED_OUT = "handed_out"
    """Printed for somebody without a postal address."""
    TO_PRINT = "to_print"
    """No message reaches the voter; there is a postal address."""
    TO_HAND_OUT = "to_hand_out"
    """Neither message nor mail reaches the voter: somebody has to hand the letter over."""


ON_PAPER = (Stand.PRINTED, Stand.HANDED_OUT, Stand.TO_PRINT, Stand.TO_HAND_OUT)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """The working links of an election by voter (`stands`, by roll line) and the messages sent by channel."""

    stands: Mapping[UUID, Stand]
    sent_by: Mapping[str, int]

    @property
    def issued(self) -> int:
        return len(self.stands)

    def number(self, stand: Stand) -> int:
        return sum(one == stand for one in self.stands.values())

    def entries(self, stands: Collection[Stand]) -> list[UUID]:
        return [entry for entry, stand in self.stands.items() if stand in stands]


def reach(session: Session, election: Election, channels: Collection[str] = CHANNELS) -> Reach:
    """Where every working ballot link stands; `channels` are those that this installation can send.

    Reads columns only, so that it can stand on a first page.
    """
    for_students = is_for_students(election)
    find = _guardians_channels if for_students else _contact_channels
    contacts = find(session, election, channels)
    deliveries = _deliveries(session, election)
    stands: dict[UUID, Stand] = {}
    speaks = _speaking(election)
    sent_by: Counter[str] = Counter()
    for row in _working(session, election):
        mine = deliveries.get(str(row.link_id), [])
        ways = {channel for channel in contacts.get(row.person_id, ()) if speaks(row.language, channel)}
        stands[row.entry_id] = _stand(mine, ways, not for_students and bool(postal_lines(row.address)))
        if stands[row.entry_id] is Stand.SENT:
            sent_by[next(one.channel for one in mine if _was_sent(one))] += 1
    return Reach(stands=stands, sent_by=dict(sent_by))


def mail_lines(entry: VoterRollEntry) -> tuple[str, ...]:
    """The lines to which a voter's letter is mailed, or none where it is handed over: to students at school."""
    return () if is_for_students(entry.election) else postal_lines(entry.person.address)


def postal_lines(address: str) -> tuple[str, ...]:
    """The lines of an address that mail can go to, or none: a street alone is not enough."""
    lines = tuple(line.strip() for line in address.splitlines() if line.strip())
    return lines if len(lines) > 1 or zip_code(lines) else ()


def zip_code(lines: Sequence[str]) -> str:
    """The five digits at the end of the last line, or an empty text."""
    found = _ZIP.search(lines[-1]) if lines else None
    return found.group(1) if found else ""


@dataclass(frozen=True, kw_only=True)
class _Delivery:
    channel: str
    status: outreach.DeliveryStatus
    by_hand: bool


def _stand(mine: Sequence[_Delivery], ways: set[str], has_address: bool) -> Stand:
    messages = [one for one in mine if one.channel != LETTER]
    if any(_was_sent(one) for one in messages):
        return Stand.SENT
    if any(one.status in _WAITING for one in messages):
        return Stand.WAITING
    for one in mine:
        if one.channel == LETTER and one.status is outreach.DeliveryStatus.SENT:
            return Stand.HANDED_OUT if one.by_hand else Stand.PRINTED
    if ways - {one.channel for one in messages}:
        return Stand.UNSENT
    return Stand.TO_PRINT if has_address else Stand.TO_HAND_OUT


def _was_sent(one: _Delivery) -> bool:
    return one.channel != LETTER and one.status is outreach.DeliveryStatus.SENT


def _speaking(election: Election) -> Callable[[str, str], bool]:
    """Whether somebody who reads a language gets a link by a channel. In several languages at once, e-mail is what is
    reckoned with: hardly any text message is short enough for that.
    """
    written = {(text.language, text.channel) for text in book().texts[Announcing.BALLOT_LINK.value]}
    languages = {language for language, _ in written}

    @cache
    def speaks(reads: str, channel: str) -> bool:
        found = languages_for(election, reads, languages)
        if len(found) > 1:
            return media()[channel].reaches is Reaches.EMAIL
        return any((language, channel) in written for language in found)

    return speaks


def _working(session: Session, election: Election) -> Sequence[Row[UUID, UUID, str, UUID, str]]:
    return session.execute(
        select(
            VoterRollEntry.id.label("entry_id"),
            VoterRollEntry.person_id,
            VoterRollEntry.language,
            BallotLink.id.label("link_id"),
            Person.address,
        )
        .join(BallotLink, BallotLink.roll_entry_id == VoterRollEntry.id)
        .join(Person, Person.id == VoterRollEntry.person_id)
        .where(
            VoterRollEntry.election_id == election.id,
            VoterRollEntry.status.in_(MAY_HAVE_A_LINK),
            BallotLink.revoked_at.is_(None),
        )
    ).all()


def _usable(channels: Collection[str]) -> list[Medium]:
    return [one for one in media().values() if one.name in channels and one.personal_links]


def _contact_channels(
    session: Session, election: Election, channels: Collection[str]
) -> Mapping[UUID, set[str]]:
    """The channels that are in use and reach a person, for everybody on the roll."""
    usable = _usable(channels)
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = session.execute(
        select(ContactPoint.person_id, ContactPoint.kind, ContactPoint.value)
        .join(VoterRollEntry, VoterRollEntry.person_id == ContactPoint.person_id)
        .where(VoterRollEntry.election_id == election.id)
    )
    for row in rows:
        found[row.person_id] |= {one.name for one in usable if reaches(one, row.kind, row.value)}
    return found


def _guardians_channels(
    session: Session, election: Election, channels: Collection[str]
) -> Mapping[UUID, set[str]]:
    """The same for students: the channel of the guardian's contact."""
    people = {
        row.id: row.person_id
        for row in session.execute(
            select(VoterRollEntry.id, VoterRollEntry.person_id).where(
                VoterRollEntry.election_id == election.id
            )
        )
    }
    usable = _usable(channels)
    return {
        people[student]: {one.name for one in usable if reaches(one, point.kind, point.value)}
        for student, point in guardians_contacts(session, election).items()
        if student in people
    }


def _deliveries(session: Session, election: Election) -> Mapping[str, list[_Delivery]]:
    """What became of each link, by its reference."""
    table, notice = outreach.Delivery, outreach.OutreachNotice
    rows = session.execute(
        select(table.link_reference, table.channel, table.status, table.address)
        .join(notice, notice.id == table.notice_id)
        .where(notice.scope == str(election.id), notice.name == Announcing.BALLOT_LINK.value)
    )
    found: dict[str, list[_Delivery]] = defaultdict(list)
    for row in rows:
        by_hand = row.address == BY_HAND
        found[row.link_reference].append(_Delivery(channel=row.channel, status=row.status, by_hand=by_hand))
    return found
