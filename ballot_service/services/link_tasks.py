"""What needs doing about ballot links: issue them, send them, print letters, replace those that went astray."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import BallotLink, Election, VoterRollEntry
from ballot_service.rules.words import say
from ballot_service.services.announcing import Stand, reach
from ballot_service.services.issuing import MAY_HAVE_A_LINK
from ballot_service.services.tasks import Part, ToDo, day_of, number_on_roll


def link_tasks(session: Session, election: Election, channels: Collection[str]) -> Iterator[ToDo]:
    """Links to issue, to send, to print and to replace. `channels` are those that this installation can send."""
    yield from _to_issue(session, election)
    yield from _unreached(session, election, channels)


def _to_issue(session: Session, election: Election) -> Iterator[ToDo]:
    opening = day_of(election, election.opens_at)
    working = select(BallotLink.roll_entry_id).where(BallotLink.revoked_at.is_(None))
    without = number_on_roll(
        session, election, VoterRollEntry.status.in_(MAY_HAVE_A_LINK), VoterRollEntry.id.not_in(working)
    )
    if without and election.ballot_frozen_at is not None:
        yield ToDo(
            part=Part.LINKS,
            sentence=say("Voters without a working ballot link: {count}.", count=without),
            step=say("Issue the links"),
            on=opening,
        )
    astray = select(BallotLink.roll_entry_id).where(BallotLink.not_me_at.is_not(None))
    wrong = number_on_roll(
        session, election, VoterRollEntry.id.in_(astray), VoterRollEntry.id.not_in(working)
    )
    if wrong:
        yield ToDo(
            part=Part.LINKS,
            sentence=say("Links that reached somebody else: {count}.", count=wrong),
            step=say("Send new links"),
            on=day_of(election, election.closes_at),
        )


def _unreached(session: Session, election: Election, channels: Collection[str]) -> Iterator[ToDo]:
    """Links that were issued and have not left the house: to be sent, printed, or handed over."""
    if election.ballot_frozen_at is None:
        return
    reached = reach(session, election, channels)
    unsent = reached.number(Stand.UNSENT)
    if unsent:
        yield ToDo(
            part=Part.SENDING,
            sentence=say("Ballot links that were issued but not sent: {count}.", count=unsent),
            step=say("Send the ballot links"),
            on=day_of(election, election.opens_at),
        )
    letters = reached.number(Stand.TO_PRINT) + reached.number(Stand.TO_HAND_OUT)
    if letters:
        yield ToDo(
            part=Part.LINKS,
            sentence=say("Voters whom no message reaches, with letters to print: {count}.", count=letters),
            step=say("Print the letters"),
            on=day_of(election, election.opens_at),
        )
