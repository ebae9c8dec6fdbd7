"""The clerk sets up schools, councils and elections, changes settings, and imports files."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ballot_service.importing.generator import generate_district
from ballot_service.models import (
    AccountabilityGrade,
    Council,
    Election,
    Person,
    School,
    SchoolLevel,
    TrailEntry,
)
from ballot_service.rules.councils import Grade
from ballot_service.rules.presets import CouncilKind
from ballot_service.services import districts, issuing, registering, setting_up
from ballot_service.services.facts import settings_of
from tests.databases import Database
from tests.tallow_creek import FORMS_OPEN, SET_UP, at
from tests.web.clerk_office import Office, open_office, upload


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return open_office(database.url, tmp_path)


def district_council(office: Office) -> str:
    """A district council with the preset's seats, beside schools rated F, D and C."""
    with office.session() as session:
        district = office.election(session).district
        for name, grade in (("Elm", Grade.F), ("Oak", Grade.D), ("Cedar", Grade.C)):
            school = districts.add_school(
                session, district, name=name, level=SchoolLevel.OTHER, source_id=name, now=SET_UP
            )
            districts.set_grade(session, district, school, "2025-26", grade, now=SET_UP)
        council = setting_up.create_council(
            session, district, kind=CouncilKind.DISTRICT, name="Tallow Creek Council", now=SET_UP
        )
        return str(council.id)


def test_home_lists_what_needs_doing_by_date(office: Office) -> None:
    office.move_to(at(10, 20))
    text = office.client.get("/home").text
    assert "Enter the interest forms that come in." in text
    assert "Notice in Spanish has been given in 0 of 2 ways" in text
    assert "The list of voters is empty." in text
    assert text.index("Tuesday 4 November 2025") > text.index("Monday 3 November 2025")


def test_the_season_begins_when_forms_open(office: Office) -> None:
    """Before that nothing is under way: no step is called the present one."""
    with office.session() as session:
        opens = office.election(session).nominations_open_at
    office.move_to(opens - timedelta(days=1))
    early = office.client.get("/home").text
    assert "Interest forms open" in early
    assert "Interest forms are not open yet." in early
    assert 'aria-current="step"' not in early
    office.move_to(opens)
    assert re.search(
        r'aria-current="step">\s*<span[^>]*>Now</span>\s*<span[^>]*>Interest forms</span>',
        office.client.get("/home").text,
    )


def test_a_forgotten_opening_is_named_after_the_last_day(office: Office) -> None:
    office.move_to(at(12, 6))
    assert "the opening was never confirmed" in office.client.get("/home").text


def test_grades_are_kept_by_school_year_and_bring_the_duty(office: Office) -> None:
    with office.session() as session:
        school = session.scalars(select(School)).one()
        field = f"grade-{school.id}"
    page = office.post("/clerk/schools", **{"year": "2025-26", "grade-district": "F", field: "D"})
    assert "The district is rated F for 2025-26, so it must have a council." in page
    with office.session() as session:
        assert session.scalar(select(func.count()).select_from(AccountabilityGrade)) == 2
    refused = office.post("/clerk/schools", status=422, **{"grade-district": "Z", field: "D"})
    assert "Choose a grade from A to F." in refused


def test_a_school_number_is_given_once(office: Office) -> None:
    typed = {"name": "Elm Elementary", "level": "elementary", "source_id": "cyp"}
    assert "Another school of the district has this number." in office.post(
        "/clerk/schools/new", status=422, **typed
    )
    assert "Elm Elementary is added." in office.post("/clerk/schools/new", **{**typed, "source_id": "0009"})


def test_a_council_starts_from_its_preset_and_seats_can_be_changed(office: Office) -> None:
    with office.session() as session:
        school_id = str(session.scalars(select(School.id)).one())
    page = office.post("/clerk/councils/new", kind="high", name="Pine Council", school_id=school_id)
    assert "What the guidance says to these seats" in page
    with office.session() as session:
        council_id = session.scalars(select(Council.id).where(Council.name == "Pine Council")).one()
    there = f"/clerk/councils/{council_id}"
    typed = seats(office.get(there))
    assert typed["seats-students"] == "2"
    few = {**typed, "seats-parents": "0", "seats-educators": "0"}
    page = office.client.post(f"{there}/seats", data=few, follow_redirects=True).text
    assert "this council has no educator seat" in page.replace("\n", " ")
    page = office.client.post(f"{there}/seats", data={**typed, "seats-parents": "many"}).text
    assert "Give a whole number from 0 to 30." in page
    assert 'value="many"' in page


