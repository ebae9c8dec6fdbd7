"""The short address on a flyer: which place it belongs to, and one more on that place's count for the day.

The count says how well a place works. Nothing is known of who opened the address: no cookie, no network address, no
time of day. Programs that look at links are counted too, and one person twice, so it is a sign and no number of people.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ballot_service.models import Placement, PlacementVisits
from ballot_service.rules.calendar import local_date

SIGNS = "23456789bcdfghjkmnpqrstvwxz"
"""No sign looks like another one, and without vowels no code spells a word."""
CODE_LENGTH = 6


def new_code() -> str:
    """A random code of a place: nobody can tell one from another, or count them."""
    return "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))


def placement_with(session: Session, code: str) -> Placement | None:
    """The place whose code this is, however it was typed in capitals or small letters."""
    return session.scalar(select(Placement).where(Placement.code == code.strip().casefold()))


def count_visit(session: Session, placement: Placement, *, now: datetime) -> None:
    """Adds one to the count of today, on the district's clock. It is no act: the trail says nothing of it."""
    day = local_date(now, placement.election.district.zone)
    if _one_more(session, placement, day):
        return
    try:
        with session.begin_nested():
            session.add(
                PlacementVisits(
                    district_id=placement.district_id, placement_id=placement.id, visited_on=day, visits=1
                )
            )
    except IntegrityError:  # somebody else opened it as the first one of the day
        _one_more(session, placement, day)


def _one_more(session: Session, placement: Placement, day: object) -> bool:
    counted = session.execute(
        update(PlacementVisits)
        .where(PlacementVisits.placement_id == placement.id, PlacementVisits.visited_on == day)
        .values(visits=PlacementVisits.visits + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(counted.rowcount)  # type: ignore[attr-defined]  # an UPDATE has it
