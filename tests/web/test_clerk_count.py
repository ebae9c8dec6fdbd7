"""After the close: the clerk fixes the list, counts, enters a lot, signs, certifies, and takes the bundle home."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.database import db
from ballot_service.models import Account, BallotLink, Election, LotDrawing
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.paper_requests import PaperDelivery, PaperWay
from ballot_service.rules.signatures import Signer
from ballot_service.sealing.verifier import verify
from ballot_service.services import (
    certifying,
    freezing,
    issuing,
    lots,
    opening,
    paper,
    registering,
    table,
    voting,
)
from ballot_service.services.bundling import certificate_of
from ballot_service.services.paper import Issuing, PaperKind, PaperWish
from ballot_service.services.table import WalkIn
from tests.databases import Database
from tests.tallow_creek import CERTIFY, CLOSES, FREEZE, OPENS, TallowCreek, at
from tests.web.clerk_office import Office, open_office

LOT = {
    "drawn_at": "2025-12-13T10:00",
    "place": "Library",
    "method": "Names drawn from a hat",
    "witness_1": "Wanda One",
    "witness_2": "Walt Two",
    **{f"{what}_{number}": "no" for what in ("employee", "nominee", "relative") for number in (1, 2)},
}


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    """Two parents for one seat with three votes each, and nobody for the community seat."""
    opened = open_office(database.url, tmp_path, parents=1)
    with opened.session() as session:
        creek = object.__new__(TallowCreek)
        election = opened.election(session)
        creek.session, creek.district, creek.cypress = session, election.district, election.council.school
        creek.stand(election.contests[0], "Ana Ruiz", "Bo Lee")
        for number in range(4):
            creek.guardian(f"Voter{number}", "Only")
        registering.build_roll(session, election, now=at(11, 3, 9))
        creek.notify(election)
        freezing.freeze_ballot(session, election, opened.secret, now=FREEZE)
        opening.confirm_opening(session, election, now=OPENS)
        links = issuing.issue_links(session, election, now=OPENS)
        cast(opened, links)
    opened.move_to(at(12, 1))
    return opened


def cast(office: Office, links: list[BallotLink]) -> None:
    session = db.session()
    election = office.election(session)
    contest = election.contests[0]
    for number, link in enumerate(links):
        opened = issuing.OpenedLink(link=link, entry=link.roll_entry, election=election)
        choice = str(contest.qualified[number % 2].id)
        voting.cast(session, opened, {str(contest.id): [choice]}, now=at(11, 20))


def counted(office: Office) -> str:
    office.move_to(CLOSES)
    office.post("/count/list")
    return office.post("/count/start")


def test_nothing_can_be_fixed_or_counted_before_the_close(office: Office) -> None:
    assert "Nobody sees any count before then." in office.get("/count")
    for page in ("/count/list", "/count/start"):
        assert 'data-code="voting_still_open"' in office.post(page, status=409)
    with office.session() as session:
        assert office.election(session).dispositions_frozen_at is None


def test_the_list_comes_before_the_count_and_is_fixed_once(office: Office) -> None:
    office.move_to(CLOSES)
    assert 'data-code="list_not_fixed"' in office.post("/count/start", status=409)
    assert "6 ballots are accepted." in office.get("/count/list")
    office.post("/count/list")
    assert 'data-code="list_fixed"' in office.post("/count/list", status=409)


def test_a_tie_is_shown_and_the_lot_needs_two_witnesses_without_a_stake(office: Office) -> None:
    page = counted(office)
    assert "Tied for the last seat" in page
    assert "Seats nobody stood for: 1." in page
    with office.session() as session:
        contest = office.election(session).contests[0]
        place = f"/count/contests/{contest.id}/lot"
        names = [str(candidate.id) for candidate in contest.qualified]
    drawn = {"drawn_1": names[1], "drawn_2": names[0]}
    office.move_to(CERTIFY)
    office.post(place, status=422, **{**LOT, **drawn, "employee_1": ""})
    relative = office.post(place, status=409, **{**LOT, **drawn, "relative_2": "yes"})
    assert 'data-code="signer_is_relative"' in relative
    assert "Names drawn from a hat" in relative
    page = office.post(place, **LOT, **drawn)
    assert "waits for a second person to confirm it" in page
    with office.session() as session:
        assert session.scalars(select(LotDrawing)).one().drawn_order == {"order": [names[1], names[0]]}


def test_from_the_lot_to_a_bundle_that_verifies(office: Office, tmp_path: Path) -> None:
    test_a_tie_is_shown_and_the_lot_needs_two_witnesses_without_a_stake(office)
    assert 'data-code="lot_not_confirmed"' in office.get("/certification")
    witness = confirm_by_witness(office)
    assert 'data-code="signatures_missing"' in office.get("/certification")
    stake = office.post("/certification/sign", status=409, is_nominee="no", is_close_relative="yes")
    assert 'data-code="signer_is_relative"' in stake
    assert "You have signed." in office.post("/certification/sign", is_nominee="no", is_close_relative="no")
    assert 'data-code="signatures_missing"' in office.post("/certification/certify", status=409)
    sign_as(office, witness)
    page = office.post("/certification/certify")
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(office.client.get(office.path("/certification/bundle.zip")).data)
    with office.session() as session:
        election = office.election(session)
        certificate = certificate_of(session, election)
        assert certificate is not None
        assert election.manifest is not None
        fingerprints = (election.manifest.fingerprint, certificate.record_fingerprint)
    assert fingerprints[1] in page
    assert verify(bundle, fingerprints).is_good


def confirm_by_witness(office: Office) -> object:
    with office.session() as session:
        witness = Account(
            email="witness@example.org",
            name="Will Witness",
            fs_uniquifier=uuid4().hex,
            fs_webauthn_user_handle=uuid4().hex,
        )
        session.add(witness)
        session.flush()
        lot = session.scalars(select(LotDrawing)).one()
        signer = Signer(person=str(witness.id), is_employee=False, is_nominee=False, is_close_relative=False)
        lots.confirm_lot(session, lot, signer, now=CERTIFY, by=witness.id)
        return witness.id


def sign_as(office: Office, witness: object) -> None:
    with office.session() as session:
        account = session.get_one(Account, witness)
        certifying.sign(
            session,
            office.election(session),
            name=account.name,
            capacity="witness",
            is_employee=False,
            is_nominee=False,
            is_close_relative=False,
            now=CERTIFY,
            by=account.id,
        )


def test_votes_that_waited_for_a_ballot_that_never_came_are_published_at_one_press(office: Office) -> None:
    """One ballot was mailed out when the votes were counted at the close, and its seven days are over."""
    with office.session() as session:
        election = office.election(session)
        election.settings = {**election.settings, "count_when": "at_close"}
        mailed_out(session, election)
    assert "ballots_may_be_added" in counted(office)
    page = office.get("/count")
    assert "Publish the votes</a>" not in page
    assert "Ana Ruiz" not in page
    office.move_to(at(12, 13))
    page = office.get("/count")
    assert "No ballot can be added any more, and the votes are not published yet." in page
    assert "Publish the votes</a>" in page
    assert "Nothing is opened" in office.get("/count/start")
    after = office.post("/count/start")
    assert "The votes are published." in after
    assert "Ana Ruiz" in after
    assert "Publish the votes</a>" not in after
    assert 'data-code="counted_already"' in office.post("/count/start", status=409)


def mailed_out(session: Session, election: Election) -> None:
    """Somebody who came to the table asked for a ballot by mail, which never comes back."""
    kind, when, by = PaperKind(language="en"), at(11, 20), uuid4()
    who = WalkIn(given_name="Mo", family_name="Vane", tie=CommunityTie.LIVES_HERE, language="en")
    entry = table.enter_walk_in(session, election, who, now=when, by=by)
    paper.print_run(session, election, kind, 1, now=when, by=by)
    wish = PaperWish(way=PaperWay.PHONE, delivery=PaperDelivery.MAIL, language="en", address="2 Road")
    paper.ask_for_paper(session, election, entry, wish, asked_at=when, now=when, by=by)
    paper.issue_paper(session, election, entry, Issuing(kind=kind), now=when, by=by)
