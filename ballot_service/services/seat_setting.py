"""A council's seats: set from a plan, until interest forms open for an election that is made from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Council, Election, School, Seat, SeatGroup
from ballot_service.rules.composition import CompositionFacts, CompositionMoment, SeatsFacts, places_of
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.election_settings import DEFAULTS
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.contest_making import make_contests_again, require_sound_seats
from ballot_service.services.deciding import Asked, keep_for, keep_for_district
from ballot_service.services.facts import seat_plans, settings_of

SEATS_SOURCE = "R053–R061; requirements 1.14 (contests come from seats)"


def election_under_way(session: Session, council: Council, now: datetime) -> Election | None:
    """An election of the council that is not over, and for which people may already stand for the seats as they are."""
    begun = (each for each in _running(session, council) if _has_begun(each, now))
    return next(begun, None)


def _running(session: Session, council: Council) -> Sequence[Election]:
    return session.scalars(
        select(Election)
        .where(
            Election.council_id == council.id,
            Election.certified_at.is_(None),
            Election.cancelled_at.is_(None),
        )
        .order_by(Election.opens_at)
    ).all()


def _has_begun(election: Election, now: datetime) -> bool:
    return now >= election.nominations_open_at or any(each.candidates for each in election.contests)


def set_seats(
    session: Session, council: Council, plans: Sequence[SeatPlan], *, now: datetime, by: UUID | None = None
) -> None:
    """Replaces the council's seats. Groups stay the same rows, because earlier elections point to them.

    An election whose interest forms have not opened gets its contests anew. Raises Refused once they have, or when
    the seats would not be sound for it, and NotFound for a reserved school that the district does not have.
    """
    _require_no_election(session, council, now)
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
    _keep_seats(session, council, now)
    for election in _running(session, council):
        _make_contests_again(session, election, council, now, by)
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


def _keep_seats(session: Session, council: Council, now: datetime) -> None:
    """Keeps what the guidance says to these seats; with the settings' defaults, as no election exists yet."""
    seats = seat_plans(council.seat_groups)
    composition = CompositionFacts(
        kind=council.kind,
        moment=CompositionMoment.SET_UP,
        groups=places_of(seats),
        personnel_warning_percent=DEFAULTS.personnel_warning_percent,
    )
    asked = (
        Asked(rule="council_composition", facts=composition),
        Asked(rule="seats_are_filled_properly", facts=SeatsFacts(seats=seats)),
    )
    keep_for_district(session, council.district_id, *asked, subject_id=council.id, now=now)


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


def _make_contests_again(
    session: Session, election: Election, council: Council, now: datetime, by: UUID | None
) -> None:
    asked = require_sound_seats(
        session, council, election.school_year, settings_of(election), act="set_seats"
    )
    keep_for(session, election, *asked, now=now)
    make_contests_again(session, election, council)
    trail.of_election(session, election, "make_contests_again", now=now, by=by)


def _require_no_election(session: Session, council: Council, now: datetime) -> None:
    election = election_under_way(session, council, now)
    if election is None:
        return
    reason = Reason(
        code="seats_in_election",
        sentence=say(
            'Interest forms for these seats are open in the election "{title}".', title=election.title
        ),
        source=SEATS_SOURCE,
        remedy=say(
            "Change the seats after the result is certified, or cancel that election and set it up again."
        ),
    )
    raise Refused(
        "set_seats", Decision(reasons=(reason,)), district_id=council.district_id, subject_id=council.id
    )
