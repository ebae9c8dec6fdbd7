"""What a file says, cleaned and not yet compared with anything: schools, people, how they belong together.

Ids are the file's own ("source ids") and mean something only together with their `source`. Dates are calendar
dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class FileKind(StrEnum):
    """What one plain CSV file lists."""

    GUARDIANS = "guardians"
    STUDENTS = "students"
    STAFF = "staff"
    SCHOOLS = "schools"


class ContactKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where in the upload a record stands. Lines count from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolRecord:
    source_id: str
    number: str
    """The school's number in the district's files; the name when it has none."""
    name: str
    level: str
    """elementary, middle, high or other, guessed from the name."""
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRecord:
    kind: ContactKind
    value: str
    """A phone number in E.164, an e-mail address in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """One person. `source` is "oneroster" or the kind of a plain file."""

    source: str
    source_id: str
    given_name: str
    family_name: str
    """With "Jr" or "III", which tell a father from his son."""
    birth_date: date | None
    language: str
    """A BCP-47 tag; empty when the file does not say."""
    address: str
    contacts: tuple[ContactRecord, ...]
    has_made_id: bool
    """True when the file gives no id, so that the source id was made from what the row says."""
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollmentRecord:
    student_source: str
    student_id: str
    school: str
    """The source id, number or name of the school, as the row gives it."""
    grade_level: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianshipRecord:
    guardian_source: str
    guardian_id: str
    student_source: str
    student_id: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class EmploymentRecord:
    person_source: str
    person_id: str
    school: str
    """Empty when the person works for the district as a whole."""
    position: str
    """A `Position` of the rules."""
    title: str
    from_on: date | None
    until_on: date | None
    """The last day of employment, when the file gives one."""
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    schools: tuple[SchoolRecord, ...] = ()
    people: tuple[PersonRecord, ...] = ()
    enrollments: tuple[EnrollmentRecord, ...] = ()
    guardianships: tuple[GuardianshipRecord, ...] = ()
    employments: tuple[EmploymentRecord, ...] = ()
