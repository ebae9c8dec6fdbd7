"""R018: everybody reads when and where sessions are, puts them into a calendar, and later that they were held."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from ballot_service.models import InformationSession
from ballot_service.services import informing
from ballot_service.services.informing import Planned
from tests.databases import Database
from tests.tallow_creek import at
from tests.web.clerk_office import Office, open_office

EVENING = Planned(
    starts_at=at(10, 21, 18),
    ends_at=at(10, 21, 19, 30),
    place="Cypress, cafeteria",
    languages=("en", "es"),
    online="meet.example.org/cypress",
    note="Key from Mr. Tate",
)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    opened = open_office(database.url, tmp_path)
    with opened.session() as session:
        informing.schedule_session(session, opened.election(session), EVENING, now=at(10, 14))
    opened.move_to(at(10, 15))
    return opened


def pages(office: Office, language: str = "en") -> list[str]:
    with office.session() as session:
        council = office.election(session).council_id
    client = office.app.test_client()
    addresses = (f"/elections/{office.election_id}", f"/tallow-creek/councils/{council}")
    return [unescape(client.get(f"{each}?lang={language}").text) for each in addresses]


def test_coming_sessions_stand_on_both_pages_with_all_that_is_needed(office: Office) -> None:
    for page in pages(office):
        assert "Tuesday 21 October 2025, 6:00 p.m. Central time" in page
        assert "Cypress, cafeteria" in page
        assert "meet.example.org/cypress" in page
        assert "English, Spanish" in page
        assert "Mr. Tate" not in page
    assert "martes 21 de octubre de 2025" in pages(office, "es")[0]


def test_afterwards_they_say_that_it_was_held(office: Office) -> None:
    office.move_to(at(10, 21, 19, 30))
    for page in pages(office):
        assert "Sessions that were held:" in page
        assert "meet.example.org" not in page


def test_without_a_session_the_pages_say_so(office: Office) -> None:
    with office.session() as session:
        session.delete(session.scalars(select(InformationSession)).one())
    assert all("No information session is planned yet." in page for page in pages(office))


def test_the_calendar_file_is_in_the_readers_language(office: Office) -> None:
    with office.session() as session:
        row_id = session.scalars(select(InformationSession.id)).one()
    place = f"/elections/{office.election_id}/sessions/{row_id}.ics"
    client = office.app.test_client()
    answer = client.get(f"{place}?lang=es")
    assert answer.mimetype == "text/calendar"
    text = answer.data.decode().replace("\r\n ", "")
    assert "DTSTART:20251021T230000Z\r\n" in text
    assert "inglés\\, español" in text.casefold()
    assert f"/elections/{office.election_id}" in text
    assert client.get(f"/elections/{UUID(int=1)}/sessions/{row_id}.ics").status_code == 404
    assert client.get(f"/elections/{office.election_id}/sessions/{UUID(int=1)}.ics").status_code == 404


def test_the_days_of_voting_go_into_a_calendar(office: Office) -> None:
    page = pages(office)[0]
    assert "Put the days of voting in my calendar" in page
    answer = office.app.test_client().get(f"/elections/{office.election_id}/voting.ics?lang=es")
    assert answer.mimetype == "text/calendar"
    lines = answer.text.replace("\r\n ", "").split("\r\n")
    with office.session() as session:
        election = office.election(session)
        moments = [f"{at:%Y%m%dT%H%M%SZ}" for at in (election.opens_at, election.closes_at)]
    assert {f"DTSTART:{moments[0]}", f"DTEND:{moments[1]}"} <= set(lines)
    assert "TRANSP:TRANSPARENT" in lines, "nobody is busy for two weeks"
    assert any(one.startswith("SUMMARY:Votación: ") for one in lines)
    assert "SEQUENCE:0" in lines
