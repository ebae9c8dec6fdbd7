"""The register of cases: those that wait first, each with the moment by which it has to be decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import Case, Election
from ballot_service.rules.cases import CaseAbout, CaseKind


def cases_of(session: Session, election: Election) -> Sequence[Case]:
    """Every case, the open ones first, the oldest first among them."""
    query = (
        select(Case)
        .where(Case.election_id == election.id)
        .options(selectinload(Case.statements))
        .order_by(Case.outcome.is_not(None), Case.opened_at, Case.id)
    )
    return session.scalars(query).all()


def open_cases(session: Session, election: Election) -> Sequence[Case]:
    return [case for case in cases_of(session, election) if case.outcome is None]


def cases_about(session: Session, row_id: UUID) -> Sequence[Case]:
    """Every case about one line of the roll, interest form or nominee, the newest first."""
    about = (Case.roll_entry_id == row_id) | (Case.form_id == row_id) | (Case.candidate_id == row_id)
    return session.scalars(select(Case).where(about).order_by(Case.opened_at.desc())).all()


def open_about_names(session: Session, election: Election) -> int:
    """How many open cases can change the names on the ballot: after the freeze they no longer can."""
    query = select(func.count()).select_from(Case)
    about = Case.form_id.is_not(None) | Case.candidate_id.is_not(None)
    return session.scalar(query.where(Case.election_id == election.id, Case.outcome.is_(None), about)) or 0


def decide_by(case: Case) -> datetime:
    """The moment after which the decision changes nothing, on the district's clock.

    For a review of a voter that is the close of voting: the count waits for it longer, but not for ever.
    """
    election = case.election
    if case.kind is CaseKind.REVIEW and case.about in (CaseAbout.VOTER, None):
        at = election.closes_at
    elif case.about is CaseAbout.VOTER:
        at = election.opens_at
    else:
        at = min(election.ballot_frozen_at or election.opens_at, election.opens_at)
    return at.astimezone(election.zone)


def days_left(case: Case, now: datetime) -> int | None:
    """Whole days until then, 0 on the last one; None once it is over or the case is decided."""
    by = decide_by(case)
    return None if case.outcome is not None or now >= by else (by - now) // timedelta(days=1)
