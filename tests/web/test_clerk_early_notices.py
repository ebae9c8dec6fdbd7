"""The clerk tells people before there is a roll: read, sent, followed and proved like every other notice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Database
from tests.tallow_creek import FORMS_CLOSE, at
from tests.web.sending_desk import MAIL, NUMBER, Desk, open_desk

SESSION: dict[str, object] = {
    "starts_at": "2025-10-21T18:00",
    "ends_at": "2025-10-21T19:30",
    "place": "Cypress Elementary, cafeteria",
    "languages": ["en", "es"],
}
FORMS_ARE_OPEN = at(10, 20, 10)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(database.url, tmp_path) as opened:
        opened.office.move_to(FORMS_ARE_OPEN)
        yield opened


def test_a_call_for_forms_is_read_sent_published_and_proved(desk: Desk) -> None:
    assert "/sending/call_for_forms" in desk.office.get("/sending")
    page = desk.office.get("/sending/call_for_forms")
    assert "Students get nothing." in page
    assert "By which ways may it go?" in page
    assert "2 messages are on their way." in desk.send("call_for_forms")
    desk.work()
    assert sorted(one.address for one in desk.fake.ledger) == [NUMBER, MAIL]
    body = desk.fake.taken(NUMBER).request["Body"]
    assert "by Mon 3 Nov, 5:00 p.m. " in body
    assert "Reply STOP to end." in body
    assert "Ana Ruiz" in desk.messages("call_for_forms")
    assert "counts from today" not in desk.office.get("/sending/call_for_forms/publish")
    assert "It is on the web page now." in desk.office.post("/sending/call_for_forms/publish")
    assert "call_for_forms" in desk.office.get("/notices"), "its proof is offered"
    desk.office.move_to(FORMS_CLOSE)
    late = desk.office.get("/sending/call_for_forms")
    assert "Interest forms closed on" in late
    assert "Go on to send" not in late


def test_an_invitation_tells_of_all_sessions_to_come_and_a_change_calls_off_what_waits(desk: Desk) -> None:
    nothing = desk.office.get("/sending/information_session")
    assert "No information session is to come." in nothing
    assert "Go on to send" not in nothing
    desk.office.post("/sessions/new", **SESSION)
    assert "/sending/information_session" in desk.office.get("/sessions")
    assert "Tuesday 21 October 2025, 6:00 p.m." in desk.office.get("/sending/information_session")
    assert "2 messages are on their way." in desk.send("information_session")
    listed = desk.office.get("/sessions")
    (place,) = set(re.findall(r"/sessions/([0-9a-f-]{36})", listed))
    desk.office.post(f"/sessions/{place}/change", **SESSION | {"note": "Key from the office"})
    assert desk.statuses()[MAIL] == "queued", "the note is for the office alone"
    desk.office.post(f"/sessions/{place}/change", **SESSION | {"place": "Cypress Elementary, library"})
    assert desk.statuses()[MAIL] == desk.statuses()[NUMBER] == "cancelled"
    assert "2 messages are on their way." in desk.send("information_session")
    desk.work()
    body = desk.fake.taken(NUMBER).request["Body"]
    assert "Tue 21 Oct, 6:00 p.m., Cypress Elementary, library" in body
    mail = json.dumps(desk.fake.taken(MAIL).request)
    assert "invite.ics" in mail
    assert "library" in mail
