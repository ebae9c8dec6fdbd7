"""The act of importing, on both databases: nothing twice, nothing taken away unasked, a nameless trail."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.importing.generator import generate_district
from ballot_service.importing.plan import Part
from ballot_service.importing.reading import read_import
from ballot_service.importing.records import FileKind
from ballot_service.models import (
    ContactPoint,
    District,
    Employment,
    Enrollment,
    Guardianship,
    Person,
    School,
    TrailEntry,
)
from ballot_service.services.acting import Refused
from ballot_service.services.importing import ImportReport, import_people
from tests.importing.uploads import fixture_zip, read, zipped

NOW = datetime(2025, 10, 20, 15, tzinfo=UTC)
TABLES = (School, Person, ContactPoint, Enrollment, Guardianship, Employment)


@pytest.fixture
def district(session: Session) -> District:
    made = District(
        slug="tallow-creek",
        name="Tallow Creek",
        phone="+16015550100",
        postal_address="1 Main St",
        language="en",
    )
    session.add(made)
    session.commit()
    return made


def numbers(report: ImportReport, part: Part) -> tuple[int, int, int]:
    tally = report.tallies[part]
    return tally.new, tally.changed, tally.unchanged


def rows(session: Session) -> list[int]:
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def run(
    session: Session, district: District, content: str | bytes, kind: FileKind | None = None
) -> ImportReport:
    report = import_people(session, district, read(content, kind), NOW)
    session.commit()
    return report


def test_the_same_file_twice_changes_nothing(session: Session, district: District) -> None:
    made = generate_district(11, households=60)
    for version in ("oneroster-1.1.zip", "oneroster-1.2.zip", "oneroster-1.1.zip"):
        reading = read_import(version, made.files[version], today=date(2025, 10, 20))
        before = rows(session)
        report = import_people(session, district, reading, NOW)
        session.commit()
        if any(before):
            assert report.changes_nothing
            assert rows(session) == before
            assert numbers(report, Part.PEOPLE) == (0, 0, reading.counts.people)
        else:
            assert numbers(report, Part.PEOPLE) == (reading.counts.people, 0, 0)
        assert report.missing == ()


def test_plain_files_and_their_spreadsheet_copies_are_the_same_people(
    session: Session, district: District
) -> None:
    made = generate_district(12, households=60)
    for kind in ("schools", "students", "guardians", "staff"):
        run(session, district, made.files[f"{kind}.csv"], FileKind(kind))
    before = rows(session)
    for kind in ("schools", "students", "guardians", "staff"):
        report = run(session, district, made.files[f"{kind}-spreadsheet.csv"], FileKind(kind))
        assert report.changes_nothing
        assert report.missing == (), "a refused row is in the file all the same"
    assert rows(session) == before


def test_a_dry_run_says_the_same_and_changes_nothing(session: Session, district: District) -> None:
    reading = read(fixture_zip("v1p1"), name="export.zip")
    tried = import_people(session, district, reading, NOW, dry_run=True)
    session.commit()
    assert rows(session) == [0] * len(TABLES)
    assert session.scalar(select(func.count()).select_from(TrailEntry)) == 0
    done = import_people(session, district, reading, NOW)
    assert done.tallies == tried.tallies
    assert done.refused == tried.refused
    assert (tried.is_dry_run, done.is_dry_run) == (True, False)


def test_what_a_row_says_arrives_in_the_rows(session: Session, district: District) -> None:
    run(session, district, fixture_zip("v1p1"))
    session.expire_all()
    marisol = session.scalars(select(Person).where(Person.source_id == "u-20")).one()
    assert (marisol.name, marisol.birth_date, marisol.language) == (
        "Marisol López Cruz",
        date(1988, 12, 1),
        "es",
    )
    assert sorted(c.value for c in marisol.contacts) == [
        "+16015550177",
        "+16015550178",
        "marisol.lopez@example.org",
    ]
    tate = session.scalars(select(Person).where(Person.source_id == "u-2")).one()
    assert {(e.position, e.school.name if e.school else "") for e in tate.employments} == {
        ("administrator", "Cypress Elementary School"),
        ("administrator", "Oak Middle School"),
    }
    assert "Never-Kept" not in str(
        [row.__dict__ for table in TABLES for row in session.scalars(select(table))]
    )


def test_a_school_that_nobody_knows_is_reported_once_and_staff_are_still_staff(
    session: Session, district: District
) -> None:
    text = "Employee ID,Last Name,First Name,Title,School\n1,Cruz,Ana,Cook,77\n2,Byrd,Kay,Teacher,77\n"
    report = run(session, district, text, FileKind.STAFF)
    assert [(r.line, r.code, str(r.reason)) for r in report.refused] == [
        (2, "school_unknown", "No school is known as 77. Rows that name it: 2.")
    ]
    assert sorted(e.position for e in session.scalars(select(Employment))) == ["cafeteria", "teacher"]


def test_an_empty_value_never_erases_a_known_one_and_a_new_one_does(
    session: Session, district: District
) -> None:
    first = "Student ID,Last Name,First Name,DOB,Language\n1,Cruz,Ana,2014-06-15,es\n2,Byrd,Kay,2013-01-02,\n"
    run(session, district, first, FileKind.STUDENTS)
    second = (
        "Student ID,Last Name,First Name,DOB,Home Language\n1,Cruz Díaz,Ana,,\n2,Byrd,Kay,2013-01-02,vi\n"
    )
    report = run(session, district, second, FileKind.STUDENTS)
    assert numbers(report, Part.PEOPLE) == (0, 2, 0)
    found = {(p.family_name, p.birth_date, p.language) for p in session.scalars(select(Person))}
    assert found == {("Cruz Díaz", date(2014, 6, 15), "es"), ("Byrd", date(2013, 1, 2), "vi")}


STUDENTS = "Student ID,Last Name,First Name\n1,Cruz,Ana\n2,Cruz,Luis\n3,Cruz,Eva\n"
GUARDIANS = "Student ID,Last Name,First Name,Phone,Birth Date\n"


def test_guardians_without_ids_stay_themselves_when_phone_and_children_change(
    session: Session, district: District
) -> None:
    run(session, district, STUDENTS, FileKind.STUDENTS)
    first = "2,Cruz,Marisol,601-555-0101,\n3,Cruz,Marisol,601-555-0101,\n"
    run(session, district, GUARDIANS + first, FileKind.GUARDIANS)
    second = "1,Cruz,Marisol,601-555-0102,\n3,Cruz,Marisol,601-555-0102,\n"
    for _ in range(2):
        report = run(session, district, GUARDIANS + second, FileKind.GUARDIANS)
        assert numbers(report, Part.PEOPLE) == (0, 0, 1)
        assert [(lost.part, lost.name, lost.what) for lost in report.missing] == [
            (Part.GUARDIANSHIPS, "Marisol Cruz", "Luis Cruz"),
            (Part.CONTACTS, "Marisol Cruz", "+16015550101"),
        ]
    assert report.changes_nothing


def test_two_people_of_one_name_never_become_one_known_person(session: Session, district: District) -> None:
    run(session, district, STUDENTS, FileKind.STUDENTS)
    run(
        session,
        district,
        GUARDIANS + "1,Cruz,Juan,601-555-0101,\n2,Cruz,Juan,601-555-0101,\n",
        FileKind.GUARDIANS,
    )
    two = "2,Cruz,Juan,601-555-0101,1970-01-02\n2,Cruz,Juan,601-555-0101,1995-03-04\n"
    report = run(session, district, GUARDIANS + two, FileKind.GUARDIANS)
    assert numbers(report, Part.PEOPLE) == (1, 1, 0)
    assert run(session, district, GUARDIANS + two, FileKind.GUARDIANS).changes_nothing


def test_a_guardian_of_a_student_whom_nobody_knows_is_reported(session: Session, district: District) -> None:
    report = run(session, district, GUARDIANS + "99,Cruz,Marisol,,\n", FileKind.GUARDIANS)
    assert [(r.line, r.field, r.code) for r in report.refused] == [(2, "student_id", "student_unknown")]
    assert rows(session)[4] == 0


def test_a_plain_list_of_guardians_finds_the_students_of_oneroster(
    session: Session, district: District
) -> None:
    users = "sourcedId,role,givenName,familyName\n000087109,student,Ana,Cruz\n"
    import_people(session, district, read(users, name="users.csv"), NOW)
    report = run(session, district, GUARDIANS + "87109,Cruz,Marisol,,\n", FileKind.GUARDIANS)
    assert numbers(report, Part.GUARDIANSHIPS) == (1, 0, 0)


STAFF = "Employee ID,Last Name,First Name,Title\n1,Tate,Ann,Teacher\n2,Byrd,Kay,Cook\n"
SHORTER = "Employee ID,Last Name,First Name,Title\n1,Tate,Ann,Teacher\n"


def last_days(session: Session) -> dict[str, date | None]:
    session.expire_all()
    return {e.title: e.until_on for e in session.scalars(select(Employment))}


def test_staff_who_are_no_longer_in_the_file_are_listed_and_ended_only_when_asked(
    session: Session, district: District
) -> None:
    run(session, district, STAFF, FileKind.STAFF)
    report = run(session, district, SHORTER, FileKind.STAFF)
    assert [(lost.part, lost.name, lost.what) for lost in report.missing] == [
        (Part.EMPLOYMENTS, "Kay Byrd", "Cook")
    ]
    assert last_days(session) == {"Teacher": None, "Cook": None}
    import_people(session, district, read(SHORTER, FileKind.STAFF), NOW, end_missing=True)
    assert last_days(session) == {"Teacher": None, "Cook": date(2025, 10, 19)}
    assert run(session, district, SHORTER, FileKind.STAFF).missing == ()
    back = run(session, district, STAFF, FileKind.STAFF)
    assert numbers(back, Part.EMPLOYMENTS) == (0, 1, 1)
    assert last_days(session) == {"Teacher": None, "Cook": None}


def test_the_local_day_decides_when_work_ends(session: Session, district: District) -> None:
    run(session, district, STAFF, FileKind.STAFF)
    late = datetime(2025, 10, 20, 4, tzinfo=UTC)  # still 19 October, 23:00, in Mississippi
    import_people(session, district, read(SHORTER, FileKind.STAFF), late, end_missing=True)
    assert last_days(session)["Cook"] == date(2025, 10, 18)


def test_nobody_is_ended_while_a_row_cannot_be_told(session: Session, district: District) -> None:
    run(session, district, STAFF, FileKind.STAFF)
    doubtful = SHORTER + "2.1E+09,Byrd,Kay,Cook\n"
    with pytest.raises(Refused) as refused:
        import_people(session, district, read(doubtful, FileKind.STAFF), NOW, end_missing=True)
    assert refused.value.decision.codes == ("rows_in_doubt",)
    nameless = SHORTER + "2,,Kay,Cook\n"
    report = import_people(session, district, read(nameless, FileKind.STAFF), NOW, end_missing=True)
    assert report.missing == ()
    assert last_days(session) == {"Teacher": None, "Cook": None}


STUDENTS_AT = "Student ID,Last Name,First Name,School\n"
PARENT = "Guardian ID,Student ID,Last Name,First Name,Phone\n"


def test_ending_what_is_missing_takes_away_places_guardians_and_old_numbers(
    session: Session, district: District
) -> None:
    def upload(*, later: bool) -> bytes:
        school, phone = ("9", "601-555-0102") if later else ("8", "601-555-0101")
        student = "2" if later else "1"
        return zipped(
            {
                "schools.csv": b"School Number,School Name\n8,Cypress Elementary\n9,Oak Middle\n",
                "students.csv": (STUDENTS_AT + f"1,Cruz,Ana,{school}\n2,Cruz,Eva,8\n").encode(),
                "guardians.csv": (PARENT + f"7,{student},Cruz,Ida,{phone}\n").encode(),
            }
        )

    run(session, district, upload(later=False))
    kept = run(session, district, upload(later=True))
    assert [lost.part for lost in kept.missing] == [Part.ENROLLMENTS, Part.GUARDIANSHIPS, Part.CONTACTS]
    assert rows(session) == [2, 3, 2, 3, 2, 0]
    import_people(session, district, read(upload(later=True)), NOW, end_missing=True)
    assert rows(session) == [2, 3, 1, 2, 1, 0]


def test_a_file_of_changes_misses_only_whom_it_marks_as_gone(session: Session, district: District) -> None:
    run(session, district, fixture_zip("v1p1"))
    manifest = "propertyName,value\noneroster.version,1.1\nfile.users,delta\n"
    users = "sourcedId,status,role,givenName,familyName\nu-2,tobedeleted,teacher,Darius,Tate\n"
    report = run(session, district, zipped({"manifest.csv": manifest.encode(), "users.csv": users.encode()}))
    assert {(lost.part, lost.name) for lost in report.missing} == {(Part.EMPLOYMENTS, "Darius Tate")}


def test_districts_do_not_see_each_others_people(session: Session, district: District) -> None:
    other = District(slug="other", name="Other", phone="1", postal_address="x", language="en")
    session.add(other)
    session.commit()
    run(session, district, STAFF, FileKind.STAFF)
    report = run(session, other, SHORTER, FileKind.STAFF)
    assert numbers(report, Part.PEOPLE) == (1, 0, 0)
    assert report.missing == ()


def test_the_trail_keeps_numbers_and_the_fingerprint_but_no_name(
    session: Session, district: District
) -> None:
    reading = read(fixture_zip("v1p1"), name="Ana Cruz export.zip")
    import_people(session, district, reading, NOW)
    entry = session.scalars(select(TrailEntry)).one()
    assert entry.act == "people.imported"
    assert entry.document["details"]["file_sha256"] == reading.sha256
    assert entry.document["details"]["tables"]["people"] == {"new": 9, "changed": 0, "unchanged": 0}
    written = json.dumps(entry.document, ensure_ascii=False)
    assert not any(name in written for name in ("Cruz", "Marisol", "Pickens"))
