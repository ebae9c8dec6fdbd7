"""OneRoster 1.1 and 1.2: who is read, what is left out, and that a password never gets through."""

from __future__ import annotations

from datetime import date

import pytest

from ballot_service.importing.reading import Reading
from ballot_service.importing.refusals import UnreadableFile
from tests.importing.uploads import FIXTURES, fixture_zip, read, zipped


@pytest.fixture
def older() -> Reading:
    return read(fixture_zip("v1p1"), name="export.zip")


@pytest.fixture
def newer() -> Reading:
    return read(fixture_zip("v1p2"), name="export.zip")


def people(reading: Reading) -> dict[str, str]:
    return {p.source_id: f"{p.given_name} {p.family_name}" for p in reading.records.people}


def test_1_1_reads_everybody_with_a_name_and_a_role(older: Reading) -> None:
    assert sorted(people(older)) == ["u-1", "u-10", "u-11", "u-12", "u-2", "u-20", "u-21", "u-22", "u-3"]
    assert [(s.source_id, s.number, s.level) for s in older.records.schools] == [
        ("sch-8", "0008", "elementary"),
        ("sch-9", "0009", "middle"),
    ]


def test_1_1_guardianships_come_from_either_side_and_only_once(older: Reading) -> None:
    links = {(g.guardian_id, g.student_id) for g in older.records.guardianships}
    assert links == {("u-20", "u-10"), ("u-20", "u-11"), ("u-21", "u-11"), ("u-22", "u-12")}
    assert len(older.records.guardianships) == len(links)


def test_1_1_enrollment_is_the_current_class_or_else_the_school_above_the_department(older: Reading) -> None:
    found = {(e.student_id, e.school, e.grade_level) for e in older.records.enrollments}
    assert found == {("u-10", "sch-8", "3"), ("u-11", "sch-9", "7"), ("u-12", "sch-404", "")}


def test_1_1_a_job_title_tells_the_position_better_than_the_role(older: Reading) -> None:
    found = {(e.person_id, e.school, e.position) for e in older.records.employments}
    assert found == {
        ("u-1", "sch-8", "teacher"),
        ("u-2", "sch-8", "administrator"),
        ("u-2", "sch-9", "administrator"),
        ("u-3", "", "administrator"),
    }


def test_1_1_dates_are_read_by_what_the_column_proves(older: Reading) -> None:
    born = {p.source_id: p.birth_date for p in older.records.people}
    assert born["u-1"] == date(1980, 6, 14)
    assert born["u-10"] == date(2017, 4, 3), "14/06 in the same column shows that the day stands first"
    assert born["u-11"] == date(2013, 2, 20)
    assert born["u-12"] is None
    assert born["u-20"] == date(1988, 12, 1)


def test_1_1_contacts_and_languages(older: Reading) -> None:
    marisol = next(p for p in older.records.people if p.source_id == "u-20")
    assert [c.value for c in marisol.contacts] == [
        "marisol.lopez@example.org",
        "+16015550177",
        "+16015550178",
    ]
    assert {p.language for p in older.records.people if p.source_id in ("u-10", "u-11", "u-20")} == {"es"}
    rosa = next(p for p in older.records.people if p.source_id == "u-21")
    assert [c.value for c in rosa.contacts] == ["+16015550177"]


def test_1_1_every_refusal_has_its_line_field_reason_and_remedy(older: Reading) -> None:
    found = {(r.file, r.line, r.field, r.code, r.row_kept) for r in older.refused}
    assert found == {
        ("orgs.csv", 6, "parentSourcedId", "school_above_missing", False),
        ("users.csv", 6, "phone", "phone_digit_missing", True),
        ("users.csv", 7, "agentSourcedIds", "relation_not_guardian", True),
        ("users.csv", 7, "birthDate", "birth_in_future", True),
        ("users.csv", 7, "language", "language_unknown", True),
        ("users.csv", 10, "email", "email_not_valid", True),
        ("users.csv", 11, "phone", "phone_not_valid", True),
        ("users.csv", 11, "phone", "phone_without_area_code", True),
        ("users.csv", 11, "agentSourcedIds", "related_person_missing", True),
        ("users.csv", 12, "given_name", "name_missing", False),
        ("users.csv", 13, "role", "role_unknown", False),
        ("users.csv", 14, "sourcedId", "id_used_twice", False),
    }
    assert all(str(r.reason).endswith(".") and str(r.remedy).endswith(".") for r in older.refused)


def test_1_1_people_marked_for_deletion_are_listed_and_not_read(older: Reading) -> None:
    assert older.withdrawn == (("oneroster", "u-13"),)
    assert older.counts.skipped == {"marked_as_gone": 1, "relation_marked_as_gone": 1}


def test_1_2_takes_the_roles_that_hold_today(newer: Reading) -> None:
    found = {(e.person_id, e.school, e.position) for e in newer.records.employments}
    assert found == {
        ("u-1", "sch-8", "teacher"),
        ("u-2", "sch-9", "administrator"),
        ("u-3", "sch-8", "assistant_teacher"),
        ("u-3", "sch-9", "other_staff"),
    }
    assert {(e.student_id, e.school, e.grade_level) for e in newer.records.enrollments} == {
        ("u-10", "sch-8", "K"),
        ("u-11", "sch-9", "8"),
    }


def test_1_2_a_teacher_can_be_a_guardian_too(newer: Reading) -> None:
    links = {(g.guardian_id, g.student_id) for g in newer.records.guardianships}
    assert links == {("u-1", "u-10"), ("u-20", "u-11")}


def test_1_2_refuses_only_the_person_without_a_role(newer: Reading) -> None:
    assert [(r.line, r.code) for r in newer.refused] == [(8, "role_unknown")]
    assert ("oneroster", "u-21") in newer.doubted


@pytest.mark.parametrize("version", ["v1p1", "v1p2"])
def test_a_password_never_gets_through(version: str) -> None:
    assert b"Never-Kept" in (FIXTURES / version / "users.csv").read_bytes()
    assert "Never-Kept" not in repr(read(fixture_zip(version), name="export.zip"))


def test_a_row_with_too_many_cells_shows_no_password_either() -> None:
    users = "sourcedId,role,givenName,familyName,password\nu-1,student,Ana,Cruz,Never-Kept,Never-Kept-2\n"
    reading = read(users, name="users.csv")
    assert [r.code for r in reading.refused] == ["too_many_cells"]
    assert "Never-Kept" not in repr(reading)


def test_a_file_of_changes_says_so() -> None:
    manifest = "propertyName,value\noneroster.version,1.1\nfile.users,delta\n"
    reading = read(fixture_zip("v1p1", manifest=manifest), name="export.zip")
    assert not reading.is_complete
    assert ("u-22", "u-999") in {(g.guardian_id, g.student_id) for g in reading.records.guardianships}
    assert "related_person_missing" not in {r.code for r in reading.refused}, "u-999 may be known already"


def test_an_export_without_users_is_refused_by_name() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(zipped({"manifest.csv": b"propertyName,value\noneroster.version,1.1\n"}), name="export.zip")
    assert refused.value.code == "users_missing"


def test_an_export_without_orgs_still_names_the_school() -> None:
    users = (FIXTURES / "v1p1" / "users.csv").read_bytes()
    reading = read(zipped({"users.csv": users}), name="export.zip")
    assert ("u-10", "sch-8") in {(e.student_id, e.school) for e in reading.records.enrollments}
