"""A year typed with a slip of the pen: said beside the field, nothing typed is lost, wherever a clerk types a day."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ballot_service import web
from tests.databases import Database
from tests.tallow_creek import CLOSES
from tests.web.clerk_office import Office, open_office
from tests.web.test_clerk_runoff import office as office_with_tie  # noqa: F401  # a fixture
from tests.web.test_clerk_runoff import place_of

SAID = "Write the year with four digits, such as 2026."
ODD = ("0001-01-01", "1850-01-01", "2205-11-18", "9999-12-31")


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    opened = open_office(database.url, tmp_path)
    opened.move_to(CLOSES)
    return opened


@pytest.mark.parametrize("day", ODD)
@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("/times/change", ("opens_at", "closes_at")),
        ("/clerk/elections/new", ("nominations_open_at", "opens_at", "closes_at", "roll_closes_on")),
        ("/recount", ("asked_at",)),
        ("/notices/new", ("published_at", "names_opening_on")),
        ("/sessions/new", ("starts_at", "ends_at")),
        ("/placements/new", ("planned_on",)),
        ("/roll/add", ("received_on", "birth_date")),
    ],
)
def test_an_odd_year_is_refused_beside_its_field(
    office: Office, page: str, fields: tuple[str, ...], day: str
) -> None:
    typed = {name: f"{day}T23:59" if name.endswith("_at") else day for name in fields}
    answer = office.post(page, status=422, **typed)
    assert answer.count(SAID) >= len(fields)
    for value in typed.values():
        assert f'value="{value}"' in answer


@pytest.mark.parametrize("day", ODD)
def test_a_run_off_and_a_lot_of_an_odd_year(office_with_tie: Office, day: str) -> None:  # noqa: F811  # the fixture
    """With all else as it has to be: the year used to end in a failure of the service."""
    times = {"opens_at": f"{day}T00:00", "closes_at": f"{day}T23:59"}
    page = office_with_tie.post(
        place_of(office_with_tie), status=422, title="Ours", title_es="Lo nuestro", **times
    )
    assert SAID in page
    assert 'value="Ours"' in page
    assert f'value="{times["opens_at"]}"' in page
    far = {"opens_at": "2026-01-05T07:00", "closes_at": times["closes_at"]}
    assert SAID in office_with_tie.post(place_of(office_with_tie), status=422, title="Ours", **far)
    lot = place_of(office_with_tie).removesuffix("runoff") + "lot"
    assert SAID in office_with_tie.post(lot, status=422, drawn_at=times["opens_at"])


def test_every_form_with_a_day_asks_for_a_sensible_year() -> None:
    """Fields for days and moments stand only in forms of the office's own kind, which asks."""
    found = 0
    for path in Path(web.__path__[0]).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"\bDate(Time|TimeLocal)?Field\(", text):
            found += 1
            assert "FlaskForm" not in text, path.name
    assert found > 10
