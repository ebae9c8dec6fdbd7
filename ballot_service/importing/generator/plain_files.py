"""Writes a generated district as plain CSV files, and once more as a spreadsheet would leave them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from ballot_service.importing.generator.csv_bytes import csv_bytes
from ballot_service.importing.generator.people import Household, School, StaffMember

SCHOOL_HEADERS = ("School Number", "School Name")
STUDENT_HEADERS = (
    "Student ID",
    "Last Name",
    "First Name",
    "DOB",
    "Grade",
    "School Number",
    "Home Language",
)
GUARDIAN_HEADERS = (
    "Guardian ID",
    "Guardian First Name",
    "Guardian Last Name",
    "Suffix",
    "Relationship",
    "Birth Date",
    "Cell Phone",
    "Email",
    "Home Language",
    "Address",
    "City",
    "State",
    "Zip",
    "Student IDs",
)
STAFF_HEADERS = (
    "Employee ID",
    "Last Name",
    "First Name",
    "Date of Birth",
    "Job Title",
    "School Number",
    "Email",
    "Phone",
)
LANGUAGE_NAMES = {
    "en": "English",
    "es": "Spanish",
    "vi": "Vietnamese",
    "ar": "Arabic",
    "gu": "Gujarati",
    "cho": "Choctaw",
    "zh-Hans": "Chinese",
}
Rows = list[tuple[str, ...]]


def plain_files(
    schools: Sequence[School], households: Sequence[Household], staff: Sequence[StaffMember]
) -> dict[str, bytes]:
    """Four files in UTF-8 with ISO dates."""
    return {
        "schools.csv": csv_bytes(SCHOOL_HEADERS, _schools(schools)),
        "students.csv": csv_bytes(STUDENT_HEADERS, _students(households, date.isoformat)),
        "guardians.csv": csv_bytes(GUARDIAN_HEADERS, _guardians(households, date.isoformat)),
        "staff.csv": csv_bytes(STAFF_HEADERS, _staff(staff, date.isoformat)),
    }


def spreadsheet_files(
    schools: Sequence[School], households: Sequence[Household], staff: Sequence[StaffMember]
) -> dict[str, bytes]:
    """The same after a spreadsheet: zeros lost, American dates, serial numbers, Windows-1252, semicolons."""
    damaged = {
        "schools-spreadsheet.csv": (SCHOOL_HEADERS, _schools(schools), (0,)),
        "students-spreadsheet.csv": (STUDENT_HEADERS, _students(households, _american), (0, 5)),
        "guardians-spreadsheet.csv": (GUARDIAN_HEADERS, _guardians(households, _serial), (6, 12)),
        "staff-spreadsheet.csv": (STAFF_HEADERS, _staff(staff, _american), (0, 5, 7)),
    }
    return {
        name: csv_bytes(headers, [_as_numbers(row, columns) for row in rows], "cp1252", ";")
        for name, (headers, rows, columns) in damaged.items()
    }


def _american(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def _serial(day: date) -> str:
    """The number of days by which spreadsheets keep a date."""
    return str((day - date(1899, 12, 30)).days)


def _as_numbers(row: tuple[str, ...], columns: tuple[int, ...]) -> tuple[str, ...]:
    """What becomes of text in number columns: no zeros in front; a phone number as 6.015550123E+09."""
    return tuple(_as_number(cell) if index in columns else cell for index, cell in enumerate(row))


def _as_number(cell: str) -> str:
    digits = "".join(c for c in cell if c.isdigit())
    if len(digits) == 10:
        return f"{int(digits):.9E}"
    return str(int(digits)) if digits and digits == cell else cell


def _schools(schools: Sequence[School]) -> Rows:
    return [(school.number, school.name) for school in schools]


def _students(households: Sequence[Household], written: Callable[[date], str]) -> Rows:
    return [
        (
            student.number,
            student.family_name,
            student.given_name,
            written(student.born),
            student.grade,
            student.school.number,
            LANGUAGE_NAMES[household.language],
        )
        for household in households
        for student in household.students
    ]


def _guardians(households: Sequence[Household], written: Callable[[date], str]) -> Rows:
    return [
        (
            guardian.id,
            guardian.given_name,
            guardian.family_name,
            guardian.suffix,
            guardian.relationship,
            written(guardian.born),
            guardian.phone,
            guardian.email,
            LANGUAGE_NAMES[household.language],
            household.street,
            household.town,
            "MS",
            household.postal_code,
            ";".join(student.number for student in household.students),
        )
        for household in households
        for guardian in household.guardians
    ]


def _staff(staff: Sequence[StaffMember], written: Callable[[date], str]) -> Rows:
    return [
        (
            member.number,
            member.family_name,
            member.given_name,
            written(member.born) if member.born else "",
            member.title,
            member.school.number if member.school else "",
            member.email,
            member.phone,
        )
        for member in staff
    ]
