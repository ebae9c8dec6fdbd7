"""Somebody asks, a clerk reads and answers inside the product, and the answer goes back the same way, on the record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

import outreach
from ballot_service.models import ContactKind, Conversation, Council, TrailEntry, TrailWords
from ballot_service.services.announcing.wishes import ConsentSource, PurposeClass, Says, keep_wish
from tests.databases import Database
from tests.web.sending_desk import MAIL, NUMBER, Desk, open_desk
from tests.web.test_inbound import texted

QUESTION = "May my mother vote, too?\nShe lives with us."
KEY = re.compile(r'name="key" value="([^"]+)"')


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(database.url, tmp_path) as opened:
        yield opened


def page_of(desk: Desk) -> str:
    with desk.office.session() as session:
        council = session.scalars(select(Council)).one()
        return f"/{desk.office.election(session).district.slug}/councils/{council.id}/ask"


def asked(desk: Desk, key: str = "", language: str = "en", **typed: str) -> TestResponse:
    client, path = desk.office.app.test_client(), page_of(desk)
    key = key or unescape(KEY.findall(client.get(path).text)[0])
    fields = {"words": QUESTION, "contact": "New@Example.org", "name": "Eve", "key": key, "action": "send"}
    return client.post(f"{path}?lang={language}", data={**fields, **typed})


def conversation(desk: Desk) -> str:
    with desk.office.session() as session:
        return f"/clerk/inbox/{session.scalars(select(Conversation.id)).one()}"


def test_a_question_on_the_web_is_answered_by_mail_and_stands_on_the_record(desk: Desk) -> None:
    answer = asked(desk, language="es")
    assert answer.status_code == 200
    assert "Tenemos su pregunta" in answer.text
    assert "1 person waits for an answer." in desk.office.client.get("/home").text
    assert "new@example.org" in desk.office.get("/clerk/inbox")
    place = conversation(desk)
    page = desk.office.get(place)
    assert "Nobody in the files has this address." in page
    assert "She lives with us." in page
    said = "Yes, if she is 18. Sign up on our page."
    desk.office.post(place, words=said)
    desk.work()
    part, html = desk.fake.taken("new@example.org").request["content"]
    assert said in part["value"]
    assert "Esta es nuestra respuesta" in part["value"]
    assert said in html["value"]
    assert "Sent" in desk.office.get(place)
    assert "Nobody waits for an answer." in desk.office.get("/clerk/inbox")
    with desk.office.session() as session:
        entry = session.scalars(select(TrailEntry).where(TrailEntry.act == "answer_question")).one()
        assert entry.document["details"] == {"way": "email", "language": "es"}
        words = session.scalars(select(TrailWords).where(TrailWords.entry_id == entry.id)).one()
        assert (words.field, words.text) == ("answer", said)
        (line,) = outreach.history(session, "email", "new@example.org")
        assert line.wording.startswith("La usamos para")


def test_a_text_message_is_answered_by_text_message_or_marked_as_done(desk: Desk) -> None:
    texted(desk, "Where do I vote?")
    place = conversation(desk)
    page = desk.office.get(place)
    assert "Bo Lee" in page
    assert "nobody is sure who wrote" in page
    assert "Fill in this field." in desk.office.post(place, status=422, words=" ")
    desk.office.post(place, words="At the school, Room 2.")
    desk.work()
    assert "At the school, Room 2." in desk.fake.taken(NUMBER).request["Body"]
    texted(desk, "ok, thank you")
    fields = desk.office._hidden(desk.office.client.get(place).text)
    assert desk.office.client.post(f"{place}/done", data=fields).status_code == 303
    assert "Nobody waits for an answer." in desk.office.get("/clerk/inbox")
    assert "ok, thank you" in desk.office.get("/clerk/inbox?show=all")


def test_who_asked_for_no_messages_is_not_answered_there_until_that_is_taken_back(desk: Desk) -> None:
    texted(desk, "please stop texting me")
    texted(desk, "But where do I vote?")
    place = conversation(desk)
    page = desk.office.get(place)
    assert "This address asked for no messages from us." in page
    assert "please stop texting me" in page
    fields = desk.office._hidden(page)
    refused = desk.office.client.post(place, data={**fields, "words": "Room 2"})
    assert refused.status_code == 409
    assert "Fill in this field." in desk.office.client.post(f"{place}/wish", data=fields).text
    bo = re.findall(r'<option value="([0-9a-f-]{36})">Bo Lee', page)[0]
    wishes = [
        {"wish": "not_this_person", "person": "", "reason": "x", "status": "422"},
        {"wish": "not_this_person", "person": bo, "reason": "He moved.", "status": "303"},
        {"wish": "start", "reason": "She called on Monday.", "status": "303"},
    ]
    for wish in wishes:
        status = int(wish.pop("status"))
        desk.office.move_to(desk.office.clock.moment.replace(second=desk.office.clock.moment.second + 1))
        assert desk.office.client.post(f"{place}/wish", data={**fields, **wish}).status_code == status
    desk.office.post(place, words="Room 2")
    desk.send()
    desk.work()
    assert "Room 2" in desk.fake.taken(NUMBER).request["Body"]
    with desk.office.session() as session:
        found = outreach.stopped_among(session, [NUMBER], outreach.PurposeClass.NEWS)
        assert found.covers("sms", NUMBER, bo)
        assert not found.covers("sms", NUMBER)


def test_what_an_address_of_another_district_wishes_is_neither_shown_nor_changed(desk: Desk) -> None:
    """Anybody can ask with anybody's address; the ledger is one for all districts of an installation."""
    asked(desk, contact="far@example.org")
    asked(desk, contact=MAIL)
    with desk.office.session() as session:
        for contact in ("far@example.org", MAIL):
            keep_wish(
                session,
                ContactKind.EMAIL,
                contact,
                says=Says.NO,
                about=PurposeClass.EVERYTHING,
                source=ConsentSource.DESK,
                wording="She was here on Friday.",
                now=desk.office.clock.moment,
            )
        found = session.scalars(select(Conversation).order_by(Conversation.contact == MAIL)).all()
        far, near = (f"/clerk/inbox/{each.id}" for each in found)
    assert "She was here on Friday." in desk.office.get(near)
    page = desk.office.get(far)
    assert "Nobody in your district’s files has this address" in page
    assert "She was here on Friday." not in page
    fields = desk.office._hidden(page)
    desk.office.move_to(desk.office.clock.moment.replace(second=30))
    typed = {**fields, "wish": "start", "reason": "She called."}
    assert desk.office.client.post(f"{far}/wish", data=typed).status_code == 404
    with desk.office.session() as session:
        assert outreach.stopped_among(session, ["far@example.org"], PurposeClass.NEWS).addresses


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"words": " "}, "Write your question."),
        ({"words": "x" * 2001}, "Use at most 2,000 letters."),
        ({"contact": ""}, "Enter a mobile phone number or an e-mail address."),
        ({"contact": "nobody@"}, "nobody@"),
        ({"name": "x" * 201}, "Use at most 200 letters."),
        ({"key": "forged"}, "press the button once more"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    desk: Desk, typed: dict[str, str], says: str
) -> None:
    answer = asked(desk, **typed)
    assert answer.status_code == 422
    assert says in unescape(answer.text)
    assert typed.get("contact", "New@Example.org") in answer.text


def test_the_same_page_twice_is_one_question_and_a_program_is_held_up(desk: Desk) -> None:
    client = desk.office.app.test_client()
    key = unescape(KEY.findall(client.get(page_of(desk)).text)[0])
    assert [asked(desk, key).status_code for _ in range(2)] == [200, 200]
    with desk.office.session() as session:
        assert len(session.scalars(select(Conversation)).one().messages) == 1
    assert [asked(desk, contact=MAIL).status_code for _ in range(10)] == [200] * 9 + [429]
