"""Ties in councils that chose a run-off, for the tour: one that waits for its call, and one with its run-off."""

from __future__ import annotations

from datetime import timedelta

from ballot_service.models import Contest, Election
from ballot_service.rules.election_settings import ElectionSettings, TieMethod
from ballot_service.services.runoffs.calling import call_runoff
from ballot_service.services.runoffs.rows import runoff_row
from tests.pages.installation import NOW
from tests.pages.stages import Stages

BY_RUNOFF = ElectionSettings(tie_method=TieMethod.RUNOFF)
TITLES = {
    "es": "Votación de desempate",
    "vi": "Bầu phân định",
    "ar": "جولة إعادة",
    "zh-Hans": "决选",
}


def ties_to_run_off(stages: Stages) -> None:
    """At two schools; the run-off of the second opens in three weeks. The vote of another one goes on, and its tie is
    gone."""
    stages.tied("to_run_off", stages.place.schools[1], BY_RUNOFF)
    _, contest = stages.tied("run_off", stages.place.schools[2], BY_RUNOFF)
    _called(stages, "runoff", contest)
    _, other = stages.tied("run_off_gone", stages.place.schools[2], BY_RUNOFF)
    gone = _called(stages, "runoff_gone", other)
    # as if the vote had opened, and a recount had ended the tie since
    gone.opens_at, gone.opening_confirmed_at = NOW - timedelta(days=1), NOW - timedelta(days=2)
    row = runoff_row(stages.session, gone)
    assert row is not None
    row.tied = {"tied": sorted(row.tied["tied"])[:1]}


def _called(stages: Stages, stage: str, contest: Contest) -> Election:
    opens_at = NOW.replace(minute=0) + timedelta(days=21)
    runoff = call_runoff(
        stages.session,
        contest,
        title="Run-off",
        titles=TITLES,
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=7),
        now=NOW,
        by=stages.clerk.id,
    )
    stages.note(stage, election_id=runoff.id, council_id=runoff.council_id)
    return runoff
