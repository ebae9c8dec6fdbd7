"""The sheet for count night: one page in each language, steps, marks and room to write; in large print too."""

from __future__ import annotations

from pathlib import Path

import pytest

from ballot_service.catalogues import shipped_languages
from tests.databases import ON_SQLITE, Database
from tests.printing import paper
from tests.web.clerk_office import Office, open_office

SAID = {
    "en": (
        "Count night",
        "Tick each step",
        "Two tellers, one of them not an employee.",
        "a recount needs it",
        "First teller",
    ),
    "es": ("Noche del conteo", "Dos escrutadores", "un recuento lo necesita", "Primer escrutador"),
}


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return open_office(database.url, tmp_path)


def sheet(office: Office, tag: str, size: str) -> bytes:
    answer = office.client.get(office.path(f"/paper/count/night-{tag}-{size}.pdf"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return answer.data


@ON_SQLITE
def test_it_is_one_page_in_each_language_and_two_in_large_print(office: Office) -> None:
    page = office.get("/paper/count")
    for tag in shipped_languages():
        assert f"/paper/count/night-{tag}-plain.pdf" in page
        assert f"/paper/count/night-{tag}-large.pdf" in page
        assert len(paper.words(sheet(office, tag, "plain"))) == 1, tag
        assert len(paper.words(sheet(office, tag, "large"))) == 2, tag
    assert office.client.get(office.path("/paper/count/night-gu-plain.pdf")).status_code == 404


@ON_SQLITE
@pytest.mark.parametrize("tag", sorted(SAID))
def test_steps_marks_and_room_to_write(office: Office, tag: str) -> None:
    (page,) = paper.words(sheet(office, tag, "plain"))
    for said in SAID[tag]:
        assert said in " ".join(page.split()), said
    assert paper.claims(sheet(office, tag, "plain"))[2].partition("-")[0] == tag
