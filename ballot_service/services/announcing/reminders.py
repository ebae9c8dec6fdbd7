"""The reminder to vote: queued for everybody with a ballot link, sent only to whom has no ballot in the box.

Who has voted is asked one by one, at the moment of sending, and nowhere else: no quote, list, count or proof tells who
got a reminder, because that would tell who had not voted. Why: docs/decisions/0016-who-gets-a-reminder.md.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

import outreach
from ballot_service.links import Links, Purpose
from ballot_service.models import AcceptedBallot, BallotLink
from ballot_service.services.issuing import MAY_HAVE_A_LINK

LINK = "reminder:"
"""Begins the reference of the ballot link in a reminder."""
HOURS = (1, 3, 6, 12, 24, 48)
"""Over how many hours a clerk may have reminders spread."""
USUAL_HOURS = 6
_MOMENTS = 96
"""At most so many different moments, so that queueing for thousands stays a few statements."""


def still_to_vote(session: Session, reference: str, links: Links) -> str | None:
    """The token of the person's ballot link at the moment of sending; None once a ballot is in the box or the link
    opens none.
    """
    link = session.get(BallotLink, UUID(reference.removeprefix(LINK)))
    if link is None or link.revoked_at is not None or link.roll_entry.status not in MAY_HAVE_A_LINK:
        return None
    if session.get(AcceptedBallot, link.roll_entry.merged_into_id or link.roll_entry_id) is not None:
        return None
    return links.token(Purpose.BALLOT, link.key)


def spread(
    recipients: Sequence[outreach.Recipient], now: datetime, over: timedelta
) -> Iterator[tuple[datetime, list[outreach.Recipient]]]:
    """Each recipient's moment between `now` (aware) and `over` later, by lot: it depends on nothing that they did."""
    draw = random.SystemRandom()
    moments = sorted(now + over * draw.random() for _ in range(min(len(recipients), _MOMENTS)))
    turns: Mapping[datetime, list[outreach.Recipient]] = {moment: [] for moment in moments}
    for person in recipients:
        turns[draw.choice(moments)].append(person)
    yield from ((moment, people) for moment, people in turns.items() if people)
