"""The review pages' blueprint, who reads them, and what each reader may see."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g

from ballot_service.models import Election, Role
from ballot_service.web.reach import reached_election

review = Blueprint("review", __name__, url_prefix="/review")

READERS = (Role.STAFF_LIAISON, Role.MONITOR, Role.OFFICER, Role.OBSERVER)
"""Whoever sees most comes first: a person with two offices reads in the wider one."""
PLACE = "/elections/<uuid:election_id>"
PER_PAGE = 100


def readable(election_id: UUID) -> Election:
    """The election, if the reader's office reaches it. Aborts with 404."""
    return reached_election(election_id, READERS)


def sees_voters() -> bool:
    """Names of voters and free text about people are for the staff liaison alone."""
    return g.appointment.role is Role.STAFF_LIAISON


def sees_officials() -> bool:
    """Who acted, by name; an observer reads the office only."""
    return g.appointment.role is not Role.OBSERVER
