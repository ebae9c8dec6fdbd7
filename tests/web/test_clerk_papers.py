"""The clerk prints the poster and the interest form: their words, days, codes and questions, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from ballot_service.catalogues import shipped_languages
from ballot_service.database import db
from ballot_service.rules.interest import FilledInBy, FormChannel, Question, questions
from ballot_service.rules.interest_words import PART_WORDS, parts_of
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind
from tests.databases import Database
from tests.printing import paper
from tests.web.clerk_office import Office, open_office

VOTED = (
    SeatGroupKind.BUSINESS,
    SeatGroupKind.EARLY_CHILDHOOD,
    SeatGroupKind.HIGHER_EDUCATION,
    SeatGroupKind.STUDENTS,
    SeatGroupKind.EDUCATORS,
)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    """An election with seats of every group that is voted on."""
    more = tuple(SeatPlan(group=kind, seats=1) for kind in VOTED)
    return open_office(database.url, tmp_path, more=more)


def pdf_of(office: Office, name: str) -> bytes:
    answer = office.client.get(office.path(f"/papers/{name}.pdf"))
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    return answer.data


def public_page(office: Office) -> str:
    return f"{office.app.extensions['settings'].public_origin}/elections/{office.election_id}"


def test_the_page_offers_each_paper(office: Office) -> None:
    page = office.get("/papers")
    kinds = (
        "interest-form",
        "nomination-form",
        "consent-form",
        "registration-form",
        "voting-sheet",
        "session-sheet",
    )
    papers = [
        f"{kind}-{tag}-{size}" for kind in kinds for tag in shipped_languages() for size in ("plain", "large")
    ]
    for name in ("poster-letter", "poster-tabloid", *papers):
        assert f"/papers/{name}.pdf" in page
    assert office.client.get(office.path("/papers/interest-form-gu-plain.pdf")).status_code == 404


@pytest.mark.parametrize(("sheet", "inches"), [("letter", (8.5, 11)), ("tabloid", (11, 17))])
def test_the_poster_is_one_sheet_in_two_languages(
    office: Office, sheet: str, inches: tuple[float, float]
) -> None:
    pdf = pdf_of(office, f"poster-{sheet}")
    (page,) = paper.words(pdf)
    for said in (
        "Cypress Elementary",
        "Cypress Community Engagement Council",
        "How to stand",
        "Monday 3 November 2025, 5:00 p.m. Central time",
        "Tuesday 18 November 2025, 7:00 a.m. Central time",
        "Everyone 18 or older",
        "(601) 555-0100",
        "Cómo votar",
        "martes 18 de noviembre de 2025",
    ):
        assert said in page
    assert paper.sheet(pdf) == inches
    assert paper.smallest_type(pdf) >= 12
    assert paper.codes(pdf) == [public_page(office)]
    assert paper.claims(pdf)[:2] == ("1", True)


@pytest.mark.parametrize("size", ["plain", "large"])
def test_the_form_asks_what_the_rules_ask(office: Office, size: str) -> None:
    pdf = pdf_of(office, f"interest-form-en-{size}")
    page = " ".join(paper.words(pdf))
    asked = {
        question
        for kind in (*VOTED, SeatGroupKind.PARENTS, SeatGroupKind.COMMUNITY)
        for by in FilledInBy
        for question in questions(kind, by, FormChannel.MAIL)
    }
    for question in asked - {Question.SCAN, Question.ACCEPTANCE, Question.SIGNATURE}:
        for part in parts_of(question):
            assert PART_WORDS[part].template in page
    for said in (
        "Hand in this form by Monday 3 November 2025, 5:00 p.m. Central time",
        "In person: the office of Cypress Elementary.",
        "By mail: Tallow Creek School District, 1 School Road, Tallow Creek, MS 39000.",
        "This person has to say yes before the name goes on the ballot.",
        "Signature of the person who filled in this form",
        "I am the parent or guardian of this student, and I agree.",
        "Signature of the parent or guardian",
        "12 or older",
        "Only for parent seats",
    ):
        assert said in page
    (address,) = paper.codes(pdf)
    assert address == f"{public_page(office)}/interest"
    assert (
        office.client.get(address.partition("/elections")[1] + address.partition("/elections")[2]).status_code
        == 200
    )
    assert paper.claims(pdf)[:3] == ("1", True, "en-US")
    assert paper.smallest_type(pdf) >= 12


def test_the_spanish_form_is_all_spanish(office: Office) -> None:
    pdf = pdf_of(office, "interest-form-es-plain")
    page = " ".join(paper.words(pdf))
    assert "lunes 3 de noviembre de 2025" in page
    assert "Nombre" in page
    assert paper.claims(pdf)[2] == "es-US"
    for english in ("Hand in", "Signature", "Choose", "seats", "Phone", "school district?"):
        assert english not in page


def test_an_address_to_be_typed_keeps_its_hyphens_single_in_spanish(office: Office) -> None:
    """Spanish repeats a hyphen on the next line where a line breaks: somebody would type it twice."""
    lines = paper.lines(pdf_of(office, "interest-form-es-large"))
    assert any(str(office.election_id)[:8] in line for line in lines)
    assert not [line for line in lines if line.startswith("-")]


def test_seats_that_are_not_there_ask_nothing(database: Database, tmp_path: Path) -> None:
    office = open_office(database.url, tmp_path)
    page = " ".join(paper.words(pdf_of(office, "interest-form-en-plain")))
    assert "student" not in page
    assert "Workplace" not in page
    with office.app.app_context():
        db.engine.dispose()


def test_the_same_day_gives_the_same_bytes(office: Office) -> None:
    assert pdf_of(office, "poster-letter") == pdf_of(office, "poster-letter")
    assert pdf_of(office, "interest-form-es-large") == pdf_of(office, "interest-form-es-large")
