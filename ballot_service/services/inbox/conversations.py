"""One conversation for each address: found or begun, and everything that is said in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    ContactKind,
    ContactPoint,
    Conversation,
    District,
    InboxMessage,
    InboxWay,
    Person,
)
from ballot_service.rules.calendar import local_date
from ballot_service.rules.inbox import purge_on


def people_at(session: Session, district_id: UUID, kind: ContactKind, contact: str) -> Sequence[Person]:
    """Everybody in the district's files who has this address. A household shares a phone, so nobody is sure."""
    has_it = select(ContactPoint.person_id).where(
        ContactPoint.district_id == district_id, ContactPoint.kind == kind, ContactPoint.value == contact
    )
    found = select(Person).where(Person.district_id == district_id, Person.id.in_(has_it))
    return session.scalars(found.order_by(Person.family_name, Person.given_name)).all()


def language_at(people: Sequence[Person], district: District) -> str:
    """The language of those who share an address, if they share one; else the district's."""
    languages = {person.language for person in people}
    return languages.pop() if len(languages) == 1 else district.language


def conversation_with(
    session: Session, district: District, kind: ContactKind, contact: str, language: str, now: datetime
) -> Conversation:
    """The conversation with this address, begun if there is none. The district's row is locked meanwhile, so that two
    first messages at once begin one.
    """
    session.execute(select(District.id).where(District.id == district.id).with_for_update(key_share=True))
    found = session.scalar(
        select(Conversation).where(
            Conversation.district_id == district.id,
            Conversation.kind == kind,
            Conversation.contact == contact,
        )
    )
    if found is not None:
        return found
    made = Conversation(
        district_id=district.id,
        kind=kind,
        contact=contact,
        language=language,
        last_at=now,
        purge_on=purge_on(local_date(now, district.zone)),
    )
    session.add(made)
    session.flush()
    return made


def is_known(session: Session, stamp: str) -> bool:
    """Whether a message with this stamp has come before."""
    return session.scalar(select(InboxMessage.id).where(InboxMessage.stamp == stamp)) is not None


def keep_message(
    session: Session,
    conversation: Conversation,
    district: District,
    *,
    way: InboxWay,
    words: str,
    now: datetime,
    wish: str = "",
    stamp: str | None = None,
    by: UUID | None = None,
) -> InboxMessage:
    """Adds a message; the conversation is kept for as long again."""
    message = InboxMessage(
        district_id=district.id,
        conversation=conversation,
        way=way,
        wish=wish,
        words=words,
        at=now,
        stamp=stamp,
        written_by=by,
    )
    session.add(message)
    conversation.last_at = now
    conversation.purge_on = purge_on(local_date(now, district.zone))
    session.flush()
    return message


def forget_old(session: Session, now: datetime) -> int:
    """Deletes every conversation whose day has come; answers how many."""
    gone = 0
    for district in session.scalars(select(District)):
        old = select(Conversation.id).where(
            Conversation.district_id == district.id, Conversation.purge_on <= local_date(now, district.zone)
        )
        ids = session.scalars(old).all()
        session.execute(delete(InboxMessage).where(InboxMessage.conversation_id.in_(ids)))
        session.execute(delete(Conversation).where(Conversation.id.in_(ids)))
        gone += len(ids)
    return gone
