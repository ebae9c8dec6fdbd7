"""Whoever registers on paper is answered like whoever signs up on the web: by message, else by a printed letter."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import ContactKind, ContactPoint, Election, PaperRegistration, Person
from ballot_service.rules.decision import Reason
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing.fallbacks import answer_in
from ballot_service.services.announcing.forms import LONGEST_ADDRESS, Post
from ballot_service.services.announcing.reaching import LETTER, postal_lines
from ballot_service.services.announcing.shipped import APPROVED_BY, language_for, shipped_notice
from ballot_service.services.announcing.sign_ups import ANSWER, shared_words
from ballot_service.services.announcing.ways import Ways, contact_points
from outreach import DeliveryStatus
from outreach.channels.letter import BY_HAND
from outreach.segments import in_small_alphabet

EXPIRES_AFTER = timedelta(days=30)
PER_PERSON = ("name", "answer", "in_short")


class AnswerState(StrEnum):
    """How the answer to a form stands."""

    WAITS = "waits"
    SENT = "sent"
    TO_PRINT = "to_print"
    PRINTED = "printed"
    FAILED = "failed"
    """The message did not arrive, or could not go: the person has no answer yet."""
    LINK = "link"
    """The ballot link went out at once, and is the answer."""


UNANSWERED = (AnswerState.TO_PRINT, AnswerState.FAILED)
"""Until a person prints a letter nothing reaches these people."""
_GOING = (DeliveryStatus.QUEUED, DeliveryStatus.LEASED, DeliveryStatus.UNCERTAIN)
"""What is unclear is never sent by another way before somebody, or the provider, has said how it stands."""


def tell_registered(
    session: Session,
    row: PaperRegistration,
    stands: Sequence[Sentence],
    reasons: Sequence[Reason],
    *,
    post: Post,
    now: datetime,
    on_paper: bool = False,
) -> None:
    """Queues what came of a form (R107): where the person stands, each reason with its remedy, and the rule.

    A text message leaves the sources out. Without a mobile phone or mailbox, and with `on_paper`, it waits for
    printing.
    """

    def values(tag: str) -> dict[str, str]:
        return {
            "name": row.name,
            "answer": _said(tag, stands, reasons, post, with_sources=True),
            "in_short": in_small_alphabet(_said(tag, stands, reasons, post, with_sources=False)),
        }

    election = row.election
    points = (_letter(row),) if on_paper else points_of(row, post)
    notice = shipped_notice(session, election, ANSWER, lambda tag: shared_words(election, tag), PER_PERSON)
    outreach.approve(session, notice, approved_by=APPROVED_BY, now=now)
    answer = answer_in(notice, election, row.language, points[0].channel, values)
    recipient = outreach.Recipient(
        reference=str(row.id),
        language=answer.language,
        fallback_for=answer.fallback_for,
        contact_points=points,
        values=answer.values,
        occasion=f"{now:%Y%m%dT%H%M%S}" if on_paper else "",
    )
    outreach.enqueue(
        session,
        notice,
        [recipient],
        now=now,
        expires_at=now + EXPIRES_AFTER,
        channels=(*post.channels, LETTER),
        hours_zone=election.district.zone,
    )


def _said(
    tag: str, stands: Sequence[Sentence], reasons: Sequence[Reason], post: Post, *, with_sources: bool
) -> str:
    parts = [post.speak(tag, each) for each in stands]
    for reason in reasons:
        parts += [post.speak(tag, each) for each in (reason.sentence, reason.remedy) if each]
        if with_sources:
            parts.append(post.speak(tag, say("(The rule: {source})", source=reason.source)))
    return " ".join(parts)


def language_of(row: PaperRegistration) -> str:
    """The person's language, or the district's where there is no text in it."""
    return language_for(ANSWER, row.language, row.election)


def points_of(row: PaperRegistration, post: Post) -> tuple[outreach.ContactPoint, ...]:
    """Where the answer goes: to the form's own mailbox or mobile phone, else on paper."""
    return _messages(row, post.channels)[:1] or (_letter(row),)


def can_be_messaged(row: PaperRegistration, channels: Collection[str]) -> bool:
    """Whether the form names an address at which messages arrive."""
    return bool(_messages(row, channels))


def _messages(row: PaperRegistration, channels: Collection[str]) -> tuple[outreach.ContactPoint, ...]:
    somebody = Person(
        contacts=[
            ContactPoint(kind=ContactKind.EMAIL if "@" in value else ContactKind.PHONE, value=value)
            for value in row.contacts.splitlines()
        ]
    )
    return contact_points(str(row.id), somebody, channels, Ways.ONE, ())


def _letter(row: PaperRegistration) -> outreach.ContactPoint:
    address = "\n".join(postal_lines(row.address))[:LONGEST_ADDRESS] or BY_HAND
    return outreach.ContactPoint(channel=LETTER, address=address)


def answers(session: Session, election: Election) -> Mapping[UUID, AnswerState]:
    """How the answer to each form on file stands, by the form's id; the newest message of each counts."""
    ids = session.scalars(select(PaperRegistration.id).where(PaperRegistration.election_id == election.id))
    states = dict.fromkeys(ids, AnswerState.LINK)
    if not states:
        return states
    table, notice = outreach.Delivery, outreach.OutreachNotice
    rows = session.execute(
        select(table.recipient, table.channel, table.status)
        .join(notice, notice.id == table.notice_id)
        .where(
            notice.scope == str(election.id),
            notice.name == ANSWER,
            table.recipient.in_([str(each) for each in states]),
        )
        .order_by(table.queued_at)
    )
    for recipient, channel, status in rows:
        states[UUID(recipient)] = _state(channel, status)
    return states


def _state(channel: str, status: DeliveryStatus) -> AnswerState:
    if status is DeliveryStatus.SENT:
        return AnswerState.PRINTED if channel == LETTER else AnswerState.SENT
    if status in _GOING:
        return AnswerState.TO_PRINT if channel == LETTER else AnswerState.WAITS
    return AnswerState.FAILED


def unanswered(session: Session, election: Election) -> int:
    """People who registered on paper and have no answer until somebody prints a letter."""
    return sum(state in UNANSWERED for state in answers(session, election).values())
