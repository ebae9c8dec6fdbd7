"""Before sending: segments, cost and time. On the way: pause, quiet hours, what is stuck, and a provider that stops."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ballot_service.sending_settings import sending_faults, sending_of
from ballot_service.services.worklist import to_do
from tests.databases import ON_SQLITE, Database
from tests.tallow_creek import at
from tests.web.sending_desk import MAIL, NUMBER, Desk, open_desk

EVENING = at(11, 4, 20, 30)
HOLD = "/sending/election_notice/hold"


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(database.url, tmp_path) as opened:
        yield opened


def hold(desk: Desk, what: str, status: int = 303) -> str:
    return desk.office.post(HOLD, hold=what, reason="The board asked for it.", status=status)


@ON_SQLITE
def test_what_it_costs_and_when_it_is_finished_is_read_before_it_is_sent(desk: Desk) -> None:
    page = desk.office.get("/sending/election_notice")
    assert "$0.02" in page, "two segments at 1.13 cents"
    assert re.search("the last message goes out on .*Tuesday 4 November 2025", page)
    assert "quiet hours" not in page
    desk.office.move_to(EVENING)
    for page in (
        desk.office.get("/sending/election_notice"),
        desk.office.get("/sending/election_notice/send"),
    ):
        assert re.search("goes out on Wed 5 Nov 2025, not on Tue 4 Nov 2025", page)


def test_texts_wait_for_the_morning_unless_a_clerk_lets_them_go(desk: Desk) -> None:
    desk.office.move_to(EVENING)
    desk.send()
    desk.work()
    assert desk.statuses()[MAIL] == "sent"
    assert desk.statuses()[NUMBER] == "queued"
    assert "They wait for the morning" in desk.office.get("/sending/stuck")
    hold(desk, "send_in_quiet_hours")
    desk.work()
    assert desk.statuses()[NUMBER] == "sent"
    assert len(desk.fake.ledger) == 2


def test_what_still_waits_when_the_times_change_does_not_go_out_with_the_old_ones(desk: Desk) -> None:
    desk.office.move_to(EVENING)
    desk.send()
    move_opening(desk)
    assert (desk.statuses()[MAIL], desk.statuses()[NUMBER]) == ("cancelled", "cancelled")
    desk.work()
    assert desk.fake.ledger == []
    assert "correction" not in desk.office.get("/sending/election_notice"), "nobody was told anything yet"
    desk.send()
    desk.work()
    assert "21 de noviembre" in str(desk.fake.taken(MAIL).request)


def test_after_a_move_the_notice_that_people_had_is_corrected(desk: Desk) -> None:
    desk.send()
    desk.work()
    move_opening(desk)
    assert "Council voting is now Fri 21 Nov, 7:00 a.m." in desk.office.get("/sending/election_notice")
    assert "2 messages are on their way." in desk.send()
    desk.work()
    assert any("not from Tue 18 Nov, 7:00 a.m." in str(one.request) for one in desk.fake.ledger)


def move_opening(desk: Desk) -> None:
    """Voting opens three days later than the notice said."""
    typed = {"opens_at": "2025-11-21T07:00", "closes_at": "2025-12-05T19:00"}
    asked = desk.office.client.post(
        desk.office.path("/times/change"),
        data={**desk.office._hidden(desk.office.get("/times/change")), **typed},
    )
    sure = desk.office._hidden(asked.text)
    done = desk.office.client.post(desk.office.path("/times/change"), data={**sure, **typed})
    assert done.status_code == 303


def test_a_paused_notice_waits_and_goes_on(desk: Desk) -> None:
    desk.office.get(HOLD, status=303)
    desk.send()
    hold(desk, "pause_notice")
    desk.work()
    assert desk.fake.ledger == []
    assert "The notice is paused." in desk.office.get("/sending/stuck")
    assert "Paused since" in desk.office.get("/sending")
    hold(desk, "resume_notice")
    desk.work()
    assert len(desk.fake.ledger) == 2


@ON_SQLITE
def test_what_is_called_off_never_goes_and_needs_a_reason(desk: Desk) -> None:
    desk.send()
    page = desk.office.post(HOLD, hold="call_off_notice", reason="", status=422)
    assert "2 messages are waiting." in page
    hold(desk, "call_off_notice")
    desk.work()
    assert desk.fake.ledger == []
    assert set(desk.statuses().values()) <= {"cancelled", "no_address"}


@ON_SQLITE
def test_a_provider_that_keeps_failing_stops_and_people_are_told(desk: Desk) -> None:
    object.__setattr__(desk.settings.twilio, "base_url", "http://127.0.0.1:1")
    desk.send()
    for minutes in (0, 1, 3, 6, 11, 20, 37, 68, 99, 130):
        desk.work(desk.office.clock.moment + timedelta(minutes=minutes))
    page = desk.office.get("/sending/stuck")
    assert "Text messages" in page
    assert "The provider takes no messages now." in page
    assert "Sending has stopped" in desk.office.get("/sending")
    with desk.office.session() as session:
        tasks = to_do(session, desk.office.election(session), desk.office.clock.moment)
    assert any("A provider takes no messages now." in str(task.sentence) for task in tasks)
    numbers = desk.office.app.test_client().get("/health/metrics").text
    assert 'ballots_provider_paused{provider="sms"} 1' in numbers
    assert 'ballots_messages{status="queued"} 2' in numbers, (
        "the text, and the mail that tells the technician"
    )
    health = desk.office.app.test_client().get("/health").json
    assert health is not None
    assert (health["status"], health["checks"]["providers"]) == ("attention", "wrong")


def test_settings_of_sending_are_read_and_complained_about() -> None:
    read = sending_of(
        {
            "BALLOTS_SENDING_HOURS": "09:00-17:30",
            "BALLOTS_SENDING_DAYS": "mon,fri",
            "BALLOTS_QUIET_CHANNELS": "sms,email",
            "BALLOTS_TEXTS_A_MINUTE": "0",
            "BALLOTS_CALLS_A_DAY": "90",
            "BALLOTS_PRICES": "sms=0.02,email=0.001",
        }
    )
    assert (read.opens.hour, read.closes.minute, read.days) == (9, 30, {0, 4})
    assert read.quiet_channels == {"sms", "email"}
    assert (read.limits["sms"], read.limits["voice"]) == ((0, 2_000), (60, 90))
    assert read.prices == {"sms": 20_000, "email": 1_000}
    wrong = {
        "BALLOTS_SENDING_HOURS": "20:00-08:00",
        "BALLOTS_SENDING_DAYS": "sunday",
        "BALLOTS_PRICES": "sms=-1",
    }
    assert [sentence.split()[0] for sentence in sending_faults(wrong)] == list(wrong)
    assert sending_of(wrong) == sending_of({})
    assert sending_faults({}) == []
