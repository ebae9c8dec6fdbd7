"""The answer to a person's question, queued for the address from which it came, and how it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Conversation, District, InboxMessage
from ballot_service.rules.words import Sentence
from ballot_service.services.announcing.forms import Post
from ballot_service.services.announcing.shipped import APPROVED_BY, languages_of, notice_for
from ballot_service.services.announcing.standing import STATUS_WORDS
from ballot_service.services.announcing.wishes import WRITTEN_BY
from outreach.channels import media
from outreach.segments import in_small_alphabet

NAME = "question_answer"
ANSWER_IS_NEWS = timedelta(days=7)


def send_answer(
    session: Session, conversation: Conversation, message: InboxMessage, *, post: Post, now: datetime
) -> None:
    """Queues a person's answer, in the frame of the question's language, by the way the question came."""
    district = conversation.district
    channel = WRITTEN_BY[conversation.kind]
    words = in_small_alphabet(message.words) if media()[channel].in_parts else message.words
    notice = notice_for(
        session, district.id, str(district.id), NAME, lambda _tag: _shared(district, post), ("answer",)
    )
    outreach.approve(session, notice, approved_by=APPROVED_BY, now=now)
    language = conversation.answered_in
    spoken = language if language in languages_of(NAME) else district.language
    recipient = outreach.Recipient(
        reference=str(message.id),
        language=spoken,
        fallback_for="" if spoken == language else language,
        contact_points=(outreach.ContactPoint(channel=channel, address=conversation.contact),),
        values={"answer": words},
    )
    outreach.enqueue(
        session,
        notice,
        [recipient],
        now=now,
        expires_at=now + ANSWER_IS_NEWS,
        channels=tuple(post.channels),
        purpose_class=outreach.PurposeClass.ANSWER,
    )


def answers_stand(session: Session, messages: Collection[UUID]) -> Mapping[UUID, Sentence]:
    """How each of our answers stands in the outbox, by the message's id."""
    table = outreach.Delivery
    wanted = [str(each) for each in messages]
    rows = session.execute(select(table.recipient, table.status).where(table.recipient.in_(wanted)))
    return {UUID(row.recipient): STATUS_WORDS[row.status] for row in rows}


def _shared(district: District, post: Post) -> dict[str, str]:
    return {
        "district": district.name,
        "phone": district.phone,
        "public_link": f"{post.origin}/{district.slug}",
    }
