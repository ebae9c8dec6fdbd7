"""The question to a guardian, queued: one message to one person, with a link that is filled in when it leaves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

import outreach
from ballot_service.links import Links, Purpose
from ballot_service.models import ConsentRequest, ContactKind, Election
from ballot_service.rules.consents import link_ends_at
from ballot_service.services.announcing.forms import Post
from ballot_service.services.announcing.reaching import CARRIED_BY
from ballot_service.services.announcing.shipped import APPROVED_BY, language_for, shipped_notice
from ballot_service.services.announcing.ways import TEXT, takes_texts

NAME = "guardian_consent"
PER_PERSON = ("guardian", "student", "until", "until_short")
LINK = "consent:"
"""Begins the reference of a consent link, so that it cannot be taken for a ballot link's."""


def can_reach(kind: ContactKind, contact: str, channels: Collection[str]) -> bool:
    """Whether this installation can send a message there: not without Twilio, and not to a landline."""
    channel = CARRIED_BY[kind]
    return bool(contact) and channel in channels and (channel != TEXT or takes_texts(contact))


def send_consent_link(session: Session, request: ConsentRequest, *, post: Post, now: datetime) -> None:
    """Queues the message in the guardian's language, or the district's where there is no text in it.

    It is never sent after the link has ended.
    """
    election = request.candidate.contest.election
    tag = language_for(NAME, request.language, election)
    ends_at = link_ends_at(request.sent_at, election.district.zone)
    notice = shipped_notice(session, election, NAME, lambda each: _shared(election, each), PER_PERSON)
    outreach.approve(session, notice, approved_by=APPROVED_BY, now=now)
    recipient = outreach.Recipient(
        reference=str(request.id),
        language=tag,
        contact_points=(
            outreach.ContactPoint(channel=CARRIED_BY[request.contact_kind], address=request.contact),
        ),
        link_reference=f"{LINK}{request.id}",
        values={
            "guardian": request.guardian_name,
            "student": request.candidate.name,
            "until": post.speak(tag, ends_at),
            "until_short": post.speak(tag, ends_at.date()),
        },
    )
    outreach.enqueue(session, notice, [recipient], now=now, expires_at=ends_at, channels=tuple(post.channels))


def _shared(election: Election, language: str) -> dict[str, str]:
    school = election.council.school
    return {
        "school": school.name if school else election.district.name,
        "council": election.council.name_in(language),
        "phone": election.district.phone,
    }


def consent_values(session: Session, reference: str, links: Links, origin: str) -> Mapping[str, str] | None:
    """The link itself at the moment of sending; None once it was replaced or answered."""
    request = session.get(ConsentRequest, UUID(reference.removeprefix(LINK)))
    if request is None or request.replaced_at is not None or request.consent is not None:
        return None
    return {"personal_link": f"{origin}/consent/{links.token(Purpose.CONSENT, request.key)}"}
