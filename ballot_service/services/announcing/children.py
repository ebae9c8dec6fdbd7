"""Whose names must not stand in a text for many: every student whom the district knows, and everybody under 18.

The names of those on the ballot are public, and so are the names of the district, its schools and councils: a school
may be called after somebody whose name a student shares.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    Council,
    Election,
    Enrollment,
    InterestForm,
    PaperRegistration,
    Person,
    Registration,
    School,
)
from ballot_service.rules.calendar import add_years, local_date
from ballot_service.services.announcing.early_people import GROWN_UP
from outreach.names_in_text import Names, names_of


def children_known(session: Session, election: Election, now: datetime) -> Names:
    """From the district's files, the forms of this election and its registrations, under 18 on the day of `now`."""
    born_after = add_years(local_date(now, election.district.zone), -GROWN_UP)
    people = [*_in_the_files(session, election, born_after), *_by_their_forms(session, election, born_after)]
    return names_of(people, _public(session, election))


def _in_the_files(session: Session, election: Election, born_after: date) -> Iterator[tuple[str, str]]:
    """Pupils of any school of the district, whatever their age, and voters and nominees who are minors."""
    at_school = select(Enrollment.person_id).where(Enrollment.district_id == election.district_id)
    rows = session.execute(
        select(Person.given_name, Person.family_name).where(
            Person.district_id == election.district_id,
            or_(Person.id.in_(at_school), Person.birth_date > born_after),
        )
    )
    yield from ((row.given_name, row.family_name) for row in rows)


def _by_their_forms(session: Session, election: Election, born_after: date) -> Iterator[tuple[str, str]]:
    """Who typed a name and a day of birth, whether or not the files know them."""
    for table in (InterestForm, Registration, PaperRegistration):
        rows = session.execute(
            select(table.given_name, table.family_name).where(
                table.election_id == election.id, table.birth_date > born_after
            )
        )
        yield from ((row.given_name, row.family_name) for row in rows)


def _public(session: Session, election: Election) -> Iterator[str]:
    yield election.district.name
    for table in (School, Council):
        yield from session.scalars(select(table.name).where(table.district_id == election.district_id))
    yield from (candidate.name for contest in election.contests for candidate in contest.candidates)
