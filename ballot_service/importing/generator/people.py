"""What a generated district is made of: schools, students, guardians, staff. All of it is fictional."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    id: str
    number: str
    """Four digits with zeros in front, as the state numbers schools."""
    name: str
    grades: tuple[str, ...]
    accountability_grade: str
    """The letter from A to F that makes a council necessary or not (R001 to R005)."""


@dataclass(slots=True, kw_only=True)
class Guardian:
    id: str
    given_name: str
    family_name: str
    suffix: str = ""
    born: date
    relationship: str
    email: str = ""
    phone: str = ""
    children: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    id: str
    number: str
    """Nine digits, some with zeros in front, which spreadsheets lose."""
    given_name: str
    family_name: str
    born: date
    grade: str
    school: School
    guardians: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    language: str
    street: str
    town: str
    postal_code: str
    guardians: tuple[Guardian, ...]
    students: tuple[Student, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    id: str
    number: str
    given_name: str
    family_name: str
    born: date | None
    title: str
    role: str
    """OneRoster's word, which is "proctor" for everybody it has no word for (kitchen, buses, board)."""
    school: School | None
    email: str
    phone: str = ""


def birthday(draw: random.Random, youngest: int, oldest: int, today: date) -> date:
    """A birth date of somebody whose age today lies between two ages in whole years."""
    return today - timedelta(days=draw.randint(youngest * 366, oldest * 365 + 300))


def phone_number(draw: random.Random, code: str | None = None) -> str:
    """A number in the 555 exchange, which is not given to subscribers, in two of Mississippi's area codes."""
    return f"({code or draw.choice(('601', '662'))}) 555-{draw.randint(0, 9999):04d}"
