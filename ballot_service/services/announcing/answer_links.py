"""A question to one person, queued: one message with a link that is filled in when it leaves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import (
    AcceptanceRequest,
    ConsentRequest,
    ContactKind,
    Election,
    VoterConsentRequest,
)
from ballot_service.rules.answer_links import link_ends_at
from ballot_service.rules.words import Sentence
from ballot_service.services.announcing.fallbacks import answer_in
from ballot_service.services.announcing.forms import Post
from ballot_service.services.announcing.shipped import APPROVED_BY, shipped_notice
from ballot_service.services.announcing.standing import STATUS_WORDS
from ballot_service.services.announcing.ways import channel_to

LOST = (
    outreach.DeliveryStatus.REFUSED,
    outreach.DeliveryStatus.UNDELIVERED,
    outreach.DeliveryStatus.EXPIRED,
    outreach.DeliveryStatus.NO_ADDRESS,
    outreach.DeliveryStatus.NO_TEXT,
    outreach.DeliveryStatus.OPTED_OUT,
    outreach.DeliveryStatus.GIVEN_UP,
)
WHEN = ("until", "until_short")
"""What every such message says beside its own values."""


def can_reach(kind: ContactKind, contact: str, channels: Collection[str]) -> bool:
    """Whether this installation can send a message there: not without Twilio, and not to a landline."""
    return bool(contact) and channel_to(kind, contact) in channels


def wants_no_links(session: Session, kind: ContactKind, contact: str) -> bool:
    """Whether an address asked for no messages, so that no question may go there."""
    stopped = outreach.stopped_among(session, [contact], outreach.PurposeClass.LINK)
    return stopped.covers(channel_to(kind, contact), contact)


def not_reached(session: Session, questions: Collection[UUID]) -> Mapping[UUID, Sentence]:
    """The questions, by the id of their request, that did not reach the person, each with why."""
    table, found = outreach.Delivery, {}
    wanted = [str(each) for each in questions]
    rows = session.execute(
        select(table.recipient, table.status).where(table.recipient.in_(wanted), table.status.in_(LOST))
    )
    for row in rows:
        found[UUID(row.recipient)] = STATUS_WORDS[row.status]
    return found


def queue_question(
    session: Session,
    election: Election,
    name: str,
    request: ConsentRequest | AcceptanceRequest | VoterConsentRequest,
    own: Mapping[str, object],
    *,
    link: str,
    post: Post,
    now: datetime,
    no_later: datetime | None = None,
) -> None:
    """Queues the message in the person's language; where there is no text in it, as the council chose (`answer_in`).

    `own` are the values for this person alone, spoken in that language; `link` begins the reference of the link, so
    that it cannot be taken for a ballot link's. The message is never sent after the link has ended, nor after
    `no_later` (aware), when an answer is of no use any more.
    """
    ends_at = link_ends_at(request.sent_at, election.district.zone)
    if no_later is not None:
        ends_at = min(ends_at, no_later.astimezone(election.zone))
    notice = shipped_notice(session, election, name, lambda each: _shared(election, each), (*own, *WHEN))
    outreach.approve(session, notice, approved_by=APPROVED_BY, now=now)
    channel = channel_to(request.contact_kind, request.contact)
    point = outreach.ContactPoint(channel=channel, address=request.contact)

    def values(tag: str) -> dict[str, str]:
        said = {**own, **dict(zip(WHEN, (ends_at, ends_at.date()), strict=True))}
        return {name: post.speak(tag, value) for name, value in said.items()}

    answer = answer_in(notice, election, request.language, channel, values)
    recipient = outreach.Recipient(
        reference=str(request.id),
        language=answer.language,
        fallback_for=answer.fallback_for,
        contact_points=(point,),
        link_reference=f"{link}{request.id}",
        values=answer.values,
    )
    outreach.enqueue(
        session,
        notice,
        [recipient],
        now=now,
        expires_at=ends_at,
        channels=tuple(post.channels),
        purpose_class=outreach.PurposeClass.LINK,
        hours_zone=election.district.zone,
    )


def _shared(election: Election, language: str) -> dict[str, str]:
    school = election.council.school
    return {
        "school": school.name if school else election.district.name,
        "council": election.council.name_in(language),
        "phone": election.district.phone,
    }
