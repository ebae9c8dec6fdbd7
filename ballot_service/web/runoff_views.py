"""What a page says of a run-off: whose tie it decides, and whether it still does."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.rules.words import Sentence, say
from ballot_service.services.facts import title_of
from ballot_service.services.runoffs.rows import runoff_row
from ballot_service.services.runoffs.standing import has_nothing_to_decide


@dataclass(frozen=True, kw_only=True)
class RunoffShown:
    """`first` is the election whose tie it decides, or decided before it was gone."""

    first: Election
    says: Sentence
    is_gone: bool


def runoff_shown(session: Session, election: Election) -> RunoffShown | None:
    """None for every election that is no run-off."""
    row = runoff_row(session, election)
    if row is None:
        return None
    values = {"contest": title_of(row.contest), "seats": row.seats}
    is_gone = has_nothing_to_decide(session, election)
    sentence = (
        say(
            "The ballots of the first election were counted again, and this tie is gone: {contest}. This run-off "
            "decides nothing any more.",
            contest=values["contest"],
        )
        if is_gone
        else say(
            "This is a run-off. In the first election the last seats ended in a tie: {contest}. Seats it decides: "
            "{seats}. Only the people who are tied stand.",
            **values,
        )
    )
    return RunoffShown(first=row.contest.election, says=sentence, is_gone=is_gone)
