"""Steps of a correction that tests share: a vote paused, names put right, and confirmed by a second person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.models import Account, BallotCorrection, Candidate, Contest, Election, VoterRollEntry
from ballot_service.rules.signatures import Signer
from ballot_service.services import correcting, nominating, voting
from ballot_service.services.voting_again import cast_again
from tests.services.steps import account, opened
from tests.tallow_creek import SECRET, TallowCreek, at

PAUSED, ENTERED, CONFIRMED, AGAIN = at(11, 21, 9), at(11, 21, 10), at(11, 21, 11), at(11, 22)
WHY = "A name that should stand on the ballot is missing."
DONE = "The missing name was added."


class Desk:
    """The clerk, and a parent who confirms."""

    def __init__(self, creek: TallowCreek, election: Election) -> None:
        self.creek, self.session, self.election = creek, creek.session, election
        self.clerk: Account = account(self.session, "Cleo Clerk")
        self.parent: Account = account(self.session, "Pat Parent")

    def pause(self, now: datetime = PAUSED) -> BallotCorrection:
        row = correcting.pause_voting(self.session, self.election, WHY, now=now, by=self.clerk.id)
        self.session.commit()
        return row

    def add(self, contest: Contest, name: str) -> None:
        """Files somebody who was left out, by the same act as before the freeze."""
        self.creek.stand(contest, name)
        self.session.commit()

    def remove(self, name: str) -> None:
        nominating.withdraw(self.session, self.named(name), "Moved away.", now=ENTERED, by=self.clerk.id)
        self.session.commit()

    def named(self, name: str) -> Candidate:
        return next(c for contest in self.election.contests for c in contest.candidates if c.name == name)

    def enter(self, new_closes_at: datetime | None = None, now: datetime = ENTERED) -> BallotCorrection:
        row = correcting.enter_correction(
            self.session,
            self.election,
            SECRET,
            DONE,
            new_closes_at=new_closes_at,
            now=now,
            by=self.clerk.id,
        )
        self.session.commit()
        return row

    def signer(self, who: Account, *, employee: bool = False) -> Signer:
        return Signer(person=str(who.id), is_employee=employee, is_nominee=False, is_close_relative=False)

    def confirm(self, row: BallotCorrection, now: datetime = CONFIRMED) -> None:
        signer = self.signer(self.parent)
        correcting.confirm_correction(
            self.session, row, SECRET, signer, shown=correcting.digest_of(row), now=now, by=self.parent.id
        )
        self.session.commit()

    def correct(
        self, add: Mapping[Contest, Sequence[str]] | None = None, remove: Sequence[str] = ()
    ) -> BallotCorrection:
        """The whole way: pause, put right, enter, confirm."""
        self.pause()
        for contest, names in (add or {}).items():
            for name in names:
                self.add(contest, name)
        for name in remove:
            self.remove(name)
        row = self.enter()
        self.confirm(row)
        return row


def again(
    session: Session,
    election: Election,
    entry: VoterRollEntry,
    chosen: Mapping[Contest, Sequence[str]],
    now: datetime = AGAIN,
) -> voting.Receipt:
    """What a voter chooses anew, by names. Committed, and numbered in the log."""
    ids = {
        str(contest.id): [str(c.id) for c in contest.candidates if c.name in wanted]
        for contest, wanted in chosen.items()
    }
    given = cast_again(session, opened(entry, election), ids, now=now)
    session.commit()
    voting.log_waiting(session, election)
    session.commit()
    return given
