"""A text message comes in: obeyed, kept once, answered in the writer's language, and questions put before a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import (
    ContactKind,
    ContactPoint,
    Conversation,
    District,
    Election,
    InboxMessage,
    Person,
    VoterRollEntry,
)
from ballot_service.rules.words import in_english
from ballot_service.services import inbox, registering
from ballot_service.services.announcing.texts_in import IncomingText
from outreach import PurposeClass
from outreach.replies import read_reply
from tests.tallow_creek import TallowCreek, at

NOW = at(11, 5, 10)
PHONE = "+16012082200"
numbers = iter(range(10_000))
Write = Callable[..., str | None]


@pytest.fixture
def household(creek: TallowCreek, session: Session) -> list[Person]:
    """Rosa and her mother share a phone; both are on the roll, in English."""
    creek.election()
    people = [creek.guardian("Rosa", "Diaz"), creek.guardian("Luz", "Diaz")]
    for person in people:
        person.contacts.append(
            ContactPoint(district_id=person.district_id, kind=ContactKind.PHONE, value=PHONE)
        )
    session.flush()
    return people


@pytest.fixture
def write(session: Session) -> Write:
    def write(
        words: str, *, sid: str = "", sender: str = PHONE, is_answered: bool = False, later: int = 0
    ) -> str | None:
        text = IncomingText(
            reference=sid or f"SM{next(numbers)}",
            sender=sender,
            words=words,
            reply=read_reply(words),
            is_answered=is_answered,
        )
        answer = inbox.receive_text(session, text, now=NOW + timedelta(minutes=later))
        return None if answer is None else f"{answer.language}: {in_english(answer.sentence)}"

    return write


def stopped(session: Session, person: Person | None = None) -> bool:
    found = outreach.stopped_among(session, [PHONE], PurposeClass.LINK)
    who = str(person.id) if person else ""
    (answer,) = {found.covers(way, PHONE, who) for way in ("sms", "voice", "whatsapp")}
    return answer


def only(session: Session) -> Conversation:
    return session.scalars(select(Conversation)).one()


def test_stop_and_start_again_are_kept_and_answered(
    session: Session, household: list[Person], write: Write
) -> None:
    answer = write("ALTO", sid="SM-a")
    assert answer is not None
    assert answer.startswith("es: Tallow Creek")
    assert "reply START" in answer
    assert stopped(session)
    assert write("ALTO", sid="SM-a") is None, "the same message again"
    assert only(session).waits_since is None
    assert "again" in (write("empezar", later=5) or "")
    assert not stopped(session)
    (yes, no) = outreach.history(session, "sms", PHONE)
    assert (yes.wording, no.wording, no.source) == ("empezar", "ALTO", outreach.ConsentSource.REPLY)


def test_what_the_provider_answered_gets_no_second_answer(
    session: Session, household: list[Person], write: Write
) -> None:
    assert write("STOP", is_answered=True) is None
    assert stopped(session)


def test_a_question_waits_for_a_person_and_is_thanked_for_once(
    session: Session, household: list[Person], write: Write
) -> None:
    assert "A person reads your message" in (write("Where do I vote?") or "")
    assert write("Hello?") is None
    row = only(session)
    assert row.waits_since == NOW
    assert row.purge_on == (NOW + timedelta(days=180)).date()
    assert [one.words for one in row.messages] == ["Where do I vote?", "Hello?"]
    assert "EN for English" in (write("help") or "")


def test_another_language_is_one_word_away(session: Session, household: list[Person], write: Write) -> None:
    registering.build_roll(session, session.scalars(select(Election)).one(), now=at(11, 3, 9))
    assert write("español") == "es: Tallow Creek School District: from now on we write to you in Spanish."
    assert {person.language for person in household} == {"es"}
    assert set(session.scalars(select(VoterRollEntry.language))) == {"es"}
    assert (
        write("Tiếng Việt") == "vi: Tallow Creek School District: from now on we write to you in Vietnamese."
    )
    assert {person.language for person in household} == {"vi"}


def test_a_wrong_number_of_one_person_stops_that_person_alone(
    session: Session, household: list[Person], write: Write
) -> None:
    write("wrong number")
    assert not any(stopped(session, person) for person in household), (
        "who of the two is for a clerk to find out"
    )
    household[1].contacts.clear()
    session.flush()
    write("wrong number, sorry")
    assert stopped(session, household[0])
    assert not stopped(session)
    assert only(session).waits_since == NOW


def test_a_form_of_a_stranger_rewrites_nothing(
    session: Session, creek: TallowCreek, household: list[Person], write: Write
) -> None:
    """Anybody can type somebody else's number on a page."""
    write("Where do I vote?")
    council = session.scalars(select(Election)).one().council
    for later, name, language, words in (
        (1, "Rosa Diaz", "es", "¿Dónde voto?"),
        (2, "Eve", "en", "And my son?"),
    ):
        asked = inbox.Question(
            words=words,
            kind=ContactKind.PHONE,
            contact=PHONE,
            name=name,
            language=language,
            agreed="We use it to answer you.",
            sent_key=words,
        )
        assert inbox.ask_question(session, council, asked, now=NOW + timedelta(minutes=later)) is not None
        assert only(session).answered_in == language
    row = only(session)
    assert (row.name, row.language, row.council_id) == ("", "en", None)
    said = [(one.name, one.language, one.council_id) for one in row.messages]
    assert said == [("", None, None), ("Rosa Diaz", "es", council.id), ("Eve", "en", council.id)]
    write("ayuda", later=30)
    assert row.answered_in == "es"


def test_nobody_can_tell_which_district_is_meant(session: Session, creek: TallowCreek, write: Write) -> None:
    other = District(slug="other", name="Other", phone="1", postal_address="1 Oak St\nTown, MS 39000")
    session.add(other)
    session.flush()
    assert "cannot tell which one" in (write("hello") or "")
    assert not stopped(session)
    assert (write("alto", sid="SM-x") or "").startswith("es: You will get no more text messages")
    assert stopped(session), "one number sends for all districts, so it holds without one"
    assert write("alto", sid="SM-x") is None
    assert "again" in (write("START", later=5) or "")
    assert not stopped(session)
    assert write("STOP", is_answered=True, later=6) is None
    assert stopped(session)
    assert session.scalar(select(func.count()).select_from(InboxMessage)) == 0


def test_old_conversations_are_deleted(session: Session, household: list[Person], write: Write) -> None:
    write("Where do I vote?")
    assert inbox.forget_old(session, NOW + timedelta(days=179)) == 0
    assert inbox.forget_old(session, NOW + timedelta(days=180)) == 1
    assert session.scalar(select(func.count()).select_from(InboxMessage)) == 0


def test_a_sentence_that_reads_like_stop_is_obeyed_and_read_by_a_person(
    session: Session, household: list[Person], write: Write
) -> None:
    write("You never text me my ballot link")
    assert stopped(session)
    assert only(session).waits_since == NOW
