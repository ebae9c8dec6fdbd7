"""Takes off the queue what is no longer true: of an election that was cancelled, or whose times have changed.

What has left cannot be called back.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election
from ballot_service.services.announcing.called_off import OLD_WORDS, OTHER_BALLOT, OTHER_SESSIONS, OTHER_TIMES
from ballot_service.services.announcing.kinds import Announcing
from ballot_service.services.announcing.versions import newest_of

WHY = "election_cancelled"
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


def call_off_old_ballot(session: Session, election: Election) -> int:
    """Cancels waiting links that name the fingerprint of the ballot before its correction, and news of an earlier one;
    answers how many.
    """
    table = outreach.OutreachNotice
    names = (Announcing.BALLOT_LINK, Announcing.BALLOT_CORRECTED)
    notices = select(table.id).where(table.scope == str(election.id), table.name.in_(names))
    return outreach.cancel(session, *session.scalars(notices), why=OTHER_BALLOT)


def links_called_off(session: Session, election: Election) -> int:
    """How many ballot links were called off because ballot or times changed, and were not sent anew since."""
    newest = newest_of(session, election, Announcing.BALLOT_LINK)
    table = outreach.Delivery
    gone = table.ended_why.in_(OLD_WORDS)
    if newest is None:
        return 0
    return session.scalar(select(func.count()).where(table.notice_id == newest.id, gone)) or 0


def call_off_old_sessions(session: Session, election: Election) -> int:
    """Cancels waiting invitations whose words tell of a session as it was before a change; answers how many."""
    table = outreach.OutreachNotice
    name = Announcing.INFORMATION_SESSION.value
    notices = select(table.id).where(table.scope == str(election.id), table.name == name)
    return outreach.cancel(session, *session.scalars(notices), why=OTHER_SESSIONS)
