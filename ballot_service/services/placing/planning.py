"""A place is put on the list with its own short address, and given up with a reason if it is not used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import Election, Placement
from ballot_service.rules.calendar import at_local
from ballot_service.rules.decision import Decision
from ballot_service.rules.placements import (
    PlacementAct,
    PlacementChange,
    PlacementPlan,
    may_change_placement,
    may_plan_placement,
)
from ballot_service.rules.places import Material, PlaceKind
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.facts import settings_of
from ballot_service.services.placing.visiting import new_code, placement_with
from ballot_service.services.reconciling import take_turn


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something is to be put up, what, in which languages, and on which day."""

    material: Material
    kind: PlaceKind
    name: str
    languages: tuple[str, ...]
    planned_on: date
    address: str = ""


def plan_placement(
    session: Session,
    election: Election,
    place: Place,
    *,
    now: datetime,
    by: UUID | None = None,
    code: Callable[[], str] = new_code,
) -> Placement:
    """Puts a place on the list and gives it a code of its own. Raises Refused for a day that makes no sense."""
    facts = _plan(election, place)
    asked, decision = Asked(rule="may_plan_placement", facts=facts), may_plan_placement(facts)
    if not decision.allowed:
        raise Refused.for_election("plan_placement", decision, election, asked=(asked,))
    row = Placement(
        district_id=election.district_id,
        election=election,
        code=_free_code(session, code),
        material=place.material,
        kind=place.kind,
        name=place.name,
        address=place.address,
        languages=list(place.languages),
        planned_on=place.planned_on,
        entered_by=by,
        entered_at=now,
    )
    session.add(row)
    session.flush()
    keep_for(session, election, asked, subject_id=row.id, now=now)
    trail.of_election(
        session,
        election,
        "plan_placement",
        now=now,
        by=by,
        subject_id=row.id,
        details={
            "material": place.material.value,
            "kind": place.kind.value,
            "languages": list(place.languages),
            "planned_on": place.planned_on.isoformat(),
        },
        words={"place": place.name, "address": place.address},
    )
    return row


def may_plan(election: Election, place: Place) -> Decision:
    """What the rule says to a place as it stands: its warnings, for the page of the place."""
    return may_plan_placement(_plan(election, place))


def withdraw_placement(
    session: Session, row: Placement, reason: str, *, now: datetime, by: UUID | None = None
) -> None:
    """Gives up a place where nothing was put up. Its short address still works. Raises Refused without a reason."""
    take_turn(session, row.election)
    session.refresh(row)
    facts = change_of(row, PlacementAct.WITHDRAW, now, now, has_reason=bool(reason.strip()))
    asked, decision = Asked(rule="may_change_placement", facts=facts), may_change_placement(facts)
    if not decision.allowed:
        raise Refused.for_election("withdraw_placement", decision, row.election, row.id, asked=(asked,))
    row.withdrawn_at, row.withdrawn_because = now, reason.strip()
    session.flush()
    keep_for(session, row.election, asked, subject_id=row.id, now=now)
    trail.of_election(
        session,
        row.election,
        "withdraw_placement",
        now=now,
        by=by,
        subject_id=row.id,
        words={"reason": row.withdrawn_because},
    )


def change_of(
    row: Placement,
    act: PlacementAct,
    happened_at: datetime,
    now: datetime,
    *,
    has_proof: bool = False,
    has_link: bool = False,
    has_reason: bool = False,
) -> PlacementChange:
    """The facts of something that is about to be entered about a place."""
    return PlacementChange(
        act=act,
        state=row.state,
        material=row.material,
        happened_at=happened_at,
        entered_at=now,
        opens_at=row.election.opens_at,
        zone=row.election.district.zone,
        put_up_at=row.put_up_at,
        has_proof=has_proof,
        has_link=has_link,
        has_reason=has_reason,
    )


def _plan(election: Election, place: Place) -> PlacementPlan:
    settings, zone = settings_of(election), election.district.zone
    return PlacementPlan(
        languages=place.languages,
        planned_at=at_local(place.planned_on, "12:00", zone),
        opens_at=election.opens_at,
        closes_at=election.closes_at,
        zone=zone,
        min_notice_days=settings.min_notice_days,
        notice_counting=settings.notice_counting,
    )


def _free_code(session: Session, code: Callable[[], str]) -> str:
    """The first code that no other place has."""
    while placement_with(session, tried := code()) is not None:
        pass
    return tried
