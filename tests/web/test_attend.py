"""R027 by phone: people who came open the square code's address, type their name, and are on the list."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from limits import parse
from sqlalchemy import select

from ballot_service.links import Links, Purpose
from ballot_service.models import InformationSession, SessionSignIn
from ballot_service.services import informing, trail
from ballot_service.services.informing import Planned
from ballot_service.web import limits
from tests.databases import Database
from tests.tallow_creek import at
from tests.web.clerk_office import Office, open_office

STARTS, ENDS = at(10, 21, 18), at(10, 21, 19, 30)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OVERRIDE = "\u202e"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    opened = open_office(database.url, tmp_path)
    planned = Planned(starts_at=STARTS, ends_at=ENDS, place="Cypress, cafeteria", languages=("en", "es"))
    with opened.session() as session:
        informing.schedule_session(session, opened.election(session), planned, now=at(10, 14))
    opened.move_to(STARTS)
    return opened


def path(office: Office) -> str:
    with office.session() as session:
        key = session.scalars(select(InformationSession.key)).one()
    links: Links = office.app.extensions["links"]
    return f"/attend/{links.token(Purpose.SESSION, key)}"


def look(office: Office, status: int = 200, query: str = "") -> str:
    answer = office.app.test_client().get(path(office) + query)
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


def send(office: Office, status: int = 200, query: str = "?lang=en", **typed: str) -> str:
    answer = office.app.test_client().post(path(office) + query, data={"name": "Ana Ruiz", **typed})
    assert answer.status_code == status, answer.text
    assert "Set-Cookie" not in answer.headers
    return answer.text


def listed(office: Office) -> list[tuple[str, str, str]]:
    with office.session() as session:
        rows = session.scalars(select(SessionSignIn).order_by(SessionSignIn.name))
        return [(row.name, row.contact, row.neighborhood) for row in rows]


def test_a_name_is_enough_and_the_same_name_is_told_so(office: Office) -> None:
    assert "Mississippi Department of Education" in look(office)
    for _ in range(3):
        look(office)
    assert listed(office) == []
    assert "You are on the list" in send(office)
    assert "You are on the list already" in send(office, name="ANA  RUIZ", contact="ana@example.org")
    send(office, name="Bo Lee", contact="601-555-0177", neighborhood="Oak Street")
    assert listed(office) == [("Ana Ruiz", "", ""), ("Bo Lee", "601-555-0177", "Oak Street")]
    with office.session() as session:
        acts = [entry.act for entry in trail.entries(session, office.election(session).id)]
    assert acts.count("sign_in_to_session") == 2


def test_spanish_keeps_what_was_typed(office: Office) -> None:
    page = send(office, action="language:es", contact="601-555-0177")
    assert '<html lang="es"' in page
    assert "Ana Ruiz" in page
    assert "601-555-0177" in page
    assert "martes 21 de octubre" in page
    assert listed(office) == []
    assert '<html lang="es"' in look(office, query="?lang=es")


@pytest.mark.parametrize(
    ("moment", "status", "said"),
    [
        (STARTS - HOUR - MINUTE, 200, "It is too early to sign in."),
        (STARTS - HOUR, 200, "Your name"),
        (ENDS + HOUR - MINUTE, 200, "Your name"),
        (ENDS + HOUR, 410, "Signing in for this session ended"),
    ],
)
def test_it_works_from_an_hour_before_to_an_hour_after(
    office: Office, moment: object, status: int, said: str
) -> None:
    office.move_to(moment)  # type: ignore[arg-type]  # a moment
    page = look(office, status)
    assert said in page
    if said != "Your name":
        send(office, status)
        assert listed(office) == []
        assert "(601) 555-0100" in page


def test_a_cancelled_session_says_so(office: Office) -> None:
    with office.session() as session:
        row = session.scalars(select(InformationSession)).one()
        informing.cancel_session(session, row, "Storm warning for the whole county.", now=STARTS)
    page = look(office, 410)
    assert "This session was cancelled." in page
    assert "Storm" not in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Write your name."),
        ({"name": f" {OVERRIDE}\u200b "}, "Write your name."),
        ({"name": "x" * 10_000}, "Use at most 200 letters."),
        ({"contact": "x" * 10_000}, "Use at most 200 letters."),
        ({"neighborhood": "ñ" * 201}, "Use at most 200 letters."),
    ],
)
def test_what_does_not_fit_is_said_and_kept(office: Office, typed: dict[str, str], said: str) -> None:
    page = send(office, 422, **{"neighborhood": "Oak Street", **typed})
    assert said in page
    assert listed(office) == []


def test_markup_and_marks_that_turn_the_line_around_are_harmless(office: Office) -> None:
    page = send(office, name=f"{SCRIPT}{OVERRIDE}Ruiz", contact=SCRIPT, neighborhood=f"a{OVERRIDE}b")
    assert SCRIPT not in page
    assert listed(office) == [(f"{SCRIPT}Ruiz", SCRIPT, "ab")]
    with office.session() as session:
        row_id = session.scalars(select(InformationSession.id)).one()
    assert SCRIPT not in office.client.get(office.path(f"/sessions/{row_id}")).text


def test_a_form_larger_than_any_form_of_ours_is_refused(office: Office) -> None:
    send(office, 413, name="x" * 300_000)


def test_an_address_that_is_not_ours_says_what_to_do_and_is_held_up(office: Office) -> None:
    client = office.app.test_client()
    for token in ("nothing", "x" * 33, f"{path(office).rpartition('/')[2][:-1]}a"):
        answer = client.get(f"/attend/{token}")
        assert answer.status_code == 404
        assert "This address does not work" in answer.text
    for _ in range(30):
        last = client.get("/attend/nothing")
    assert last.status_code == 429
    assert "Your name" in look(office)


def test_a_network_that_fills_the_list_has_to_wait_and_loses_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SIGN_INS", parse("2 per 10 minutes"))
    send(office, name="Ana")
    send(office, name="Ana")
    send(office, name="Bo")
    page = send(office, 429, name="Cy", contact="cy@example.org")
    assert "Many people signed in from this network" in page
    assert "cy@example.org" in page
    assert [name for name, *_ in listed(office)] == ["Ana", "Bo"]
