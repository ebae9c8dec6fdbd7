"""Steps that the scenario tests share: an election up to its open vote, ballots cast by name, count and signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from ballot_service.links import Links
from ballot_service.models import (
    Account,
    Certificate,
    Contest,
    Election,
    Person,
    Result,
    VoterRollEntry,
)
from ballot_service.rules.decision import Decision
from ballot_service.rules.employment import Position
from ballot_service.rules.signatures import Signer
from ballot_service.sealing.verifier import Report, verify
from ballot_service.services import certifying, counting, holding, issuing, lots, opening, registering, voting
from ballot_service.services.acting import Refused
from ballot_service.services.issuing import OpenedLink
from ballot_service.storage import Storage
from tests.tallow_creek import CLOSES, SECRET, TallowCreek, at

LINKS = Links(["tests only, a long enough link secret"])
SIX = ("Ana Ruiz", "Bo Lee", "Cy Hart", "Di Voss", "Ed Poe", "Flo Nix")
VOTED = at(11, 20)
HELD_NAME = ("Hollis", "Quill")
S6_VOTES = (61, 54, 47, 38, 38, 20)


def account(session: Session, name: str) -> Account:
    row = Account(
        email=f"{uuid4().hex}@example.org",
        name=name,
        fs_uniquifier=uuid4().hex,
        fs_webauthn_user_handle=uuid4().hex,
    )
    session.add(row)
    session.commit()
    return row


def up_to_open(
    creek: TallowCreek,
    election: Election,
    *,
    voters: int = 4,
    held: bool = False,
    nominees: Sequence[str] = SIX,
) -> Election:
    """Nominees, roll, notice on 4 November, frozen ballot, confirmed opening and a link for everyone who may vote.

    With `held`, one more guardian has the name of a teacher and waits for a person to decide.
    """
    creek.stand(election.contests[0], *nominees)
    for number in range(voters):
        creek.guardian(f"Voter{number}", f"Only{number:03}")
    if held:
        creek.guardian(*HELD_NAME)
        creek.employ(creek.person(*HELD_NAME, date(1970, 5, 5)), Position.TEACHER)
    registering.build_roll(creek.session, election, now=at(11, 3, 9))
    creek.notify(election)
    creek.freeze(election)
    opening.confirm_opening(creek.session, election, now=at(11, 13))
    issuing.issue_links(creek.session, election, now=at(11, 13))
    creek.session.commit()
    return election


def entry_of(session: Session, election: Election, person: Person | str) -> VoterRollEntry:
    """The roll line of a person, or of the one person with that given name."""
    (found,) = [
        entry
        for entry in registering.roll(session, election)
        if person in (entry.person, entry.person.given_name)
    ]
    return found


def with_links(session: Session, election: Election) -> list[VoterRollEntry]:
    return [entry for entry in registering.roll(session, election) if entry.links]


def opened(entry: VoterRollEntry, election: Election) -> OpenedLink:
    return OpenedLink(link=entry.links[-1], entry=entry, election=election)


def cast(
    session: Session,
    election: Election,
    entry: VoterRollEntry,
    names: Mapping[Contest, Sequence[str]] | Sequence[str],
    now: datetime = VOTED,
) -> voting.Receipt:
    """One ballot by names on it; a plain list is for the first contest. Committed, and numbered in the log."""
    chosen = names if isinstance(names, Mapping) else {election.contests[0]: names}
    ids = {
        str(contest.id): [str(c.id) for c in contest.candidates if c.name in wanted]
        for contest, wanted in chosen.items()
    }
    given = voting.cast(session, opened(entry, election), ids, now=now)
    session.commit()
    voting.log_waiting(session, election)
    session.commit()
    return given


def close_and_count(session: Session, election: Election, now: datetime = CLOSES, seed: int = 7) -> Result:
    counting.freeze_dispositions(session, election, SECRET, now=now)
    result = counting.count(session, election, SECRET, now=now, shuffle=Random(seed).shuffle)
    session.commit()
    return result


def decide(session: Session, election: Election, may: bool, now: datetime) -> None:
    """A person decides about the held voter."""
    entry = entry_of(session, election, HELD_NAME[0])
    holding.decide_held(session, election, entry, may=may, reason="Payroll looked at.", now=now, by=uuid4())
    session.commit()


def even_ballots(names: Sequence[str], votes: Sequence[int], ballots: int) -> list[list[str]]:
    """So many ballots that give each name exactly its votes, as evenly filled as can be."""
    filled: list[list[str]] = [[] for _ in range(ballots)]
    for name, number in zip(names, votes, strict=True):
        for ballot in sorted(filled, key=len)[:number]:
            ballot.append(name)
    return filled


def sign(
    session: Session,
    election: Election,
    who: Account,
    now: datetime,
    *,
    employee: bool,
    nominee: bool = False,
) -> None:
    certifying.sign(
        session,
        election,
        name=who.name,
        capacity="Clerk" if employee else "Witness",
        is_employee=employee,
        is_nominee=nominee,
        is_close_relative=False,
        now=now,
        by=who.id,
    )
    session.commit()


@dataclass(frozen=True)
class Papers:
    """A certificate with the bundle written beside it."""

    certificate: Certificate
    bundle: Path

    def verified(self) -> Report:
        fingerprints = (
            self.certificate.document["election_fingerprint"],
            self.certificate.record_fingerprint,
        )
        return verify(self.bundle, fingerprints)


def sign_and_certify(session: Session, election: Election, folder: Path, now: datetime) -> Papers:
    """Clerk and witness sign, and the result is certified."""
    for name, employee in (("Carla Clerk", True), ("Will Witness", False)):
        sign(session, election, account(session, name), now, employee=employee)
    storage = Storage(folder)
    certificate = certifying.certify(session, election, SECRET, storage, now=now)
    session.commit()
    place = folder / "bundle.zip"
    place.write_bytes(storage.read(certificate.bundle_hash))
    return Papers(certificate, place)


def draw_lot(
    session: Session, contest: Contest, tied: Sequence[str], now: datetime, clerk: Account, other: Account
) -> None:
    """A lot drawn before two witnesses, entered by the clerk and confirmed by somebody else."""
    seen = [
        lots.Witness(name=name, is_employee=False, is_nominee=False, is_close_relative=False)
        for name in ("Wanda One", "Walt Two")
    ]
    lot = lots.record_lot(
        session,
        contest,
        drawn=tied,
        drawn_at=now,
        place="Library",
        method="Names drawn from a hat",
        witnesses=seen,
        now=now,
        by=clerk.id,
    )
    session.commit()
    signer = Signer(person=str(other.id), is_employee=False, is_nominee=False, is_close_relative=False)
    lots.confirm_lot(session, lot, signer, now=now, by=other.id)
    session.commit()


def refusal(caught: pytest.ExceptionInfo[Refused]) -> Decision:
    return caught.value.decision


def sentences(decision: Decision) -> list[str]:
    return [str(reason.sentence) for reason in decision.objections]
