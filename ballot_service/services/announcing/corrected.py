"""The message about a corrected ballot: queued for everybody with a link, sent only to whom may choose again.

Whose ballot is in, and on which version, is asked one by one at the moment of sending, as for reminders; nobody in the
office learns it. Why: docs/decisions/0016-who-gets-a-reminder.md.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.links import Links, Purpose
from ballot_service.models import BallotLink, Election
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.facts import corrects_names
from ballot_service.services.issuing import MAY_HAVE_A_LINK, OpenedLink
from ballot_service.services.voting_again import offered_again

LINK = "corrected:"
"""Begins the reference of the ballot link in such a message."""


def to_vote_again(session: Session, reference: str, links: Links) -> str | None:
    """The token of the person's link at the moment of sending; None for who has not voted, or has done so again."""
    link = session.get(BallotLink, UUID(reference.removeprefix(LINK)))
    if link is None or link.revoked_at is not None or link.roll_entry.status not in MAY_HAVE_A_LINK:
        return None
    entry = link.roll_entry
    opened = OpenedLink(link=link, entry=entry, election=entry.election)
    if offered_again(session, opened) is None:
        return None
    return links.token(Purpose.BALLOT, link.key)


def corrected_values(election: Election, language: str, *, speak: Speak) -> dict[str, str]:
    """When the ballot was corrected last; before any correction the words stand without a day."""
    days = [row.frozen_at for row in election.manifests if corrects_names(row)]
    if not days:
        return {"corrected_on": "–"}
    there = days[-1].astimezone(election.zone)
    return {"corrected_on": speak(language, there)}
