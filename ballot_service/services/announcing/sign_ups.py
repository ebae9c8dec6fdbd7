"""Messages to somebody who signs up: the code that proves the contact, the answer, and the ballot link at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

import outreach
from ballot_service.links import Links
from ballot_service.models import Election, Registration, VoterRollEntry
from ballot_service.rules.registration import CODE_LASTS
from ballot_service.rules.words import Sentence
from ballot_service.services.announcing.fallbacks import answer_in, in_words_there_are
from ballot_service.services.announcing.forms import Post
from ballot_service.services.announcing.kinds import Announcing
from ballot_service.services.announcing.made_notice import notice_of
from ballot_service.services.announcing.preparing import recipient_of, working_links
from ballot_service.services.announcing.shipped import APPROVED_BY, shipped_notice
from ballot_service.services.announcing.student_ways import who_is_reached
from ballot_service.services.announcing.versions import newest_of
from ballot_service.services.announcing.ways import Ways, channel_to
from outreach.segments import in_small_alphabet

CODE, ANSWER = "sign_up_code", "sign_up_answer"
REFERENCE = "code:"
"""Begins the reference of a code, so that it cannot be taken for a link's."""
ANSWER_IS_NEWS = timedelta(days=7)


def send_code(session: Session, registration: Registration, *, post: Post, now: datetime) -> None:
    """Queues the newest code. The text in the outbox has a gap where the digits go."""
    number = registration.codes_sent
    reference = f"{REFERENCE}{registration.id}:{number}"
    ends = now + CODE_LASTS
    _queue(
        session,
        registration,
        CODE,
        lambda _tag: {},
        post,
        now,
        ends,
        occasion=str(number),
        link_reference=reference,
    )


def code_values(session: Session, reference: str, links: Links) -> Mapping[str, str] | None:
    """The digits at the moment of sending; None once a newer code was asked for or the contact is proved."""
    written, _, number = reference.removeprefix(REFERENCE).partition(":")
    row = session.get(Registration, UUID(written))
    if row is None or row.proved_at is not None or row.codes_sent != int(number):
        return None
    return {"personal_code": links.codes(row.key, row.codes_sent)[0]}


def tell_standing(
    session: Session, registration: Registration, said: tuple[Sentence, ...], *, post: Post, now: datetime
) -> None:
    """Queues what came of a sign-up (R107), to the contact that was just proved."""

    def values(tag: str) -> Mapping[str, str]:
        answer = " ".join(post.speak(tag, sentence) for sentence in said)
        return {"name": registration.name, "answer": answer, "in_short": in_small_alphabet(answer)}

    _queue(session, registration, ANSWER, values, post, now, now + ANSWER_IS_NEWS)


def _queue(
    session: Session,
    registration: Registration,
    name: str,
    values: Callable[[str], Mapping[str, str]],
    post: Post,
    now: datetime,
    expires_at: datetime,
    *,
    occasion: str = "",
    link_reference: str = "",
) -> None:
    election = registration.election
    own = tuple(values(election.district.language))
    notice = shipped_notice(session, election, name, lambda tag: shared_words(election, tag), own)
    outreach.approve(session, notice, approved_by=APPROVED_BY, now=now)
    channel = channel_to(registration.contact_kind, registration.contact)
    point = outreach.ContactPoint(channel=channel, address=registration.contact)
    answer = answer_in(notice, election, registration.language, channel, values)
    recipient = outreach.Recipient(
        reference=str(registration.id),
        language=answer.language,
        fallback_for=answer.fallback_for,
        contact_points=(point,),
        link_reference=link_reference,
        values=answer.values,
        occasion=occasion,
    )
    outreach.enqueue(
        session,
        notice,
        [recipient],
        now=now,
        expires_at=expires_at,
        channels=tuple(post.channels),
        priority=outreach.Priority.PERSONAL_LINK,
        purpose_class=outreach.PurposeClass.LINK if link_reference else outreach.PurposeClass.ANSWER,
    )


def shared_words(election: Election, language: str) -> dict[str, str]:
    """What every message to people who sign up says alike, on the web and on paper."""
    school = election.council.school
    return {
        "school": school.name if school else election.district.name,
        "council": election.council.name_in(language),
        "phone": election.district.phone,
    }


def links_are_out(session: Session, election: Election) -> bool:
    """Whether ballot links have been sent, so that whoever comes later gets theirs at once."""
    return newest_of(session, election, Announcing.BALLOT_LINK) is not None


def send_link_to(
    session: Session, election: Election, entry: VoterRollEntry, *, post: Post, now: datetime
) -> bool:
    """Queues one voter's link in the words that were approved for everybody; answers whether it was.

    Not before links have gone out at all, nor in words that have changed since: then a clerk sends it.
    """
    newest = newest_of(session, election, Announcing.BALLOT_LINK)
    if newest is None:
        return False
    notice = notice_of(
        session, election, Announcing.BALLOT_LINK, newest.version, origin=post.origin, speak=post.speak
    )
    if notice.fingerprint != newest.fingerprint:
        return False
    link = working_links(session, election, entry.id).get(entry.id)
    if link is None:
        return False
    recipient = recipient_of(entry, who_is_reached(session, entry), link, post.channels, Ways.ONE, ())
    added = outreach.enqueue(
        session,
        notice,
        [in_words_there_are(recipient, notice, election)],
        now=now,
        expires_at=election.closes_at,
        channels=tuple(post.channels),
        priority=outreach.Priority.PERSONAL_LINK,
        purpose_class=outreach.PurposeClass.LINK,
    )
    return added[outreach.DeliveryStatus.QUEUED] > 0
