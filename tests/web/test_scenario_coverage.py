"""S7 by pages: one district council covers every school rated D or F, from the seats to the certificate."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from ballot_service.models import (
    Contest,
    Council,
    Election,
    Enrollment,
    Guardianship,
    Person,
    PreElectionStatus,
    School,
)
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.services import issuing, nominating, opening, registering
from ballot_service.services.nominating import Nomination
from tests.databases import Database
from tests.services.steps import close_and_count, sign_and_certify
from tests.tallow_creek import CERTIFY, NOTICE, TallowCreek, at
from tests.web.clerk_office import Office, open_office
from tests.web.forms_office import web_form
from tests.web.test_clerk_set_up import new_election, seats

PARENTS, STUDENTS = SeatGroupKind.PARENTS, SeatGroupKind.STUDENTS
RATED = {"Elm": "F", "Oak": "D", "Pine": "D", "Cedar": "C", "Birch": "B"}
LEVELS = {"Elm": "elementary", "Oak": "middle", "Pine": "high", "Cedar": "elementary", "Birch": "elementary"}
NUMBERS = {
    "business": "1",
    "community": "2",
    "early_childhood": "1",
    "higher_education": "1",
    "students": "2",
    "liaison": "1",
    "educators": "0",
}
TIMES = {
    "nominations_open_at": "2025-10-14T08:00",
    "nominations_close_at": "2025-11-03T17:00",
    "opens_at": "2025-11-18T07:00",
    "closes_at": "2025-12-05T19:00",
    "roll_closes_on": "2025-11-03",
}
ASKS_FOR_IT = "Write the reason why nobody on the council is tied to this school."
REASON = "Two parents were asked, and nobody could."


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    """Five schools entered by the clerk with their grades; Cypress is rated B here, so that it needs nobody."""
    opened = open_office(database.url, tmp_path)
    for name, level in LEVELS.items():
        opened.post("/clerk/schools/new", name=name, level=level, source_id=name.lower())
    with opened.session() as session:
        schools = {school.name: school.id for school in session.scalars(select(School))}
    grades = {f"grade-{schools[name]}": grade for name, grade in {**RATED, "Cypress Elementary": "B"}.items()}
    opened.post("/clerk/schools", **{"year": "2025-26", "grade-district": "D", **grades})
    return opened


def council_of(office: Office) -> str:
    """The district council as the clerk makes it, from the preset."""
    office.post("/clerk/councils/new", kind="district", name="District council")
    with office.session() as session:
        return str(session.scalars(select(Council.id).where(Council.name == "District council")).one())


def set_seats(office: Office, council: str, parents: int, *reserved: str) -> None:
    typed = seats(office.get(f"/clerk/councils/{council}"))
    with office.session() as session:
        schools = {school.name: school.id for school in session.scalars(select(School))}
    cleared = {name: "0" for name in typed if name.startswith("seats-")}
    numbers = {f"seats-{group}": number for group, number in NUMBERS.items()}
    kept = {f"seats-parents-{schools[name]}": "1" for name in reserved}
    wanted = {
        **typed,
        **cleared,
        **numbers,
        **kept,
        "seats-parents": str(parents),
        "method-students": "community_vote",
    }
    answer = office.client.post(f"/clerk/councils/{council}/seats", data=wanted)
    assert answer.status_code == 303, answer.text


def district_election(office: Office) -> None:
    """Four at large are refused; Elm, Oak and Pine with one each and one at large are accepted."""
    council = council_of(office)
    form = {**new_election(office), **TIMES, "council_id": council}
    set_seats(office, council, 4)
    refused = office.client.post("/clerk/elections/new", data=form)
    assert refused.status_code == 409
    assert "No seat is reserved for Elm, Oak, and Pine." in refused.text
    set_seats(office, council, 1, "Elm", "Oak", "Pine")
    assert office.client.post("/clerk/elections/new", data=form).status_code == 303
    with office.session() as session:
        office.election_id = session.scalars(
            select(Election.id).where(Election.title == "District election")
        ).one()


def family(office: Office, school: str, name: str) -> tuple[UUID, UUID]:
    """A parent and a child of 14 at a school, as the district's files have them."""
    with office.session() as session:
        district = office.election(session).district_id
        place = session.scalars(select(School.id).where(School.name == school)).one()
        parent, child = (
            Person(
                district_id=district,
                given_name=name,
                family_name=last,
                language="en",
                birth_date=born,
                source="test",
                source_id=f"{name} {last}",
            )
            for last, born in (("Parent", None), ("Child", date(2011, 1, 1)))
        )
        session.add_all((parent, child))
        session.flush()
        session.add(Enrollment(district_id=district, person_id=child.id, school_id=place))
        session.add(Guardianship(district_id=district, guardian_id=parent.id, student_id=child.id))
        return parent.id, child.id


