"""Whether a run-off still decides something: it is not called off, and just these are tied for just these seats."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import Contest, Election, Runoff
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.runoffs import RUNOFF_SOURCE
from ballot_service.rules.words import say
from ballot_service.services.counting import tally
from ballot_service.services.reconciling import count_is_whole, take_turn
from ballot_service.services.rounds import is_being_changed
from ballot_service.services.runoffs.rows import runoff_row, runoffs_for


def standing_runoffs(session: Session, election: Election) -> dict[UUID, Runoff]:
    """By contest of the first election. After a recount a run-off for another tie stands no more."""
    called = [row for row in runoffs_for(session, election) if row.election.cancelled_at is None]
    ties = _ties(session, election) if called else {}
    return {row.contest_id: row for row in called if ties.get(str(row.contest_id)) == _decides(row)}


def _ties(session: Session, election: Election) -> dict[str, tuple[list[str], int]]:
    """Contest id to who is tied for its last seats and how many these are, as the votes stand now."""
    if election.counted_at is None:
        return {}
    lines = tally(session, election, "unofficial-complete").contests
    return {line.contest: (sorted(line.tied), line.tied_seats) for line in lines}


def _decides(row: Runoff) -> tuple[list[str], int]:
    return sorted(row.tied["tied"]), row.seats


def has_nothing_to_decide(session: Session, election: Election) -> bool:
    """Whether this is a run-off whose tie is gone, because the first election's ballots were counted again."""
    row = runoff_row(session, election)
    if row is None:
        return False
    return standing_runoffs(session, row.contest.election).get(row.contest_id) is not row


def take_turn_of_first(session: Session, election: Election) -> None:
    """Holds the first election of a run-off too, until the transaction ends: what is asked of its tie stays true
    meanwhile. Always after the run-off's own turn; nobody who holds a first election waits for its run-off."""
    if row := runoff_row(session, election):
        take_turn(session, row.contest.election)


def still_decides(session: Session, election: Election) -> Decision:
    """Refused for a run-off whose tie is gone, or may go because the first result is being changed: nobody is certified
    for a seat that somebody else has."""
    row = runoff_row(session, election)
    if row is None:
        return Decision()
    first = row.contest.election
    if is_being_changed(session, first) or not count_is_whole(session, first).allowed:
        return Decision(reasons=(_first_being_changed(),))
    if not has_nothing_to_decide(session, election):
        return Decision()
    reason = Reason(
        code="runoff_without_tie",
        sentence=say("The tie for which this run-off was called is gone: it fills no seat."),
        source=RUNOFF_SOURCE,
        remedy=say("Read the result of the first election. It was counted again, and names who is elected."),
    )
    return Decision(reasons=(reason,))


def _first_being_changed() -> Reason:
    return Reason(
        code="first_result_being_changed",
        sentence=say(
            "In the first election a recount or a correction goes on, or a ballot was decided after its count."
        ),
        source=RUNOFF_SOURCE,
        remedy=say("Finish it there first. It may change who is tied, and then this run-off fills no seat."),
    )


def was_called_off(session: Session, contest: Contest) -> bool:
    """Whether a run-off between just those who are tied now, for just these seats, was called off and no other one
    stands: then a lot may decide. One that was called for another tie, before a recount, opens no way to a lot."""
    tie = _ties(session, contest.election).get(str(contest.id))
    called = [
        row
        for row in runoffs_for(session, contest.election)
        if row.contest_id == contest.id and _decides(row) == tie
    ]
    return bool(called) and all(row.election.cancelled_at is not None for row in called)
