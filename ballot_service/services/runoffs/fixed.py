"""What nobody changes in a run-off: who stands, and the settings, which are those of the first election."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.runoffs import RUNOFF_SOURCE
from ballot_service.rules.words import say
from ballot_service.services.acting import Refused
from ballot_service.services.runoffs.rows import runoff_row


def require_no_runoff(session: Session, election: Election, act: str) -> None:
    """Raises Refused in a run-off."""
    if runoff_row(session, election) is None:
        return
    reason = Reason(
        code="runoff_fixed",
        sentence=say(
            "In a run-off nobody else can stand, and the settings stay those of the first election."
        ),
        source=RUNOFF_SOURCE,
        remedy=say(
            "Somebody who does not want to stand any more can be taken off until the ballot is frozen."
        ),
    )
    raise Refused.for_election(act, Decision(reasons=(reason,)), election)
