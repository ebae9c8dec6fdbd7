"""The order in which letters come out: as the mail sorts them, or as a school hands them over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Election, Enrollment, Guardianship, School, VoterRollEntry
from ballot_service.services.announcing.reaching import mail_lines, zip_code
from ballot_service.services.announcing.student_ways import is_for_students

_STREET = re.compile(r"(\d*)\s*(.*)")


class Order(StrEnum):
    """How letters by mail are sorted. Letters to be handed over come after them, by school and name."""

    ZIP = "zip"
    """ZIP code, then street and number."""
    SCHOOL = "school"
    """School, then family name."""


def schools_of(session: Session, election: Election, entries: Sequence[VoterRollEntry]) -> Mapping[UUID, str]:
    """The school through which each voter can be reached: a child's or a student's own, the council's first."""
    own = election.council.school.name if election.council.school else ""
    if is_for_students(election):
        reached = select(Enrollment.person_id, School.name).join(School, School.id == Enrollment.school_id)
        reached = reached.where(Enrollment.district_id == election.district_id)
    else:
        reached = (
            select(Guardianship.guardian_id, School.name)
            .join(Enrollment, Enrollment.person_id == Guardianship.student_id)
            .join(School, School.id == Enrollment.school_id)
            .where(Guardianship.district_id == election.district_id)
        )
    names: dict[UUID, set[str]] = {}
    for person, name in session.execute(reached):
        names.setdefault(person, set()).add(name)
    return {entry.id: _school(names.get(entry.person_id, set()), own) for entry in entries}


def _school(names: set[str], own: str) -> str:
    return own if own in names or not names else min(names)


def in_order(
    entries: Iterable[VoterRollEntry], schools: Mapping[UUID, str], order: Order
) -> list[VoterRollEntry]:
    """The lines of the roll as their letters are printed."""

    def place(entry: VoterRollEntry) -> tuple[object, ...]:
        person = entry.person
        lines = mail_lines(entry)
        name = (person.family_name.casefold(), person.given_name.casefold(), str(entry.id))
        if lines and order is Order.ZIP:
            return (0, zip_code(lines), *_street(lines[0]), *name)
        return (0 if lines else 1, schools[entry.id].casefold(), *name)

    return sorted(entries, key=place)


def _street(line: str) -> tuple[str, int]:
    """ "12 Oak Street" comes before "103 Oak Street" and after "5 Elm Street"."""
    street = line.partition(",")[0].strip()
    number, name = _STREET.match(street).groups()  # type: ignore[union-attr]  # it matches any line
    return name.casefold(), int(number or 0)
