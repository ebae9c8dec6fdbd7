"""Tells voters that a ballot was cast with their link: where the council chose it, once, after voting has closed.

All rows are made at one moment in an order drawn by lot, and hold neither a tracker nor a link, so that they say no
more than the roll does: that a ballot came.
Why: docs/decisions/0021-when-people-are-told-that-a-ballot-was-received.md.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

import outreach
from ballot_service.models import AcceptedBallot, ContactPoint, Election, Person, VoterRollEntry
from ballot_service.rules.ballot_received import addresses_of_one, is_time_to_tell
from ballot_service.services import trail
from ballot_service.services.announcing.fallbacks import in_words_there_are
from ballot_service.services.announcing.kinds import BALLOT_RECEIVED
from ballot_service.services.announcing.made_notice import public_address
from ballot_service.services.announcing.shipped import APPROVED_BY, shipped_notice
from ballot_service.services.announcing.sign_ups import shared_words
from ballot_service.services.announcing.student_ways import is_for_students
from ballot_service.services.announcing.ways import Ways, contact_points
from ballot_service.services.facts import settings_of
from outreach.channels import media

ACT = "tell_ballots_received"
IS_NEWS = timedelta(days=3)


def tell_ballots_received(session: Session, *, origin: str, channels: Collection[str], now: datetime) -> int:
    """Queues the message for every election whose time has come; answers how many were queued. Twice adds nothing.

    `now` is aware; `channels` are those that this installation can send.
    """
    just_closed = select(Election).where(Election.closes_at <= now, Election.closes_at > now - IS_NEWS)
    return sum(_tell(session, each, origin, channels, now) for each in session.scalars(just_closed).all())


def _tell(session: Session, election: Election, origin: str, channels: Collection[str], now: datetime) -> int:
    is_due = is_time_to_tell(
        chosen=settings_of(election).ballot_received_notice and not is_for_students(election),
        closes_at=election.closes_at,
        counted_at=election.counted_at,
        is_paused=election.paused_at is not None,
        told=_is_told(session, election),
        now=now,
    )
    if not is_due:
        return 0
    notice = shipped_notice(
        session, election, BALLOT_RECEIVED, lambda tag: _shared(election, tag, origin), per_person=()
    )
    outreach.approve(session, notice, approved_by=APPROVED_BY, now=now)
    recipients = [
        in_words_there_are(one, notice, election) for one in _recipients(session, election, channels)
    ]
    random.SystemRandom().shuffle(recipients)
    added = outreach.enqueue(
        session,
        notice,
        recipients,
        now=now,
        expires_at=election.closes_at + IS_NEWS,
        channels=tuple(channels),
        purpose_class=outreach.PurposeClass.NEWS,
        hours_zone=election.district.zone,
    )
    trail.of_election(session, election, ACT, now=now, by=None, details={"fingerprint": notice.fingerprint})
    return added[outreach.DeliveryStatus.QUEUED]


def _is_told(session: Session, election: Election) -> bool:
    table = outreach.OutreachNotice
    query = select(table.id).where(table.scope == str(election.id), table.name == BALLOT_RECEIVED)
    return session.scalar(query.limit(1)) is not None


def _shared(election: Election, tag: str, origin: str) -> Mapping[str, str]:
    return {**shared_words(election, tag), "public_link": public_address(origin, election)}


def _recipients(
    session: Session, election: Election, channels: Collection[str]
) -> Iterator[outreach.Recipient]:
    """By the best address that is the voter's alone; whoever has none is not told, and has the tracker."""
    alone = _addresses_of_one(session, election)
    for entry in _cast_by_link(session, election):
        points = contact_points(str(entry.id), entry.person, _quiet(channels), Ways.EVERY, ())
        own = [point for point in points if (str(entry.person_id), point.address) in alone]
        if own:
            yield outreach.Recipient(
                reference=str(entry.id),
                language=entry.language,
                contact_points=tuple(own[:1]),
                person=str(entry.person_id),
            )


def _quiet(channels: Collection[str]) -> list[str]:
    """Not what a whole room hears or what needs words of others."""
    return [name for name in channels if media()[name].personal_links]


def _cast_by_link(session: Session, election: Election) -> list[VoterRollEntry]:
    """Before the count the roll knows which ballots came as sealed envelopes; afterwards it does not."""
    rows = session.scalars(
        select(VoterRollEntry)
        .join(AcceptedBallot, AcceptedBallot.roll_entry_id == VoterRollEntry.id)
        .where(AcceptedBallot.election_id == election.id, AcceptedBallot.envelope_id.is_not(None))
        .options(selectinload(VoterRollEntry.person).selectinload(Person.contacts))
        .order_by(VoterRollEntry.id)
    )
    return list(rows)


def _addresses_of_one(session: Session, election: Election) -> frozenset[tuple[str, str]]:
    rows = session.execute(
        select(ContactPoint.person_id, ContactPoint.value).where(
            ContactPoint.district_id == election.district_id
        )
    )
    return addresses_of_one((str(row.person_id), row.value) for row in rows)
