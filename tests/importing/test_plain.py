"""Plain CSV files: schools, students with their guardians, guardians once per child, staff."""

from __future__ import annotations

from datetime import date

from ballot_service.importing.reading import Reading, read_import
from ballot_service.importing.records import FileKind
from tests.importing.uploads import TODAY, codes, read, zipped


def links(reading: Reading) -> set[tuple[str, str]]:
    return {(g.guardian_id, g.student_id) for g in reading.records.guardianships}


GUARDIANS = """Student ID,First Name,Last Name,Phone,Email,Birth Date,Relationship
00012,Marisol,López,601-555-0101,,,Mother
13,MARISOL,Lopez,(601) 555-0101,marisol@example.org,,Mother
14,Marisol,López,601-555-0199,,,Mother
15,James,Ward,601-555-0105,,1970-01-02,Father
16,James,Ward,601-555-0105,,1992-03-04,Father
17,James,Ward Jr,601-555-0105,,,Father
18,Otis,Byrd,,,,Emergency contact
,Rosa,Cruz,,,,Mother
19,,Cruz,,,,Mother
"""


def test_a_guardian_listed_once_for_every_child_is_one_person() -> None:
    reading = read(GUARDIANS, FileKind.GUARDIANS)
    marisol = reading.records.people[0]
    assert [c.value for c in marisol.contacts] == ["+16015550101", "marisol@example.org"]
    assert ("marisol lopez@12", "12") in links(reading)
    assert ("marisol lopez@12", "13") in links(reading)


def test_a_name_alone_or_another_birth_date_or_suffix_never_makes_one_person_of_two() -> None:
    reading = read(GUARDIANS, FileKind.GUARDIANS)
    assert [p.source_id for p in reading.records.people] == [
        "marisol lopez@12",
        "marisol lopez@14",
        "james ward@15",
        "james ward@16",
        "james ward jr@17",
    ]
    assert all(p.has_made_id for p in reading.records.people)


def test_contacts_who_are_no_guardians_and_rows_without_student_or_name_are_refused() -> None:
    assert codes(read(GUARDIANS, FileKind.GUARDIANS)) == [
        (8, "relationship", "not_a_guardian"),
        (9, "student_id", "student_missing"),
        (10, "given_name", "name_missing"),
    ]


def test_what_the_file_says_of_a_guardian_counts_more_than_the_relation() -> None:
    text = (
        "Student ID,First Name,Last Name,Relationship,Legal Custody\n"
        "1,Ana,Cruz,Sister,Yes\n1,Eva,Cruz,Mother,No\n1,Ida,Cruz,Aunt,\n"
    )
    reading = read(text, FileKind.GUARDIANS)
    assert [p.given_name for p in reading.records.people] == ["Ana", "Ida"]
    assert codes(reading) == [(3, "relationship", "not_a_guardian")]


def test_guardians_with_ids_join_by_id_only() -> None:
    rows = "7,1;2,Ana,Cruz\n07,3,Ana,Cruz\n8,4,Ana,Cruz\n7,5,Eva,Byrd\n"
    text = f"Guardian ID,Student IDs,First Name,Last Name\n{rows}"
    reading = read(text, FileKind.GUARDIANS)
    assert links(reading) == {("7", "1"), ("7", "2"), ("7", "3"), ("8", "4")}
    assert codes(reading) == [(5, "id", "id_with_other_name")]


STUDENTS = """Student ID;Last Name;First Name;DOB;Grade;School;Home Language;Address;City;State;Zip;\
Parent 1 Name;Parent 1 Cell;Parent 2 First Name;Parent 2 Last Name;Parent 2 Phone
00012;García López;Ana;41805;3;0008;Spanish;1 Gin Rd;Gin Hill;MS;39901;Cruz, Eva;6.015550101E+09;;;
00013;García López;Luis;6/15/2012;7;Oak MS;es;1 Gin Rd;Gin Hill;MS;39901;Eva Cruz;601-555-0101;Juan;García;
13;García López;Luis;6/15/2012;7;Oak MS;Spanish;;;;;;;;;
00013;Somebody;Else;6/15/2012;7;Oak MS;;;;;;;;;;
;Nameless;Kid;;K;0008;;;;;;;;;;
00014;Byrd;Kay;6/15/2031;15;0008;Martian;;;;;;;;;
"""


