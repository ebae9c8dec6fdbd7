"""Finds people of a district by name, with what tells two people of one name apart."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import Enrollment, Guardianship, Person, School
from ballot_service.rules.words import Sentence, say

MOST = 25


def people_named(session: Session, district_id: UUID, wanted: str, most: int = MOST) -> list[Person]:
    """At most `most` people whose names hold every word of what was typed, by family name."""
    query = (
        select(Person)
        .where(Person.district_id == district_id)
        .options(selectinload(Person.employments))
        .order_by(Person.family_name, Person.given_name, Person.id)
        .limit(most)
    )
    for word in wanted.split():
        held = Person.given_name.icontains(word, autoescape=True)
        query = query.where(held | Person.family_name.icontains(word, autoescape=True))
    return list(session.scalars(query))


def ties_of(session: Session, person: Person) -> tuple[Sentence, ...]:
    """What the district's files say of a person, in a few words."""
    children = select(Guardianship.student_id).where(Guardianship.guardian_id == person.id)
    ties = [
        *(
            say("Child at {school}", school=name)
            for name in _schools(session, Enrollment.person_id.in_(children))
        ),
        *(
            say("Student at {school}", school=name)
            for name in _schools(session, Enrollment.person_id == person.id)
        ),
    ]
    if person.employments:
        ties.append(say("On the staff list"))
    return tuple(ties) or (say("No school in the files"),)


def _schools(session: Session, condition: object) -> list[str]:
    query = (
        select(School.name)
        .join(Enrollment, Enrollment.school_id == School.id)
        .distinct()
        .order_by(School.name)
    )
    return list(session.scalars(query.where(condition)))  # type: ignore[arg-type]  # a column expression
