"""Text messages that Twilio posts: taken only with its signature, obeyed once, answered in TwiML, not in the logs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

import outreach
from ballot_service.models import InboxMessage
from tests.databases import Database
from tests.outreach.provider_fake import Does
from tests.web.sending_desk import NUMBER, ORIGIN, Desk, open_desk

PATH = "/callbacks/messages/twilio"
SID = "SM" + "a" * 32


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(database.url, tmp_path) as opened:
        yield opened


def texted(desk: Desk, words: str, sender: str = NUMBER, sid: str = "", **more: str) -> TestResponse:
    form, signature = desk.fake.twilio_message(sender, words, address=ORIGIN + PATH, sid=sid, **more)
    return desk.office.app.test_client().post(PATH, data=form, headers={"X-Twilio-Signature": signature})


def kept(desk: Desk) -> int:
    with desk.office.session() as session:
        return session.scalar(select(func.count()).select_from(InboxMessage)) or 0


def test_stop_holds_the_message_back_and_start_sends_it(desk: Desk) -> None:
    """Bo has nothing but this phone. Twilio answers STOP itself, so we say nothing; our own words say more."""
    desk.send()
    answer = texted(desk, "STOP", sid=SID)
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert "<Message>" not in answer.text
    desk.work()
    assert desk.statuses()[NUMBER] == "opted_out"
    assert "Not sent: the person asked for no such messages at this address." in desk.messages()
    desk.office.move_to(desk.office.clock.moment.replace(minute=30))
    assert "<Message>" in texted(desk, "comenzar").text
    desk.work()
    assert desk.statuses()[NUMBER] == "sent"


def test_stop_on_whatsapp_is_obeyed_and_answered_by_us(desk: Desk) -> None:
    desk.send()
    assert "<Message>" in texted(desk, "STOP", sender=f"whatsapp:{NUMBER}").text
    desk.work()
    assert desk.statuses()[NUMBER] == "opted_out"
    with desk.office.session() as session:
        assert [line.wording for line in outreach.history(session, "whatsapp", NUMBER)] == ["STOP"]


def test_twilios_own_opt_out_comes_back_as_the_persons_wish(desk: Desk) -> None:
    desk.fake.to(NUMBER, Does.ANSWER, status=400, code=21610)
    desk.send()
    desk.work()
    assert desk.statuses()[NUMBER] == "opted_out"
    with desk.office.session() as session:
        (line,) = outreach.history(session, "sms", NUMBER)
        assert line.source is outreach.ConsentSource.PROVIDER


def test_the_same_message_twice_is_one_and_gets_one_answer(desk: Desk) -> None:
    first, second = (texted(desk, "Where do I vote, please?", sid=SID) for _ in range(2))
    assert "A person reads your message" in first.text
    assert "<Message>" not in second.text
    assert second.status_code == 200
    assert kept(desk) == 1


def test_spanish_words_are_answered_in_spanish(desk: Desk) -> None:
    assert "mensajes" in texted(desk, "ayuda").text


def test_what_is_forged_or_unreadable_is_refused_and_leaves_no_trace_of_people(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    form, signature = desk.fake.twilio_message(NUMBER, "STOP me", address=ORIGIN + PATH)
    client = desk.office.app.test_client()
    with capture_logs() as logs, caplog.at_level(logging.DEBUG):
        for changed in ({"Body": "START"}, {"From": "+16015550101"}):
            reply = client.post(PATH, data={**form, **changed}, headers={"X-Twilio-Signature": signature})
            assert reply.status_code == 403
        assert client.post(PATH, data=form).status_code == 403
        assert texted(desk, "STOP", sender="28849").status_code == 400
        assert texted(desk, "hi", NumMedia="1").status_code == 200
    assert kept(desk) == 1
    said = f"{logs} {caplog.text}"
    assert "message_forged" in said
    assert "message_unreadable" in said
    for secret in (NUMBER, NUMBER[1:], "STOP me", "28849"):
        assert secret not in said
