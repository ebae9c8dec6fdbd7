"""Approving a notice and handing it to the outbox, in the caller's transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.coming_sessions import sessions_to_come
from ballot_service.services.announcing.invites import attach_invite
from ballot_service.services.announcing.judging import may_send
from ballot_service.services.announcing.kinds import (
    BEFORE_A_ROLL,
    TELLS_WHO_VOTED,
    WITH_A_LINK,
    Announcing,
    class_of,
)
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.announcing.preparing import CHANNELS, Announcement, prepare
from ballot_service.services.announcing.reminders import USUAL_HOURS, spread
from ballot_service.services.announcing.ways import Ways
from ballot_service.services.facts import settings_of

RESULT_IS_NEWS = timedelta(days=30)
HOUR = timedelta(hours=1)
SPREAD = timedelta(hours=USUAL_HOURS)


def send_notice(
    session: Session,
    election: Election,
    kind: Announcing,
    *,
    origin: str,
    speak: Speak,
    now: datetime,
    by: UUID,
    channels: Collection[str] = CHANNELS,
    ways: Ways = Ways.ONE,
    over: timedelta = SPREAD,
) -> Counter[outreach.DeliveryStatus]:
    """Queues a notice for everybody whom it is for; answers how many messages were added, by status.

    Sending the same words again adds only people who came later, and those who now get it by another way. A personal
    link goes by one way only, whatever `ways` says. Reminders, and the news that the ballot was corrected, are spread
    by lot `over` that time, and whoever is not to have one at the moment of sending gets none. What has not left when a
    notice is not true any more is never sent. Raises Refused where `may_send` says no: the wrong time, an unfrozen
    ballot, or a second person who still has to approve.
    """
    is_spread, has_link = kind in TELLS_WHO_VOTED, kind in WITH_A_LINK
    announcement = prepare(
        session,
        election,
        kind,
        origin=origin,
        speak=speak,
        channels=channels,
        ways=Ways.ONE if has_link else ways,
        over=over if is_spread else timedelta(0),
        now=now,
    )
    return _queue(session, election, announcement, now, by, origin=origin, speak=speak)


def _queue(
    session: Session,
    election: Election,
    announcement: Announcement,
    now: datetime,
    by: UUID,
    *,
    origin: str,
    speak: Speak,
) -> Counter[outreach.DeliveryStatus]:
    """Approves these words and queues them for those people. Raises Refused where `may_send` says no."""
    kind, notice = announcement.kind, announcement.notice
    objections = may_send(session, election, announcement, now=now, by=by)
    if not objections.allowed:
        raise Refused.for_election(f"send_{kind.value}", objections, election)
    notice_id = outreach.approve(session, notice, approved_by=str(by), now=now)
    attach_invite(session, election, announcement, notice_id, origin=origin, speak=speak, now=now)
    personal = outreach.Priority.PERSONAL_LINK
    added: Counter[outreach.DeliveryStatus] = Counter()
    for moment, people in _turns(announcement, now):
        added += outreach.enqueue(
            session,
            notice,
            people,
            now=now,
            not_before=moment,
            expires_at=ends_at(session, election, kind, now),
            channels=announcement.channels,
            priority=personal if kind is Announcing.BALLOT_LINK else outreach.Priority.NOTICE,
            purpose_class=class_of(kind),
            hours_zone=election.district.zone,
            one_message_an_address=kind in BEFORE_A_ROLL,
        )
    details = {
        "notice": str(notice_id),
        "version": notice.version,
        "fingerprint": notice.fingerprint,
        "names_opening_at": election.opens_at.isoformat(),
        "channels": sorted(announcement.channels),
        "ways": announcement.ways.value,
        **({"over_hours": announcement.over // HOUR} if announcement.over else {}),
        **{status.value: number for status, number in added.items()},
        **_in_place(election, announcement),
    }
    trail.of_election(session, election, f"send_{kind.value}", now=now, by=by, details=details)
    return added


def ends_at(session: Session, election: Election, kind: Announcing, now: datetime) -> datetime:
    """From when on a message would not be true any more."""
    if kind is Announcing.RESULT:
        return now + RESULT_IS_NEWS
    if kind is Announcing.INFORMATION_SESSION:
        coming = sessions_to_come(session, election, now)
        return coming.held[0].starts_at if coming.held else coming.told_off[-1].starts_at
    return election.nominations_close_at if kind is Announcing.CALL_FOR_FORMS else election.closes_at


def _in_place(election: Election, announcement: Announcement) -> Mapping[str, object]:
    """For the trail: how many people get another language than the one they read, and what the council chose."""
    others = [
        one
        for one in announcement.recipients
        if one.fallback_for
        and any(announcement.notice.text(one.language, point.channel) for point in one.contact_points)
    ]
    chosen = settings_of(election).missing_language.value
    return {"missing_language": chosen, "in_another_language": len(others)} if others else {}


def _turns(
    announcement: Announcement, now: datetime
) -> Iterable[tuple[datetime, Sequence[outreach.Recipient]]]:
    if announcement.kind in TELLS_WHO_VOTED:
        return spread(announcement.recipients, now, announcement.over)
    return [(now, announcement.recipients)]
