"""Votes, counts, draws a lot and certifies: the second half of a demonstration election."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.demonstration.place import Place
from ballot_service.models import Account, BallotLink, Certificate, Contest, Election, Role, VoterRollEntry
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.rules.signatures import Signer
from ballot_service.rules.windows import windows_after
from ballot_service.services import certifying, counting, heads, holding, issuing, lots, registering, voting
from ballot_service.services.lots import Witness
from ballot_service.services.reconciling import window_facts
from ballot_service.storage import Storage


def vote_and_certify(
    session: Session,
    place: Place,
    election: Election,
    secret: bytes,
    storage: Storage,
    *,
    seed: int,
    voters: int,
) -> Certificate:
    """A whole small vote with a tie for the last parent seat, settled by lot. `voters` is even."""
    draw = Random(seed)
    clerk, witness = place.accounts[Role.CLERK], place.accounts[Role.WITNESS]
    _decide_held(session, election, clerk)
    _vote(session, election, secret, draw, voters)
    closed_at = election.closes_at + timedelta(minutes=5)
    counting.freeze_dispositions(session, election, secret, now=closed_at, by=clerk.id)
    counting.count(session, election, secret, now=closed_at, by=clerk.id, shuffle=draw.shuffle)
    settled_at = windows_after(window_facts(election)).last_ends_at + timedelta(hours=1)
    _draw_lots(session, election, draw, settled_at, clerk, witness)
    for account, is_employee, capacity in ((clerk, True, "Clerk"), (witness, False, "Witness")):
        certifying.sign(
            session,
            election,
            name=account.name,
            capacity=capacity,
            is_employee=is_employee,
            is_nominee=False,
            is_close_relative=False,
            now=settled_at + timedelta(minutes=10),
            by=account.id,
        )
    return certifying.certify(
        session, election, secret, storage, now=settled_at + timedelta(minutes=20), by=clerk.id
    )


def _decide_held(session: Session, election: Election, clerk: Account) -> None:
    """Whoever the rules hold is looked at before the vote; here nobody turns out to be staff."""
    for entry in registering.held(session, election):
        holding.decide_held(
            session,
            election,
            entry,
            may=True,
            reason="Asked by phone: not employed by the district.",
            now=election.opens_at - timedelta(hours=20),
            by=clerk.id,
        )


def _vote(session: Session, election: Election, secret: bytes, draw: Random, voters: int) -> None:
    """Parents get votes in a falling curve, the last two of the seats exactly as many as each other."""
    links = list(
        session.scalars(
            select(BallotLink)
            .join(VoterRollEntry, VoterRollEntry.id == BallotLink.roll_entry_id)
            .where(VoterRollEntry.election_id == election.id, BallotLink.revoked_at.is_(None))
            .order_by(VoterRollEntry.id)
        )
    )
    chosen = draw.sample(links, min(voters, len(links) // 2 * 2))
    for number, link in enumerate(chosen):
        at = election.opens_at + timedelta(hours=2 + number)
        opened = issuing.OpenedLink(link=link, entry=link.roll_entry, election=election)
        choices = {str(contest.id): _marks(contest, number, draw) for contest in election.contests}
        voting.cast(session, opened, choices, now=at)
        voting.log_waiting(session, election)
        if number % 10 == 9:
            heads.make_head(session, election, secret, now=at)
        session.commit()


def _marks(contest: Contest, number: int, draw: Random) -> list[str]:
    ids = [str(candidate.id) for candidate in contest.qualified]
    if contest.seat_group.kind is not SeatGroupKind.PARENTS:
        return draw.sample(ids, min(contest.seats, len(ids))) if number % 5 else []
    sure, rivals = ids[: contest.seats - 1], ids[contest.seats - 1 : contest.seats + 1]
    marks = [each for place, each in enumerate(sure) if number % (place + 7)]
    return [*marks, rivals[number % 2]]


def _draw_lots(
    session: Session, election: Election, draw: Random, drawn_at: datetime, clerk: Account, witness: Account
) -> None:
    for contest in election.contests:
        tied = list(lots.tied_in(session, contest))
        if not tied:
            continue
        draw.shuffle(tied)
        seen = [
            Witness(name=name, is_employee=False, is_nominee=False, is_close_relative=False)
            for name in ("Wanda Waters", "Walter Webb")
        ]
        lot = lots.record_lot(
            session,
            contest,
            drawn=tied,
            drawn_at=drawn_at,
            place="Tallow Creek Public Library, meeting room",
            method="Names in equal envelopes, drawn from a hat by the librarian",
            witnesses=seen,
            now=drawn_at + timedelta(minutes=5),
            by=clerk.id,
        )
        signer = Signer(person=str(witness.id), is_employee=False, is_nominee=False, is_close_relative=False)
        lots.confirm_lot(session, lot, signer, now=drawn_at + timedelta(minutes=8), by=witness.id)