def seats(page: str) -> dict[str, str]:
    """Every field of the seat form as the page has it."""
    found = dict(re.findall(r'name="(seats-[^"]+)" type="text" value="([^"]*)"', page))
    for name, options in re.findall(r'<select[^>]*name="(method-[^"]+)"[^>]*>(.*?)</select>', page, re.S):
        found[name] = re.findall(r'value="([^"]+)" selected', options)[0]
    return {**found, "csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]}


def test_seats_of_an_election_under_way_stay(office: Office) -> None:
    with office.session() as session:
        council_id = office.election(session).council_id
    typed = seats(office.get(f"/clerk/councils/{council_id}"))
    office.move_to(FORMS_OPEN)
    answer = office.client.post(f"/clerk/councils/{council_id}/seats", data={**typed, "seats-parents": "9"})
    assert answer.status_code == 409
    assert "Interest forms for these seats are open" in answer.text
    with office.session() as session:
        assert [len(group.seats) for group in office.election(session).council.seat_groups] == [4, 1]


def test_a_district_council_must_reach_every_school_rated_d_or_f(office: Office) -> None:
    """S7: refused until Elm, Oak (and Cypress) have a seat; Cedar never needs one."""
    council_id = district_council(office)
    form = {**new_election(office), "council_id": council_id}
    answer = office.client.post("/clerk/elections/new", data=form)
    assert answer.status_code == 409
    assert "No seat is reserved for Cypress Elementary, Elm, and Oak." in answer.text
    assert 'value="District election"' in answer.text
    with office.session() as session:
        schools = session.scalars(select(School).where(School.name != "Cedar")).all()
        reserved = {f"seats-parents-{school.id}": "1" for school in schools}
    typed = {**seats(office.get(f"/clerk/councils/{council_id}")), **reserved, "seats-parents": "1"}
    office.client.post(f"/clerk/councils/{council_id}/seats", data=typed)
    assert office.client.post("/clerk/elections/new", data=form).status_code == 303
    with office.session() as session:
        made = session.scalars(select(Election).where(Election.title == "District election")).one()
        named = {c.reserved_school.name for c in made.contests if c.reserved_school}
        assert named == {"Cypress Elementary", "Elm", "Oak"}


def new_election(office: Office) -> dict[str, str]:
    """The form of a new election as the page fills it in, with a title."""
    page = office.get("/clerk/elections/new")
    times = dict(re.findall(r'name="(\w+_at|roll_closes_on)"[^>]* value="([^"]+)"', page))
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    fixed = {
        "electorate": "community",
        "voter_exclusion_policy": "all_staff",
        "df_coverage": "reserve",
        "title": "District election",
    }
    assert len(times) == 5
    return {**times, **fixed, "csrf_token": token}


def test_an_opening_sooner_than_notice_allows_is_refused_with_the_earliest_day(office: Office) -> None:
    with office.session() as session:
        council_id = str(office.election(session).council_id)
    soon = {"nominations_open_at": "2025-10-02T08:00", "nominations_close_at": "2025-10-03T17:00"}
    form = {**new_election(office), **soon, "council_id": council_id, "opens_at": "2025-10-10T07:00"}
    answer = office.client.post("/clerk/elections/new", data=form)
    assert answer.status_code == 422
    assert "The earliest opening is Wed 15 Oct 2025" in answer.text


def test_settings_change_with_a_log_until_they_freeze(office: Office) -> None:
    page = office.post("/settings/voter_exclusion_policy", value="district_personnel")
    assert "Carla Clerk" in page
    assert "Everyone who works for the district, and school board members" in page
    assert "cannot be less than 14" in office.post("/settings/min_notice_days", status=409, value="7")
    office.post("/settings/required_languages", value=["en", "es", "vi"])
    with office.session() as session:
        election = office.election(session)
        assert settings_of(election).required_languages == ("en", "es", "vi")
        registering.add_voter(
            session,
            election,
            given_name="Ana",
            family_name="Ruiz",
            tie=registering.CommunityTie.LIVES_HERE,
            language="es",
            now=SET_UP,
        )
        issuing.issue_links(session, election, now=SET_UP)
    refused = office.post(
        "/settings/voter_exclusion_policy", "/settings/ballot_order", 409, value="all_staff"
    )
    assert "cannot change after the first ballot link was issued" in refused
    office.move_to(FORMS_OPEN)
    assert 'name="value"' not in office.get("/settings/minimum_student_age")
    office.get("/settings/no_such_setting", 404)
    with office.session() as session:
        acts = session.scalars(select(TrailEntry.act)).all()
        assert acts.count("change_setting") == 2
        assert acts.count("change_setting_refused") == 2


def test_a_file_is_previewed_checked_and_imported_and_twice_changes_nothing(office: Office) -> None:
    content = generate_district(7, households=30, schools=2).files["oneroster-1.1.zip"]
    before = people(office)
    office.post("/clerk/import", file=upload(content, "export.zip"))
    page = office.post("/clerk/import/columns")
    assert "Nothing has been changed yet." in page
    assert people(office) == before
    page = office.post("/clerk/import/check")
    assert "The file is imported" in page
    assert people(office) > before
    assert "This file would change nothing" in office.get("/clerk/import/check")
    listed = office.client.get("/clerk/import/refused.csv")
    assert listed.mimetype == "text/csv"
    finish(office)
    assert "Choose it once more" in office.client.get("/clerk/import/check", follow_redirects=True).text
    assert [place for place in (office.folder / "files").rglob("*") if place.is_file()] == []


def test_a_long_list_of_refused_rows_says_how_many_more_there_are(office: Office) -> None:
    """And of everything that the file no longer has; the spreadsheets have them all."""
    header = "Staff ID,First,Last,Job\n"
    good = header + "".join(f"{n},Ann,Able{n:03},Teacher\n" for n in range(60))
    office.post("/clerk/import", file=upload(good.encode(), "staff.csv"))
    office.post("/clerk/import/columns")
    office.post("/clerk/import/check")
    bad = header + "0,Ann,Able000,Teacher\n" + "".join(f"{n},,,Nurse\n" for n in range(100, 153))
    office.post("/clerk/import", file=upload(bad.encode(), "staff.csv"))
    page = office.post("/clerk/import/columns")
    assert "The first 50" in page
    assert "3 more are not on this page." in page
    assert "9 more are not on this page." in page
    assert len(office.client.get("/clerk/import/refused.csv").text.splitlines()) == 1 + 53
    missing = office.client.get("/clerk/import/missing.csv").text.splitlines()
    assert len(missing) == 1 + 59
    assert any("Able059" in line for line in missing)


def finish(office: Office) -> None:
    key = re.findall(r'name="csrf_token" value="([^"]+)"', office.get("/clerk/import/report"))[0]
    assert office.client.post("/clerk/import/finish", data={"csrf_token": key}).status_code == 303


def people(office: Office) -> int:
    with office.session() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


def test_a_column_can_be_used_otherwise_and_passwords_never_lie_on_the_disk(office: Office) -> None:
    rows = "Staff ID,First,Surname X,Job,Password\n1,Tess,Teacher,Teacher,hunter2secret\n"
    page = office.post("/clerk/import", file=upload(rows.encode(), "staff.csv"))
    assert "Never read" in page
    assert "hunter2secret" not in page
    assert "no column was found for" in office.post("/clerk/import/columns", status=422)
    page = office.post("/clerk/import/columns", **{"column-0-2": "family_name"})
    assert "What would happen" in page
    office.post("/clerk/import/check")
    with office.session() as session:
        assert session.scalars(select(Person.family_name)).all() == ["Teacher"]
    kept = [place.read_bytes() for place in (office.folder / "files").rglob("*") if place.is_file()]
    assert kept
    assert not any(b"hunter2secret" in each or b"Teacher" in each for each in kept)


def test_a_file_that_cannot_be_read_says_what_to_do(office: Office) -> None:
    assert "Choose a file." in office.post("/clerk/import", status=422)
    page = office.post("/clerk/import", status=422, file=upload(b"\x00\x01\x02", "photo.jpg"))
    assert "Please correct this" in page
