"""The clerk enters nominees, draws the order and freezes the ballot."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from ballot_service.models import Candidate, Person
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind
from tests.databases import Database
from tests.tallow_creek import FREEZE, TallowCreek, at
from tests.web.clerk_office import Office, open_office


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    opened = open_office(database.url, tmp_path, more=(SeatPlan(group=SeatGroupKind.STUDENTS, seats=1),))
    opened.move_to(at(10, 20))
    return opened


def contest_path(office: Office, kind: SeatGroupKind, rest: str) -> str:
    with office.session() as session:
        election = office.election(session)
        contest = next(c for c in election.contests if c.seat_group.kind is kind)
        return f"/nominees/contests/{contest.id}/{rest}"


def parent(office: Office, given: str = "Ana", family: str = "Ruiz") -> object:
    with office.session() as session:
        creek = object.__new__(TallowCreek)
        election = office.election(session)
        creek.session, creek.district, creek.cypress = session, election.district, election.council.school
        return creek.guardian(given, family).id


def file_parent(office: Office, given: str = "Ana", family: str = "Ruiz") -> str:
    person = parent(office, given, family)
    path = contest_path(office, SeatGroupKind.PARENTS, f"new?person={person}")
    return office.post(path, name=f"{given} {family}", acceptance="accepted", statement_es="Hola.")


def test_a_parent_is_found_by_name_filed_and_on_the_ballot(office: Office) -> None:
    person = parent(office)
    found = office.get(contest_path(office, SeatGroupKind.PARENTS, "find?q=ruiz+an"))
    assert "Child at Cypress Elementary" in found
    assert str(person) in found
    page = office.post(
        contest_path(office, SeatGroupKind.PARENTS, f"new?person={person}"),
        name="Ana Ruiz",
        acceptance="accepted",
        statement_en="I listen.",
        statement_es="Escucho.",
    )
    assert "Ana Ruiz is on the ballot." in page
    with office.session() as session:
        filed = session.scalars(select(Candidate)).one()
        assert filed.statements == {"en": "I listen."}, "a translation waits for a second person"
        assert [(row.language, row.text) for row in filed.translations] == [("es", "Escucho.")]


def test_a_statement_of_301_letters_is_refused_and_kept_in_the_form(office: Office) -> None:
    path = contest_path(office, SeatGroupKind.PARENTS, f"new?person={parent(office)}")
    page = office.post(path, status=422, name="Ana Ruiz", acceptance="accepted", statement_en="x" * 301)
    assert "At most 300 fit: take out" in page
    assert "x" * 301 in page
    with office.session() as session:
        assert session.scalar(select(Candidate)) is None


def test_a_student_too_young_is_refused_with_the_reason_and_consent_is_waited_for(office: Office) -> None:
    path = contest_path(office, SeatGroupKind.STUDENTS, "person")
    school = re.findall(r'value="([0-9a-f-]{36})"', office.get(path))[0]
    typed = {"given_name": "Sue", "family_name": "Kidd", "language": "en", "student_school": school}
    office.post(path, status=422, **typed, birth_date="2031-05-01")
    form = office.post(path, **typed, birth_date="2015-05-01")
    assert "File a nomination" in form
    with office.session() as session:
        sue = session.scalars(select(Person.id).where(Person.given_name == "Sue")).one()
    there = contest_path(office, SeatGroupKind.STUDENTS, f"new?person={sue}")
    page = office.post(there, name="Sue Kidd", acceptance="accepted")
    assert "cannot stand for these seats" in page
    assert 'data-code="' in page


def test_a_new_parent_is_entered_with_the_child(office: Office) -> None:
    path = contest_path(office, SeatGroupKind.PARENTS, "person")
    school = re.findall(r'value="([0-9a-f-]{36})"', office.get(path))[0]
    office.post(path, given_name="Bo", family_name="Lee", language="es", child_name="Cy", child_school=school)
    with office.session() as session:
        bo = session.scalars(select(Person.id).where(Person.given_name == "Bo")).one()
    page = office.post(
        contest_path(office, SeatGroupKind.PARENTS, f"new?person={bo}"), name="Bo Lee", acceptance="accepted"
    )
    assert "Bo Lee is on the ballot." in page


def test_a_like_name_for_the_same_seats_is_asked_about_before_it_is_filed(office: Office) -> None:
    """A warning, not a refusal: it may be somebody else."""
    file_parent(office, "Ana", "Ruiz")
    twin = parent(office, "Ana", "Ruíz")
    path = contest_path(office, SeatGroupKind.PARENTS, f"new?person={twin}")
    assert "Is this the same person?" in office.get(path)
    typed = {"name": "Ana Ruíz", "acceptance": "accepted", "statement_en": "I listen."}
    page = office.post(path, status=422, **typed)
    assert "Is this the same person?" in page
    assert "I listen." in page
    with office.session() as session:
        assert len(session.scalars(select(Candidate)).all()) == 1
    assert "Ana Ruíz is on the ballot." in office.post(path, **typed, is_another="y")
    other = parent(office, "Bo", "Lee")
    assert "same person" not in office.get(contest_path(office, SeatGroupKind.PARENTS, f"new?person={other}"))


def test_a_statement_missing_in_one_language_is_pointed_out_until_the_freeze(office: Office) -> None:
    file_parent(office)
    missing = "The statement is missing in: English. Ask for it before the ballot is frozen."
    assert missing in office.get("/nominees")
    with office.session() as session:
        candidate = session.scalars(select(Candidate)).one().id
    both = {"statement_en": "I listen.", "statement_es": "Escucho."}
    office.post(f"/nominees/{candidate}", name="Ana Ruiz", acceptance="accepted", **both)
    assert missing not in office.get("/nominees")


def test_withdrawing_needs_a_reason_and_deciding_again_brings_back(office: Office) -> None:
    file_parent(office)
    with office.session() as session:
        candidate = session.scalars(select(Candidate)).one().id
    office.post(f"/nominees/{candidate}/withdraw", status=422)
    assert "Withdrawn" in office.post(f"/nominees/{candidate}/withdraw", reason="Moved away.")
    page = office.post(f"/nominees/{candidate}", name="Ana Ruiz", acceptance="accepted")
    assert "Ana Ruiz is on the ballot." in page


def test_the_ballot_is_frozen_once_after_nominations_close(office: Office) -> None:
    file_parent(office)
    file_parent(office, "Bo", "Lee")
    refused = office.post("/ballot/freeze", status=409)
    assert "Nominations are open until" in refused
    office.move_to(at(11, 4))
    assert "An interest form that was mailed in time may still come until" in office.get("/ballot/freeze")
    office.move_to(FREEZE)
    asked = office.get("/ballot/freeze")
    assert "2 names will be on the ballot." in asked
    assert "may still come" not in asked
    page = office.post("/ballot/freeze")
    with office.session() as session:
        manifest = office.election(session).manifest
        assert manifest is not None
        assert manifest.fingerprint in page
    assert office.get("/ballot/manifest-1.json").startswith('{"closes_at"')
    assert "ballot_frozen" in office.post("/ballot/freeze", status=409)


def test_nobody_reaches_an_election_of_another_district(office: Office) -> None:
    office.get(f"/clerk/elections/{uuid4()}/nominees", status=404)


def test_what_if_starts_from_recorded_facts(office: Office) -> None:
    file_parent(office)
    page = office.get("/clerk/what-if/may_serve")
    decision = re.findall(r"decision=([0-9a-f-]{36})", page)[0]
    assert "Cypress Elementary" in office.get(f"/clerk/what-if/may_serve?decision={decision}")
