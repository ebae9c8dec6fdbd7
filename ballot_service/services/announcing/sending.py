"""Approving a notice and handing it to the outbox, in the caller's transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.links import Links, Purpose
from ballot_service.models import BallotLink, Election, TrailEntry
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.words import Sentence, say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.acceptances import LINK as ACCEPTANCE_LINK
from ballot_service.services.announcing.acceptances import acceptance_values
from ballot_service.services.announcing.consents import LINK as CONSENT_LINK
from ballot_service.services.announcing.consents import consent_values
from ballot_service.services.announcing.early_times import against_a_call, against_inviting
from ballot_service.services.announcing.forms import LINK as FORM_LINK
from ballot_service.services.announcing.forms import own_form_values
from ballot_service.services.announcing.invites import attach_invite
from ballot_service.services.announcing.linting import remarks
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.announcing.preparing import (
    CHANNELS,
    Announcement,
    Announcing,
    ballot_address,
    class_of,
    prepare,
)
from ballot_service.services.announcing.reminders import LINK as REMINDER_LINK
from ballot_service.services.announcing.reminders import USUAL_HOURS, spread, still_to_vote
from ballot_service.services.announcing.session_words import sessions_to_come
from ballot_service.services.announcing.sign_ups import REFERENCE as CODE
from ballot_service.services.announcing.sign_ups import code_values
from ballot_service.services.announcing.ways import Ways
from ballot_service.services.facts import settings_of

RESULT_IS_NEWS = timedelta(days=30)
HOUR = timedelta(hours=1)
SEND_SOURCE = "R048, R049; CEC Guidance 2022, p. 8; requirements 1.15, notice"
CLOSED = say("Voting is over, so there is nothing to send.")
NOT_OPEN = say("Voting is not open yet, so there is nobody to remind.")
TOO_LATE = say("Voting would close before all reminders have had their turn.")
NOT_CERTIFIED = say("The result is not certified yet, so it may still change.")
NOT_FROZEN = say("The ballot is not frozen yet, so its fingerprint cannot be in the message.")


def send_election_notice(
    session: Session,
    election: Election,
    *,
    origin: str,
    speak: Speak,
    now: datetime,
    by: UUID,
    channels: Collection[str] = CHANNELS,
    ways: Ways = Ways.ONE,
) -> Counter[outreach.DeliveryStatus]:
    """Queues the notice of election for everybody on the roll; answers how many were added, by status.

    Sending the same words again adds only people who came later, and those who now get it by another way. Raises
    Refused after the close, or while a second person still has to approve the words.
    """
    announcement = prepare(
        session,
        election,
        Announcing.ELECTION_NOTICE,
        origin=origin,
        speak=speak,
        channels=channels,
        ways=ways,
    )
    return send_prepared(session, election, announcement, now, by, origin=origin, speak=speak)


def send_ballot_links(
    session: Session,
    election: Election,
    *,
    origin: str,
    speak: Speak,
    now: datetime,
    by: UUID,
    channels: Collection[str] = CHANNELS,
) -> Counter[outreach.DeliveryStatus]:
    """Queues the working links not sent yet; answers and raises as `send_election_notice` does.

    A link goes by one way only. Raises Refused as well before the ballot is frozen.
    """
    announcement = prepare(
        session, election, Announcing.BALLOT_LINK, origin=origin, speak=speak, channels=channels
    )
    return send_prepared(session, election, announcement, now, by, origin=origin, speak=speak)


def send_result(
    session: Session,
    election: Election,
    *,
    origin: str,
    speak: Speak,
    now: datetime,
    by: UUID,
    channels: Collection[str] = CHANNELS,
) -> Counter[outreach.DeliveryStatus]:
    """Queues the certified result for every voter and nominee; answers as `send_election_notice` does (R107).

    Raises Refused before the certificate.
    """
    announcement = prepare(
        session, election, Announcing.RESULT, origin=origin, speak=speak, channels=channels
    )
    return send_prepared(session, election, announcement, now, by, origin=origin, speak=speak)


def send_reminder(
    session: Session,
    election: Election,
    *,
    origin: str,
    speak: Speak,
    now: datetime,
    by: UUID,
    channels: Collection[str] = CHANNELS,
    over: timedelta = timedelta(hours=USUAL_HOURS),
) -> Counter[outreach.DeliveryStatus]:
    """Queues a reminder for everybody with a working link; answers as `send_election_notice` does.

    Whoever has voted by the moment of sending gets none. The moments are spread by lot `over` that time. Raises Refused
    unless voting is open and stays open so long.
    """
    announcement = prepare(
        session, election, Announcing.REMINDER, origin=origin, speak=speak, channels=channels, over=over
    )
    return send_prepared(session, election, announcement, now, by, origin=origin, speak=speak)


def send_prepared(
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
            expires_at=_ends_at(session, election, kind, now),
            channels=announcement.channels,
            priority=personal if kind is Announcing.BALLOT_LINK else outreach.Priority.NOTICE,
            purpose_class=class_of(kind),
            hours_zone=election.district.zone,
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


def _ends_at(session: Session, election: Election, kind: Announcing, now: datetime) -> datetime:
    """From when on a message would not be true any more."""
    if kind is Announcing.RESULT:
        return now + RESULT_IS_NEWS
    if kind is Announcing.INFORMATION_SESSION:
        return sessions_to_come(session, election, now).held[0].starts_at
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
    if announcement.kind is Announcing.REMINDER:
        return spread(announcement.recipients, now, announcement.over)
    return [(now, announcement.recipients)]


def may_send(
    session: Session, election: Election, announcement: Announcement, *, now: datetime, by: UUID | None
) -> Decision:
    """What stands between these words and their sending."""
    reasons = [*_out_of_time(session, election, announcement, now)]
    if announcement.kind is Announcing.BALLOT_LINK and election.manifest is None:
        reasons.append(_refusal("ballot_not_frozen", NOT_FROZEN, say("Freeze the ballot first.")))
    said = remarks(session, election, announcement, now)
    reasons += [one.reason for one in said if one.reason.weight is Weight.REFUSES]
    needs_two = settings_of(election).two_person_notice_approval
    if needs_two and not _approvers(session, election, announcement) - {str(by)}:
        sentence = say("This council wants two people to read a notice before it goes out.")
        remedy = say("Ask another clerk to read these texts and approve them. Then you can send them.")
        reasons.append(_refusal("second_person_missing", sentence, remedy))
    return Decision(reasons=tuple(reasons))


def _out_of_time(
    session: Session, election: Election, announcement: Announcement, now: datetime
) -> Iterable[Reason]:
    """What says that it is too early or too late for this kind of notice."""
    kind = announcement.kind
    if kind is Announcing.RESULT:
        certified = election.certified_at is not None
        return (
            () if certified else [_refusal("not_certified", NOT_CERTIFIED, say("Certify the result first."))]
        )
    if kind is Announcing.INFORMATION_SESSION:
        return against_inviting(election, sessions_to_come(session, election, now))
    if kind is Announcing.CALL_FOR_FORMS:
        return against_a_call(election, now)
    if election.is_closed(now):
        return [_refusal("voting_over", CLOSED, say("The result page tells people how it went."))]
    return _no_time_to_remind(election, announcement, now) if kind is Announcing.REMINDER else ()


def _no_time_to_remind(election: Election, announcement: Announcement, now: datetime) -> list[Reason]:
    if now < election.opens_at:
        return [
            _refusal(
                "not_open_yet", NOT_OPEN, say("Send the ballot links first. Remind once voting is open.")
            )
        ]
    if now + announcement.over < election.closes_at:
        return []
    remedy = say("Choose fewer hours. What has not gone out at the close is never sent.")
    return [_refusal("reminder_too_late", TOO_LATE, remedy)]


def _refusal(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=SEND_SOURCE, remedy=remedy)


def approve_words(
    session: Session, election: Election, announcement: Announcement, *, now: datetime, by: UUID
) -> None:
    """A person has read these very words and stands for them (setting `two_person_notice_approval`)."""
    details = {"notice": announcement.kind.value, "fingerprint": announcement.notice.fingerprint}
    trail.of_election(session, election, "approve_notice", now=now, by=by, details=details)


def _approvers(session: Session, election: Election, announcement: Announcement) -> set[str]:
    approvals = select(TrailEntry).where(
        TrailEntry.chain_id == election.id, TrailEntry.act == "approve_notice"
    )
    wanted = announcement.notice.fingerprint
    return {
        e.document["by"] for e in session.scalars(approvals) if e.document["details"]["fingerprint"] == wanted
    }


def fill(sessions: Callable[[], Session], links: Links, origin: str) -> outreach.Fill:
    """Supplies `{personal_link}` or `{personal_code}` at the moment of sending, by the row it belongs to.

    None for one that was withdrawn.
    """

    def values_for(reference: str) -> Mapping[str, str] | None:
        with sessions() as session:
            if reference.startswith(CONSENT_LINK):
                return consent_values(session, reference, links, origin)
            if reference.startswith(REMINDER_LINK):
                token = still_to_vote(session, reference, links)
                return {"personal_link": ballot_address(origin, token)} if token else None
            if reference.startswith(CODE):
                return code_values(session, reference, links)
            if reference.startswith(ACCEPTANCE_LINK):
                return acceptance_values(session, reference, links, origin)
            if reference.startswith(FORM_LINK):
                return own_form_values(session, reference, links, origin)
            link = session.get(BallotLink, UUID(reference))
            if link is None or link.revoked_at is not None:
                return None
            return {"personal_link": ballot_address(origin, links.token(Purpose.BALLOT, link.key))}

    return values_for
