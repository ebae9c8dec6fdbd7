"""On which days a run-off that is called may open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.rules.runoffs import RunoffOpeningFacts
from ballot_service.services.reconciling import window_facts
from ballot_service.services.runoffs.rows import runoff_row


def runoff_opening_facts(
    session: Session, election: Election, opens_at: datetime
) -> RunoffOpeningFacts | None:
    """What `may_open_runoff` takes; None for every election that is no run-off."""
    row = runoff_row(session, election)
    if row is None:
        return None
    return RunoffOpeningFacts(opens_at=opens_at, windows=window_facts(row.contest.election))
