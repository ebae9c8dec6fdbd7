"""The clerk's way to a reminder: read, sent, followed, and at no step a list of who has not voted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot_service.models import AcceptedBallot, Person, VoterRollEntry
from tests.databases import Database
from tests.tallow_creek import at
from tests.web.sending_desk import MAIL, NUMBER, Desk, open_desk

OPEN = at(11, 20, 9)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(database.url, tmp_path) as opened:
        yield opened


def ana_votes(desk: Desk) -> None:
    """A ballot of Ana's is in the box."""
    with desk.office.session() as session:
        election = desk.office.election(session)
        found = select(VoterRollEntry).join(Person, Person.id == VoterRollEntry.person_id)
        entry = session.scalars(found.where(Person.given_name == "Ana")).one()
        session.add(
            AcceptedBallot(roll_entry_id=entry.id, district_id=election.district_id, election_id=election.id)
        )


def test_a_reminder_is_read_sent_and_followed_without_a_list_of_who_has_not_voted(desk: Desk) -> None:
    desk.office.post("/links/issue")
    assert "Voting is not open yet" in desk.office.get("/sending/reminder")
    desk.office.move_to(OPEN)
    page = desk.office.get("/sending/reminder?hours=3")
    assert "Over how long should the messages be spread?" in page
    assert "No list and no number tells who has voted." in page
    assert "hours=3" in page, "the hours chosen go along"
    assert "Publish it" not in page
    assert "over 3 hours" in desk.office.get("/sending/reminder/send?hours=3")
    ana_votes(desk)
    before = desk.office.get("/sending/reminder?hours=3")
    assert "2 messages are on their way." in desk.office.post("/sending/reminder/send?hours=3")
    desk.office.move_to(OPEN + timedelta(hours=3))
    desk.work()
    assert [one.address for one in desk.fake.ledger] == [NUMBER]
    assert "You can vote until Fri 5 Dec" in desk.fake.taken(NUMBER).request["Body"]
    assert MAIL not in before
    overview = desk.office.get("/sending")
    assert "messages have had their turn." in overview
    assert "/sending/reminder/messages" not in overview
    desk.office.get("/sending/reminder/messages", status=404)
    stuck = desk.office.get("/sending/stuck")
    assert "Reminder to vote" not in stuck
    assert "reminder" not in desk.office.get("/notices"), "no proof is offered"
