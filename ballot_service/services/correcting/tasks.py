"""What a correction of the ballot still needs from the clerk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.rules.words import say
from ballot_service.services.correcting.previewing import running_correction
from ballot_service.services.tasks import Part, ToDo, day_of


def correction_tasks(session: Session, election: Election, now: datetime) -> Iterator[ToDo]:
    """One task, for today, while nobody can vote because the ballot is being corrected. `now` is aware."""
    row = running_correction(session, election) if election.paused_at is not None else None
    if row is None:
        return
    waits = say("Voting is paused. A second person has to confirm the new ballot.")
    yield ToDo(
        part=Part.CORRECTION,
        sentence=waits if row.entered_at else say("Voting is paused. Put the names on the ballot right."),
        step=say("Go on with the correction"),
        on=day_of(election, now),
    )
