"""Takes off the queue what is no longer true: of an election that was cancelled, or whose times have changed.

What has left cannot be called back.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

import outreach
from ballot_service.models import BallotLink, Election, VoterRollEntry
from ballot_service.services.announcing.called_off import OLD_WORDS, OTHER_BALLOT, OTHER_SESSIONS, OTHER_TIMES
from ballot_service.services.announcing.kinds import Announcing
from ballot_service.services.issuing import MAY_HAVE_A_LINK

WHY = "election_cancelled"
NAMES_TIMES = (
    Announcing.ELECTION_NOTICE,
    Announcing.BALLOT_LINK,
    Announcing.REMINDER,
    Announcing.BALLOT_CORRECTED,
)
_IN_THEIR_HANDS = (outreach.DeliveryStatus.SENT, *outreach.WAITING)
"""Sent or printed, or on its way; also where nobody knows whether it left."""


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
    """How many people who may vote had a ballot link called off because ballot or times changed, and have had none
    since: none that was sent or printed, waits, or may have left. A version that went to somebody else changes nothing.
    """
    gone, later = outreach.Delivery, aliased(outreach.Delivery)
    notice = outreach.OutreachNotice
    links = select(notice.id).where(
        notice.scope == str(election.id), notice.name == Announcing.BALLOT_LINK.value
    )
    has_another = select(later.id).where(
        later.notice_id.in_(links),
        later.recipient == gone.recipient,
        later.queued_at >= gone.queued_at,
        later.status.in_(_IN_THEIR_HANDS),
    )
    without = set(
        session.scalars(
            select(gone.recipient)
            .where(gone.notice_id.in_(links), gone.ended_why.in_(OLD_WORDS))
            .where(gone.status == outreach.DeliveryStatus.CANCELLED, ~has_another.exists())
            .distinct()
        )
    )
    return len(without & _may_still_vote(session, election)) if without else 0


def _may_still_vote(session: Session, election: Election) -> set[str]:
    """The references of those to whom a ballot link would go now."""
    wanted = (
        select(VoterRollEntry.id)
        .join(BallotLink, BallotLink.roll_entry_id == VoterRollEntry.id)
        .where(VoterRollEntry.election_id == election.id, VoterRollEntry.status.in_(MAY_HAVE_A_LINK))
        .where(BallotLink.revoked_at.is_(None))
    )
    return {str(each) for each in session.scalars(wanted)}


def call_off_old_sessions(session: Session, election: Election) -> int:
    """Cancels waiting invitations whose words tell of a session as it was before a change; answers how many."""
    table = outreach.OutreachNotice
    name = Announcing.INFORMATION_SESSION.value
    notices = select(table.id).where(table.scope == str(election.id), table.name == name)
    return outreach.cancel(session, *session.scalars(notices), why=OTHER_SESSIONS)