def seat(office: Office, group: SeatGroupKind, school: str | None = None) -> UUID:
    with office.session() as session:
        for contest in office.election(session).contests:
            kept = contest.reserved_school.name if contest.reserved_school else None
            if (contest.seat_group.kind, kept) == (group, school):
                return contest.id
    raise AssertionError(school)


def stands(office: Office, name: str, child_at: str, wanted: str) -> str:
    """A parent sends a form for the seat kept for a school, and the clerk decides; the page the clerk then sees."""
    parent, _child = family(office, child_at, name)
    with office.session() as session:
        school = str(session.scalars(select(School.id).where(School.name == child_at)).one())
    contest = str(seat(office, PARENTS, wanted))
    office.move_to(office.clock.moment + timedelta(minutes=1))
    email = f"{name}@example.org".lower()
    form = web_form(
        office,
        PARENTS,
        contest=contest,
        given_name=name,
        family_name="Parent",
        email=email,
        child_school=school,
    )
    is_there = child_at == wanted
    there = f"/interest/{form.id}"
    return office.post(f"{there}/qualify", page=there, status=303 if is_there else 409, person=str(parent))


def student_stands(office: Office, school: str) -> None:
    """A student whose guardian has agreed (S3 has the way there)."""
    _parent, child = family(office, school, "Stu")
    with office.session() as session:
        contest = session.get_one(Contest, seat(office, STUDENTS))
        nomination = Nomination(name="Stu Child", consent=Consent.GIVEN)
        person = session.get_one(Person, child)
        filed = nominating.file_nomination(session, contest, person, nomination, now=at(10, 21))
        assert filed.pre_election_status is PreElectionStatus.QUALIFIED


def up_to_the_count(office: Office) -> None:
    """Notice, freeze, opening and an empty box: who is elected without an opponent is elected."""
    with office.session() as session:
        election = office.election(session)
        creek = TallowCreek.__new__(TallowCreek)
        creek.session = session
        creek.notify(election, NOTICE)
        registering.build_roll(session, election, now=at(11, 3))
        creek.freeze(election)
        opening.confirm_opening(session, election, now=at(11, 13))
        issuing.issue_links(session, election, now=at(11, 13))
        session.commit()
        close_and_count(session, election)
    office.move_to(CERTIFY)


@pytest.mark.parametrize("student_at", ["Cedar", pytest.param("Oak", marks=pytest.mark.acceptance)])
def test_every_school_rated_d_or_f_has_somebody_or_a_reason(
    office: Office, tmp_path: Path, student_at: str
) -> None:
    """Nobody stands for Oak's parent seat; a student of Oak, once elected, speaks for it all the same."""
    district_election(office)
    office.move_to(at(10, 20, 10))
    assert "This seat is kept for" in stands(office, "Otis", "Oak", "Elm"), "no child at Elm"
    stands(office, "Ella", "Elm", "Elm")
    stands(office, "Pia", "Pine", "Pine")
    student_stands(office, student_at)
    up_to_the_count(office)
    page = office.get("/certification")
    if student_at == "Oak":
        assert "not represented" not in page
    else:
        _write_the_reason(office, page)
    with office.session() as session:
        sign_and_certify(session, office.election(session), tmp_path, CERTIFY)
    certificate = office.app.test_client().get(f"/elections/{office.election_id}/certificate?lang=en").text
    for school in ("Elm", "Pine"):
        assert f"{school}: represented by Parents." in certificate
    assert "Cedar:" not in certificate, "never required"
    assert "Birch:" not in certificate
    if student_at == "Oak":
        assert "Oak: represented by Students." in certificate
    else:
        assert "Oak: not represented." in certificate
        assert f"The reason given: {REASON}" in certificate


def _write_the_reason(office: Office, page: str) -> None:
    assert "Oak: not represented." in page
    assert ASKS_FOR_IT in page
    office.post("/certification/reason", status=422, school="Oak", reason=" ")
    assert "Oak: not represented." in office.get("/certification"), "an empty reason is none"
    office.post("/certification/reason", school="Oak", reason=REASON)
    assert ASKS_FOR_IT not in office.get("/certification")
