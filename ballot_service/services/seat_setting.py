"""A council's seats: set from a plan, as long as no election of the council is under way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Council, Election, School, Seat, SeatGroup
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import NotFound, Refused

SEATS_SOURCE = "R053–R061; requirements 1.14 (contests come from seats)"


def election_under_way(session: Session, council: Council) -> Election | None:
    """The election whose contests were made from the seats as they are, and which is not certified yet."""
    return session.scalar(
        select(Election)
        .where(Election.council_id == council.id, Election.certified_at.is_(None))
        .order_by(Election.opens_at)
        .limit(1)
    )


def set_seats(
    session: Session, council: Council, plans: Sequence[SeatPlan], *, now: datetime, by: UUID | None = None
) -> None:
    """Replaces the council's seats. Groups stay the same rows, because earlier elections point to them.

    Raises Refused while an election of the council is under way, and NotFound for a reserved school that the
    district does not have.
    """
    _require_no_election(session, council)
    by_name = {
        school.name: school
        for school in session.scalars(select(School).where(School.district_id == council.district_id))
    }
    groups = {group.kind: group for group in council.seat_groups}
    for group in council.seat_groups:
        group.seats.clear()
    session.flush()  # the old numbers have to be gone before the new seats take them
    for position, kind in enumerate(dict.fromkeys(plan.group for plan in plans)):
        of_kind = [plan for plan in plans if plan.group is kind]
        group = groups.get(kind) or _new_group(council, of_kind[0])
        group.selection_method, group.position = of_kind[0].selection, position
        places = [plan for plan in of_kind for _ in range(plan.seats)]
        group.seats.extend(
            Seat(
                district_id=council.district_id,
                number=number,
                reserved_school=_school(by_name, plan.reserved_school),
                is_voting=plan.is_voting,
            )
            for number, plan in enumerate(places, start=1)
        )
    session.flush()
    count = sum(len(group.seats) for group in council.seat_groups)
    trail.of_district(
        session,
        council.district_id,
        "set_seats",
        subject_id=council.id,
        now=now,
        by=by,
        details={"seats": count},
    )


def _new_group(council: Council, plan: SeatPlan) -> SeatGroup:
    group = SeatGroup(
        district_id=council.district_id, kind=plan.group, selection_method=plan.selection, position=0
    )
    council.seat_groups.append(group)
    return group


def _school(by_name: dict[str, School], name: str | None) -> School | None:
    if name is None:
        return None
    if name not in by_name:
        raise NotFound(f"school {name}")
    return by_name[name]


def _require_no_election(session: Session, council: Council) -> None:
    election = election_under_way(session, council)
    if election is None:
        return
    reason = Reason(
        code="seats_in_election",
        sentence=say(
            'The election "{title}" uses these seats and is not certified yet.', title=election.title
        ),
        source=SEATS_SOURCE,
        remedy=say("Change the seats after the result is certified, before the next election is set up."),
    )
    raise Refused(
        "set_seats", Decision(reasons=(reason,)), district_id=council.district_id, subject_id=council.id
    )
