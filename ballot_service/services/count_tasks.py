"""What a count still needs from the clerk once it was made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.rules.words import say
from ballot_service.services.counting import votes_wait_for_nothing
from ballot_service.services.reconciling import count_time_facts
from ballot_service.services.tasks import Part, ToDo, day_of


def count_tasks(session: Session, election: Election, now: datetime) -> Iterator[ToDo]:
    """One task, for today, where votes waited for ballots and none of them came. `now` is aware."""
    if votes_wait_for_nothing(session, election, count_time_facts(session, election, now)):
        yield ToDo(
            part=Part.COUNTING,
            sentence=say("No ballot can be added any more, and the votes are not published yet."),
            step=say("Publish the votes"),
            on=day_of(election, now),
        )
