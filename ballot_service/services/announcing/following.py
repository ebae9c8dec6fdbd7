"""Following what was sent: how far it is, what is unclear, and when it was published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

import outreach
from ballot_service.models import (
    Election,
)
from ballot_service.services import trail
from ballot_service.services.acting import NotFound
from ballot_service.services.announcing.addressees import Addressee, those_with
from ballot_service.services.announcing.kinds import TELLS_WHO_VOTED, Announcing
from ballot_service.services.announcing.names_of_recipients import name_of
from ballot_service.services.announcing.versions import languages_of_notice, sent_versions

_Numbers = Mapping[outreach.DeliveryStatus, int]
_ON_THE_WAY = (outreach.DeliveryStatus.QUEUED, outreach.DeliveryStatus.LEASED)


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
    published = {tag: outreach.published_at(session, row.id, tag) for tag in languages_of_notice(row)}
    return Version(notice=row, numbers=numbers, published=published, total=sum(numbers.values()))


def _in_two_numbers(_session: Session, row: outreach.OutreachNotice, numbers: _Numbers) -> Version:
    """What waits, and all the rest together: how many reminders were left out would tell how many had voted."""
    waiting = sum(numbers.get(status, 0) for status in _ON_THE_WAY)
    shown = {outreach.DeliveryStatus.QUEUED: waiting}
    return Version(notice=row, numbers=shown, published={}, total=sum(numbers.values()))


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
