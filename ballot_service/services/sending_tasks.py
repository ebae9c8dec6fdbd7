"""What needs doing when messages of an election stand still, or were called off and not sent again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.rules.words import say
from ballot_service.services.announcing.calling_off import links_called_off
from ballot_service.services.announcing.coming_sessions import people_still_come
from ballot_service.services.announcing.standing import a_provider_is_paused, waiting_of
from ballot_service.services.tasks import Part, ToDo, day_of


def sending_tasks(session: Session, election: Election, now: datetime) -> Iterator[ToDo]:
    """For today, when a provider is paused and messages of this election wait, and when links were called off because
    their words had become old. `now` is aware.
    """
    if a_provider_is_paused(session) and (number := waiting_of(session, election.id)):
        yield ToDo(
            part=Part.SENDING,
            sentence=say("A provider takes no messages now. Messages that wait: {count}.", count=number),
            step=say("See what is stuck"),
            on=day_of(election, now),
        )
    if election.cancelled_at is None and people_still_come(session, election, now):
        yield ToDo(
            part=Part.SENDING,
            sentence=say("People were told of an information session that does not take place."),
            step=say("Tell them that it is called off"),
            on=day_of(election, now),
        )
    can_be_sent = election.paused_at is None and election.cancelled_at is None and not election.is_closed(now)
    if can_be_sent and (gone := links_called_off(session, election)):
        yield ToDo(
            part=Part.SENDING,
            sentence=say(
                "Ballot links called off because the ballot or its times changed: {count}.", count=gone
            ),
            step=say("Send the ballot links again"),
            on=day_of(election, now),
        )
