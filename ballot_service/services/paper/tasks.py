"""What needs doing about paper ballots: people who asked for one and wait."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.rules.words import say
from ballot_service.services.paper.register import paper_numbers
from ballot_service.services.tasks import Part, ToDo, day_of


def paper_tasks(session: Session, election: Election) -> Iterator[ToDo]:
    """The wishes that wait, to be answered before voting closes."""
    if waiting := paper_numbers(session, election).waiting:
        yield ToDo(
            part=Part.PAPER,
            sentence=say("People who asked for a paper ballot and wait for it: {count}.", count=waiting),
            step=say("See these requests"),
            on=day_of(election, election.closes_at),
        )
