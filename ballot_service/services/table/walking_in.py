"""Somebody at the table who is not on the roll: declares, is screened like everybody, and votes provisionally."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from ballot_service.models import ContactKind, ContactPoint, Door, Election, Person, VoterRollEntry
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.cancelling import require_running
from ballot_service.services.near_voters import near_voters
from ballot_service.services.registering import enter_roll
from ballot_service.services.registrations.asking import may_register_now
from ballot_service.services.roll_screening import Said


@dataclass(frozen=True, kw_only=True)
class WalkIn:
    """What somebody declares at the table. Contacts are E.164 numbers and addresses in lower case."""

    given_name: str
    family_name: str
    tie: CommunityTie
    language: str
    works_here: bool = False
    birth_date: date | None = None
    address: str = ""
    contacts: tuple[tuple[ContactKind, str], ...] = field(default=(), repr=False)


def enter_walk_in(
    session: Session, election: Election, walk_in: WalkIn, *, now: datetime, by: UUID
) -> VoterRollEntry:
    """Puts somebody on the roll who comes in person: held once the roll is frozen, so that the ballot is provisional.

    Somebody who is certainly on the roll already keeps that line. Raises Refused after the close and before the
    election's sign-up begins.
    """
    require_running("enter_walk_in", election)
    period = may_register_now(election, now)
    if not period.allowed:
        raise Refused.for_election("enter_walk_in", period, election)
    person = _person(election, walk_in)
    near = near_voters(session, election, person)
    known = next((one for one in near if one.is_certain), None)
    if known is not None:
        entry = session.get_one(VoterRollEntry, known.entry_id)
    else:
        session.add(person)
        session.flush()
        said = Said(
            ties=(walk_in.tie,),
            works_here=walk_in.works_here,
            came_late=now >= (election.roll_frozen_at or election.opens_at),
            is_like_another=bool(near),
        )
        (entry,) = enter_roll(session, election, [person], said, Door.CLERK, now)
    details = {
        "status": entry.status.value,
        "tie": walk_in.tie.value,
        "was_on_roll": known is not None,
    }
    trail.of_election(
        session, election, "enter_walk_in", now=now, by=by, subject_id=entry.id, details=details
    )
    return entry


def _person(election: Election, walk_in: WalkIn) -> Person:
    return Person(
        id=uuid4(),
        district_id=election.district_id,
        given_name=walk_in.given_name,
        family_name=walk_in.family_name,
        birth_date=walk_in.birth_date,
        language=walk_in.language,
        address=walk_in.address,
        source="table",
        source_id=str(uuid4()),
        contacts=[
            ContactPoint(district_id=election.district_id, kind=kind, value=value)
            for kind, value in walk_in.contacts
        ],
        employments=[],
    )
