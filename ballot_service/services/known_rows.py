"""Hands the district's people and schools to an import as facts, one query for each table."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.importing.plan import Known, KnownEmployment, KnownPerson, KnownSchool
from ballot_service.models.districts import School
from ballot_service.models.people import ContactPoint, Employment, Enrollment, Guardianship, Person


def known_rows(session: Session, district_id: UUID) -> Known:
    """The district's rows, one query for each table."""
    known = Known()
    schools = session.execute(
        select(School.id, School.source_id, School.name).filter_by(district_id=district_id)
    )
    known.schools = [KnownSchool(id=row[0], number=row[1], name=row[2]) for row in schools]
    for person in _people(session, district_id):
        known.people[person.source, person.source_id] = person
    contacts = select(ContactPoint.id, ContactPoint.person_id, ContactPoint.kind, ContactPoint.value)
    for row_id, owner, kind, value in session.execute(contacts.filter_by(district_id=district_id)):
        known.contacts[owner, kind.value, value] = row_id
    places = select(Enrollment.id, Enrollment.person_id, Enrollment.school_id, Enrollment.grade_level)
    for row_id, student, school, grade in session.execute(places.filter_by(district_id=district_id)):
        known.enrollments[student, school] = (row_id, grade)
    links = select(Guardianship.id, Guardianship.guardian_id, Guardianship.student_id)
    for row_id, guardian, student in session.execute(links.filter_by(district_id=district_id)):
        known.guardianships[guardian, student] = row_id
    for key, employment in _employments(session, district_id):
        known.employments[key] = employment
    return known


def _people(session: Session, district_id: UUID) -> Iterator[KnownPerson]:
    columns = select(
        Person.id,
        Person.source,
        Person.source_id,
        Person.given_name,
        Person.family_name,
        Person.birth_date,
        Person.language,
        Person.address,
    )
    for row in session.execute(columns.filter_by(district_id=district_id)):
        yield KnownPerson(**row._mapping)


def _employments(
    session: Session, district_id: UUID
) -> Iterator[tuple[tuple[UUID, str, UUID | None], KnownEmployment]]:
    columns = select(
        Employment.id,
        Employment.person_id,
        Employment.position,
        Employment.school_id,
        Employment.title,
        Employment.from_on,
        Employment.until_on,
    )
    for row_id, person_id, position, school, title, from_on, until_on in session.execute(
        columns.filter_by(district_id=district_id)
    ):
        known = KnownEmployment(id=row_id, title=title, from_on=from_on, until_on=until_on)
        yield (person_id, position, school), known
