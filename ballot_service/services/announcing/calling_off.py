"""Takes off the queue what a cancelled election still had to say; what has left cannot be called back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election

WHY = "election_cancelled"


def call_off(session: Session, election: Election) -> int:
    """Cancels every waiting message of the election; answers how many."""
    notices = select(outreach.OutreachNotice.id).where(outreach.OutreachNotice.scope == str(election.id))
    return outreach.cancel(session, *session.scalars(notices), why=WHY)
