"""The clerk signs people in at the table: from the roll for paper, and somebody new with the link shown on the spot."""

from __future__ import annotations

import re
from html import unescape

from sqlalchemy import select

from ballot_service.models import Envelope, RollStatus, TableSignIn, VoterRollEntry
from ballot_service.services import freezing, opening
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


def opened(office: Office) -> None:
    """Somebody on the roll, and the vote open since Tuesday 18 November."""
    office.move_to(at(10, 20))
    office.post(
        "/roll/add",
        **PAPER,
        given_name="Otis",
        family_name="Byrd",
        tie="lives_here",
        language="en",
        address="",
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
    slip = office.post("/table/new", **NEW)
    assert "Your ballot is provisional" in slip
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
    office.get(way + "/slip", status=404)
    office.post(way, means="paper")
    office.get(way + "/slip", status=404)
