"""What a result and a certificate say of a run-off: who is tied, when it is held, and who was elected in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Certificate, Contest, Election, Runoff
from ballot_service.rules.calendar import local_date
from ballot_service.rules.election_settings import TieMethod
from ballot_service.rules.words import Sentence, say
from ballot_service.sealing.documents import ContestTotals
from ballot_service.services.facts import settings_of, title_of
from ballot_service.services.runoffs.rows import runoff_row
from ballot_service.services.runoffs.standing import standing_runoffs


def tie_notes(
    session: Session,
    contest: Contest,
    totals: ContestTotals,
    names: Mapping[str, str],
    runoff: Runoff | None,
) -> list[Sentence]:
    """What a tie means: who is tied, and how it is decided or was."""
    if not totals.tied:
        return []
    values = {"seats": totals.tied_seats, "names": tuple(names[each] for each in totals.tied)}
    if runoff is not None:
        return [_when_it_is_held(runoff, values), *_who_was_elected(session, runoff)]
    if settings_of(contest.election).tie_method is TieMethod.RUNOFF:
        return [
            say(
                "Seats undecided because of a tie: {seats}. Tied: {names}. A run-off will decide: a new vote between "
                "these people alone.",
                **values,
            )
        ]
    return [
        say(
            "Seats undecided because of a tie: {seats}. Tied: {names}. A lot will decide, drawn in public before "
            "two witnesses.",
            **values,
        )
    ]


def _when_it_is_held(runoff: Runoff, values: Mapping[str, object]) -> Sentence:
    held = runoff.election
    return say(
        "Seats undecided because of a tie: {seats}. Tied: {names}. A run-off decides, with voting from {opens} until "
        "{closes}.",
        **values,
        opens=held.opens_at.astimezone(held.zone),
        closes=held.closes_at.astimezone(held.zone),
    )


def _who_was_elected(session: Session, runoff: Runoff) -> Iterator[Sentence]:
    """Once the run-off is certified."""
    certified = session.scalar(
        select(Certificate)
        .where(Certificate.election_id == runoff.election_id)
        .order_by(Certificate.version.desc())
        .limit(1)
    )
    if certified is not None:
        (line,) = certified.document["seats"]
        yield say("Elected in the run-off: {names}.", names=tuple(line["elected"]))


def runoff_days(session: Session, election: Election) -> dict[str, str]:
    """Contest id to the local day on which the vote of its run-off closes, for the certificate."""
    return {
        str(contest): local_date(row.election.closes_at, row.election.district.zone).isoformat()
        for contest, row in standing_runoffs(session, election).items()
    }


def left_to_runoff(seat: Mapping[str, Any]) -> Sentence:
    """A line of the certificate (`SeatsFilled`) whose last seats a run-off fills."""
    return say(
        "Seats that the run-off of {day} decides: {seats}. Tied: {names}.",
        day=date.fromisoformat(seat["runoff_on"]),
        seats=seat["tied_seats"],
        names=tuple(seat["tied"]),
    )


def runoff_statements(session: Session, election: Election) -> Iterator[Sentence]:
    """What the certificate of either election says of the other."""
    if row := runoff_row(session, election):
        yield say(
            "This is a run-off. It decides the seats that ended in a tie on {day}: {contest}.",
            day=local_date(row.contest.election.closes_at, election.district.zone),
            contest=title_of(row.contest),
        )
    for row in standing_runoffs(session, election).values():
        yield say(
            "{contest}: a tie is decided by a run-off. Its own certificate names who takes the seats.",
            contest=title_of(row.contest),
        )
