"""Who is told before there is a roll: grown-ups whom the district's files and the roll know, students never.

The council's own community as far as it is known: guardians of its students, people who work at its schools, and
whoever is on the roll already. They are told as themselves, so that nobody is told twice once a roll is built.
Why: docs/decisions/0017-who-is-told-before-there-is-a-roll.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import Election, Employment, Enrollment, Guardianship, Person, VoterRollEntry
from ballot_service.rules.calendar import add_years, local_date
from ballot_service.rules.likeness import Likeness, name_likeness
from ballot_service.services.announcing.addressees import Known
from ballot_service.services.student_voters import enrolled

GROWN_UP = 18
"""A minor is anyone under 18 (requirements 1.15, evidence)."""


def people_known(session: Session, election: Election) -> Sequence[Known]:
    """Everybody to whom news goes before there is a roll, by family name, in the language that each reads.

    Whoever goes to school in the district, or is known to be under 18 when forms open, is not among them.
    """
    day = local_date(election.nominations_open_at, election.district.zone)
    spoken = _languages_on_the_roll(session, election)
    people = session.scalars(
        select(Person)
        .where(Person.district_id == election.district_id)
        .where(
            or_(
                Person.id.in_(_guardians(election)),
                Person.id.in_(_staff(election, day)),
                Person.id.in_(_on_the_roll(election)),
            )
        )
        .where(Person.id.not_in(_students(election)), Person.id.not_in(_merged(election)))
        .where(or_(Person.birth_date.is_(None), Person.birth_date <= add_years(day, -GROWN_UP)))
        .options(selectinload(Person.contacts))
        .order_by(Person.family_name, Person.given_name, Person.id)
    )
    known = [Known(person=one, language=spoken.get(one.id, one.language)) for one in people]
    return in_one_language(known, election.district.language)


def in_one_language(people: Sequence[Known], usual: str) -> list[Known]:
    """Whoever stands in the files twice, with the same name and address, is told in one language: the one that a file
    names, where the other has only the district's.
    """
    sharing: defaultdict[str, list[Known]] = defaultdict(list)
    for one in people:
        for point in one.person.contacts:
            sharing[point.value].append(one)
    reads = {one.id: one.language for one in people}
    for one in people:
        for point in one.person.contacts:
            same = [reads[other.id] for other in sharing[point.value] if _is_same(one.person, other.person)]
            reads[one.id] = min(same, key=lambda tag: (tag == usual, tag))
    return [replace(one, language=reads[one.id]) for one in people]


def _is_same(one: Person, other: Person) -> bool:
    births = {one.birth_date, other.birth_date} - {None}
    return len(births) < 2 and name_likeness(one.name, other.name) is Likeness.EXACT


def _guardians(election: Election) -> Select[UUID]:
    return select(Guardianship.guardian_id).where(Guardianship.student_id.in_(enrolled(election)))


def _staff(election: Election, day: date) -> Select[UUID]:
    """Who works at the council's school on that day; anywhere in the district for a district council."""
    working = select(Employment.person_id).where(
        Employment.district_id == election.district_id,
        or_(Employment.until_on.is_(None), Employment.until_on >= day),
    )
    if election.council.school_id is not None:
        working = working.where(Employment.school_id == election.council.school_id)
    return working


def _on_the_roll(election: Election) -> Select[UUID]:
    """Whoever has a line of their own on the roll, whatever the rules say about voting: forms are for them, too."""
    return select(VoterRollEntry.person_id).where(
        VoterRollEntry.election_id == election.id, VoterRollEntry.merged_into_id.is_(None)
    )


def _merged(election: Election) -> Select[UUID]:
    """The second rows of people who have another line on the roll."""
    return select(VoterRollEntry.person_id).where(
        VoterRollEntry.election_id == election.id, VoterRollEntry.merged_into_id.is_not(None)
    )


def _students(election: Election) -> Select[UUID]:
    """Students of any school of the district, whatever their age."""
    return select(Enrollment.person_id).where(Enrollment.district_id == election.district_id)


def _languages_on_the_roll(session: Session, election: Election) -> dict[UUID, str]:
    """What somebody chose since the files came."""
    rows = session.execute(
        select(VoterRollEntry.person_id, VoterRollEntry.language).where(
            VoterRollEntry.election_id == election.id
        )
    )
    return {row.person_id: row.language for row in rows}
