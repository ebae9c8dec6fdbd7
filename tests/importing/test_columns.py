"""Column names in any order and language, what a file lists, the preview, and a person's own choices."""

from __future__ import annotations

import pytest

from ballot_service.importing.columns import guess_kind, is_secret, map_columns
from ballot_service.importing.reading import preview_import
from ballot_service.importing.records import FileKind
from ballot_service.importing.refusals import UnreadableFile
from ballot_service.importing.tables import read_table
from tests.importing.uploads import read


def targets(headers: str, kind: FileKind) -> list[str]:
    table = read_table("file.csv", f"{headers}\n".encode())
    return [column.target for column in map_columns(table, kind).columns]


@pytest.mark.parametrize(
    ("headers", "kind", "expected"),
    [
        (
            "Student ID,Guardian Last Name,Guardian First Name,Cell,E-mail,DOB",
            FileKind.GUARDIANS,
            ["student_id", "family_name", "given_name", "phone", "email", "birth_date"],
        ),
        (
            "Número de alumno,Apellidos,Nombre,Teléfono celular,Correo electrónico,Fecha de nacimiento,"
            "Idioma",
            FileKind.GUARDIANS,
            ["student_id", "family_name", "given_name", "phone", "email", "birth_date", "language"],
        ),
        (
            "StudentNumber,Stu_Last_Name,studentFirstName,Gr,Home School,Parent 1 Last Name,"
            "Parent 1 First Name,Parent1 Cell Phone,Guardian 2 Last Name,Guardian2FirstName,"
            "Phone of Guardian 2,Mother Email",
            FileKind.STUDENTS,
            [
                "id",
                "family_name",
                "given_name",
                "grade_level",
                "school",
                "guardian1.family_name",
                "guardian1.given_name",
                "guardian1.phone",
                "guardian2.family_name",
                "guardian2.given_name",
                "guardian2.phone",
                "guardian1.email",
            ],
        ),
        (
            "Employee ID,Employee Name,Job Title,Site Name,Hire Date,Term Date,Work Email",
            FileKind.STAFF,
            ["id", "full_name", "position", "school_name", "from_on", "until_on", "email"],
        ),
        ("No.,School", FileKind.SCHOOLS, ["school", "school_name"]),
        ("School Number,School Name", FileKind.SCHOOLS, ["school", "school_name"]),
    ],
)
def test_names_of_columns(headers: str, kind: FileKind, expected: list[str]) -> None:
    assert targets(headers, kind) == expected


@pytest.mark.parametrize(
    ("name", "headers", "kind"),
    [
        ("a.csv", "Student ID,Last Name,First Name,Relationship,Phone", FileKind.GUARDIANS),
        ("a.csv", "Student ID,Last Name,First Name,Grade,DOB", FileKind.STUDENTS),
        ("a.csv", "Student ID,Last Name,First Name,Grade,Parent 1 Name,Parent 1 Phone", FileKind.STUDENTS),
        ("a.csv", "Employee ID,Last Name,First Name,Title", FileKind.STAFF),
        ("a.csv", "School Number,School Name", FileKind.SCHOOLS),
        ("Padres 2025.csv", "ID,Apellidos,Nombre", FileKind.GUARDIANS),
        ("staff_list.csv", "Last Name,First Name,School,Grade", FileKind.STAFF),
    ],
)
def test_what_a_file_lists(name: str, headers: str, kind: FileKind) -> None:
    assert guess_kind(read_table(name, f"{headers}\n".encode())) is kind


def test_a_file_that_does_not_tell_asks_for_its_kind() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read("Last Name,First Name\nCruz,Ana\n")
    assert refused.value.code == "kind_unknown"


@pytest.mark.parametrize(
    "header", ["Password", "Initial Password", "contraseña", "SSN", "Social Security #", "PIN"]
)
def test_secret_columns_are_known(header: str) -> None:
    assert is_secret(header)


@pytest.mark.parametrize("header", ["Shipping", "Last Name", "Phone", "Lesson", "Hashtag"])
def test_other_columns_are_no_secret(header: str) -> None:
    assert not is_secret(header)


def test_a_secret_column_is_shown_without_samples_and_never_read() -> None:
    text = "Student ID,Last Name,First Name,Password,SSN\n1,Cruz,Ana,Never-Kept,123-45-6789\n"
    (preview,) = preview_import("students.csv", text.encode())
    assert [(c.note, c.samples) for c in preview.columns[3:]] == [("secret", ()), ("secret", ())]
    assert "Never-Kept" not in repr(preview)
    reading = read(text, FileKind.STUDENTS, overrides={"Password": "street"})
    assert "Never-Kept" not in repr(reading)
    assert "123-45-6789" not in repr(reading)


def test_a_preview_masks_what_is_personal_and_shows_what_is_not() -> None:
    text = "Student ID,Last Name,First Name,Grade,Shoe size\n87109,García,Ana,03,36\n87110,Cruz,Luis,K,\n"
    (preview,) = preview_import("students.csv", text.encode())
    assert [(c.target, c.samples) for c in preview.columns] == [
        ("id", ("#####",)),
        ("family_name", ("G•••••", "C•••")),
        ("given_name", ("A••", "L•••")),
        ("grade_level", ("03", "K")),
        ("", ("##",)),
    ]
    assert preview.unmapped == ("Shoe size",)
    assert (preview.rows, preview.missing) == (2, ())


def test_two_columns_for_one_field_are_named_and_the_first_is_used() -> None:
    text = "Student ID,Last Name,Surname,First Name\n1,Cruz,Other,Ana\n"
    (preview,) = preview_import("students.csv", text.encode())
    assert preview.ambiguous == ("Surname",)
    assert read(text, FileKind.STUDENTS).records.people[0].family_name == "Cruz"
    chosen = read(text, FileKind.STUDENTS, overrides={"Surname": "family_name", "Last Name": "ignore"})
    assert chosen.records.people[0].family_name == "Other"


def test_a_persons_choice_wins_over_a_guess() -> None:
    text = "Student ID,A,B,Last Name\n1,Ana,Cruz,Ignored\n"
    overrides = {"a": "given_name", " B ": "family_name"}
    person = read(text, FileKind.STUDENTS, overrides=overrides).records.people[0]
    assert (person.given_name, person.family_name) == ("Ana", "Cruz")


@pytest.mark.parametrize(
    ("overrides", "code"),
    [({"Last Name": "shoe_size"}, "target_unknown"), ({"Shoes": "family_name"}, "header_unknown")],
)
def test_choices_that_do_not_exist_are_refused(overrides: dict[str, str], code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read("Student ID,Last Name,First Name\n1,Cruz,Ana\n", FileKind.STUDENTS, overrides=overrides)
    assert refused.value.code == code


def test_missing_columns_are_named_by_preview_and_reading() -> None:
    text = "Last Name,Phone\nCruz,601-555-0123\n"
    (preview,) = preview_import("guardians.csv", text.encode())
    assert preview.missing == ("student_id", "given_name")
    with pytest.raises(UnreadableFile, match="student_id, given_name"):
        read(text, FileKind.GUARDIANS)


def test_title_rows_above_the_column_names_are_skipped() -> None:
    text = "Tallow Creek District,,\nStaff 10/1/2025,,\n\nEmployee ID,Last Name,First Name\n7,Byrd,Kay\n"
    reading = read(text, FileKind.STAFF)
    assert [(p.source_id, p.origin.line) for p in reading.records.people] == [("7", 5)]
