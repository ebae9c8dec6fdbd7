"""The staff list beside the roll: whose name, birth date or contact points also stand on the payroll (1.12, rule 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import ContactKind, Employment, Person
from ballot_service.rules.employment import Employment as EmploymentFact
from ballot_service.rules.likeness import Likeness, NameIndex
from ballot_service.rules.staff_matching import Identity, StaffMatch, identity


class StaffList:
    """Everyone employed on the day the roll closes, looked up by name and by contact."""

    def __init__(self, session: Session, district_id: UUID, on: date) -> None:
        self.on = on
        rows = session.scalars(
            select(Person)
            .join(Employment, Employment.person_id == Person.id)
            .where(Person.district_id == district_id)
            .options(selectinload(Person.employments), selectinload(Person.contacts))
            .distinct()
        )
        self._people = {person.id: person for person in rows if self.employments(person)}
        self._names = NameIndex({person.id: person.name for person in self._people.values()})
        self._contacts: dict[tuple[ContactKind, str], set[UUID]] = defaultdict(set)
        for person in self._people.values():
            for contact in person.contacts:
                self._contacts[contact.kind, contact.value].add(person.id)

    def employments(self, person: Person) -> tuple[EmploymentFact, ...]:
        """The person's own work for the district on that day."""
        return tuple(
            EmploymentFact(position=row.position, on_payroll=row.on_payroll)
            for row in person.employments
            if _holds(row, self.on)
        )

    def certain(self, person: Person) -> tuple[EmploymentFact, ...]:
        """The person's own work, and that of rows of the staff list that are certainly the same person."""
        same = (m.employment for m in self.matches(person) if identity(m) is Identity.CERTAIN)
        return tuple(dict.fromkeys((*self.employments(person), *same)))

    def matches(self, person: Person) -> tuple[StaffMatch, ...]:
        """Other rows of the staff list that may be this person; no names, only how they compare."""
        likenesses = self._names.like(person.name)
        by_contact = {kind: self._with(person, kind) for kind in ContactKind}
        near = set(likenesses) | by_contact[ContactKind.EMAIL] | by_contact[ContactKind.PHONE]
        return tuple(
            StaffMatch(
                employment=employment,
                name_likeness=likenesses.get(other, Likeness.DIFFERENT),
                same_birth_date=_same_birth(person, self._people[other]),
                same_email=other in by_contact[ContactKind.EMAIL],
                same_phone=other in by_contact[ContactKind.PHONE],
            )
            for other in sorted(near - {person.id})
            for employment in self.employments(self._people[other])
        )

    def _with(self, person: Person, kind: ContactKind) -> set[UUID]:
        return _union(self._contacts.get((c.kind, c.value), set()) for c in person.contacts if c.kind is kind)


def _union(sets: Iterable[set[UUID]]) -> set[UUID]:
    return set().union(*sets)


def _holds(row: Employment, on: date) -> bool:
    return (row.from_on is None or row.from_on <= on) and (row.until_on is None or on <= row.until_on)


def _same_birth(one: Person, other: Person) -> bool | None:
    if one.birth_date is None or other.birth_date is None:
        return None
    return one.birth_date == other.birth_date
