"""The clerk tells people before there is a roll: read, sent, followed and proved like every other notice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Database
from tests.tallow_creek import FORMS_CLOSE, at
from tests.web.sending_desk import MAIL, NUMBER, Desk, open_desk

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
