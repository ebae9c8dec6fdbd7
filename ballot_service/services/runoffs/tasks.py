"""What a tie asks of the clerk: to call the run-off that the council chose, also when one was called off; and what a
run-off asks whose tie is gone."""

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
from ballot_service.services.rounds import wants_certificate
from ballot_service.services.runoffs.standing import has_nothing_to_decide, standing_runoffs
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


def task_without_tie(session: Session, election: Election) -> ToDo | None:
    """The one task left in a run-off whose tie is gone: to end it, or, where it is certified, to say so for everybody.
    None once a correction says it."""
    if not has_nothing_to_decide(session, election):
        return None
    contest = title_of(election.contests[0])
    if election.certified_at is None:
        return ToDo(
            part=Part.ENDING,
            sentence=say("{contest}: the tie is gone, so this run-off fills no seat.", contest=contest),
            step=say("End this run-off"),
            on=None,
        )
    if wants_certificate(session, election):
        return None
    return ToDo(
        part=Part.RESULT_CORRECTION,
        sentence=say(
            "{contest}: this run-off is certified, but the tie is gone, so it fills no seat any more.",
            contest=contest,
        ),
        step=say("Write a correction that says so"),
        on=None,
    )
