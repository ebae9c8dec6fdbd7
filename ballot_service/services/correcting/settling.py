"""What a confirmed correction changes beside the manifest: places of new names, the close, and paper in the stock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import SystemRandom
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ballot_service.models import BallotLink, Candidate, Contest, Election, StockKind, VoterRollEntry
from ballot_service.rules.election_settings import BallotOrder
from ballot_service.services import trail
from ballot_service.services.facts import manifest_of, settings_of
from ballot_service.services.paper import change_stock, stocks

STALE_PAPER = "Printed from the ballot before its correction."


def place_new_names(session: Session, election: Election, now: datetime, by: UUID) -> None:
    """Those who stay keep their order. A new name gets a place drawn at random, or that of the alphabet."""
    is_random = settings_of(election).ballot_order is BallotOrder.RANDOM
    on_ballot = {one.id for contest in manifest_of(election).contests for one in contest.candidates}
    for contest in election.contests:
        new = [each for each in contest.qualified if str(each.id) not in on_ballot]
        if not new:
            continue
        names = [each for each in contest.qualified if str(each.id) in on_ballot]
        for each in sorted(new, key=lambda one: one.name.casefold()):
            names.insert(_place(names, each, is_random), each)
        _renumber(session, contest, names)
        details = {
            "method": settings_of(election).ballot_order.value,
            "order": [str(each.id) for each in names],
        }
        trail.of_election(
            session, election, "draw_ballot_order", now=now, by=by, subject_id=contest.id, details=details
        )


def _place(names: Sequence[Candidate], new: Candidate, is_random: bool) -> int:
    if is_random:
        return SystemRandom().randrange(len(names) + 1)
    return sum(each.name.casefold() < new.name.casefold() for each in names)


def _renumber(session: Session, contest: Contest, names: Sequence[Candidate]) -> None:
    for place, candidate in enumerate(names, start=1):
        candidate.ballot_order = place
    session.flush()
    session.expire(contest, ["candidates"])


def move_close(session: Session, election: Election, closes_at: datetime) -> None:
    election.closes_at = closes_at
    on_roll = select(VoterRollEntry.id).where(VoterRollEntry.election_id == election.id)
    session.execute(
        update(BallotLink).where(BallotLink.roll_entry_id.in_(on_roll)).values(expires_at=closes_at)
    )
    session.flush()


def retire_paper(session: Session, election: Election, now: datetime, by: UUID) -> None:
    """What is left of ballots printed before leaves the stock as spoiled: nobody may get one any more."""
    for stock in stocks(session, election):
        if stock.should_be_left > 0:
            change_stock(
                session,
                election,
                stock.kind,
                StockKind.SPOILED,
                stock.should_be_left,
                STALE_PAPER,
                now=now,
                by=by,
            )
