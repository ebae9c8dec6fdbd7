"""People whom a form names and no file knows, entered so that a nomination can be filed for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from ballot_service.models import Election, Enrollment, Guardianship, Person, School
from ballot_service.services import trail


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Somebody the district's files do not know: a student of a school, or a parent by a named child there."""

    given_name: str
    family_name: str
    language: str
    birth_date: date | None = None
    student_school: School | None = None
    child_name: str = ""
    child_school: School | None = None


def enter_person(
    session: Session, election: Election, new: NewPerson, *, now: datetime, by: UUID | None = None
) -> Person:
    """Adds a person whom a form names and no file does, so that a nomination can be filed for them."""
    person = _person(session, election, new.given_name, new.family_name, new.language, new.birth_date)
    if new.student_school is not None:
        _enroll(session, person, new.student_school)
    if new.child_school is not None:
        child = _person(session, election, new.child_name, new.family_name, new.language, None)
        _enroll(session, child, new.child_school)
        session.add(Guardianship(district_id=person.district_id, guardian_id=person.id, student_id=child.id))
    session.flush()
    trail.of_election(
        session, election, "enter_person", now=now, by=by, subject_id=person.id, words={"name": person.name}
    )
    return person


def _person(
    session: Session, election: Election, given_name: str, family_name: str, language: str, born: date | None
) -> Person:
    person = Person(
        district_id=election.district_id,
        given_name=given_name,
        family_name=family_name,
        birth_date=born,
        language=language,
        source="clerk",
        source_id=str(uuid4()),
    )
    session.add(person)
    session.flush()
    return person


def _enroll(session: Session, person: Person, school: School) -> None:
    session.add(Enrollment(district_id=person.district_id, person_id=person.id, school_id=school.id))
    session.flush()
