"""Calling an election off before anybody can vote: nothing is deleted, its links stop, its seats are free again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ballot_service.models import BallotLink, Election, VoterRollEntry
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused

SOURCE = "R007, R048; requirements 1.15 (a change is judged when it is asked for)"


def may_cancel(election: Election, now: datetime) -> Decision:
    """An election can be called off until its vote has opened; ballots that were cast are never thrown away."""
    if election.cancelled_at is not None:
        return Decision(reasons=(cancelled_reason(),))
    if election.opening_confirmed_at is None or now < election.opens_at:
        return Decision()
    reason = Reason(
        code="vote_has_opened",
        sentence=say("Voting opened on {opens}.", opens=election.opens_at.astimezone(election.zone)),
        source=SOURCE,
        remedy=say("Ballots that were cast must be counted. Let the vote end and certify its result."),
    )
    return Decision(reasons=(reason,))


def cancelled_reason() -> Reason:
    return Reason(
        code="election_cancelled",
        sentence=say("This election was cancelled."),
        source=SOURCE,
        remedy=say("Set up a new election for the same council."),
    )


def require_running(act: str, election: Election) -> None:
    """Raises Refused for an election that was called off."""
    if election.cancelled_at is not None:
        raise Refused.for_election(act, Decision(reasons=(cancelled_reason(),)), election)


def cancel_election(
    session: Session, election: Election, reason: str, *, now: datetime, by: UUID | None = None
) -> int:
    """Calls the election off and stops its ballot links; answers how many. Raises Refused once voting has opened."""
    decision = may_cancel(election, now)
    if not decision.allowed:
        raise Refused.for_election("cancel_election", decision, election)
    return end_vote(session, election, "cancel_election", reason, now=now, by=by)


def end_vote(
    session: Session, election: Election, act: str, reason: str, *, now: datetime, by: UUID | None
) -> int:
    """What every way of ending a vote without a result does: its public reason, no more links, and the trail."""
    election.cancelled_at = now
    election.cancelled_because = reason
    election.opening_confirmed_at = None
    stopped = _stop_links(session, election, now)
    trail.of_election(
        session,
        election,
        act,
        now=now,
        by=by,
        details={"links": stopped},
        words={"reason": reason},
    )
    return stopped


def _stop_links(session: Session, election: Election, now: datetime) -> int:
    entries = select(VoterRollEntry.id).where(VoterRollEntry.election_id == election.id)
    stopped = session.execute(
        update(BallotLink)
        .where(BallotLink.roll_entry_id.in_(entries), BallotLink.revoked_at.is_(None))
        .values(revoked_at=now, revoked_reason="The election was cancelled.")
        .returning(BallotLink.id)
    )
    number = len(stopped.all())
    session.flush()
    return number
