"""A refusal taken back after a review: the form stands again as its own answers say."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import FormState, InterestForm
from ballot_service.services import trail
from ballot_service.services.interest.standing import state_of


def reopen_form(session: Session, form: InterestForm, *, now: datetime, by: UUID) -> FormState:
    """Asks again how a refused form stands, as if nobody had refused it. What was written then stays in the trail."""
    form.state, form.decided_at, form.decided_because = state_of(form), None, ""
    session.flush()
    trail.of_election(
        session,
        form.election,
        "reopen_form",
        now=now,
        by=by,
        subject_id=form.id,
        details={"state": form.state.value},
    )
    return form.state
