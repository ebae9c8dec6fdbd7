"""Collects records and refusals while a file is read, and reports how far the reading has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from ballot_service.importing import contacts
from ballot_service.importing.cleaning import person_name
from ballot_service.importing.records import (
    ContactKind,
    ContactRecord,
    EmploymentRecord,
    EnrollmentRecord,
    GuardianshipRecord,
    PersonRecord,
    Records,
    SchoolRecord,
)
from ballot_service.importing.refusals import RefusedRow, Unusable, refused
from ballot_service.rules.words import say

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Called with rows done and rows in all."""
STEP = 500
"""Rows between two calls of the progress function."""

YOUNGEST_STUDENT, OLDEST_STUDENT = 2, 30
YOUNGEST_ADULT, OLDEST_ADULT = 13, 110
"""Whole years of age within which a birth date is believed."""

NAME_MISSING = Unusable(
    "name_missing",
    say("This row has no given name or no family name."),
    say("Write both names in the student system, then export and import again."),
)


def no_progress(done: int, total: int) -> None:
    """For callers that do not show progress."""


@dataclass(slots=True)
class Gathering:
    """Everything read so far. Today is an argument; nothing here reads the clock."""

    today: date
    total_rows: int
    progress: Progress = no_progress
    schools: list[SchoolRecord] = field(default_factory=list)
    people: list[PersonRecord] = field(default_factory=list)
    enrollments: list[EnrollmentRecord] = field(default_factory=list)
    guardianships: list[GuardianshipRecord] = field(default_factory=list)
    employments: list[EmploymentRecord] = field(default_factory=list)
    refusals: list[RefusedRow] = field(default_factory=list)
    withdrawn: list[tuple[str, str]] = field(default_factory=list)
    """(source, source id) of people the file itself marks as gone."""
    doubted: list[tuple[str, str]] = field(default_factory=list)
    """(source, source id) of people whose row was refused; the id is empty when it is not known."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Why rows were passed over that are neither wrong nor people, and how many."""
    rows_done: int = 0

    def row_done(self) -> None:
        self.rows_done += 1
        if self.rows_done % STEP == 0 or self.rows_done == self.total_rows:
            self.progress(self.rows_done, self.total_rows)

    def refuse(
        self, file: str, line: int, field_name: str, value: str, why: Unusable, *, row_kept: bool = False
    ) -> None:
        self.refusals.append(refused(file, line, field_name, value, why, row_kept=row_kept))

    def attempt(
        self, file: str, line: int, field_name: str, value: str, clean: Callable[[str], T], otherwise: T
    ) -> T:
        """A cleaned value; when it cannot be used it is reported, left out, and the row is kept."""
        if not value:
            return otherwise
        try:
            return clean(value)
        except Unusable as why:
            self.refuse(file, line, field_name, value, why, row_kept=True)
            return otherwise

    def names(
        self, file: str, line: int, whose: tuple[str, str], given: str, family: str
    ) -> tuple[str, str] | None:
        """Both names, or None after refusing the row. `whose`: source and source id."""
        for field_name, value in (("given_name", given), ("family_name", family)):
            try:
                why = None if person_name(value) else NAME_MISSING
            except Unusable as unusable:
                why = unusable
            if why:
                self.refuse(file, line, field_name, value, why)
                self.doubted.append(whose)
                return None
        return person_name(given), person_name(family)

    def contacts(
        self, file: str, line: int, emails: tuple[str, ...], phones: tuple[str, ...]
    ) -> tuple[ContactRecord, ...]:
        """Every usable address and number once; those left out are reported."""
        found: list[ContactRecord] = []
        for kind, cells, clean in (
            (ContactKind.EMAIL, emails, contacts.emails),
            (ContactKind.PHONE, phones, contacts.phones),
        ):
            for cell in dict.fromkeys(filter(None, cells)):
                good, bad = clean(cell)
                found += [ContactRecord(kind=kind, value=value) for value in good]
                for why in bad:
                    self.refuse(file, line, kind.value, cell, why, row_kept=True)
        return tuple(dict.fromkeys(found))

    def records(self) -> Records:
        return Records(
            schools=tuple(self.schools),
            people=tuple(self.people),
            enrollments=tuple(self.enrollments),
            guardianships=tuple(self.guardianships),
            employments=tuple(self.employments),
        )
