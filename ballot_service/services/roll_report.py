"""The roll as it is reported: page by page with names for the liaison, and as numbers for everybody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import (
    Door,
    Election,
    Enrollment,
    Guardianship,
    Person,
    RollStatus,
    School,
    VoterRollEntry,
)
from ballot_service.rules.election_settings import Electorate
from ballot_service.services.facts import settings_of

Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class RollPage:
    """Some lines of the roll by family name; pages count from 1."""

    entries: tuple[VoterRollEntry, ...]
    page: int
    pages: int
    lines: int


@dataclass(frozen=True, kw_only=True)
class Merged(Generic[Group]):
    """How many people are in each group; those of the groups too small to be shown stand together."""

    groups: tuple[tuple[Group, int], ...]
    merged: int


@dataclass(frozen=True, kw_only=True)
class RollNumbers:
    """The roll without a name. Reasons count each person once for each reason."""

    people: int
    by_status: Merged[RollStatus]
    by_reason: Merged[str]
    by_language: Merged[str]
    by_door: Merged[Door]
    by_school: Merged[str]
    """By the schools of their children; with children at two schools a person counts at both. "" is for nobody's."""


def roll_page(
    session: Session, election: Election, *, status: RollStatus | None, page: int, size: int
) -> RollPage:
    """One page of the roll, all of it or one status. A page past the end answers with the last one."""
    conditions = [VoterRollEntry.election_id == election.id]
    if status is not None:
        conditions.append(VoterRollEntry.status == status)
    lines = session.scalar(select(func.count()).select_from(VoterRollEntry).where(*conditions)) or 0
    pages = max(1, -(-lines // size))
    page = min(max(page, 1), pages)
    rows = session.scalars(
        select(VoterRollEntry)
        .join(Person, Person.id == VoterRollEntry.person_id)
        .where(*conditions)
        .options(selectinload(VoterRollEntry.person))
        .order_by(Person.family_name, Person.given_name, VoterRollEntry.id)
        .offset((page - 1) * size)
        .limit(size)
    )
    return RollPage(entries=tuple(rows), page=page, pages=pages, lines=lines)


def roll_numbers(session: Session, election: Election, minimum: int) -> RollNumbers:
    """The roll in numbers; groups under `minimum` people are merged (requirements 1.14, small groups)."""
    rows = session.execute(
        select(
            VoterRollEntry.status,
            VoterRollEntry.codes,
            VoterRollEntry.language,
            VoterRollEntry.door,
            VoterRollEntry.person_id,
        ).where(VoterRollEntry.election_id == election.id)
    ).all()
    schools = schools_of_guardians(session, election)
    return RollNumbers(
        people=len(rows),
        by_status=merge_small(Counter(row.status for row in rows), minimum),
        by_reason=merge_small(_counted(row.codes["codes"] for row in rows), minimum),
        by_language=merge_small(Counter(row.language for row in rows), minimum),
        by_door=merge_small(Counter(row.door for row in rows), minimum),
        by_school=merge_small(
            Counter(name for row in rows for name in schools.get(row.person_id, {""})), minimum
        ),
    )


def schools_of_guardians(session: Session, election: Election) -> Mapping[UUID, set[str]]:
    """The names of the schools that the children of each guardian go to, or students themselves where they vote."""
    if settings_of(election).electorate is Electorate.STUDENTS:
        own = select(Enrollment.person_id, School.name).join(School, School.id == Enrollment.school_id)
        pairs = session.execute(own.where(Enrollment.district_id == election.district_id))
    else:
        pairs = session.execute(
            select(Guardianship.guardian_id, School.name)
            .join(Enrollment, Enrollment.person_id == Guardianship.student_id)
            .join(School, School.id == Enrollment.school_id)
            .where(Guardianship.district_id == election.district_id)
        )
    found: dict[UUID, set[str]] = {}
    for person, school in pairs:
        found.setdefault(person, set()).add(school)
    return found


def _counted(reasons: Iterable[list[str]]) -> Counter[str]:
    return Counter(code for codes in reasons for code in set(codes))


def merge_small(counted: Mapping[Group, int], minimum: int) -> Merged[Group]:
    """The groups, largest first, with those under `minimum` merged.

    What is merged reaches the minimum as well: the next group joins it, so that no small number is left to be
    found by taking the others from the whole.
    """
    groups = sorted(counted.items(), key=lambda each: (-each[1], str(each[0])))
    merged = 0
    while groups and (groups[-1][1] < minimum or 0 < merged < minimum):
        merged += groups.pop()[1]
    return Merged(groups=tuple(groups), merged=merged)
