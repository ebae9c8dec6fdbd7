"""A paper ballot in one step at the table: signed in, and the ballot taken from the stock, so that the queue moves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import Election, VoterRollEntry
from ballot_service.rules.table import TableMeans
from ballot_service.services.paper import Issuing, PaperKind, envelope_out, issue_paper, may_issue
from ballot_service.services.reconciling import take_turn
from ballot_service.services.table.signing_in import Declared, sign_in_at_table


def sign_in_for_paper(
    session: Session,
    election: Election,
    entry: VoterRollEntry,
    kind: PaperKind,
    *,
    declared: Declared | None = None,
    now: datetime,
    by: UUID,
) -> bool:
    """Signs somebody in and gives the ballot. False where none was given: none is left, or one is out already.

    Raises Refused as `sign_in_at_table` does.
    """
    take_turn(session, election)  # in the order in which envelopes are entered: none waits for the other
    sign_in_at_table(session, election, entry, TableMeans.PAPER, declared=declared, now=now, by=by)
    if envelope_out(session, entry) or not may_issue(session, election, entry, kind, now).allowed:
        return False
    issue_paper(session, election, entry, Issuing(kind=kind), now=now, by=by)
    return True
