"""A question that somebody types into a council's page: it waits in the same inbox as text messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.models import ContactKind, Conversation, Council, District, InboxWay
from ballot_service.services.announcing.wishes import ConsentSource, PurposeClass, Says, keep_wish
from ballot_service.services.inbox.conversations import conversation_with, is_known, keep_message


@dataclass(frozen=True, kw_only=True)
class Question:
    """What somebody asks. `contact` is an E.164 number or an address in lower case; `agreed` is what stood beside
    the field for it. `sent_key` tells the page from every other.
    """

    words: str = field(repr=False)
    kind: ContactKind
    contact: str = field(repr=False)
    name: str = field(repr=False)
    language: str
    agreed: str
    sent_key: str

    @property
    def stamp(self) -> str:
        return f"web:{self.sent_key}"


def is_asked(session: Session, sent_key: str) -> bool:
    """Whether this very page was sent before."""
    return is_known(session, f"web:{sent_key}")


def ask_question(
    session: Session, council: Council, question: Question, *, now: datetime
) -> Conversation | None:
    """Keeps a question for a person to answer. The same page sent twice is one question; then the answer is None.

    What it says of name, language and council stays with the question: whoever knows an address can type it here, and
    must not rewrite what is known of it.
    """
    if is_known(session, question.stamp):
        return None
    district = session.get_one(District, council.district_id)
    conversation = conversation_with(
        session, district, question.kind, question.contact, question.language, now
    )
    if not conversation.messages:
        conversation.name, conversation.council_id = question.name, council.id
    message = keep_message(
        session,
        conversation,
        district,
        way=InboxWay.WEB,
        words=question.words,
        stamp=question.stamp,
        now=now,
    )
    message.name, message.language, message.council_id = question.name, question.language, council.id
    if conversation.waits_since is None:
        conversation.waits_since = now
    keep_wish(
        session,
        question.kind,
        question.contact,
        says=Says.YES,
        about=PurposeClass.ANSWER,
        source=ConsentSource.FORM,
        wording=question.agreed,
        stamp=question.stamp,
        now=now,
    )
    session.flush()
    return conversation
