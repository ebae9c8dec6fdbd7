"""A text message comes in: obeyed, kept, answered in one sentence, and put before a person where it is a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.models import ContactKind, Conversation, District, InboxWay, Person
from ballot_service.rules.languages import language_name
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing.texts_in import IncomingText, Reply, ReplyWish
from ballot_service.services.announcing.wishes import (
    ConsentSource,
    PurposeClass,
    Says,
    district_of,
    keep_wish,
)
from ballot_service.services.inbox.conversations import (
    conversation_with,
    is_known,
    keep_message,
    language_at,
    people_at,
)
from ballot_service.services.inbox.languages import change_language, written_languages

UNPLACED = say(
    "This number sends messages for more than one school district, and we cannot tell which one you mean. Please call "
    "your school."
)
STOPPED = say(
    "You will get no more text messages from this number. To get them again, reply START. Questions? Please call your "
    "school."
)
STARTED = say("You will get text messages from this number again. Reply STOP to end them.")
PHONE = ContactKind.PHONE


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is said back at once, and in which language (a BCP-47 tag)."""

    sentence: Sentence
    language: str


@dataclass(frozen=True, kw_only=True)
class _Coming:
    """A message with everything that is known about it."""

    session: Session
    text: IncomingText
    district: District
    conversation: Conversation
    people: Sequence[Person] = field(repr=False)
    reply: Reply
    now: datetime

    def say(self, sentence: Sentence) -> Answer:
        return Answer(sentence=sentence, language=self.conversation.language)


def receive_text(session: Session, text: IncomingText, *, now: datetime) -> Answer | None:
    """Does what the message asks for; answers what to say back, or None where nothing is to be said.

    The same message twice changes nothing and gets no second answer. What the provider has answered itself, such as
    STOP, gets none of ours.
    """
    if is_known(session, text.reference):
        return None
    district = district_of(session, PHONE, text.sender)
    if district is None:
        return _obey_alone(session, text, now)
    people = people_at(session, district.id, PHONE, text.sender)
    language = language_at(people, district)
    conversation = conversation_with(session, district, PHONE, text.sender, language, now)
    conversation.language = _answering_in(text.reply, language)
    wish = text.reply.wish
    keep_message(
        session,
        conversation,
        district,
        way=InboxWay.WHATSAPP if text.by_whatsapp else InboxWay.TEXT,
        words=text.words,
        wish="" if wish is ReplyWish.QUESTION else wish.value,
        stamp=text.reference,
        now=now,
    )
    coming = _Coming(
        session=session,
        text=text,
        district=district,
        conversation=conversation,
        people=people,
        reply=text.reply,
        now=now,
    )
    answer = _DOES[wish](coming)
    session.flush()
    return None if text.is_answered else answer


def _obey_alone(session: Session, text: IncomingText, now: datetime) -> Answer | None:
    """Without a district there is no inbox to put a message into. A wish to be left alone holds for the number, from
    which all districts of an installation send.
    """
    language, wish = text.reply.language or "en", text.reply.wish
    if wish not in (ReplyWish.STOP, ReplyWish.START):
        return Answer(sentence=UNPLACED, language=language)
    is_new = _keep(session, text, Says.NO if wish is ReplyWish.STOP else Says.YES, now)
    if not is_new or text.is_answered:
        return None
    return Answer(sentence=STOPPED if wish is ReplyWish.STOP else STARTED, language=language)


def _answering_in(reply: Reply, language: str) -> str:
    """Who writes ALTO is answered in Spanish, if there are texts in it."""
    return reply.language if reply.language in written_languages() else language


def _stop(coming: _Coming) -> Answer:
    """A sentence is obeyed at once, and a person reads it as well: it may say more, or something else."""
    _wish(coming, Says.NO)
    if len(coming.text.words.split()) > 1:
        _wait(coming)
    return coming.say(
        say(
            "{district}: you will get no more text messages from us. To get them again, reply START. Questions? Call "
            "{phone}.",
            district=coming.district.name,
            phone=coming.district.phone,
        )
    )


def _start(coming: _Coming) -> Answer:
    _wish(coming, Says.YES)
    return coming.say(
        say(
            "{district}: you will get text messages from us again. Reply STOP to end them.",
            district=coming.district.name,
        )
    )


def _wish(coming: _Coming, says: Says) -> None:
    _keep(coming.session, coming.text, says, coming.now)


def _keep(session: Session, text: IncomingText, says: Says, now: datetime) -> bool:
    return keep_wish(
        session,
        PHONE,
        text.sender,
        says=says,
        about=PurposeClass.EVERYTHING,
        source=ConsentSource.REPLY,
        wording=text.words,
        stamp=text.reference,
        now=now,
    )


def _help(coming: _Coming) -> Answer:
    return coming.say(
        say(
            "{district}: messages about school council elections. Write your question here, or call {phone}. Reply EN "
            "for English, ES for Spanish, STOP to end messages.",
            district=coming.district.name,
            phone=coming.district.phone,
        )
    )


def _language(coming: _Coming) -> Answer | None:
    """A language without texts is a wish that a person should see."""
    tag = coming.reply.language
    if tag not in written_languages():
        return _question(coming)
    change_language(coming.session, coming.people, tag, "reply", now=coming.now)
    return coming.say(
        say(
            "{district}: from now on we write to you in {language}.",
            district=coming.district.name,
            language=language_name(tag),
        )
    )


def _wrong_number(coming: _Coming) -> Answer:
    """Of one person alone we know who is not there; otherwise a clerk finds out."""
    if len(coming.people) == 1:
        keep_wish(
            coming.session,
            PHONE,
            coming.text.sender,
            says=Says.NO,
            about=PurposeClass.EVERYTHING,
            source=ConsentSource.REPLY,
            wording=coming.text.words,
            person_id=coming.people[0].id,
            stamp=coming.text.reference,
            now=coming.now,
        )
    _wait(coming)
    return coming.say(
        say(
            "{district}: thank you for telling us. We will correct it. Reply STOP to get no messages from us at all.",
            district=coming.district.name,
        )
    )


def _question(coming: _Coming) -> Answer | None:
    """Said once while somebody waits: two machines that thank each other would never end."""
    if coming.conversation.waits_since is not None:
        return None
    _wait(coming)
    return coming.say(
        say(
            "{district}: thank you. A person reads your message and answers you here. Is it urgent? Call {phone}.",
            district=coming.district.name,
            phone=coming.district.phone,
        )
    )


def _wait(coming: _Coming) -> None:
    if coming.conversation.waits_since is None:
        coming.conversation.waits_since = coming.now


_DOES: dict[ReplyWish, Callable[[_Coming], Answer | None]] = {
    ReplyWish.STOP: _stop,
    ReplyWish.START: _start,
    ReplyWish.HELP: _help,
    ReplyWish.LANGUAGE: _language,
    ReplyWish.WRONG_NUMBER: _wrong_number,
    ReplyWish.QUESTION: _question,
}
