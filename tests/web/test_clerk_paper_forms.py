"""Forms and sign-in sheets on paper: what they ask and never ask, their codes, and room to write by hand."""

from __future__ import annotations

from itertools import pairwise, product
from pathlib import Path
from uuid import UUID

import pytest

from ballot_service.database import db
from ballot_service.models import Election
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.services.consents.wording import blank_consent_text
from ballot_service.web.clerk.papers import registration_address
from ballot_service.web.speaking import speak
from tests.databases import Database
from tests.printing import paper
from tests.web.clerk_office import Office, open_office
from tests.web.test_clerk_papers import pdf_of, public_page

FORMS = ("interest-form", "nomination-form", "consent-form", "registration-form")
SHEETS = ("voting-sheet", "session-sheet")
STUDENTS = (SeatPlan(group=SeatGroupKind.STUDENTS, seats=1),)
HAND = 9.0
"""Millimeters that somebody needs to write in."""


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return open_office(database.url, tmp_path, more=STUDENTS)


def text_of(pdf: bytes) -> str:
    return " ".join(paper.words(pdf))


def leads(kind: str, office: Office) -> str:
    """Where the code of a paper leads."""
    rest = {"interest-form": "/interest", "nomination-form": "/interest", "registration-form": "/register"}
    return public_page(office) + rest.get(kind, "")


def path_of(address: str) -> str:
    return "/elections" + address.partition("/elections")[2]


@pytest.mark.parametrize("kind", [*FORMS, *SHEETS])
def test_each_paper_is_accessible_and_its_code_opens_the_right_page(office: Office, kind: str) -> None:
    assert office.client.get(path_of(leads(kind, office))).status_code == 200
    for language, size in product(("en", "es"), ("plain", "large")):
        pdf = pdf_of(office, f"{kind}-{language}-{size}")
        part, is_tagged, tongue, title = paper.claims(pdf)
        assert (part, is_tagged, tongue) == ("1", True, f"{language}-US")
        assert title in text_of(pdf)
        assert "http://localhost/elections" in text_of(pdf)
        assert paper.codes(pdf) == [leads(kind, office)]
        assert len(paper.alternatives(pdf)) == 1
        assert paper.smallest_type(pdf) >= 12


def test_hands_have_room_on_every_line_of_a_form(office: Office) -> None:
    for kind, rest in product(FORMS, ("en-plain", "es-large")):
        pdf = pdf_of(office, f"{kind}-{rest}")
        rooms = paper.rooms(pdf)
        assert len(rooms) >= 8
        assert min(rooms) >= HAND


def test_hands_have_room_on_every_line_of_a_sheet(office: Office) -> None:
    for kind, rest in product(SHEETS, ("en-plain", "es-large")):
        pdf = pdf_of(office, f"{kind}-{rest}")
        drawn = paper.writing_lines(pdf)
        for page in range(len(paper.words(pdf))):
            across = sorted(
                {at for number, left, right, at in drawn if number == page and right - left > 600}
            )
            rows = [(above - below) / 72 * 25.4 for below, above in pairwise(across)]
            assert len(rows) >= 5
            assert min(rows[:-1]) >= HAND  # the highest row holds what the columns are called


def test_consent_is_given_in_the_words_of_the_link(office: Office) -> None:
    with office.app.test_request_context():
        election = db.session.get_one(Election, office.election_id)
        words = {
            tag: [speak(tag, line) for line in blank_consent_text(election, tag)] for tag in ("en", "es")
        }
    for tag, lines in words.items():
        text = text_of(pdf_of(office, f"consent-form-{tag}-plain"))
        assert all(" ".join(line.split()) in text for line in lines)
    english = text_of(pdf_of(office, "consent-form-en-plain"))
    assert "I agree that this student stands for election" in english
    for said in (
        "The student's school",
        "Who you are to the student",
        "Signature of the parent or guardian",
        "Date",
    ):
        assert said in english


def test_there_is_no_consent_form_without_seats_for_students(database: Database, tmp_path: Path) -> None:
    office = open_office(database.url, tmp_path)
    assert "consent-form" not in office.get("/papers")
    assert office.client.get(office.path("/papers/consent-form-en-plain.pdf")).status_code == 404
    with office.app.app_context():
        db.engine.dispose()


def test_a_nomination_asks_who_is_named_and_who_names(office: Office) -> None:
    text = text_of(pdf_of(office, "nomination-form-en-plain"))
    for said in (
        "Hand in this form by Monday 3 November 2025, 5:00 p.m. Central time",
        "The person named must accept before their name can be on the ballot.",
        "Mailing address",
        "Parents. For parents and guardians of a child at Cypress Elementary.",
        "Who nominates",
        "Your phone, e-mail or mailing address",
        "Your signature",
    ):
        assert said in text


