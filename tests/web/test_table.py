"""The clerk signs people in at the table: from the roll for paper, and somebody new with the link shown on the spot."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from ballot_service.links import Purpose
from ballot_service.models import CodeCard, Envelope, RollStatus, TableSignIn, VoterRollEntry
from ballot_service.services import freezing, issuing, opening
from tests.tallow_creek import FREEZE, OPENS, TallowCreek, at
from tests.web.clerk_office import PAPER, Office
from tests.web.forms_office import office

__all__ = ["office"]
NEW = {
    "given_name": "Odell",
    "family_name": "Pettway",
    "tie": "works_or_leads_here",
    "tie_words": "Pettway Feed and Seed, Main Street",
    "works_here": "no",
    "language": "es",
    "declares": "y",
    "means": "link",
    "address": "",
}


def opened(office: Office, *others: str) -> None:
    """Somebody on the roll, others of these names beside him, and the vote open since Tuesday 18 November."""
    office.move_to(at(10, 20))
    for name in ("Otis Byrd", *others):
        office.post(
            "/roll/add",
            **PAPER,
            given_name=name.split()[0],
            family_name=name.split()[1],
            tie="lives_here",
            language="en",
            address=f"{len(name)} Oak Road" if name in others else "",
        )
    with office.session() as session:
        election = office.election(session)
        creek = TallowCreek.found(session, election)
        creek.stand(election.contests[0], "Ana Ruiz", "Bo Lee")
        creek.notify(election)
        freezing.freeze_ballot(session, election, office.secret, now=FREEZE)
        opening.confirm_opening(session, election, now=OPENS)
    office.move_to(at(11, 20))


def test_from_the_name_to_a_paper_ballot_and_from_nowhere_to_the_link(office: Office) -> None:
    opened(office)
    found = office.get("/table?q=Byrd")
    (way,) = re.findall(r"/table/[0-9a-f-]{36}", found)
    assert "choose one" in office.post(way, status=422).lower()
    office.post(way, means="paper")
    assert "Has signed in" in office.get("/table?q=Byrd")
    assert office.post(way, status=409, page="/table/new", means="paper")
    assert "Nobody with this name" in office.get("/table?q=Pettway")
    assert "Fill in this field" in office.post("/table/new", status=422, **{**NEW, "declares": ""})
    assert "Pettway Feed" in office.post("/table/new", status=422, **{**NEW, "phone": "12"})
    slip = office.post("/table/new", status=200, **NEW)
    assert "Su boleta es provisional" in slip
    with office.session() as session:
        entry = session.scalars(select(VoterRollEntry).where(VoterRollEntry.language == "es")).one()
        assert entry.status is RollStatus.HELD
        row = session.scalars(select(TableSignIn).where(TableSignIn.roll_entry_id == entry.id)).one()
        assert row.declaration.startswith("I am 18 or older")
        assert row.tie_words == NEW["tie_words"]
    (address,) = re.findall(r"/v/[a-z2-7.]+", slip)
    ballot = office.app.test_client()
    assert '<html lang="es"' in unescape(ballot.get(address).text)
    ballot.post(address, data={"step": "review", "action": "cast"})
    with office.session() as session:
        assert len(session.scalars(select(Envelope)).all()) == 1
    assert "Provisionally: 1." in office.get("/table")


def test_a_slip_is_shown_only_to_whoever_signed_in_for_it(office: Office) -> None:
    opened(office)
    (way,) = re.findall(r"/table/[0-9a-f-]{36}", office.get("/table?q=Byrd"))
    for _paper in range(2):
        assert "has not signed in to vote with their own link" in office.get(way + "/slip")
        refused = office.post(way + "/slip", page="/table", status=409)
        assert "/v/" not in refused
        office.post(way, page="/table?q=Byrd", status=409 if _paper else 303, means="paper")


def test_a_queue_signs_in_for_cards_with_one_press_each_and_a_way_back(office: Office) -> None:
    opened(office)
    assert "A code card drawn" not in office.get(_way(office)), "there is none to draw"
    office.post("/cards", cards="4")
    account = office.get("/cards")
    assert "File to print (PDF)" in account
    (file,) = re.findall(r"/cards/[0-9a-f-]{36}\.pdf", account)
    assert office.client.get(office.path(file)).data.startswith(b"%PDF")
    found = office.get("/table?q=byr&means=card")
    assert 'name="means" value="card"' in found, "one press signs the person in"
    ready = office.post(_way(office), page="/table?q=byr&means=card", means="card")
    assert "has signed in: draw a card from the box" in ready
    assert "With a card: 1." in ready
    assert 'value="card" selected' in ready, "the table goes on as before"
    entry_page = office.get(_way(office, "roll"))
    assert "Signed in at the table and drew a card" in entry_page
    wrong = office.post(_way(office) + "/back", status=422, code="7K3M 9QX2 TD4W", then="paper")
    assert "No card of this election has this code" in wrong
    assert "7K3M 9QX2 TD4W" in wrong
    with office.session() as session:
        keys = sorted(session.scalars(select(CodeCard.key)))
    links = office.app.extensions["links"]
    code = links.card_code(keys[0])
    assert "Choose one" in office.post(_way(office) + "/back", status=422, code=code)
    office.post(_way(office) + "/back", code=f"http://127.0.0.1/c/{code}", then="paper")
    with office.session() as session:
        assert session.scalars(select(TableSignIn)).one().means.value == "paper"
    office.post("/cards/spoil", code=links.card_code(keys[1]), reason="Torn")
    assert office.post("/cards/spoil", status=409, code=links.card_code(keys[1]), reason="Again")
    after = office.post("/cards/left", left="2")
    assert "printed 4 = drawn 0 + left 2 + spoiled 2" in after
    office.move_to(at(11, 21, 13))
    assert "Gone after 24 hours" in office.get("/cards")
    office.get(file, status=409)


def test_a_slip_is_taken_back_and_a_scanned_link_finds_its_voter(office: Office) -> None:
    opened(office)
    with office.session() as session:
        entry = session.scalars(select(VoterRollEntry)).one()
        issuing.issue_links(session, office.election(session), now=at(11, 20))
        token = office.app.extensions["links"].token(Purpose.BALLOT, entry.links[0].key)
    for typed in (f"http://127.0.0.1:8000/v/{token}", token, token.upper()):
        scanned = office.post("/table", status=200, q=typed, means="link")
        assert "Otis" in scanned
        assert 'value="link" selected' in scanned
        assert token not in scanned.lower()
    office.post(_way(office), status=200, means="link")
    assert "The link that was shown still works" in office.get(_way(office) + "/back")
    assert "not signed in any more" in office.post(_way(office) + "/back")
    with office.session() as session:
        assert session.scalars(select(TableSignIn)).all() == []
    office.get(_way(office) + "/back", status=404)


@pytest.mark.parametrize("shape", ["{}", "{} ", "http://127.0.0.1:8000/v/{}", "127.0.0.1:8000/v/{}?lang=es"])
def test_a_link_that_finds_nobody_stands_in_no_address_and_on_no_page(office: Office, shape: str) -> None:
    """Of another election, or misread by the scanner."""
    opened(office)
    links = office.app.extensions["links"]
    elsewhere = links.token(Purpose.BALLOT, links.new_key())
    misread = elsewhere[:-1] + ("a" if elsewhere[-1] != "a" else "b")
    for token in (elsewhere, misread, elsewhere[:-3]):
        page = office.post("/table", status=200, q=shape.format(token), means="link")
        assert "no ballot link of this election" in page
        assert token not in page
        assert "Nobody with this name" not in page


def test_a_name_is_answered_on_the_spot_and_stands_in_no_address(office: Office) -> None:
    opened(office)
    found = office.post("/table", status=200, q="  otis   byrd ", means="paper")
    assert "Otis" in found
    assert 'value="otis byrd"' in found
    assert not re.search(r'(href|action)="[^"]*otis', found), "only the field holds it"
    assert "Nobody with this name" in office.post("/table", status=200, q="Pettway 3rd")


def _way(office: Office, part: str = "table") -> str:
    with office.session() as session:
        return f"/{part}/{session.scalars(select(VoterRollEntry.id)).one()}"
