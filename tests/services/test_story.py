"""One election from its set-up to a certified, verified result, by services alone, on both databases."""

from __future__ import annotations

from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.links import Links, Purpose
from ballot_service.models import (
    AcceptedBallot,
    Account,
    BallotLink,
    CastVoteRecord,
    Contest,
    Election,
    LotDrawing,
)
from ballot_service.rules.signatures import Signer
from ballot_service.sealing.verifier import verify
from ballot_service.services import certifying, counting, issuing, lots, opening, registering, voting
from ballot_service.services.acting import Refused
from ballot_service.services.bundling import certificate_of
from ballot_service.storage import Storage
from tests.tallow_creek import CERTIFY, CLOSES, OPENS, SECRET, TallowCreek, at

LINKS = Links(["tests only, a long enough link secret"])


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


def vote(session: Session, link: BallotLink, choices: dict[Contest, list[str]], when=None) -> voting.Receipt:
    opened = issuing.open_link(session, LINKS, LINKS.token(Purpose.BALLOT, link.key), when or at(11, 20))
    named = {
        str(contest.id): [str(c.id) for c in contest.candidates if c.name in names]
        for contest, names in choices.items()
    }
    receipt = voting.cast(session, opened, named, now=when or at(11, 20))
    session.commit()
    voting.log_waiting(session, opened.election)
    session.commit()
    return receipt


@pytest.fixture
def open_election(session: Session) -> Election:
    """Cypress with six parents for four seats, nobody for the community seat, and ten voters with links."""
    district = TallowCreek(session)
    election = district.election()
    district.stand(election.contests[0], "Ana Ruiz", "Bo Lee", "Cy Hart", "Di Voss", "Ed Poe", "Flo Nix")
    for number in range(4):
        district.guardian(f"Voter{number}", "Onlyvotes")
    registering.build_roll(session, election, now=at(11, 3, 9))
    district.notify(election)
    district.freeze(election)
    opening.confirm_opening(session, election, now=OPENS)
    issuing.issue_links(session, election, now=OPENS)
    session.commit()
    return election


def test_from_open_vote_to_verified_bundle(session: Session, open_election: Election, tmp_path: Path) -> None:
    election = open_election
    parents, _community = election.contests
    links = list(session.scalars(select(BallotLink).order_by(BallotLink.key)))
    assert len(links) == 10

    for number, link in enumerate(links[:8]):
        names = ["Ana Ruiz", "Bo Lee", "Cy Hart", "Di Voss" if number % 2 else "Ed Poe"]
        first = vote(session, link, {parents: names})
        again = vote(session, link, {parents: ["Flo Nix"]})
        assert first.tracker is not None
        assert again.tracker == first.tracker
        assert again.was_there_before

    with pytest.raises(Refused) as early:
        counting.count(session, election, SECRET, now=at(12, 1))
    assert "voting_still_open" in early.value.decision.codes
    session.rollback()

    counting.freeze_dispositions(session, election, SECRET, now=CLOSES)
    result = counting.count(session, election, SECRET, now=CLOSES, shuffle=Random(7).shuffle)
    session.commit()
    line = result.document["contests"][0]
    assert line["tied_seats"] == 1
    assert len(line["tied"]) == 2
    assert session.scalar(select(func.count()).select_from(CastVoteRecord)) == 8
    assert session.scalars(select(AcceptedBallot.envelope_id)).unique().all() == [None]

    clerk, witness = account(session, "Carla Clerk"), account(session, "Will Witness")
    with pytest.raises(Refused) as tied:
        certifying.certify(session, election, SECRET, Storage(tmp_path), now=CERTIFY)
    assert "tie_for_last_seat" in tied.value.decision.codes
    session.rollback()

    _settle(session, parents, line["tied"], clerk, witness)
    for who, is_employee in ((clerk, True), (witness, False)):
        certifying.sign(
            session,
            election,
            name=who.name,
            capacity="clerk" if is_employee else "witness",
            is_employee=is_employee,
            is_nominee=False,
            is_close_relative=False,
            now=CERTIFY,
            by=who.id,
        )
    certifying.certify(session, election, SECRET, Storage(tmp_path), now=CERTIFY)
    session.commit()

    certificate = certificate_of(session, election)
    assert certificate is not None
    place = tmp_path / "bundle.zip"
    place.write_bytes(Storage(tmp_path).read(certificate.bundle_hash))
    assert election.manifest is not None
    report = verify(place, (election.manifest.fingerprint, certificate.record_fingerprint))
    assert report.is_good, report.first_wrong
    assert "Notice: 14 days, 2 channels, 2 languages." in certificate.document["statements"]
    assert certificate.document["seats"][1]["unfilled"] == 1


def _settle(session: Session, contest: Contest, tied: list[str], clerk: Account, witness: Account) -> None:
    seen = [
        lots.Witness(name=name, is_employee=False, is_nominee=False, is_close_relative=False)
        for name in ("Wanda One", "Walt Two")
    ]
    lot = lots.record_lot(
        session,
        contest,
        drawn=tied,
        drawn_at=at(12, 13),
        place="Library",
        method="Names drawn from a hat",
        witnesses=seen,
        now=CERTIFY,
        by=clerk.id,
    )
    with pytest.raises(Refused):
        lots.confirm_lot(session, lot, _signer(clerk), now=CERTIFY, by=clerk.id)
    lots.confirm_lot(session, lot, _signer(witness), now=CERTIFY, by=witness.id)
    session.commit()
    assert session.scalar(select(func.count()).select_from(LotDrawing)) == 1


def _signer(who: Account) -> Signer:
    return Signer(person=str(who.id), is_employee=False, is_nominee=False, is_close_relative=False)
