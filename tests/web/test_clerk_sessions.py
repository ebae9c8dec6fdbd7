"""R025 to R027 by the clerk's pages: sessions are entered, changed, cancelled, counted, and their evidence kept."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from ballot_service.models import InformationSession, SessionSignIn
from ballot_service.web.clerk import evidence_files
from tests.databases import Database
from tests.tallow_creek import at
from tests.web.clerk_office import Office, open_office, upload

PDF = b"%PDF-1.7 an agenda"
STARTS, ENDS = at(10, 21, 18), at(10, 21, 19, 30)
TYPED: dict[str, object] = {
    "starts_at": "2025-10-21T18:00",
    "ends_at": "2025-10-21T19:30",
    "place": "Cypress Elementary, cafeteria",
    "languages": ["en", "es"],
}
OVERRIDE = "\u202e"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    opened = open_office(database.url, tmp_path)
    opened.move_to(at(10, 14, 9))
    return opened


def enter(office: Office, status: int = 303, **changed: object) -> str:
    return office.post("/sessions/new", status=status, **{**TYPED, **changed})


def row(office: Office) -> InformationSession:
    with office.session() as session:
        found = session.scalars(select(InformationSession)).one()
        session.expunge(found)
        return found


def place(office: Office, rest: str = "") -> str:
    return f"/sessions/{row(office).id}{rest}"


def test_from_the_list_of_work_to_a_session_that_everybody_reads_of(office: Office) -> None:
    assert "No information session yet." in office.get("")
    assert 'data-code="no_session"' in office.get("/sessions")
    page = enter(office)
    assert "The session is entered." in page
    assert "Tuesday 21 October 2025, 6:00 p.m. Central time" in page
    assert "No information session yet." not in office.get("")
    listed = office.get("/sessions")
    assert "English, Spanish" in listed
    assert 'data-code="one_session"' in listed
    public = office.app.test_client().get(f"/elections/{office.election_id}").text
    assert "Tuesday 21 October 2025, 6:00 p.m. Central time" in public
    assert "Cypress Elementary, cafeteria" in public


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"place": ""}, 422, "Fill in this field."),
        ({"place": OVERRIDE}, 422, "Write the place."),
        ({"place": "x" * 10_000}, 422, "Use at most 200 letters."),
        ({"note": "x" * 10_000}, 422, "Use at most 2,000 letters."),
        ({"languages": []}, 422, "Choose one."),
        ({"languages": ["xx"]}, 422, "xx"),
        ({"starts_at": "tomorrow"}, 422, "When it begins"),
        ({"starts_at": "0001-01-01T00:00"}, 422, "Write the year with four digits"),
        ({"ends_at": "9999-12-31T23:59"}, 422, "Write the year with four digits"),
        ({"ends_at": "2025-10-21T17:00"}, 409, 'data-code="session_ends_before_start"'),
        ({"ends_at": "2025-10-22T07:00"}, 409, 'data-code="session_too_long"'),
        (
            {"starts_at": "2031-10-21T18:00", "ends_at": "2031-10-21T19:00"},
            409,
            'data-code="session_out_of_season"',
        ),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_typed_is_lost(
    office: Office, changed: dict[str, object], status: int, said: str
) -> None:
    page = enter(office, status, **{"online": "601-555-0142", **changed})
    assert said in page
    assert "601-555-0142" in page
    with office.session() as session:
        assert session.scalar(select(InformationSession)) is None


def test_markup_and_marks_that_turn_the_line_around_are_harmless(office: Office) -> None:
    enter(office, place=f"{SCRIPT}{OVERRIDE}cafeteria", note=SCRIPT)
    assert row(office).place == f"{SCRIPT}cafeteria"
    answer = office.client.get(office.path(place(office)))
    assert SCRIPT not in answer.text
    assert "&lt;script&gt;" in answer.text
    public = office.app.test_client().get(f"/elections/{office.election_id}").text
    assert SCRIPT not in public
    calendar = office.app.test_client().get(f"/elections/{office.election_id}{place(office)}.ics")
    assert calendar.mimetype == "text/calendar"
    assert OVERRIDE not in calendar.text


def test_a_session_is_changed_until_it_begins_and_then_only_cancelled(office: Office) -> None:
    enter(office)
    change = place(office, "/change")
    page = office.post(change, **{**TYPED, "place": "Public library"})
    assert "The session is changed." in page
    office.move_to(STARTS)
    refused = office.post(change, status=409, **TYPED)
    assert 'data-code="session_has_begun"' in refused
    assert row(office).place == "Public library"
    cancel = place(office, "/cancel")
    assert "Fill in this field." in office.post(cancel, status=422)
    page = office.post(cancel, reason="The power was out.")
    assert "The power was out." in page
    assert "No information session yet." in office.get("")
    assert "was cancelled already" in office.post(cancel, page=place(office, "/files/new"), reason="Again.")
    public = office.app.test_client().get(f"/elections/{office.election_id}").text
    assert "Cancelled:" in public
    assert "The power was out." not in public


def test_a_file_is_known_by_its_content_and_comes_out_as_a_download(office: Office) -> None:
    enter(office)
    office.move_to(ENDS)
    assert "Evidence missing for the information session of Tue 21 Oct 2025." in office.get("")
    add = place(office, "/files/new")
    wrong = office.post(add, status=422, kind="agenda", file=upload(SCRIPT.encode(), "agenda.pdf"))
    assert "This is not a PDF, PNG or JPEG file." in wrong
    assert "Fill in this field." in office.post(add, status=422, kind="agenda")
    assert "Choose one." in office.post(add, status=422, file=upload(PDF, "agenda.pdf"))
    page = office.post(add, kind="agenda", file=upload(PDF, "../../Tagesordnung.exe"))
    assert "The file is with the session." in page
    (address,) = re.findall(r'href="([^"]+/files/[0-9a-f-]{36})"', page)
    answer = office.client.get(address)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Tagesordnung.pdf"'
    assert "Evidence missing" not in office.get("")


def test_a_file_that_is_too_large_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_files, "MOST_BYTES", 8)
    enter(office)
    page = office.post(place(office, "/files/new"), status=422, kind="agenda", file=upload(PDF, "agenda.pdf"))
    assert "This file is larger than 20 MB." in page


@pytest.mark.parametrize("typed", ["", "-1", "10001", "many", "9" * 5000])
def test_how_many_came_is_a_number(office: Office, typed: str) -> None:
    enter(office)
    office.move_to(ENDS)
    office.post(place(office, "/count"), status=422, counted=typed)
    assert row(office).counted is None


def test_people_are_counted_or_put_on_the_list(office: Office) -> None:
    enter(office)
    early = office.post(place(office, "/count"), status=409, counted="31")
    assert 'data-code="sign_in_too_early"' in early
    office.move_to(STARTS)
    guest = place(office, "/people/new")
    page = office.post(guest, name=f"{OVERRIDE}Otis  {SCRIPT}", way="clerk")
    assert "is on the list." in page
    assert "was on the list already." in office.post(guest, name=f"otis {SCRIPT}", way="clerk")
    office.post(guest, status=422, name=OVERRIDE, way="clerk")
    office.post(guest, status=422, name="x" * 10_000, way="clerk")
    office.post(guest, status=422, name="Ana Ruiz", way="qr")
    assert SCRIPT not in office.client.get(office.path(place(office))).text
    office.post(guest, name="Ana Ruiz", way="clerk")
    assert "2 people are on the list already." in office.post(
        place(office, "/count"), status=422, counted="1"
    )
    assert "31 people came." in office.post(place(office, "/count"), counted="31")
    with office.session() as session:
        assert {one.name for one in session.scalars(select(SessionSignIn))} == {
            f"Otis {SCRIPT}",
            "Ana Ruiz",
        }
    office.move_to(at(10, 30))
    assert 'data-code="sign_in_over"' in office.post(guest, status=409, name="Bo Lee", way="clerk")
    assert "is on the list." in office.post(guest, name="Bo Lee", way="sheet")


def test_the_square_code_leads_to_the_sign_in_page(office: Office) -> None:
    enter(office)
    page = office.get(place(office, "/code"))
    assert '<svg width="100%"' in page
    (address,) = re.findall(r"<code>([^<]+)</code>", page)
    office.move_to(STARTS)
    path = address.removeprefix("http://127.0.0.1:8000")
    assert office.app.test_client().get(path).status_code == 200


def test_the_list_for_the_evidence_has_no_names_and_no_formulas(office: Office) -> None:
    enter(office, place='=HYPERLINK("x")')
    office.move_to(STARTS)
    office.post(place(office, "/people/new"), name="Ana Ruiz", way="clerk")
    office.post(place(office, "/files/new"), kind="agenda", file=upload(PDF, "agenda.pdf"))
    answer = office.client.get(office.path("/sessions.csv"))
    assert answer.mimetype == "text/csv"
    text = answer.data.decode("utf-8-sig")
    assert "Ana Ruiz" not in text
    (line,) = list(csv.DictReader(io.StringIO(text)))
    assert (line["Day"], line["Begins"], line["Ends"]) == ("2025-10-21", "18:00", "19:30")
    assert line["Place"] == '\'=HYPERLINK("x")'
    assert (line["Languages"], line["People who came"]) == ("English, Spanish", "1")
    assert (line["Evidence"], line["Cancelled"]) == ("agenda.pdf", "")


def test_another_elections_session_is_not_found(office: Office) -> None:
    enter(office)
    session_id = row(office).id
    other = f"/clerk/elections/{UUID(int=1)}/sessions/{session_id}"
    assert office.client.get(other).status_code == 404
    assert office.client.get(office.path(f"/sessions/{UUID(int=1)}")).status_code == 404
    assert office.app.test_client().get(office.path(place(office))).status_code in (302, 303)
