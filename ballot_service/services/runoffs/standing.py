"""Whether a run-off still decides something: it is not called off, and just these are tied for just these seats."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import Contest, Election, Runoff
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.runoffs import RUNOFF_SOURCE
from ballot_service.rules.words import say
from ballot_service.services.counting import tally
from ballot_service.services.runoffs.rows import runoff_row, runoffs_for


def standing_runoffs(session: Session, election: Election) -> dict[UUID, Runoff]:
    """By contest of the first election. After a recount a run-off for another tie stands no more."""
    called = [row for row in runoffs_for(session, election) if row.election.cancelled_at is None]
    if not called or election.counted_at is None:
        return {}
    ties = {
        line.contest: (sorted(line.tied), line.tied_seats)
        for line in tally(session, election, "unofficial-complete").contests
    }
    return {row.contest_id: row for row in called if ties[str(row.contest_id)] == _decides(row)}


def _decides(row: Runoff) -> tuple[list[str], int]:
    return sorted(row.tied["tied"]), row.seats


def has_nothing_to_decide(session: Session, election: Election) -> bool:
    """Whether this is a run-off whose tie is gone, because the first election's ballots were counted again."""
    row = runoff_row(session, election)
    if row is None:
        return False
    return standing_runoffs(session, row.contest.election).get(row.contest_id) is not row


def still_decides(session: Session, election: Election) -> Decision:
    """Refused for a run-off whose tie is gone: nobody is certified for a seat that somebody has."""
    if not has_nothing_to_decide(session, election):
        return Decision()
    reason = Reason(
        code="runoff_without_tie",
        sentence=say("The tie for which this run-off was called is gone: it fills no seat."),
        source=RUNOFF_SOURCE,
        remedy=say("Read the result of the first election. It was counted again, and names who is elected."),
    )
    return Decision(reasons=(reason,))


def was_called_off(session: Session, contest: Contest) -> bool:
    """Whether a run-off for this contest was called off and no other one stands: then a lot may decide."""
    election = contest.election
    called_off = (
        row.contest_id == contest.id and row.election.cancelled_at is not None
        for row in runoffs_for(session, election)
    )
    return any(called_off) and contest.id not in standing_runoffs(session, election)
