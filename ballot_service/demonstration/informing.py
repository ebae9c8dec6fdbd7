"""The demonstration's information sessions: an evening and a morning, with the people who came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import Election, InformationSession, Person, School
from ballot_service.rules.session_plans import SignInWay
from ballot_service.services import informing
from ballot_service.services.informing import Guest, Planned

NEIGHBORS = ("Harriet Boone", "Odessa Grantham", "Percy Holloway")
"""People from outside the school files who sit down among the parents."""
BY_PHONE, FROM_SHEET = 7, 4
CAME_IN_THE_EVENING, CAME_IN_THE_MORNING = 27, 14
"""Most people sign the paper sheet; only its lines are counted."""


def hold_sessions(
    session: Session,
    election: Election,
    school: School,
    *,
    entered_at: datetime,
    evening: datetime,
    morning: datetime,
    parents: Sequence[Person],
    clerk: UUID,
) -> None:
    """Two sessions at the school; all moments are aware, and `evening` and `morning` are when they begin."""
    first = Planned(
        starts_at=evening,
        ends_at=evening + timedelta(minutes=75),
        place=f"{school.name}, cafeteria",
        languages=("en", "es"),
    )
    second = Planned(
        starts_at=morning,
        ends_at=morning + timedelta(minutes=60),
        place=f"{school.name}, library",
        languages=("en", "es"),
    )
    held = [
        informing.schedule_session(session, election, planned, now=entered_at, by=clerk)
        for planned in (first, second)
    ]
    by_phone = [*NEIGHBORS, *(person.name for person in parents[: BY_PHONE - len(NEIGHBORS)])]
    for minutes, name in enumerate(by_phone, start=-4):
        at = evening + timedelta(minutes=minutes)
        informing.sign_in(session, held[0], Guest(name=name, neighborhood=school.name), now=at)
    _from_paper(session, held[1], parents[-FROM_SHEET:], clerk)
    _count(session, held[0], CAME_IN_THE_EVENING, clerk)
    _count(session, held[1], CAME_IN_THE_MORNING, clerk)


def _from_paper(session: Session, row: InformationSession, people: Sequence[Person], clerk: UUID) -> None:
    """The clerk types the sheet in when the session is over."""
    at = row.ends_at + timedelta(hours=2)
    for person in people:
        informing.put_on_list(session, row, Guest(name=person.name), SignInWay.SHEET, now=at, by=clerk)


def _count(session: Session, row: InformationSession, people: int, clerk: UUID) -> None:
    informing.count_attendance(session, row, people, now=row.ends_at + timedelta(hours=3), by=clerk)
