"""The clerk checks interest forms, enters paper on one screen, adds what was missing, and decides with reasons."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

import outreach
from ballot_service.models import (
    Candidate,
    ContactKind,
    ContactPoint,
    Election,
    FormState,
    InterestForm,
    School,
)
from ballot_service.rules.seat_groups import SeatGroupKind
from tests.tallow_creek import TallowCreek, at
from tests.web.clerk_office import Office, upload
from tests.web.forms_office import contest, newest, office, state, web_form

__all__ = ["office"]
PDF = b"%PDF-1.7 a signed form"
PAPER = {
    "channel": "mail",
    "received_at": "2025-11-05T10:00",
    "postmarked_on": "2025-11-01",
    "by": "self",
    "is_signed": "yes",
    "given_name": "Otis",
    "family_name": "Byrd",
    "address": "4 Gin Road\nTallow Creek, MS 39000",
    "language": "en",
    "child_enrolled": "no",
    "employed": "no",
}


def paper(office: Office, status: int = 303, **changed: Any) -> str:
    place = f"/interest/contests/{contest(office, SeatGroupKind.COMMUNITY)}/paper"
    return office.post(place, status=status, **{**PAPER, "scan": upload(PDF, "form.pdf"), **changed})


def test_home_and_list_show_what_is_to_be_checked(office: Office) -> None:
    assert "No form has come yet." in office.get("/interest")
    form = web_form(office)
    assert "Interest forms to check: 1." in office.client.get("/home").text
    page = office.get("/interest")
    assert "Complete, to be checked (1)" in page
    assert form.receipt in page


def test_a_web_form_is_opened_read_and_qualified_for_a_known_person(office: Office) -> None:
    with office.session() as session:
        creek = object.__new__(TallowCreek)
        election = office.election(session)
        creek.session, creek.district = session, election.district
        creek.cypress = session.scalars(select(School)).one()
        known = creek.guardian("Ana", "Ruiz")
        session.add(
            ContactPoint(
                district_id=election.district_id,
                person_id=known.id,
                kind=ContactKind.EMAIL,
                value="ana@example.org",
            )
        )
        known_id = known.id
    form = web_form(office)
    page = office.get(f"/interest/{form.id}")
    assert "Same e-mail or phone" in page
    assert "Child at Cypress Elementary" in page
    assert f'value="{known_id}" checked' in page
    done = office.post(f"/interest/{form.id}/qualify", page=f"/interest/{form.id}", person=str(known_id))
    assert "Ana Ruiz is on the ballot." in done
    with office.session() as session:
        candidate = session.scalars(select(Candidate)).one()
        assert candidate.person_id == known_id
    assert state(office, form) is FormState.NOMINATED
    assert "See the nominee" in office.get(f"/interest/{form.id}")


def test_somebody_new_is_entered_with_the_form(office: Office) -> None:
    form = web_form(office)
    page = office.post(f"/interest/{form.id}/qualify", page=f"/interest/{form.id}", person="new")
    assert "Ana Ruiz is on the ballot." in page
    nobody = web_form(office, given_name="Bo", email="bo@example.org")
    page = office.post(f"/interest/{nobody.id}/qualify", page=f"/interest/{nobody.id}")
    assert "Choose who this person is" in page


def test_a_form_against_a_rule_is_not_qualified_and_the_refusal_goes_out_with_reasons(office: Office) -> None:
    form = web_form(office, SeatGroupKind.COMMUNITY, employed="yes")
    page = office.get(f"/interest/{form.id}")
    assert 'data-code="community_seat_employed"' in page
    refused = office.post(
        f"/interest/{form.id}/qualify", page=f"/interest/{form.id}", status=409, person="new"
    )
    assert "R040" in refused
    asked = office.get(f"/interest/{form.id}/refuse")
    assert "What the person is told" in asked
    office.move_to(at(10, 20, 11))
    office.post(f"/interest/{form.id}/refuse", written="You may stand as an educator.")
    assert state(office, form) is FormState.REFUSED
    with office.session() as session:
        mails = session.scalars(select(outreach.Delivery).order_by(outreach.Delivery.queued_at)).all()
        assert "no se aceptó" in mails[-1].subject
        assert "R040" in mails[-1].body
        assert "You may stand as an educator." in mails[-1].body


def test_a_refusal_without_any_rule_needs_words(office: Office) -> None:
    form = web_form(office)
    assert "write why you refuse it" in office.post(f"/interest/{form.id}/refuse", status=422)
    office.post(f"/interest/{form.id}/refuse", written="This is a joke.")
    assert "This is a joke." in office.get(f"/interest/{form.id}")


def test_withdrawing_needs_a_reason_and_keeps_the_form(office: Office) -> None:
    form = web_form(office)
    office.post(f"/interest/{form.id}/withdraw", status=422)
    page = office.post(f"/interest/{form.id}/withdraw", reason="Moves away.")
    assert "Moves away." in page
    assert "Withdrawn (1)" in office.get("/interest")


def test_s5_paper_is_entered_on_one_screen_with_its_scan(office: Office) -> None:
    office.move_to(at(11, 6, 9))
    page = paper(office)
    assert "The form is on file. Receipt number:" in page
    form = newest(office)
    assert (form.channel, form.state, form.filed_at) == ("mail", FormState.RECEIVED, at(11, 6, 9))
    (link,) = set(re.findall(r'href="([^"]+/scan\?file=[^"]+)"', page))
    answer = office.client.get(link)
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Answers by letter" in office.get("/interest")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"postmarked_on": "2025-11-04"}, "Too late"),
        ({"postmarked_on": ""}, "Too late"),
        ({"is_signed": "no"}, "Not signed"),
        ({"scan": None}, "Something is missing"),
        ({"given_name": "", "address": "", "employed": ""}, "Something is missing"),
    ],
)
def test_s5_paper_that_is_late_unsigned_or_incomplete_is_kept(
    office: Office, changed: dict[str, Any], words: str
) -> None:
    office.move_to(at(11, 6, 9))
    page = paper(office, **changed)
    assert f"<strong>{words}</strong>" in page
    assert "See below what stands against it." in page


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"channel": ""}, "channel-0"),
        ({"received_at": "2025-11-09T10:00"}, "received_at"),
        ({"received_at": "yesterday"}, "received_at"),
        ({"received_at": "0001-01-01T00:00"}, "received_at"),
        ({"received_at": "9999-12-31T23:59"}, "received_at"),
        ({"postmarked_on": "2025-11-06"}, "postmarked_on"),
        ({"phone": "12"}, "phone"),
        ({"scan": b"<script>"}, "scan"),
        ({"statement": "x" * 301}, "statement"),
    ],
)
def test_slips_on_the_screen_are_shown_beside_the_field_and_nothing_typed_is_lost(
    office: Office, changed: dict[str, Any], field: str
) -> None:
    office.move_to(at(11, 6, 9))
    files = {name: upload(value, "form.pdf") for name, value in changed.items() if isinstance(value, bytes)}
    page = paper(office, status=422, **{**changed, **files})
    assert f'href="#{field}"' in page
    assert 'value="Byrd"' in page
    with office.session() as session:
        assert session.scalar(select(InterestForm)) is None


def test_s5_a_signature_and_a_scan_that_come_later_complete_the_form(office: Office) -> None:
    office.move_to(at(11, 6, 9))
    paper(office, is_signed="no", scan=None)
    form = newest(office)
    page = office.get(f"/interest/{form.id}")
    assert f"/interest/{form.id}/add/signature" in page
    office.post(f"/interest/{form.id}/add/signature", received_at="2025-11-06T08:00")
    office.post(f"/interest/{form.id}/add/scan", status=422, received_at="2025-11-06T08:00")
    done = office.post(
        f"/interest/{form.id}/add/scan", received_at="2025-11-06T08:00", scan=upload(PDF, "page.pdf")
    )
    assert "Added to the form." in done
    assert "What came later" in done
    assert state(office, form) is FormState.RECEIVED


def test_a_missing_birth_date_is_added_and_a_year_to_come_is_not(office: Office) -> None:
    place = f"/interest/contests/{contest(office, SeatGroupKind.STUDENTS)}/paper"
    typed: dict[str, Any] = {
        **PAPER,
        "received_at": "2025-10-20T09:00",
        "channel": "in_person",
        "postmarked_on": "",
    }
    office.post(place, **typed)
    form = newest(office)
    assert form.postmarked_on is None
    wrong = office.post(
        f"/interest/{form.id}/add/birth_date",
        status=422,
        answer="2031-02-20",
        received_at="2025-10-20T09:30",
    )
    assert "Check the year." in wrong
    office.post(f"/interest/{form.id}/add/birth_date", answer="2013-02-20", received_at="2025-10-20T09:30")
    assert "2013-02-20" in office.get(f"/interest/{form.id}")
    office.get(f"/interest/{form.id}/add/party", status=404)


def test_the_same_form_typed_twice_by_nominee_and_clerk_is_one_form(office: Office) -> None:
    form = web_form(office, SeatGroupKind.COMMUNITY)
    typed: dict[str, Any] = {"given_name": "Ana", "family_name": "Ruiz", "email": "ana@example.org"}
    page = paper(office, received_at="2025-10-20T09:00", postmarked_on="2025-10-18", **typed)
    assert f"is here already: {form.receipt}" in page
    assert newest(office).id == form.id


def test_a_person_with_a_form_for_other_seats_is_asked_about(office: Office) -> None:
    first = web_form(office)
    typed: dict[str, Any] = {
        "given_name": "Ana",
        "family_name": "Ruiz",
        "email": "ana@example.org",
        "received_at": "2025-10-20T09:00",
        "postmarked_on": "2025-10-18",
    }
    page = paper(office, status=409, **typed)
    assert "What does the person want?" in page
    assert f'name="earlier" value="{first.id}"' in page
    office.move_to(at(10, 20, 11))
    paper(office, choice="change", earlier=str(first.id), **typed)
    assert newest(office).instead_of_id == first.id


def test_answers_by_letter_come_as_one_pdf_and_only_once(office: Office) -> None:
    office.move_to(at(11, 6, 9))
    paper(office)
    key = office._hidden(office.client.get(office.path("/interest")).text)
    answer = office.client.post(office.path("/interest/letters"), data=key)
    assert answer.data.startswith(b"%PDF-")
    assert "Answers by letter" not in office.get("/interest")
    page = office.post(
        "/interest/letters", page="/interest/contests/" + contest(office, SeatGroupKind.PARENTS) + "/paper"
    )
    assert "There is no letter to print." in page


def test_the_copy_as_filed_opens_and_cannot_run_anything(office: Office) -> None:
    form = web_form(office, statement="<script>alert(1)</script>")
    answer = office.client.get(office.path(f"/interest/{form.id}/copy"))
    assert answer.mimetype == "text/html"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "<script>" not in answer.text
    assert form.receipt in answer.text


def test_forms_of_another_election_are_not_here(office: Office) -> None:
    form = web_form(office)
    with office.session() as session:
        other = session.get_one(Election, office.election_id).council_id
    office.get(f"/interest/{other}", status=404)
    assert office.app.test_client().get(office.path(f"/interest/{form.id}")).status_code == 302
