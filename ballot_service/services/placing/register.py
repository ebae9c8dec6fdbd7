"""The places of an election in order, how often each was opened, and what needs doing about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import Election, Placement, PlacementNotice, PlacementVisits
from ballot_service.rules.placements import PlacementState
from ballot_service.rules.places import SHEETS, PlaceKind
from ballot_service.rules.words import say
from ballot_service.services.tasks import Part, ToDo, day_of

_ORDER = list(PlaceKind)


@dataclass(frozen=True, kw_only=True)
class Visits:
    """How often the short address of a place was opened: in all, and on the last day it was."""

    number: int
    last_on: date


def placements_of(session: Session, election: Election) -> list[Placement]:
    """Every place, given up ones too: by kind of place as the guidance lists them, then by name."""
    rows = session.scalars(
        select(Placement)
        .where(Placement.election_id == election.id)
        .options(
            selectinload(Placement.notices).selectinload(PlacementNotice.notice),
            selectinload(Placement.evidence),
        )
    )
    return sorted(rows, key=lambda row: (_ORDER.index(row.kind), row.name.casefold(), row.code))


def to_put_up(session: Session, election: Election) -> list[Placement]:
    """The places where a flyer is still to be put up or laid out, in the order in which they are printed."""
    return [
        row
        for row in placements_of(session, election)
        if row.state is PlacementState.PLANNED and row.material in SHEETS
    ]


def visits_of(session: Session, election: Election) -> Mapping[UUID, Visits]:
    """By the id of the place. A place that nobody has opened is not in it."""
    rows = session.execute(
        select(
            PlacementVisits.placement_id,
            func.sum(PlacementVisits.visits).label("number"),
            func.max(PlacementVisits.visited_on).label("last_on"),
        )
        .join(Placement, Placement.id == PlacementVisits.placement_id)
        .where(Placement.election_id == election.id)
        .group_by(PlacementVisits.placement_id)
    )
    return {row.placement_id: Visits(number=int(row.number), last_on=row.last_on) for row in rows}


def counts_as_notice(row: Placement) -> bool:
    """Whether lines of the notice ledger stand for it that were not taken back."""
    return any(each.notice.voided_at is None for each in row.notices)


def placement_tasks(session: Session, election: Election, now: datetime) -> Iterator[ToDo]:
    """Places whose day has come with nothing up, and what is up with nothing that shows it."""
    rows = placements_of(session, election)
    due = [
        row.planned_on
        for row in rows
        if row.state is PlacementState.PLANNED and row.planned_on <= day_of(election, now)
    ]
    if due and not election.is_closed(now):
        yield ToDo(
            part=Part.PLACEMENTS,
            sentence=say(
                "Flyers and posts whose day has come and that are not up yet: {count}.", count=len(due)
            ),
            step=say("See these places"),
            on=min(due),
        )
    outdated = [row.put_up_at for row in rows if row.put_up_at is not None and _is_outdated(row)]
    if outdated and not election.is_closed(now):
        yield ToDo(
            part=Part.PLACEMENTS,
            sentence=say(
                "Flyers and posts that are up and name another opening day: {count}.", count=len(outdated)
            ),
            step=say("Replace them"),
            on=day_of(election, election.opens_at),
        )
    unproven = [row.put_up_at for row in rows if row.put_up_at is not None and not row.has_proof]
    if unproven:
        yield ToDo(
            part=Part.PLACEMENTS,
            sentence=say(
                "Flyers and posts that are up without a photo or a witness: {count}.", count=len(unproven)
            ),
            step=say("Add what shows them"),
            on=day_of(election, min(unproven)),
        )


def _is_outdated(row: Placement) -> bool:
    """Whether it still hangs there and tells people another opening day than the one that stands now."""
    if row.state is not PlacementState.UP or row.names_opening_at is None:
        return False
    election = row.election
    return day_of(election, row.names_opening_at) != day_of(election, election.opens_at)
