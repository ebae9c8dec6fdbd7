"""Ending a run-off whose vote has opened and whose tie is gone: it fills no seat, so nobody opens its ballots."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.runoffs import RUNOFF_SOURCE
from ballot_service.rules.words import say
from ballot_service.services.acting import Refused
from ballot_service.services.cancelling import end_vote, may_cancel
from ballot_service.services.cutting import forget_links
from ballot_service.services.reconciling import take_turn
from ballot_service.services.runoffs.standing import (
    has_nothing_to_decide,
    still_decides,
    take_turn_of_first,
)


def is_to_be_ended(session: Session, election: Election, now: datetime) -> bool:
    """Whether this is a run-off without a tie that is neither over nor can be cancelled any more."""
    is_running = not election.is_over and not may_cancel(election, now).allowed
    return is_running and has_nothing_to_decide(session, election)


def may_end_runoff(session: Session, election: Election, now: datetime) -> Decision:
    """Refused while the first result is being changed, which may bring the tie back, and for every vote that still
    decides something."""
    if not is_to_be_ended(session, election, now):
        return Decision(reasons=(_decides_something(),))
    in_the_way = tuple(
        each for each in still_decides(session, election).objections if each.code != "runoff_without_tie"
    )
    return Decision(reasons=in_the_way)


def end_runoff(session: Session, election: Election, reason: str, *, now: datetime, by: UUID | None) -> int:
    """Ends the vote, stops its links and answers how many, and forgets whose ballot was whose. Raises Refused.

    Ballots that were not opened stay sealed on file; they are never counted.
    """
    take_turn(session, election, waits_for_casts=True)
    take_turn_of_first(session, election)
    session.refresh(election, ["cancelled_at"])
    decision = may_end_runoff(session, election, now)
    if not decision.allowed:
        raise Refused.for_election("end_runoff", decision, election)
    forget_links(session, election)
    return end_vote(session, election, "end_runoff", reason, now=now, by=by)


def _decides_something() -> Reason:
    return Reason(
        code="vote_decides",
        sentence=say(
            "Only a run-off is ended in this way, once its tie is gone, and before its certificate."
        ),
        source=RUNOFF_SOURCE,
        remedy=say("Ballots that were cast must be counted. Let the vote end and certify its result."),
    )
