"""The clerk builds the roll, finds people on it, adds one, and decides about those the rules held."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot_service.links import Purpose
from ballot_service.models import (
    Account,
    BallotLink,
    Council,
    District,
    Employment,
    Enrollment,
    Guardianship,
    Person,
    Role,
    School,
    VoterRollEntry,
)
from ballot_service.rules.employment import Position
from ballot_service.rules.presets import CouncilKind
from ballot_service.services import districts, issuing, setting_up
from ballot_service.services.appointing import appoint
from ballot_service.services.signing_in import new_sign_in_link
from tests.databases import Database
from tests.tallow_creek import SET_UP, at
from tests.web.clerk_office import PAPER, Office, open_office, sign_in

GUARDIANS = (
    ("Ana", "Ruiz", None, "es"),
    ("Tess", "Teacher", Position.TEACHER, "en"),
    ("Bea", "Board", Position.BOARD_MEMBER, "en"),
    ("Pat", "Lee", None, "en"),
)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    """Four guardians, one a teacher, one on the school board; and a cook with the same name as a guardian."""
    opened = open_office(database.url, tmp_path)
    opened.move_to(at(10, 20))
    with opened.session() as session:
        district_id = opened.election(session).district_id
        school_id = session.scalars(select(School.id)).one()

        def person(given: str, family: str, job: Position | None = None, language: str = "en") -> Person:
            row = Person(
                district_id=district_id,
                given_name=given,
                family_name=family,
                language=language,
                source="test",
                source_id=f"{given} {family} {job} {language}",
            )
            if job is not None:
                row.employments = [Employment(district_id=district_id, school_id=school_id, position=job)]
            session.add(row)
            session.flush()
            return row

        child = person("Kim", "Child")
        session.add(Enrollment(district_id=district_id, person_id=child.id, school_id=school_id))
        for given, family, job, language in GUARDIANS:
            parent = person(given, family, job, language)
            session.add(Guardianship(district_id=district_id, guardian_id=parent.id, student_id=child.id))
        person("Pat", "Lee", Position.CAFETERIA)
    return opened


def build(office: Office) -> str:
    return office.post("/roll/build", "/roll")


def entry_id(office: Office, family: str) -> str:
    with office.session() as session:
        query = select(VoterRollEntry.id).join(Person, Person.id == VoterRollEntry.person_id)
        return str(session.scalars(query.where(Person.family_name == family)).one())


def test_the_roll_says_who_may_vote_and_why_not(office: Office) -> None:
    page = build(office)
    assert "4 people were added to the list." in page
    assert "Works for the district" in page
    assert "Allowed, board member" in page
    assert "Name like a name on the staff list" in page
    assert "0 people were added to the list." in build(office)


def test_the_roll_is_searched_filtered_sorted_and_exported(office: Office) -> None:
    build(office)
    assert names(office.get("/roll?q=rui")) == ["Ana Ruiz"]
    assert names(office.get("/roll?status=excluded")) == ["Tess Teacher"]
    assert names(office.get("/roll?language=es")) == ["Ana Ruiz"]
    assert names(office.get("/roll?door=clerk")) == []
    assert names(office.get("/roll?sort=name&order=down")) == [
        "Tess Teacher",
        "Ana Ruiz",
        "Pat Lee",
        "Bea Board",
    ]
    assert names(office.get("/roll?page=99&status=nonsense&sort=nonsense")) == [
        "Bea Board",
        "Pat Lee",
        "Ana Ruiz",
        "Tess Teacher",
    ]
    answer = office.client.get(office.path("/roll.csv?status=held"))
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Name", "Pat Lee"]


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row" role="rowheader"><a [^>]+><bdi>([^<]+)</bdi>', page)


def test_the_registration_report_counts_by_door_language_and_school(office: Office) -> None:
    """Four people are fewer than ten: each table puts them together, and nobody is named."""
    build(office)
    page = office.get("/roll/numbers")
    assert "See the roll in numbers" in office.get("/roll")
    for caption in ("By how they came onto the roll", "By language", "By the school of their children"):
        assert caption in page
    assert page.count("Small groups together") == 5
    assert "Ruiz" not in page


def test_an_export_never_runs_in_a_spreadsheet(office: Office) -> None:
    add(office, given_name="=1+1", family_name="Ruiz")
    assert "'=1+1 Ruiz" in office.client.get(office.path("/roll.csv")).get_data(as_text=True)


def add(office: Office, status: int = 303, **typed: str) -> str:
    fields = {
        "given_name": "Old",
        "family_name": "Neighbor",
        "tie": "lives_here",
        "language": "en",
        "email": "",
        "phone": "",
        "address": "",
    }
    return office.post("/roll/add", status=status, **{**PAPER, **fields, **typed})


def test_a_voter_added_by_hand_is_compared_with_the_staff_list(office: Office) -> None:
    assert "Old Neighbor may vote." in add(office)
    page = add(office, given_name="Pat", family_name="Lee")
    assert "Your name is like a name on the staff list." in page
    assert "Your decision" in page


def test_a_birth_date_tells_a_voter_from_somebody_of_the_same_name_on_the_staff_list(office: Office) -> None:
    """Another birth date is another person (1.12, rule 4); the date may be left out."""
    with office.session() as session:
        teacher = session.scalars(select(Person).where(Person.family_name == "Teacher")).one()
        teacher.birth_date = date(1980, 3, 1)
    assert "Tess Teacher may vote." in add(
        office, given_name="Tess", family_name="Teacher", birth_date="1991-07-04"
    )
    page = add(office, given_name="Tess", family_name="Teacher")
    assert "Your name is like a name on the staff list." in page
    assert "This day is still to come." in add(office, 422, birth_date="2031-07-04")
    assert 'value="1980"' in add(office, 422, birth_date="1980")


def test_the_roll_names_languages_and_never_shows_a_code(office: Office) -> None:
    """A language that the product does not speak has its name; a code that nobody knows is said to be one."""
    with office.session() as session:
        for family, tag in (("Ruiz", "gu"), ("Board", "qqq")):
            session.scalars(select(Person).where(Person.family_name == family)).one().language = tag
    build(office)
    page = office.get("/roll")
    assert '<option value="gu">Gujarati</option>' in page
    assert "Other language (qqq)" in page
    spanish = office.get("/roll?lang=es")
    assert '<option value="gu">Guyaratí</option>' in spanish


def test_building_the_list_says_whose_guardians_it_takes(office: Office) -> None:
    page = office.get("/roll")
    assert "adds every guardian of a student at <bdi>Cypress Elementary</bdi>" in page
    assert "from the district's files" not in page


def test_contacts_are_checked_and_written_like_those_of_files(office: Office) -> None:
    page = add(office, 422, email="nobody at home", phone="601 555 0123")
    assert 'value="601 555 0123"' in page
    assert "usa-error-message" in page
    page = add(office, email="Old.Neighbor@Example.org", phone="601 555 0123")
    assert "old.neighbor@example.org" in page
    assert "+16015550123" in page


def test_a_held_voter_is_decided_with_a_reason_and_the_story_tells_it(office: Office) -> None:
    build(office)
    assert "Pat Lee" in office.get("/roll/held")
    there = f"/roll/{entry_id(office, 'Lee')}"
    page = office.post(f"{there}/decide", there, 422, may_vote="yes", reason="")
    assert "Fill in this field." in page
    office.post(f"{there}/decide", there, may_vote="yes", reason="Other birth date on the payroll")
    page = office.get(there)
    assert "A person decided: this person may vote." in page
    assert "Other birth date on the payroll" in page
    assert "Carla Clerk" in page
    assert page.index("Came onto the list of voters.") < page.index("A person decided")
    assert "Nobody waits for a decision." in office.get("/roll/held")
    again = office.post(f"{there}/decide", "/roll/add", 409, may_vote="no", reason="x")
    assert "This person is not waiting for a decision." in again


def test_a_voter_who_calls_is_written_to_in_another_language_at_one_press(office: Office) -> None:
    build(office)
    there = f"/roll/{entry_id(office, 'Ruiz')}"
    assert '<option selected value="es">' in office.get(there)
    page = office.post(f"{there}/language", there, language="vi")
    assert "From now on we write to this person in Vietnamese." in page
    assert '<option selected value="vi">' in page
    assert "Another language was chosen for messages. (Carla Clerk)" in re.sub(
        r"[\u2066-\u2069]|</?bdi[^>]*>", "", page
    )
    office.post(f"{there}/language", there, 404, language="xx")
    with office.session() as session:
        assert session.scalars(select(Person.language).where(Person.family_name == "Ruiz")).one() == "vi"


def test_a_link_that_reached_somebody_else_is_shown(office: Office) -> None:
    build(office)
    with office.session() as session:
        election = office.election(session)
        issuing.issue_links(session, election, now=at(10, 20))
        links = office.app.extensions["links"]
        row = session.scalars(
            select(BallotLink).join(VoterRollEntry).join(Person).where(Person.family_name == "Ruiz")
        ).one()
        opened = issuing.open_link(session, links, links.token(Purpose.BALLOT, row.key), at(10, 21))
        issuing.say_not_me(session, opened, now=at(10, 21))
    page = office.get(f"/roll/{entry_id(office, 'Ruiz')}")
    assert "Somebody else opened the link of this person" in page
    assert "No link that works" in page
    assert "Links that reached somebody else: 1." in office.client.get("/home").text


def test_a_clerk_of_another_council_or_district_finds_nothing(office: Office) -> None:
    build(office)
    there = office.path(f"/roll/{entry_id(office, 'Ruiz')}")
    for email, is_elsewhere in (("one@example.org", False), ("two@example.org", True)):
        client = office.app.test_client()
        sign_in(client, another_clerk(office, email, is_elsewhere=is_elsewhere))
        for path in (
            there,
            office.path(),
            office.path("/roll"),
            office.path("/settings"),
            office.path("/roll.csv"),
        ):
            assert client.get(path).status_code == 404, path
        assert client.get("/home").status_code == 200
    assert office.client.get(there).status_code == 200


def another_clerk(office: Office, email: str, *, is_elsewhere: bool) -> str:
    """The clerk of one other council of the district, or of another district; answers a sign-in key."""
    with office.session() as session:
        district, council = office.election(session).district, None
        if is_elsewhere:
            district = districts.create_district(
                session, slug="elsewhere", name="Elsewhere", phone="1", postal_address="", now=SET_UP
            )
        else:
            council = setting_up.create_council(
                session, district, kind=CouncilKind.DISTRICT, name="Other", now=SET_UP
            )
        return _appointed(session, district, council, email)


def _appointed(session: object, district: District, council: Council | None, email: str) -> str:
    appointment = appoint(
        session,
        district,
        email=email,
        name="Other Clerk",
        role=Role.CLERK,
        is_employee=True,
        from_on=date(2025, 1, 1),
        council=council,
        now=SET_UP,
    )
    account = session.get_one(Account, appointment.account_id)
    return new_sign_in_link(session, account, now=at(10, 20))


def test_the_clerk_of_one_council_changes_nothing_of_the_district(office: Office) -> None:
    client = office.app.test_client()
    sign_in(client, another_clerk(office, "one@example.org", is_elsewhere=False))
    for path in ("/clerk/import", "/clerk/councils/new", "/clerk/schools/new"):
        assert client.get(path).status_code == 403, path