def test_registration_asks_for_the_tie_and_two_declarations_and_nothing_forbidden(office: Office) -> None:
    text = text_of(pdf_of(office, "registration-form-en-plain"))
    for said in (
        "Birth date (only if you like",
        "Phone (only if you like)",
        "E-mail (only if you like)",
        "Home address, or address of your business, organization or congregation",
        "Language for messages",
        "I live in the school district.",
        "I am a parent or guardian of a student here.",
        "I work for, own or lead a business, organization or congregation here.",
        "I am 18 or older.",
        "I do not work for the school or the school district.",
        "Your signature",
    ):
        assert said in text
    promise = (
        "We never ask whether you are a citizen, which party you support, or for a Social Security number."
    )
    assert promise in text
    asked = text.replace(promise, "").lower()
    for forbidden in ("citizen", "social security", "party", "race", "gender"):
        assert forbidden not in asked


@pytest.mark.parametrize(
    ("policy", "declared"),
    [
        (
            "teachers_and_administrators",
            "I am not a teacher or administrator of the school or the school district.",
        ),
        ("district_personnel", "and I am not on the school board."),
    ],
)
def test_registration_declares_what_the_election_draws_the_line_at(
    office: Office, policy: str, declared: str
) -> None:
    with office.session() as session:
        election = office.election(session)
        election.settings = {**election.settings, "voter_exclusion_policy": policy}
    assert declared in text_of(pdf_of(office, "registration-form-en-plain"))


def test_where_people_register_is_one_address(office: Office) -> None:
    with office.app.test_request_context():
        address = registration_address(db.session.get_one(Election, UUID(str(office.election_id))))
    assert paper.codes(pdf_of(office, "registration-form-es-plain")) == [address]


def test_the_voting_sheet_has_lines_boxes_and_nobodys_name(office: Office) -> None:
    pages = paper.words(pdf_of(office, "voting-sheet-en-plain"))
    for number, page in enumerate(pages, start=1):
        for said in (
            "Cypress Community Engagement Council",
            f"Page {number} of {len(pages)}",
            "Place:",
            "Date:",
            "Ballot given",
        ):
            assert said in page
    text = " ".join(pages)
    assert text.count("Yes No") == 35
    assert "35" in text
    assert "Never write down how somebody votes." in text


def test_the_session_sheet_asks_contacts_only_of_who_likes(office: Office) -> None:
    text = text_of(pdf_of(office, "session-sheet-en-plain"))
    for said in ("School or neighborhood", "Phone or e-mail (only if you like)", "Time:", "Signature"):
        assert said in text


@pytest.mark.parametrize("kind", SHEETS)
def test_a_sheet_holds_the_place_and_as_many_lines_as_typed(office: Office, kind: str) -> None:
    fields = office._hidden(office.get(f"/papers/{kind}"))
    typed = {
        "place": "Mt. Zion Church Hall",
        "day": "2025-11-19",
        "rows": "60",
        "language": "es",
        "size": "large",
    }
    if kind == "session-sheet":
        typed["time"] = "6:00 p. m."
    answer = office.client.post(office.path(f"/papers/{kind}"), data={**fields, **typed})
    assert answer.mimetype == "application/pdf"
    pages = paper.words(answer.data)
    assert all("Mt. Zion Church Hall" in page and "19 nov 2025" in page for page in pages)
    assert ("6:00 p. m." in pages[0]) is (kind == "session-sheet")
    assert pages[-1].split("60")[0] != pages[-1]
    assert f"Página {len(pages)} de {len(pages)}" in pages[-1]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rows": "0"}, "Type a number from 1 to 500."),
        ({"rows": "501"}, "Type a number from 1 to 500."),
        ({"place": "x" * 61}, "Use at most 60 letters."),
        ({"time": "x" * 25}, "Use at most 24 letters."),
    ],
)
def test_wrong_lines_are_said_beside_the_field_and_nothing_is_lost(
    office: Office, wrong: dict[str, str], said: str
) -> None:
    right = {"place": "Library", "day": "", "time": "noon", "rows": "20", "language": "en", "size": "plain"}
    page = office.post("/papers/session-sheet", status=422, **{**right, **wrong})
    assert said in page
    kept = {**right, **wrong}
    assert f'value="{kept["place"]}"' in page


def test_the_same_day_gives_the_same_bytes(office: Office) -> None:
    for name in ("voting-sheet-es-plain", "registration-form-en-large"):
        assert pdf_of(office, name) == pdf_of(office, name)
