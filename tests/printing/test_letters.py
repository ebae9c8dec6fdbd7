"""The letter with a ballot link: every word there, the code readable, the address in the window, any name safe."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ballot_service.printing.letters import Letter, Sheet, TypeSize, letters_pdf
from outreach.wording import fill_in
from tests.printing import paper

NOTICES = Path(__file__).parents[2] / "templates" / "notices" / "ballot_link"
MADE_AT = datetime(2025, 11, 17, 15, tzinfo=UTC)
LINK = "https://vote.tallowcreek.k12.ms.us/v/munoyrdujikic7rg.b7ehgnz6kxhixn7c"
STREET = ("1234 County Road 567, Apartment 12", "Tallow Creek, MS 39000-1234")
OWN = ("Tallow Creek School District", "1 School Road", "Tallow Creek, MS 39000")
VALUES = {
    "en": {
        "council": "Cypress Community Engagement Council",
        "opens": "Tuesday 18 November 2025, 7:00 a.m. Central time",
        "closes": "Friday 5 December 2025, 7:00 p.m. Central time",
        "who_may_vote": "Everyone 18 or older who lives, works or has a child in school here.",
    },
    "es": {
        "council": "Consejo de Participación Comunitaria de Cypress",
        "opens": "martes 18 de noviembre de 2025, 7:00 a.m. hora del Centro",
        "closes": "viernes 5 de diciembre de 2025, 7:00 p.m. hora del Centro",
        "who_may_vote": "Toda persona de 18 años o más que vive o trabaja aquí o tiene un hijo en la escuela.",
    },
}
WINDOW = (0.875, 2.0, 5.375, 3.65)
"""Left, top, right and bottom, in inches on the sheet, that a #10 window may show as the sheet slips."""
ALWAYS = (0.875, 2.3, 4.375, 3.4)
"""What it shows wherever the sheet lies, give or take an eighth of an inch."""


def sheet(language: str = "en", name: str = "Bo Lee", link: str = LINK) -> Sheet:
    shared = {
        "school": "Cypress Elementary",
        "phone": "(601) 555-0100",
        "fingerprint": "0123456789abcdef" * 4,
    }
    text = (NOTICES / language / "letter.txt").read_text(encoding="utf-8")
    values = {**shared, **VALUES[language], "voter": name, "personal_link": link}
    return Sheet(language=language, body=fill_in(text, values))


def a_letter(
    name: str = "Bo Lee", *languages: str, number: int = 1, link: str = LINK, by_hand: bool = False
) -> Letter:
    return Letter(
        number=number,
        sender=OWN,
        sheets=tuple(sheet(language, name, link) for language in languages or ("en",)),
        address=() if by_hand else (name, *STREET),
        hand_out=("To be handed over in person", name, "Cypress Elementary") if by_hand else (),
    )


def printed(*letters: Letter, size: TypeSize = TypeSize.PLAIN) -> bytes:
    return letters_pdf(
        letters, title="Ballot letters", code_says="Code of the ballot", made_at=MADE_AT, size=size
    )


def test_the_letter_says_whose_it_is_when_to_vote_and_whom_to_call() -> None:
    (page,) = paper.words(printed(a_letter()))
    assert page.startswith("Cypress Elementary Cypress Community Engagement Council")
    for said in (*OWN, *STREET, VALUES["en"]["opens"], VALUES["en"]["closes"], VALUES["en"]["who_may_vote"]):
        assert said in page
    assert "only for Bo Lee" in page
    assert "No phone or computer? Do you need help? Call (601) 555-0100." in page
    assert "0123 4567 89ab cdef" in page, "a fingerprint stands in groups"


def test_the_spanish_letter_is_all_spanish() -> None:
    (page,) = paper.words(printed(a_letter("María García López", "es")))
    for said in (
        VALUES["es"]["council"],
        VALUES["es"]["opens"],
        "Esta carta es solo para María García López",
    ):
        assert said in page
    assert "Llame al (601) 555-0100." in page
    assert "ballot" not in page


@pytest.mark.parametrize("size", list(TypeSize))
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_code_leads_to_the_link_and_the_address_stands_beside_it(language: str, size: TypeSize) -> None:
    pdf = printed(a_letter("Bo Lee", language), size=size)
    assert paper.codes(pdf) == [LINK]
    first = paper.words(pdf)[0]
    assert LINK in first.replace(" ", "")


def test_every_letter_has_its_own_link_and_begins_on_a_page_of_its_own() -> None:
    links = [LINK[:-2] + end for end in ("aa", "bb", "cc")]
    pdf = printed(
        *(a_letter(f"Voter {n}", "es", number=n, link=link) for n, link in enumerate(links, start=1))
    )
    assert [paper.codes(pdf, page) for page in range(3)] == [[link] for link in links]
    assert all(f"Voter {n}" in page for n, page in enumerate(paper.words(pdf), start=1))


def test_other_languages_get_english_and_spanish_each_with_the_code() -> None:
    pdf = printed(a_letter("Nguyễn Thị Minh", "en", "es"))
    english, spanish = paper.words(pdf)
    assert "Nguyễn Thị Minh" in english
    assert "Esta carta es solo para Nguyễn Thị Minh" in spanish
    assert paper.codes(pdf, 0) == paper.codes(pdf, 1) == [LINK]
    assert STREET[0] in english
    assert STREET[0] not in spanish


