"""What a tie asks of the clerk: to call the run-off that the council chose, also when one was called off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.rules.election_settings import TieMethod
from ballot_service.rules.words import say
from ballot_service.services.counting import may_see_votes, tally
from ballot_service.services.facts import settings_of, title_of
from ballot_service.services.lots import lots_that_count
from ballot_service.services.runoffs.standing import standing_runoffs
from ballot_service.services.tasks import Part, ToDo


def runoff_tasks(session: Session, election: Election, now: datetime) -> Iterator[ToDo]:
    """Of a certified election too: its seats are not filled before a run-off stands. None while votes wait."""
    if settings_of(election).tie_method is not TieMethod.RUNOFF or not may_see_votes(session, election, now):
        return
    standing, lots = standing_runoffs(session, election), lots_that_count(session, election)
    by_id = {str(contest.id): contest for contest in election.contests}
    for line in tally(session, election, "unofficial-complete").contests:
        contest = by_id[line.contest]
        if line.tied and contest.id not in standing and contest.id not in lots:
            yield ToDo(
                part=Part.COUNTING,
                sentence=say("{contest}: a tie that a run-off has to decide.", contest=title_of(contest)),
                step=say("Call a run-off"),
                on=None,
            )
