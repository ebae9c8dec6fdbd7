"""Ties in councils that chose a run-off, for the tour: one that waits for its call, and one with its run-off."""

from __future__ import annotations

from datetime import timedelta

from ballot_service.rules.election_settings import ElectionSettings, TieMethod
from ballot_service.services.runoffs.calling import call_runoff
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
    """At two schools; the run-off of the second opens in three weeks."""
    stages.tied("to_run_off", stages.place.schools[1], BY_RUNOFF)
    election, contest = stages.tied("run_off", stages.place.schools[2], BY_RUNOFF)
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
    stages.note("runoff", election_id=runoff.id, council_id=election.council_id)
