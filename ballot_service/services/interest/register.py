"""The register of an election's interest forms, for the clerk's list and the list of work."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import Contest, Election, FormState, InterestForm

TO_CHECK = (FormState.RECEIVED,)
"""Somebody has to decide. A late form was answered when it came."""


def forms_of(session: Session, election: Election) -> Sequence[InterestForm]:
    """Every form, oldest first, with what its line on a list needs."""
    query = (
        select(InterestForm)
        .where(InterestForm.election_id == election.id)
        .options(
            selectinload(InterestForm.additions),
            selectinload(InterestForm.contest).selectinload(Contest.seat_group),
        )
        .order_by(InterestForm.filed_at, InterestForm.id)
    )
    return session.scalars(query).all()


def number_in(session: Session, election: Election, *states: FormState) -> int:
    """How many forms stand in any of these states."""
    query = select(func.count()).select_from(InterestForm).where(InterestForm.election_id == election.id)
    return session.scalar(query.where(InterestForm.state.in_(states))) or 0


def is_on_file(session: Session, election: Election, sent_key: str) -> bool:
    """Whether the page with this key has filed its form."""
    same = exists().where(InterestForm.election_id == election.id, InterestForm.sent_key == sent_key)
    return bool(session.scalar(select(same)))
