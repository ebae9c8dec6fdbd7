"""Each contest's numbers for certification: votes, seats won, and how far a lot for a tie has come."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.rules.certification import ContestAccount, LotState
from ballot_service.services.counting import tally
from ballot_service.services.facts import contest_facts, settings_of, voted_contests
from ballot_service.services.lots import lots_of
from ballot_service.services.runoffs.standing import standing_runoffs


def contest_accounts(session: Session, election: Election) -> tuple[ContestAccount, ...]:
    """Votes, ties and lots of every contest as the cast vote records give them; nothing before the count."""
    if election.counted_at is None:
        return ()
    lots, runoffs = lots_of(session, election), standing_runoffs(session, election)
    by_id = {str(contest.id): contest for contest in election.contests}
    voted = {contest.contest: contest for contest in voted_contests(election)}  # names as they were counted
    accounts = []
    for line in tally(session, election, "unofficial-complete").contests:
        lot = lots.get(UUID(line.contest))
        state = LotState.NONE if lot is None else LotState.CONFIRMED if lot.confirmed_at else LotState.ENTERED
        accounts.append(
            ContestAccount(
                contest=voted.get(line.contest) or contest_facts(by_id[line.contest]),
                ballots=line.ballots,
                votes=sum(each.votes for each in line.votes),
                overvotes=line.overvotes,
                undervotes=line.undervotes,
                elected=len(line.elected) - len(line.drawn),
                tied=line.tied or line.lot,
                tied_seats=line.tied_seats or len(line.drawn),
                lot=state,
                tie_method=settings_of(election).tie_method,
                runoff_called=UUID(line.contest) in runoffs,
            )
        )
    return tuple(accounts)
