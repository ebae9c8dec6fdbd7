"""What needs doing when messages of an election stand still because a provider takes none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.rules.words import say
from ballot_service.services.announcing.standing import a_provider_is_paused, waiting_of
from ballot_service.services.tasks import Part, ToDo, day_of


def sending_tasks(session: Session, election: Election, now: datetime) -> Iterator[ToDo]:
    """One task, for today, when a provider is paused and messages of this election wait. `now` is aware."""
    if a_provider_is_paused(session) and (number := waiting_of(session, election.id)):
        yield ToDo(
            part=Part.SENDING,
            sentence=say("A provider takes no messages now. Messages that wait: {count}.", count=number),
            step=say("See what is stuck"),
            on=day_of(election, now),
        )
