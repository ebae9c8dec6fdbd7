"""Which elections the offices of a signed-in person reach, in every district where they hold one."""

from __future__ import annotations

from uuid import UUID

from flask import abort, g
from sqlalchemy import and_, or_, select

from ballot_service.database import db
from ballot_service.models import Appointment, Election, Role
from ballot_service.web.access import appointments


def offices(roles: tuple[Role, ...]) -> list[Appointment]:
    """The offices held today among these roles, in the order in which the roles are given."""
    return [held for role in roles for held in appointments() if held.role is role]


def elections_for(roles: tuple[Role, ...]) -> list[Election]:
    """The elections these offices reach, newest first: of their district, or of their one council."""
    reached = [
        and_(
            Election.district_id == held.district_id,
            *(() if held.council_id is None else (Election.council_id == held.council_id,)),
        )
        for held in offices(roles)
    ]
    return list(db.session.scalars(select(Election).where(or_(*reached)).order_by(Election.opens_at.desc())))


def reached_election(election_id: UUID, roles: tuple[Role, ...]) -> Election:
    """The election, by the first of the offices that reaches it; `g` then has that office. Aborts with 404."""
    election = db.session.get(Election, election_id) or abort(404)
    for held in offices(roles):
        if held.district_id == election.district_id and held.council_id in (None, election.council_id):
            g.appointment, g.district_id = held, held.district_id
            return election
    return abort(404)
