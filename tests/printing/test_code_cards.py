"""Code cards on paper: the code lies inside and is read back, the cover says what it is, and nothing names anybody."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from ballot_service.links import grouped
from ballot_service.models import Election
from ballot_service.services import cards
from ballot_service.services.papers import Made
from ballot_service.web.speaking import speak
from tests.printing.paper import codes, words
from tests.services.card_table import CLERK, NOW
from tests.tallow_creek import at
from tests.web.conftest import World, cypress, world

__all__ = ["cypress", "world"]
ORIGIN = "https://vote.example.org"
MADE_AT = datetime(2025, 11, 20, 18, tzinfo=UTC)


@pytest.fixture
def printed(world: World, cypress: Election) -> tuple[list[str], bytes, bytes]:
    """The codes of a run of three in the order of the file, and the file made twice."""
    with world.session() as session, world.app.test_request_context():
        election = session.get_one(Election, cypress.id)
        run = cards.print_cards(session, election, 3, now=NOW, by=CLERK)
        files = [
            cards.cards_pdf(
                cards.cards_to_print(session, election, run, now=NOW),
                election,
                world.links,
                Made(speak=speak, address=ORIGIN, made_at=MADE_AT),
                ORIGIN,
            )
            for _ in range(2)
        ]
        found = [
            world.links.card_code(card.key)
            for card in cards.cards_to_print(session, election, run, now=at(11, 21, 11))
        ]
    return found, files[0], files[1]


def test_each_sheet_is_one_card_whose_code_is_read_back(printed: tuple[list[str], bytes, bytes]) -> None:
    found, pdf, again = printed
    assert pdf == again, "pages lost in a paper jam can be printed again"
    pages = words(pdf)
    assert len(pages) == 3
    for number, code in enumerate(found):
        assert codes(pdf, number) == [f"{ORIGIN}/c/{code}"]
        assert grouped(code) in pages[number]
        assert "Code card for voting" in pages[number]
        assert "Tarjeta con código para votar" in pages[number]
        others = [each for each in found if each != code]
        assert not [each for each in others if grouped(each) in pages[number]]


def test_the_code_lies_on_the_half_that_is_folded_inside(printed: tuple[list[str], bytes, bytes]) -> None:
    """The upper half stands upside down: folded back, and then together, it lies between two layers of paper."""
    _found, pdf, _again = printed
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=3, grayscale=True).to_pil()
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.position.bottom_left.y < picture.height / 2
    assert code.position.top_left.y < picture.height / 2
    assert abs(code.orientation) == 180


def test_reading_programs_are_told_what_it_is(printed: tuple[list[str], bytes, bytes]) -> None:
    _found, pdf, _again = printed
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang).startswith("en")
        with document.open_metadata() as told:
            assert told.get("pdfuaid:part") == "1"
