"""What an import would change: rows to add, rows to change, and what the district has that the file lacks.

A plan is made without touching anything, so that a dry run and an import say the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from ballot_service.importing.refusals import RefusedRow


class Part(StrEnum):
    """The tables that an import fills."""

    SCHOOLS = "schools"
    PEOPLE = "people"
    CONTACTS = "contacts"
    ENROLLMENTS = "enrollments"
    GUARDIANSHIPS = "guardianships"
    EMPLOYMENTS = "employments"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSchool:
    id: UUID
    number: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    id: UUID
    source: str
    source_id: str
    given_name: str
    family_name: str
    birth_date: date | None
    language: str
    address: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEmployment:
    id: UUID
    title: str
    from_on: date | None
    until_on: date | None


@dataclass(slots=True)
class Known:
    """What the district's rows say before the import."""

    schools: list[KnownSchool] = field(default_factory=list)
    people: dict[tuple[str, str], KnownPerson] = field(default_factory=dict)
    """(source, source id) → the person."""
    contacts: dict[tuple[UUID, str, str], UUID] = field(default_factory=dict)
    """(person, kind, value) → the row."""
    enrollments: dict[tuple[UUID, UUID], tuple[UUID, str]] = field(default_factory=dict)
    """(student, school) → the row and its grade."""
    guardianships: dict[tuple[UUID, UUID], UUID] = field(default_factory=dict)
    """(guardian, student) → the row."""
    employments: dict[tuple[UUID, str, UUID | None], KnownEmployment] = field(default_factory=dict)
    """(person, position, school) → the row."""


@dataclass(slots=True)
class Tally:
    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something the district has that this file lacks. It stays unless a person chooses to end it."""

    part: Part
    row_id: UUID
    person_id: UUID
    name: str
    what: str
    """The school, position or contact that is no longer in the file; empty when the name says all."""


@dataclass(slots=True)
class Plan:
    added: dict[Part, list[dict[str, Any]]] = field(default_factory=lambda: {part: [] for part in Part})
    changed: dict[Part, list[dict[str, Any]]] = field(default_factory=lambda: {part: [] for part in Part})
    """Each with its "id" and only the columns that change."""
    tallies: dict[Part, Tally] = field(default_factory=lambda: {part: Tally() for part in Part})
    missing: list[Missing] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)

    def add(self, part: Part, row: dict[str, Any]) -> None:
        self.added[part].append(row)
        self.tallies[part].new += 1

    def keep(self, part: Part, row_id: UUID, changes: dict[str, Any]) -> None:
        """A row that exists: changed when there are changes, else unchanged."""
        if changes:
            self.changed[part].append({"id": row_id, **changes})
            self.tallies[part].changed += 1
        else:
            self.tallies[part].unchanged += 1