def test_students_with_their_guardians_on_one_row() -> None:
    reading = read(STUDENTS, FileKind.STUDENTS)
    people = {(p.source, p.source_id): p for p in reading.records.people}
    assert set(people) == {
        ("students", "12"),
        ("students", "13"),
        ("students", "14"),
        ("guardians", "eva cruz@12"),
        ("guardians", "juan garcia@13"),
    }
    assert people["students", "12"].birth_date == date(2014, 6, 15)
    eva = people["guardians", "eva cruz@12"]
    assert (eva.language, eva.address) == ("es", "1 Gin Rd\nGin Hill, MS 39901")
    assert links(reading) == {
        ("eva cruz@12", "12"),
        ("eva cruz@12", "13"),
        ("juan garcia@13", "13"),
    }
    assert [(e.student_id, e.school, e.grade_level) for e in reading.records.enrollments] == [
        ("12", "0008", "3"),
        ("13", "Oak MS", "7"),
        ("14", "0008", ""),
    ]


def test_student_rows_refused_and_values_left_out() -> None:
    reading = read(STUDENTS, FileKind.STUDENTS)
    assert codes(reading) == [
        (5, "id", "id_used_twice"),
        (6, "id", "id_missing"),
        (7, "birth_date", "birth_in_future"),
        (7, "language", "language_unknown"),
        (7, "grade_level", "grade_unknown"),
    ]
    assert (reading.counts.refused_rows, reading.counts.left_out_values) == (2, 3)
    assert reading.counts.skipped == {"repeated": 1}
    assert reading.unidentified_rows == 1


STAFF = """Employee ID,Last Name,First Name,Date of Birth,Title,School Number,Email,Hire Date,Term Date
0001,Pickens,Rhonda,6/14/80,Teacher,8,rp@staff.example.org,8/1/2010,
0001,Pickens,Rhonda,6/14/80,Bus Driver,,rp@staff.example.org,,
2,Tate,Darius,1902-01-01,Principal,9,,,5/31/2025
3,,Ward,,Teacher,8,,,
1.2E+09,Byrd,Kay,,Teacher,8,,,
,Gray,Ida,,Cook,8,ida@example.org,,
"""


def test_staff_and_their_positions() -> None:
    reading = read(STAFF, FileKind.STAFF)
    assert [(e.person_id, e.school, e.position, e.until_on) for e in reading.records.employments] == [
        ("1", "8", "teacher", None),
        ("1", "", "transportation", None),
        ("2", "9", "administrator", date(2025, 5, 31)),
        ("ida@example.org", "8", "cafeteria", None),
    ]
    assert reading.records.people[0].birth_date == date(1980, 6, 14)
    assert reading.records.employments[0].from_on == date(2010, 8, 1)


def test_staff_rows_refused() -> None:
    reading = read(STAFF, FileKind.STAFF)
    assert codes(reading) == [
        (4, "birth_date", "birth_not_likely"),
        (5, "family_name", "name_missing"),
        (6, "id", "id_digits_lost"),
    ]
    assert reading.doubted == {("staff", "3")}
    assert reading.unidentified_rows == 1


def test_schools() -> None:
    reading = read("No,Name\n0008,Cypress Elementary\n9,Oak Middle\n9,Pine High\n10,\n", FileKind.SCHOOLS)
    assert [(s.number, s.name, s.level) for s in reading.records.schools] == [
        ("0008", "Cypress Elementary", "elementary"),
        ("9", "Oak Middle", "middle"),
    ]
    assert codes(reading) == [(4, "school", "school_used_twice"), (5, "school_name", "school_name_missing")]


def test_a_zip_of_plain_files_is_read_at_once() -> None:
    upload = zipped(
        {
            "staff.csv": b"Employee ID,Last Name,First Name,Title\n1,Tate,Ann,Cook\n",
            "guardians.csv": b"Student ID,Last Name,First Name,Relationship\n5,Cruz,Eva,Mother\n",
            "students.csv": b"Student ID,Last Name,First Name,School\n5,Cruz,Ana,8\n",
            "schools.csv": b"School Number,School Name\n8,Cypress Elementary\n",
            "empty.csv": b"\r\n",
        }
    )
    reading = read(upload, name="tallow.zip")
    assert [preview.kind for preview in reading.preview] == ["schools", "students", "guardians", "staff"]
    assert reading.sources == {"students", "guardians", "staff"}
    counts = reading.counts
    assert (counts.schools, counts.students, counts.guardians, counts.staff, counts.rows) == (1, 1, 1, 1, 4)


def test_progress_is_told_and_ends_at_the_end() -> None:
    told: list[tuple[int, int]] = []
    rows = "".join(f"{n},Cruz,Ana\n" for n in range(1, 1202))
    read_import(
        "students.csv",
        f"Student ID,Last Name,First Name\n{rows}".encode(),
        today=TODAY,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(500, 1201), (1000, 1201), (1201, 1201)]
