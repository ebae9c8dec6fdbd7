"""A person answers inside the product, or says that nothing more is to be done; both stand on the record (R107)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import ContactKind, Conversation, InboxMessage, InboxWay, Person
from ballot_service.rules.decision import Decision
from ballot_service.rules.inbox import QuestionAnswerFacts, may_answer_question
from ballot_service.services import trail
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.announcing.answer_links import can_reach
from ballot_service.services.announcing.answers import WHATSAPP, send_answer, way_back
from ballot_service.services.announcing.forms import Post
from ballot_service.services.announcing.wishes import (
    ConsentSource,
    PurposeClass,
    Says,
    Wish,
    keep_wish,
    wants_no_answers,
    wishes,
)
from ballot_service.services.deciding import Asked, keep
from ballot_service.services.inbox.conversations import keep_message, people_at


class DeskWish(StrEnum):
    """What a clerk writes down that somebody said."""

    STOP = "stop"
    NO_NEWS = "no_news"
    START = "start"
    NOT_THIS_PERSON = "not_this_person"
    """The address is not that of one person, whom the clerk names."""


_SAYS = {
    DeskWish.STOP: (Says.NO, PurposeClass.EVERYTHING),
    DeskWish.NO_NEWS: (Says.NO, PurposeClass.NEWS),
    DeskWish.START: (Says.YES, PurposeClass.EVERYTHING),
    DeskWish.NOT_THIS_PERSON: (Says.NO, PurposeClass.EVERYTHING),
}


def may_answer(
    session: Session, conversation: Conversation, words: str, channels: Collection[str], *, now: datetime
) -> Decision:
    """Whether this answer may go to where the question came from."""
    return may_answer_question(_facts(session, conversation, words, channels, now))


def _facts(
    session: Session, conversation: Conversation, words: str, channels: Collection[str], now: datetime
) -> QuestionAnswerFacts:
    kind, contact = conversation.kind, conversation.contact
    goes_by_whatsapp = way_back(conversation, channels, now) == WHATSAPP
    return QuestionAnswerFacts(
        letters=len(words),
        by_text=kind is ContactKind.PHONE,
        can_be_sent=goes_by_whatsapp or can_reach(kind, contact, channels),
        has_opted_out=wants_no_answers(session, kind, contact),
        is_on_file=bool(people_at(session, conversation.district_id, kind, contact)),
    )


def answer_question(
    session: Session, conversation: Conversation, words: str, *, post: Post, now: datetime, by: UUID
) -> InboxMessage:
    """Queues the answer and marks the conversation as dealt with. Raises Refused where it may not be sent."""
    facts = _facts(session, conversation, words, post.channels, now)
    asked, decision = Asked(rule="may_answer_question", facts=facts), may_answer_question(facts)
    district_id = conversation.district_id
    if not decision.allowed:
        raise Refused(
            "answer_question", decision, district_id=district_id, subject_id=conversation.id, asked=(asked,)
        )
    keep(session, asked, district_id=district_id, election_id=None, subject_id=conversation.id, now=now)
    language = conversation.answered_in
    message = keep_message(
        session, conversation, conversation.district, way=InboxWay.OURS, words=words, now=now, by=by
    )
    send_answer(session, conversation, message, post=post, now=now)
    _settled(conversation, now, by)
    trail.of_district(
        session,
        district_id,
        "answer_question",
        now=now,
        by=by,
        subject_id=conversation.id,
        details={"way": conversation.kind.value, "language": language},
        words={"answer": words},
    )
    return message


def settle(session: Session, conversation: Conversation, *, now: datetime, by: UUID) -> None:
    """Nothing more is to be done: it was answered on the phone, or needs no answer."""
    if conversation.waits_since is None:
        return
    _settled(conversation, now, by)
    session.flush()
    trail.of_district(
        session, conversation.district_id, "settle_question", now=now, by=by, subject_id=conversation.id
    )


def is_ours(session: Session, conversation: Conversation) -> bool:
    """Whether somebody in the district's own files has this address, so that its clerk may see and change wishes."""
    return bool(people_at(session, conversation.district_id, conversation.kind, conversation.contact))


def wishes_here(session: Session, conversation: Conversation) -> Sequence[Wish]:
    """What the ledger has about this address, newest first; nothing where it is not an address of this district."""
    return wishes(session, conversation.kind, conversation.contact) if is_ours(session, conversation) else ()


def write_down_wish(
    session: Session,
    conversation: Conversation,
    wish: DeskWish,
    reason: str,
    *,
    person_id: UUID | None = None,
    now: datetime,
    by: UUID,
) -> None:
    """Keeps in the ledger what somebody said about messages to this address, and how the clerk knows (`reason`).

    Raises NotFound when a person is meant who does not have this address, and when nobody of the district has it:
    the ledger is one for all districts, and a question can be asked with anybody's address.
    """
    if not is_ours(session, conversation):
        raise NotFound("address of a person of this district")
    person = _person(session, conversation, person_id) if wish is DeskWish.NOT_THIS_PERSON else None
    says, about = _SAYS[wish]
    keep_wish(
        session,
        conversation.kind,
        conversation.contact,
        says=says,
        about=about,
        source=ConsentSource.DESK,
        wording=reason,
        person_id=person.id if person else None,
        now=now,
        by=by,
    )
    trail.of_district(
        session,
        conversation.district_id,
        "write_down_wish",
        now=now,
        by=by,
        subject_id=conversation.id,
        details={"wish": wish.value},
        words={"reason": reason},
    )


def _person(session: Session, conversation: Conversation, person_id: UUID | None) -> Person:
    having = people_at(session, conversation.district_id, conversation.kind, conversation.contact)
    found = next((one for one in having if one.id == person_id), None)
    if found is None:
        raise NotFound("person with this address")
    return found


def _settled(conversation: Conversation, now: datetime, by: UUID) -> None:
    conversation.waits_since = None
    conversation.settled_at, conversation.settled_by = now, by
