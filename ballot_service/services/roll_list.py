"""The roll as a list to work through: searched, filtered, sorted and cut into pages by the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import Door, Election, Person, RollStatus, VoterRollEntry

PAGE = 50
"""Lines on one page."""
SORTS: dict[str, tuple[Any, ...]] = {
    "name": (Person.family_name, Person.given_name),
    "status": (VoterRollEntry.status,),
    "door": (VoterRollEntry.door,),
    "language": (VoterRollEntry.language,),
    "entered": (VoterRollEntry.entered_at,),
}


@dataclass(frozen=True, kw_only=True)
class RollQuery:
    """What is wanted of the roll; the words all have to stand in the name. `sort` is one of `SORTS`."""

    words: str = ""
    status: RollStatus | None = None
    door: Door | None = None
    language: str = ""
    sort: str = "name"
    is_descending: bool = False
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class RollPage:
    entries: list[VoterRollEntry]
    total: int
    """Lines that fit the query, on all pages."""
    page: int
    pages: int


def roll_page(session: Session, election: Election, wanted: RollQuery) -> RollPage:
    """One page of the lines that fit; a page beyond the last is the last."""
    query = _matching(election, wanted)
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, wanted.page), pages)
    entries = session.scalars(query.offset((page - 1) * PAGE).limit(PAGE))
    return RollPage(entries=list(entries), total=total, page=page, pages=pages)


def roll_lines(session: Session, election: Election, wanted: RollQuery) -> Iterator[VoterRollEntry]:
    """Every line that fits, for an export."""
    yield from session.scalars(_matching(election, wanted).execution_options(yield_per=500))


def languages_on(session: Session, election: Election) -> list[str]:
    """The languages of the people on the roll."""
    query = select(VoterRollEntry.language).where(VoterRollEntry.election_id == election.id).distinct()
    return sorted(session.scalars(query))


def numbers_on(session: Session, election: Election) -> dict[RollStatus, int]:
    """How many people of each status."""
    rows = session.execute(
        select(VoterRollEntry.status, func.count())
        .where(VoterRollEntry.election_id == election.id)
        .group_by(VoterRollEntry.status)
    )
    return {status: number for status, number in rows}


def _matching(election: Election, wanted: RollQuery) -> Select[VoterRollEntry]:
    query = (
        select(VoterRollEntry)
        .join(Person, Person.id == VoterRollEntry.person_id)
        .where(VoterRollEntry.election_id == election.id)
        .options(
            selectinload(VoterRollEntry.person).selectinload(Person.contacts),
            selectinload(VoterRollEntry.links),
        )
    )
    for word in wanted.words.split():
        held = Person.given_name.icontains(word, autoescape=True)
        query = query.where(held | Person.family_name.icontains(word, autoescape=True))
    if wanted.status is not None:
        query = query.where(VoterRollEntry.status == wanted.status)
    if wanted.door is not None:
        query = query.where(VoterRollEntry.door == wanted.door)
    if wanted.language:
        query = query.where(VoterRollEntry.language == wanted.language)
    columns = SORTS.get(wanted.sort, SORTS["name"])
    ordered = [column.desc() if wanted.is_descending else column for column in columns]
    return query.order_by(*ordered, Person.family_name, Person.given_name, VoterRollEntry.id)
