"""The ties of a count as the clerk's page shows them: what is on record for each, and what may decide it."""

from __future__ import annotations

from dataclasses import dataclass

from ballot_service.database import db
from ballot_service.models import Contest, Election, LotDrawing
from ballot_service.rules.election_settings import TieMethod
from ballot_service.rules.words import Sentence
from ballot_service.services.facts import settings_of, title_of
from ballot_service.services.lots import lots_that_count, tied_in
from ballot_service.services.rounds import wants_certificate
from ballot_service.services.runoffs.standing import standing_runoffs, was_called_off


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A contest whose last seat is undecided: a lot that waits for confirmation, a run-off that is called, or what may
    be done now."""

    contest: Contest
    title: Sentence
    lot: LotDrawing | None
    runoff: Election | None
    wants_runoff: bool
    may_draw: bool


def ties_of(election: Election) -> list[Tie]:
    """Nothing for a tie that a lot has decided. No lot is offered once the result has its certificate."""
    session, chosen = db.session(), settings_of(election).tie_method is TieMethod.RUNOFF
    lots, runoffs = lots_that_count(session, election), standing_runoffs(session, election)
    can_count = wants_certificate(session, election)
    return [
        Tie(
            contest=contest,
            title=title_of(contest),
            lot=lots.get(contest.id),
            runoff=runoffs[contest.id].election if contest.id in runoffs else None,
            wants_runoff=chosen,
            may_draw=can_count and (not chosen or was_called_off(session, contest)),
        )
        for contest in election.contests
        if tied_in(session, contest)
    ]
