"""Compares what a file says with what the district has, and plans the difference. Nothing is taken away here.

A value that the file leaves empty never erases one that is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ballot_service.importing.cleaning import compared_number, folded
from ballot_service.importing.plan import Known, KnownPerson, Part, Plan
from ballot_service.importing.reading import Reading
from ballot_service.importing.records import PersonRecord

NewId = Callable[[], UUID]
STUDENT_SOURCES = ("students", "oneroster")


@dataclass(slots=True)
class Comparison:
    """One import under way. `schools` and `people` find the row behind what a record names."""

    reading: Reading
    known: Known
    new_id: NewId
    default_language: str
    plan: Plan = field(default_factory=Plan)
    schools: dict[str, UUID] = field(default_factory=dict)
    people: dict[tuple[str, str], UUID] = field(default_factory=dict)
    names: dict[UUID, str] = field(default_factory=dict)
    _by_bare_id: dict[str, set[UUID]] = field(default_factory=dict)

    def compare_schools(self) -> None:
        """Schools are one when their numbers are (zeros at the front do not count) or else their names."""
        for school in self.known.schools:
            self._name_school(school.id, school.number, school.name)
        names = {school.id: school.name for school in self.known.schools}
        for record in self.reading.records.schools:
            found = self.schools.get(_number(record.number)) or self.schools.get(_name(record.name))
            if found is None:
                found = self.new_id()
                row = {"id": found, "name": record.name, "level": record.level, "source_id": record.number}
                self.plan.add(Part.SCHOOLS, row)
            else:
                changes = {} if names.get(found, record.name) == record.name else {"name": record.name}
                self.plan.keep(Part.SCHOOLS, found, changes)
            self._name_school(found, record.number, record.name)
            self.schools.setdefault(record.source_id, found)

    def _name_school(self, school_id: UUID, number: str, name: str) -> None:
        self.schools.setdefault(_number(number), school_id)
        self.schools.setdefault(_name(name), school_id)

    def school(self, named: str) -> UUID | None:
        """The school that a record names by the file's id, its number or its name."""
        return self.schools.get(named) or self.schools.get(_number(named)) or self.schools.get(_name(named))

    def compare_people(self) -> None:
        for person in self.known.people.values():
            self.people[person.source, person.source_id] = person.id
            self.names[person.id] = person.name
            if person.source in STUDENT_SOURCES:
                self._by_bare_id.setdefault(compared_number(person.source_id), set()).add(person.id)
        by_children = self._guardians_by_children()
        students = self._students_of_made_ids()
        named = {(record.source, record.source_id) for record in self.reading.records.people}
        claimed = {person.id for key, person in self.known.people.items() if key in named}
        for record in self.reading.records.people:
            known = self.known.people.get((record.source, record.source_id))
            if known is None and record.has_made_id:
                children = students.get(record.source_id, [])
                known = _known_guardian(record, by_children, children, claimed)
                claimed |= {known.id} if known else set()
            self._compare_person(record, known)

    def _compare_person(self, record: PersonRecord, known: KnownPerson | None) -> None:
        key = (record.source, record.source_id)
        if known is None:
            person_id = self.new_id()
            self.plan.add(Part.PEOPLE, {"id": person_id, **_columns(record, self.default_language)})
        else:
            person_id = known.id
            self.plan.keep(Part.PEOPLE, person_id, _changes(record, known))
        self.people[key] = person_id
        self.names[person_id] = f"{record.given_name} {record.family_name}"
        for contact in record.contacts:
            found = self.known.contacts.get((person_id, contact.kind.value, contact.value))
            if found is None:
                row = {"id": self.new_id(), "person_id": person_id}
                self.plan.add(Part.CONTACTS, {**row, "kind": contact.kind.value, "value": contact.value})
            else:
                self.plan.keep(Part.CONTACTS, found, {})

    def student(self, source: str, source_id: str) -> UUID | None:
        """A student by id; one known from another kind of file counts when the id fits one student only."""
        found = self.people.get((source, source_id))
        if found is None:
            alike = self._by_bare_id.get(compared_number(source_id), set())
            found = next(iter(alike)) if len(alike) == 1 else None
        return found

    def _guardians_by_children(self) -> dict[tuple[str, UUID], list[KnownPerson]]:
        """(folded name, student) → the guardians known from plain files."""
        people = {person.id: person for person in self.known.people.values() if person.source == "guardians"}
        found: dict[tuple[str, UUID], list[KnownPerson]] = {}
        for guardian, student in self.known.guardianships:
            if guardian in people:
                found.setdefault((folded(people[guardian].name), student), []).append(people[guardian])
        return found

    def _students_of_made_ids(self) -> dict[str, list[UUID]]:
        found: dict[str, list[UUID]] = {}
        for link in self.reading.records.guardianships:
            if link.guardian_source == "guardians" and (
                student := self.student(link.student_source, link.student_id)
            ):
                found.setdefault(link.guardian_id, []).append(student)
        return found


def _number(number: str) -> str:
    return f"number {compared_number(number)}"


def _name(name: str) -> str:
    return f"name {folded(name)}"


def _known_guardian(
    record: PersonRecord,
    by_children: dict[tuple[str, UUID], list[KnownPerson]],
    students: list[UUID],
    claimed: set[UUID],
) -> KnownPerson | None:
    """The same name and a child in common: the one whom an earlier file listed under another first child.

    Never somebody whom another record of this file already is.
    """
    name = folded(f"{record.given_name} {record.family_name}")
    for known in (known for student in students for known in by_children.get((name, student), ())):
        may_be = None in (known.birth_date, record.birth_date) or known.birth_date == record.birth_date
        if may_be and known.id not in claimed:
            return known
    return None


def _columns(record: PersonRecord, default_language: str) -> dict[str, Any]:
    return {
        "source": record.source,
        "source_id": record.source_id,
        "given_name": record.given_name,
        "family_name": record.family_name,
        "birth_date": record.birth_date,
        "language": record.language or default_language,
        "address": record.address,
    }


def _changes(record: PersonRecord, known: KnownPerson) -> dict[str, Any]:
    said = {
        "given_name": record.given_name,
        "family_name": record.family_name,
        "birth_date": record.birth_date,
        "language": record.language,
        "address": record.address,
    }
    return {column: value for column, value in said.items() if value and value != getattr(known, column)}
