"""Whether one can vote now, in the words of the pages that have to say no."""

from __future__ import annotations

from ballot_service.database import db
from ballot_service.models import Election
from ballot_service.rules.words import Sentence, say
from ballot_service.services.correcting import running_correction
from ballot_service.web.clock import now


def state_of_voting(election: Election) -> str:
    """ "before", "paused", "after", or "none" where voting is open and there is nothing to vote on."""
    if election.is_closed(now()):
        return "after"
    if election.paused_at is not None and election.opening_confirmed_at and now() >= election.opens_at:
        return "paused"
    return "none" if election.is_open(now()) else "before"


def why_paused(election: Election) -> Sentence | None:
    """Why the ballot is being corrected; None unless voting is paused."""
    if state_of_voting(election) != "paused":
        return None
    row = running_correction(db.session(), election)
    return say("The ballot is being corrected: {why}", why=row.reason) if row else None
