"""The clerk prints a notice for people whom no message reaches, and flyers of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ballot_service.printing.typesetting import CannotPrint
from ballot_service.web.clerk import notice_papers
from tests.databases import Database
from tests.printing import paper as printed
from tests.web.sending_desk import ORIGIN, Desk, open_desk

PAPER = "/sending/election_notice/paper"


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(database.url, tmp_path) as opened:
        yield opened


def press(desk: Desk, size: str = "12") -> bytes:
    fields = desk.office._hidden(desk.office.get(PAPER))
    answer = desk.office.client.post(desk.office.path(PAPER), data={**fields, "size": size})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text
    return answer.data


def test_the_letters_are_printed_once_and_the_record_says_so(desk: Desk) -> None:
    """Cy and Di have neither an e-mail address nor a mobile phone, and no postal address: letters are handed over."""
    assert "Letters and flyers with this notice" in desk.office.get("/sending/election_notice")
    page = desk.office.get(PAPER)
    assert "2 people have no address that a message reaches" in page
    assert "2 letters have to be handed over in person" in page
    assert "Make the PDF" in desk.office.post(PAPER, status=422, size="7")
    pdf = press(desk)
    both = " ".join(printed.words(pdf))
    assert "To be handed over in person Cy Hart" in both
    assert "To be handed over in person Di Voss" in both
    assert both.count("Notice of election") == 2
    assert printed.codes(pdf) == [f"{ORIGIN}/tallow-creek"]
    page = desk.office.get(PAPER)
    assert "2 people have a letter with these words." in page
    assert "There is no letter to print" in page
    assert "Make the PDF<" not in page, "only what was printed can be printed again"


def test_each_language_has_a_flyer_in_two_sizes(desk: Desk) -> None:
    page = desk.office.get(PAPER)
    for tag in ("en", "es", "ar", "vi", "zh-Hans"):
        for size in ("plain", "large"):
            path = f"/sending/election_notice/flyer-{tag}-{size}.pdf"
            assert desk.office.path(path) in page
    answer = desk.office.client.get(desk.office.path("/sending/election_notice/flyer-es-large.pdf"))
    assert answer.mimetype == "application/pdf"
    pages = printed.words(answer.data)
    assert printed.codes(answer.data, len(pages) - 1) == [f"{ORIGIN}/tallow-creek"]
    assert "Aviso de elección" in pages[0]


@pytest.mark.parametrize(
    "path",
    [
        "/sending/election_notice/flyer-xx-plain.pdf",
        "/sending/result_notice/flyer-en-plain.pdf",
        "/sending/ballot_link/paper",
        "/sending/reminder/paper",
    ],
)
def test_what_may_not_go_out_or_belongs_to_one_person_is_no_flyer(desk: Desk, path: str) -> None:
    """The result is not certified yet."""
    assert desk.office.client.get(desk.office.path(path)).status_code == 404


def test_pages_that_cannot_be_made_leave_no_record(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_letters: object, **_more: object) -> bytes:
        raise CannotPrint("no sign")

    monkeypatch.setattr(notice_papers, "letters_pdf", broken)
    page = desk.office.post(PAPER, status=409, size="12")
    assert "Nothing was printed." in page
    assert "2 people have no address that a message reaches" in page
    assert desk.statuses() == {}


def test_letters_are_printed_again_with_a_reason_and_nobody_counts_twice(desk: Desk) -> None:
    again = PAPER + "/again"
    assert "Print them again" not in desk.office.get(PAPER), "none was printed yet"
    first = press(desk)
    statuses = desk.statuses()
    page = desk.office.get(PAPER)
    assert "Print them again" in page
    fields = desk.office._hidden(page)
    unsaid = desk.office.client.post(desk.office.path(again), data={**fields, "again-size": "18"})
    assert unsaid.status_code == 422
    assert "Why are they printed again?" in unsaid.text
    typed = {"again-size": "12", "again-reason": "The printer jammed."}
    answer = desk.office.client.post(desk.office.path(again), data={**fields, **typed})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text
    assert printed.words(answer.data) == printed.words(first)
    assert desk.statuses() == statuses
    assert "2 people have a letter with these words." in desk.office.get(PAPER)
