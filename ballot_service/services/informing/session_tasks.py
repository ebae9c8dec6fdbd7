"""What needs doing about information sessions: enter the first one, and add what shows that one was held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.rules.words import say
from ballot_service.services.informing.register import has_evidence, sessions_of
from ballot_service.services.tasks import Part, ToDo, day_of


def session_tasks(session: Session, election: Election, now: datetime) -> Iterator[ToDo]:
    """Nothing is planned while people can still send forms, or a session was held and nothing shows it."""
    standing = [row for row in sessions_of(session, election) if row.cancelled_at is None]
    if not standing and now < election.nominations_close_at:
        yield ToDo(
            part=Part.SESSIONS,
            sentence=say("No information session yet."),
            step=say("Enter a session"),
            on=day_of(election, election.nominations_close_at),
        )
    for row in standing:
        if now >= row.ends_at and not has_evidence(row):
            day = day_of(election, row.starts_at)
            yield ToDo(
                part=Part.SESSIONS,
                sentence=say("Evidence missing for the information session of {day}.", day=day),
                step=say("Add the agenda or the sign-in sheet"),
                on=day,
            )
