"""R020 by the pages: a place from the plan to the photo in the ledger, and its short address that follows nobody."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import NoReturn

import pytest
from limits import parse
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from ballot_service.models import Placement, PlacementVisits
from ballot_service.web import limits
from ballot_service.web import placement as short_pages
from tests.databases import ON_SQLITE, Database
from tests.tallow_creek import at
from tests.web.clerk_office import Office, open_office, upload

PNG = b"\x89PNG\r\n\x1a\n a flyer on a door"
TYPED: dict[str, object] = {
    "material": "flyer",
    "kind": "barbershop",
    "name": "Ray's Barbershop",
    "address": "12 Oak Street",
    "languages": ["en", "es"],
    "planned_on": "2025-11-03",
}
UP: dict[str, object] = {"at": "2025-11-03T09:00", "put_up_by": "Ray Tate", "names_opening_on": "2025-11-18"}


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    opened = open_office(database.url, tmp_path)
    opened.move_to(at(11, 3, 10))
    return opened


def place(office: Office) -> Placement:
    with office.session() as session:
        found = session.scalars(select(Placement)).one()
        session.expunge(found)
        return found


def add(office: Office, status: int = 303, **changed: object) -> str:
    return office.post("/placements/new", status=status, **{**TYPED, **changed})


def test_from_the_plan_to_a_line_of_the_ledger_that_everybody_reads(office: Office) -> None:
    page = add(office)
    assert "The place is on the list." in page
    assert "Flyers and posts whose day has come" in office.get("")
    path = f"/placements/{place(office).id}"
    assert f"/p/<wbr>{place(office).code}" in page
    page = office.post(path + "/up", **UP, file=upload(PNG, "door.png"))
    assert "It stands in the notice ledger." in page
    assert office.client.get(office.path(path + "/photo")).data == PNG
    listed = office.get("/placements")
    assert "Kinds of place used: 1 of the 21" in listed
    assert "Counts as notice." in listed
    public = office.app.test_client().get(f"/elections/{office.election_id}/notices").text
    assert "Barbershop, 12 Oak Street" in public
    assert "Ray Tate" not in public
    rows = list(
        csv.reader(io.StringIO(office.client.get(office.path("/placements.csv")).text.lstrip("\ufeff")))
    )
    assert rows[1][:6] == [
        "Flyer",
        "Barbershop or beauty salon",
        "Ray's Barbershop",
        "12 Oak Street",
        "English, Spanish",
        f"/p/{place(office).code}",
    ]


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"name": ""}, 422, "Fill in this field."),
        ({"name": "\u202e"}, 422, "Write the name of the place."),
        ({"material": ""}, 422, "Choose one."),
        ({"kind": "moon"}, 422, "Kind of place"),
        ({"planned_on": "0001-01-01"}, 422, "Write the year with four digits"),
        ({"planned_on": "2025-12-06"}, 409, 'data-code="placement_after_close"'),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_typed_is_lost(
    office: Office, changed: dict[str, object], status: int, said: str
) -> None:
    page = add(office, status, **changed)
    assert said in page
    assert "12 Oak Street" in page


def test_late_without_proof_is_refused_and_a_witness_makes_it_good(office: Office) -> None:
    add(office)
    path = f"/placements/{place(office).id}"
    office.move_to(at(11, 4, 10))
    page = office.post(path + "/up", status=409, **UP)
    assert 'data-code="placement_late_without_proof"' in page
    assert "Ray Tate" in page
    page = office.post(path + "/up", **UP, witness="Ida Poe")
    assert "Seen by" in page
    assert "Entered late." in office.get("/notices")
    assert office.post(path + "/down", status=409, at="2025-11-02T09:00").count("down_before_up") == 1
    assert "Taken down" in office.post(path + "/down", at="2025-11-04T09:30")
    assert office.client.get(office.path(path + "/withdraw")).status_code == 303


def test_a_wrong_file_and_half_an_address_are_said_beside_their_fields(office: Office) -> None:
    add(office, material="social_post", kind="social_media", languages=["es"])
    path = f"/placements/{place(office).id}/up"
    page = office.post(path, status=422, **UP, file=upload(b"MZ", "a.exe"), link="example.com/1")
    assert "This is not a PDF, PNG or JPEG file." in page
    assert "Write the whole address" in page
    page = office.post(path, **UP, file=upload(PNG, "a.png"), link="https://social.example/1")
    assert "https://social.example/1" in page


@ON_SQLITE
def test_a_short_address_leads_on_counts_and_keeps_nothing_about_the_reader(office: Office) -> None:
    add(office)
    code = place(office).code
    reader = office.app.test_client()
    for asked in (f"/p/{code}", f"/p/{code.upper()}"):
        answer = reader.get(asked, headers={"Accept-Language": "es"})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/elections/{office.election_id}")
        assert "Set-Cookie" not in answer.headers
    reader.head(f"/p/{code}")
    reader.get(f"/p/{code}", headers={"Sec-Purpose": "prefetch"})
    assert reader.get("/p/zzzzzz").status_code == 404
    with office.session() as session:
        assert [(each.visited_on.day, each.visits) for each in session.scalars(select(PlacementVisits))] == [
            (3, 2)
        ]
    assert (
        "Cómo se vota"
        in reader.get(f"/elections/{office.election_id}", headers={"Accept-Language": "es"}).text
    )


def test_one_network_cannot_fill_the_count(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "VISITS", parse("3 per 10 minutes"))
    add(office)
    path = f"/p/{place(office).code}"
    for last in range(5):
        taken = {"REMOTE_ADDR": f"2001:db8::{last:x}"}
        assert office.app.test_client().get(path, environ_base=taken).status_code == 302
    assert office.app.test_client().get(path, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 302
    with office.session() as session:
        assert session.scalars(select(PlacementVisits.visits)).all() == [4]


def test_a_visit_that_cannot_be_counted_keeps_nobody_from_the_page(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(office)

    def locked(*_args: object, **_named: object) -> NoReturn:
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    monkeypatch.setattr(short_pages, "count_visit", locked)
    assert office.app.test_client().get(f"/p/{place(office).code}").status_code == 302


def test_after_the_election_the_address_leads_to_the_council(office: Office) -> None:
    add(office)
    office.post("/cancel", reason="Nobody stands.", sure="yes")
    answer = office.app.test_client().get(f"/p/{place(office).code}")
    assert "/tallow-creek/councils/" in answer.headers["Location"]
