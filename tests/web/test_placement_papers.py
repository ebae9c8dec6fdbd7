"""Flyers and posts made ready: each leads to its own place's address, read back from paper and picture."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from ballot_service.models import Placement
from ballot_service.rules.places import Material, PlaceKind
from ballot_service.services import placing
from ballot_service.web.clerk import flyers as flyer_pages
from ballot_service.web.clerk import placements as placement_pages
from tests.databases import Database
from tests.printing import paper
from tests.services.test_placements import BARBER, LIBRARY
from tests.tallow_creek import at
from tests.web.clerk_office import Office, open_office


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    opened = open_office(database.url, tmp_path)
    opened.move_to(at(10, 20))
    return opened


def planned(office: Office, *places: placing.Place) -> list[tuple[str, str]]:
    """The path of each place's page and its short address."""
    origin = office.app.extensions["settings"].public_origin
    with office.session() as session:
        election = office.election(session)
        rows = [placing.plan_placement(session, election, place, now=at(10, 20)) for place in places]
        return [(f"/placements/{row.id}", f"{origin}/p/{row.code}") for row in rows]


def file_of(office: Office, path: str, kind: str = "application/pdf") -> bytes:
    answer = office.client.get(office.path(path))
    assert (answer.status_code, answer.mimetype) == (200, kind)
    return answer.data


def test_a_flyer_is_one_sheet_that_leads_to_its_own_place(office: Office) -> None:
    ((path, address),) = planned(office, BARBER)
    page = office.get(path)
    for tag, said in (("en", "How to vote"), ("es", "Cómo votar")):
        for size in ("plain", "large"):
            assert f"flyer-{tag}-{size}.pdf" in page
            pdf = file_of(office, f"{path}/flyer-{tag}-{size}.pdf")
            (words,) = paper.words(pdf)
            for each in (
                said,
                "Cypress Elementary",
                "(601) 555-0100",
                "Ray's Barbershop, 12 Oak Street",
                "2025",
            ):
                assert each in words
            assert "7:00" in words
            assert paper.codes(pdf) == [address]
            assert address in "".join(words.split())
            assert paper.smallest_type(pdf) >= 12
            assert paper.claims(pdf)[:3] == ("1", True, f"{tag}-US")
    office.move_to(at(11, 4))
    assert "How to stand" not in paper.words(file_of(office, f"{path}/flyer-en-plain.pdf"))[0]


def test_all_flyers_are_sorted_as_the_list_and_come_in_stacks(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placement_pages, "STACK", 2)
    monkeypatch.setattr(flyer_pages, "STACK", 2)
    spanish = replace(BARBER, name="Abuela's Salon", languages=("es",))
    post = replace(BARBER, material=Material.SOCIAL_POST, kind=PlaceKind.SOCIAL_MEDIA)
    barber, library, salon, _post = planned(office, BARBER, LIBRARY, spanish, post)
    with office.session() as session:
        row = session.scalars(select(Placement).where(Placement.name == spanish.name)).one()
        row.languages = ["es", "gu"]  # as when a language's files were there once
    assert "Flyers for places 1 to 2 (PDF)" in office.get("/placements")
    first, second = (file_of(office, f"/placements/flyers-plain-{part}.pdf") for part in (1, 2))
    assert [paper.codes(first, page)[0] for page in range(3)] == [salon[1], barber[1], barber[1]]
    assert [paper.codes(second, page)[0] for page in range(2)] == [library[1]] * 2
    assert office.client.get(office.path("/placements/flyers-plain-3.pdf")).status_code == 404
    assert "There is no flyer in Gujarati yet." in office.get(salon[0])
    assert office.client.get(office.path(f"{salon[0]}/flyer-en-plain.pdf")).status_code == 404


def test_a_poster_has_the_code_of_its_place(office: Office) -> None:
    ((path, address),) = planned(office, replace(BARBER, material=Material.POSTER))
    pdf = file_of(office, f"{path}/poster-tabloid.pdf")
    assert paper.codes(pdf) == [address]


def test_a_post_is_text_picture_and_the_words_of_the_picture(office: Office) -> None:
    post = replace(BARBER, material=Material.SOCIAL_POST, kind=PlaceKind.SOCIAL_MEDIA, name="Our page")
    path, address = planned(office, post)[0]
    page = unescape(office.get(path + "/post"))
    for said in (
        "Cypress Elementary: choose the members of our Cypress Community Engagement Council.",
        "You can vote from Tuesday 18 November 2025, 7:00 a.m. Central time",
        "martes 18 de noviembre de 2025",
        "Picture with these words: Cypress Elementary.",
        f"Read more: {address}",
    ):
        assert said in page
    for tag in ("en", "es"):
        png = file_of(office, f"{path}/post-{tag}.png", "image/png")
        assert Image.open(BytesIO(png)).size == (1080, 1350)
        assert png == file_of(office, f"{path}/post-{tag}.png", "image/png")