@pytest.mark.parametrize("size", list(TypeSize))
@pytest.mark.parametrize(
    "name", ["Bo Lee", "María José de la Santísima Trinidad Hernández-Villavicencio y Fernández de Córdoba"]
)
def test_the_address_shows_in_the_window_and_nothing_else_does(name: str, size: TypeSize) -> None:
    pdf = printed(a_letter(name), size=size)
    name_box, *_ = paper.boxes(pdf, name.split()[0])
    for left, top, right, bottom in (name_box, *paper.boxes(pdf, STREET[0]), *paper.boxes(pdf, STREET[1])):
        assert ALWAYS[0] <= left < right <= ALWAYS[2] + 0.25
        assert ALWAYS[1] <= top < bottom <= ALWAYS[3]
    above, below = paper.boxes(pdf, OWN[2])[0], paper.boxes(pdf, "Your ballot to elect")[0]
    assert above[3] < WINDOW[1]
    assert below[1] > WINDOW[3] - 0.1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('#import "x": *', '#import "x": *'),
        ("$x^2$ #let a = 1", "$x^2$ #let a = 1"),
        (
            "*Bo* _Lee_ `a` <b> @c \\u{41}",
            "*Bo* _Lee_ `a` <b> @c \\u{41}".translate(str.maketrans("{}", "()")),
        ),
        ("\u202eeeL oB", "eeL oB"),
        ("Bo\u200b\u2066 Lee\u0007", "Bo Lee"),
        ("= Bo Lee", "= Bo Lee"),
        ("Zoe\u0308 O\u2019Brien", "Zoë O\u2019Brien"),
    ],
)
def test_a_name_is_never_read_as_markup(name: str, shown: str) -> None:
    (page,) = paper.words(printed(a_letter(name)))
    assert f"This letter is only for {shown}." in page


def test_a_name_written_from_right_to_left_stays_whole() -> None:
    name = "محمد عبد الله"
    (page,) = paper.words(printed(a_letter(name)))
    assert all(part in page for part in name.split())
    assert STREET[0] in page


def test_letters_that_the_fonts_lack_are_marked_and_do_not_stop_the_press() -> None:
    (page,) = paper.words(printed(a_letter("\U00020000\U00020001\U00020002 Lee")))
    assert "\ufffd\ufffd\ufffd Lee" in page


def test_a_word_longer_than_the_paper_is_broken_and_kept() -> None:
    pdf = printed(a_letter("X" * 190))
    assert sum(page.count("X") for page in paper.words(pdf)) == 3 * 190, "window, first line and last line"
    for left, _, right, _ in paper.boxes(pdf, "X" * 20):
        assert 0.5 < left < right < 8.0


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_letter_fits_one_sheet_in_plain_type_and_two_in_large(language: str) -> None:
    assert len(paper.words(printed(a_letter("Bo Lee", language)))) == 1
    assert len(paper.words(printed(a_letter("Bo Lee", language), size=TypeSize.LARGE))) == 2


def test_a_letter_to_be_handed_over_has_no_window_and_says_to_whom() -> None:
    pdf = printed(a_letter(by_hand=True))
    (page,) = paper.words(pdf)
    assert "To be handed over in person Bo Lee Cypress Elementary" in page
    assert STREET[0] not in page
    assert paper.codes(pdf) == [LINK]


@pytest.mark.parametrize("size", list(TypeSize))
def test_no_type_is_small(size: TypeSize) -> None:
    pdf = printed(a_letter(), size=size)
    assert paper.smallest_type(pdf) >= 12
    assert len(paper.boxes(pdf, "Bo Lee")) == 1


def test_the_document_is_tagged_for_reading_programs() -> None:
    pdf = printed(a_letter("Bo Lee", "en", "es"))
    assert paper.claims(pdf) == ("1", True, "en-US", "Ballot letters")
    assert paper.alternatives(pdf) == ["Code of the ballot"] * 2
    assert paper.fonts(pdf) == {"NotoSans"}


def test_the_same_letters_give_the_same_bytes() -> None:
    assert printed(a_letter("María", "es")) == printed(a_letter("María", "es"))
    later = letters_pdf(
        [a_letter("María", "es")], title="x", code_says="y", made_at=MADE_AT + timedelta(days=1)
    )
    assert later != printed(a_letter("María", "es"))


@pytest.mark.acceptance
def test_five_hundred_letters_become_one_document_and_progress_is_told() -> None:
    letters = [a_letter(f"Voter {n}", number=n, link=f"{LINK[:-3]}{n:03}") for n in range(1, 501)]
    told: list[tuple[int, int]] = []
    pdf = letters_pdf(
        letters,
        title="Ballot letters",
        code_says="Code",
        made_at=MADE_AT,
        progress=lambda done, all_of_them: told.append((done, all_of_them)),
    )
    assert told[-1] == (500, 500)
    assert len(told) == 500
    pages = paper.words(pdf)
    assert len(pages) == 500
    assert f"Voter {499}" in pages[498]
    assert paper.codes(pdf, 499) == [f"{LINK[:-3]}500"]


def test_a_letter_and_its_sheets_never_show_what_they_hold() -> None:
    assert "Bo Lee" not in repr(a_letter())
    assert LINK not in repr(a_letter())
