"""The answer to a person's question, queued for the address from which it came, and how it stands.

Who wrote by WhatsApp is answered there as long as WhatsApp takes free words, and by text message after that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Conversation, District, InboxMessage, InboxWay
from ballot_service.rules.inbox import TO_SPARE, whatsapp_takes_answers_until
from ballot_service.rules.words import Sentence
from ballot_service.services.announcing.forms import Post
from ballot_service.services.announcing.shipped import APPROVED_BY, languages_of, notice_for
from ballot_service.services.announcing.standing import STATUS_WORDS
from ballot_service.services.announcing.wishes import WRITTEN_BY
from outreach.channels import media, whatsapp
from outreach.segments import in_small_alphabet

NAME = "question_answer"
WHATSAPP = whatsapp.NAME
ANSWER_IS_NEWS = timedelta(days=7)


def send_answer(
    session: Session, conversation: Conversation, message: InboxMessage, *, post: Post, now: datetime
) -> None:
    """Queues a person's answer, in the frame of the question's language, by the way the question came."""
    district = conversation.district
    channel = way_back(conversation, post.channels, now)
    words = in_small_alphabet(message.words) if media()[channel].in_parts else message.words
    notice = notice_for(
        session,
        district.id,
        str(district.id),
        NAME,
        lambda _tag: _shared(district, post),
        ("answer",),
        with_whatsapp,
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
        expires_at=_ends_at(conversation, channel, now),
        channels=tuple(post.channels),
        purpose_class=outreach.PurposeClass.ANSWER,
    )


def way_back(conversation: Conversation, channels: Collection[str], now: datetime) -> str:
    """The way by which an answer goes. `now` is aware; `channels` are those that this installation can send."""
    usual, asked = WRITTEN_BY[conversation.kind], conversation.last_asked
    if asked is None or asked.way is not InboxWay.WHATSAPP or WHATSAPP not in channels:
        return usual
    return WHATSAPP if now < whatsapp_takes_answers_until(asked.at) else usual


def with_whatsapp(notice: outreach.Notice) -> outreach.Notice:
    """WhatsApp says what the text message says, without a template."""
    texts = [replace(text, channel=WHATSAPP) for text in notice.texts if media()[text.channel].in_parts]
    return replace(notice, texts=(*notice.texts, *texts))


def _ends_at(conversation: Conversation, channel: str, now: datetime) -> datetime:
    """On WhatsApp with the hours in which it takes free words: what is late then is answered anew by a clerk."""
    asked = conversation.last_asked
    if channel == WHATSAPP and asked is not None:
        return whatsapp_takes_answers_until(asked.at) + TO_SPARE
    return now + ANSWER_IS_NEWS


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
