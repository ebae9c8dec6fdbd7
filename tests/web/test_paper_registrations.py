"""Whoever registers on paper gets what web sign-ups get: day, declaration, scan, screening, an answer (1.12, 1.14)."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

import outreach
from ballot_service.models import PaperRegistration, Person, RollStatus, TrailEntry, VoterRollEntry
from ballot_service.rules.employment import Position
from tests.tallow_creek import TallowCreek, at
from tests.web.clerk_office import PAPER, Office, upload
from tests.web.forms_office import office

__all__ = ["office"]
SCAN = b"%PDF-1.7 a signed registration"
FORM = {
    **PAPER,
    "received_on": "2025-10-18",
    "given_name": "Otis",
    "family_name": "Byrd",
    "tie": "lives_here",
    "language": "en",
    "address": "4 Gin Road\nTallow Creek, MS 39000",
}


def enter(office: Office, status: int = 303, **changed: object) -> str:
    return office.post("/roll/add", status=status, **{**FORM, **changed})


def answers(office: Office) -> list[outreach.Delivery]:
    with office.session() as session:
        rows = list(session.scalars(select(outreach.Delivery).order_by(outreach.Delivery.queued_at)))
        session.expunge_all()
        return rows


def teacher(office: Office) -> None:
    with office.session() as session:
        creek = TallowCreek.found(session, office.election(session))
        creek.employ(creek.person("Tess", "Rowe", date(1980, 3, 1)), Position.TEACHER)


def test_a_form_is_kept_with_its_day_its_scan_and_who_entered_it(office: Office) -> None:
    page = enter(office, scan=upload(SCAN, "form.exe"), email="Otis@Example.org")
    assert "Otis Byrd may vote." in page
    assert "Registered on paper" in page
    (link,) = re.findall(r'href="([^"]+/scan)"', page)
    got = office.client.get(link)
    assert (got.data, got.mimetype) == (SCAN, "application/pdf")
    assert got.headers["Content-Disposition"].startswith("attachment")
    with office.session() as session:
        row = session.scalars(select(PaperRegistration)).one()
        assert (row.received_on, row.entered_at) == (date(2025, 10, 18), at(10, 20, 10))
        assert row.declaration == "The form is signed, and says 18 or older."
        assert row.contacts == "otis@example.org"
        assert row.scan is not None
        acts = session.scalars(select(TrailEntry).where(TrailEntry.act == "enter_paper_registration")).all()
        assert [act.document["details"]["scan"] for act in acts] == [row.scan.sha256]
        assert acts[0].document["by"] == str(row.entered_by)
    (answer,) = answers(office)
    assert (answer.channel, answer.address, answer.status) == ("email", "otis@example.org", "queued")
    assert "You are on the list of voters." in answer.body
    assert "Otis Byrd" in office.get("/roll/paper")


def test_a_refused_teacher_is_told_rule_remedy_and_day_in_their_language_by_letter(office: Office) -> None:
    teacher(office)
    page = enter(office, given_name="Tess", family_name="Rowe", birth_date="1980-03-01", language="es")
    assert "print the answer under Registrations on paper" in page
    (answer,) = answers(office)
    assert (answer.channel, answer.language, answer.address.splitlines()[0]) == ("letter", "es", "4 Gin Road")
    assert "Usted no está en la lista de votantes." in answer.body
    assert "18 nov" in answer.body.lower(), "the day until which a review can be asked for"
    assert "CEC Guidance 2022" in answer.body
    assert "have no answer yet, because no message reaches them: 1." in office.client.get("/home").text
    assert "To be printed as a letter" in office.get("/roll/paper")
    key = office._hidden(office.client.get(office.path("/roll/paper")).text)
    printed = office.client.post(office.path("/roll/paper/letters"), data=key)
    assert printed.data.startswith(b"%PDF-")
    assert "Printed as a letter" in office.get("/roll/paper")
    assert "have no answer yet" not in office.client.get("/home").text
    assert "There is no letter to print." in office.post("/roll/paper/letters", page="/roll/paper")


def test_who_says_to_work_here_is_held_and_told(office: Office) -> None:
    page = enter(office, works_here="yes", email="otis@example.org")
    assert "Says that they work for the district" in office.get("/roll/held") or "Your decision" in page
    (answer,) = answers(office)
    assert "A person will look at it." in answer.body


def test_a_message_that_did_not_arrive_comes_back_as_a_letter(office: Office) -> None:
    enter(office, email="otis@example.org")
    with office.session() as session:
        session.scalars(select(outreach.Delivery)).one().status = outreach.DeliveryStatus.UNDELIVERED
    assert "The message did not arrive" in office.get("/roll/paper")
    office.move_to(at(10, 21, 10))
    key = office._hidden(office.client.get(office.path("/roll/paper")).text)
    assert office.client.post(office.path("/roll/paper/letters"), data=key).data.startswith(b"%PDF-")
    assert [row.channel for row in answers(office)] == ["email", "letter"]
    assert "Printed as a letter" in office.get("/roll/paper")


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"declares": ""}, "declares", "Fill in this field"),
        ({"received_on": ""}, "received_on", "Fill in this field"),
        ({"received_on": "2025-10-21"}, "received_on", "still to come"),
        ({"received_on": "2015-10-01"}, "received_on", "more than a year before"),
        ({"received_on": "2025-10-01", "birth_date": "2025-10-02"}, "received_on", "older than the person"),
        ({"works_here": ""}, "works_here-0", "Choose one"),
        ({"scan": b"<script>alert(1)</script>"}, "scan", "not a PDF"),
        ({"phone": "12"}, "phone", ""),
    ],
)
def test_a_slip_is_named_beside_its_field_and_nothing_is_kept(
    office: Office, changed: dict[str, object], field: str, says: str
) -> None:
    sent = {
        name: upload(value, "form.pdf") if isinstance(value, bytes) else value
        for name, value in changed.items()
    }
    page = enter(office, 422, **sent)
    assert f'href="#{field}"' in page
    assert says.lower() in page.lower()
    assert 'value="Byrd"' in page
    with office.session() as session:
        assert session.scalar(select(PaperRegistration)) is None
        assert session.scalar(select(Person).where(Person.family_name == "Byrd")) is None


def test_twice_is_once_and_a_known_voter_keeps_one_line(office: Office) -> None:
    enter(office, email="otis@example.org")
    enter(office, email="otis@example.org")
    again = enter(office, email="otis@example.org", received_on="2025-10-19")
    assert "was on the list already, and has one vote" in again
    with office.session() as session:
        assert len(session.scalars(select(VoterRollEntry)).all()) == 1
        assert len(session.scalars(select(PaperRegistration)).all()) == 2
    assert "You were on the list of voters already" in answers(office)[-1].body


def test_a_form_entered_after_the_opening_makes_a_provisional_voter(office: Office) -> None:
    office.move_to(at(11, 20, 10))
    assert "Enter a registration on paper" in office.get("/roll")
    enter(office, received_on="2025-11-20", email="otis@example.org")
    with office.session() as session:
        entry = session.scalars(select(VoterRollEntry)).one()
        assert (entry.status, entry.codes["codes"]) == (RollStatus.HELD, ["held_signed_up_late"])
    assert "provisional ballot" in answers(office)[0].body
    office.move_to(at(12, 6, 10))
    assert "Voting closed on" in enter(office, 409)
