"""Takes off the queue what is no longer true: of an election that was cancelled, or whose times have changed.

What has left cannot be called back.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election
from ballot_service.services.announcing.preparing import Announcing
from ballot_service.services.announcing.session_words import OTHER_SESSIONS

WHY, OTHER_TIMES = "election_cancelled", "times_changed"
NAMES_TIMES = (
    Announcing.ELECTION_NOTICE,
    Announcing.BALLOT_LINK,
    Announcing.REMINDER,
    Announcing.BALLOT_CORRECTED,
)


def call_off(session: Session, election: Election) -> int:
    """Cancels every waiting message of the election; answers how many."""
    notices = select(outreach.OutreachNotice.id).where(outreach.OutreachNotice.scope == str(election.id))
    return outreach.cancel(session, *session.scalars(notices), why=WHY)


def call_off_old_times(session: Session, election: Election) -> int:
    """Cancels waiting notices and links whose words name the times from before a change; answers how many.

    Sent again, they are a new version with the new times.
    """
    table = outreach.OutreachNotice
    notices = select(table.id).where(table.scope == str(election.id), table.name.in_(NAMES_TIMES))
    return outreach.cancel(session, *session.scalars(notices), why=OTHER_TIMES)


def call_off_old_sessions(session: Session, election: Election) -> int:
    """Cancels waiting invitations whose words tell of a session as it was before a change; answers how many."""
    table = outreach.OutreachNotice
    name = Announcing.INFORMATION_SESSION.value
    notices = select(table.id).where(table.scope == str(election.id), table.name == name)
    return outreach.cancel(session, *session.scalars(notices), why=OTHER_SESSIONS)
