"""The clerk prints the letters: the numbers on the page, the PDF, the record, and what keeps one from printing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.links import Links, Purpose
from ballot_service.models import BallotLink, ContactKind, ContactPoint, TrailEntry, VoterRollEntry
from ballot_service.services import freezing, registering
from tests.databases import Database
from tests.printing import paper
from tests.tallow_creek import CLOSES, TallowCreek, at
from tests.web.clerk_office import Office, open_office

VOTERS = (("Ana", "en", "ana@example.org", ""), ("Beto", "es", "", "3 Oak Street\nPine, MS 39001"))
NOBODY_REACHES = ("Cy", "en", "", "")


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    """Ana has e-mail, Beto a postal address, Cy a phone number only. The ballot is frozen."""
    opened = open_office(database.url, tmp_path)
    opened.move_to(at(11, 4, 16, 5))
    with opened.session() as session:
        creek = object.__new__(TallowCreek)
        election = opened.election(session)
        creek.session, creek.district, creek.cypress = session, election.district, election.council.school
        for given, language, mail, address in (*VOTERS, NOBODY_REACHES):
            person = creek.guardian(given, "Ruiz", language=language)
            person.address = address
            kind, value = (ContactKind.EMAIL, mail) if mail else (ContactKind.PHONE, "+16015550123")
            if mail or not address:
                session.add(
                    ContactPoint(
                        district_id=election.district_id, person_id=person.id, kind=kind, value=value
                    )
                )
        creek.stand(election.contests[0], "Di Voss")
        registering.build_roll(session, election, now=at(11, 3, 9))
        session.delete(named(session, "Di"))
        freezing.freeze_ballot(session, election, opened.secret, now=at(11, 3, 18))
    return opened


def named(session: Session, given: str) -> VoterRollEntry:
    rows = session.scalars(select(VoterRollEntry).join(VoterRollEntry.person))
    (found,) = [row for row in rows if row.person.given_name == given]
    return found


def pdf_of(office: Office, rest: str = "/letters", status: int = 200, **typed: object) -> bytes:
    path = office.path(rest)
    fields = office._hidden(office.client.get(path).text)
    answer = office.client.post(path, data={**fields, "size": "12", "order": "zip", **typed})
    assert answer.status_code == status, answer.text
    if status == 200:
        assert answer.mimetype == "application/pdf"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith("attachment")
    return answer.data


def address_of(office: Office, given: str) -> str:
    links: Links = office.app.extensions["links"]
    with office.session() as session:
        key = session.scalars(
            select(BallotLink.key).where(BallotLink.roll_entry_id == named(session, given).id)
        ).one()
    return f"{office.app.extensions['settings'].public_origin}/v/{links.token(Purpose.BALLOT, key)}"


def test_issuing_says_how_the_links_will_reach_people(office: Office) -> None:
    page = office.post("/links/issue")
    assert "3 links have been issued." in page
    assert "They can go by message: 1." in page
    assert "They need a letter: 1." in page
    assert "Neither message nor mail reaches them, so hand them over: 1." in page


def test_the_overview_adds_up_and_names_whom_nobody_reaches(office: Office) -> None:
    office.post("/links/issue")
    page = office.get("/links")
    assert "Links issued" in page
    assert "Letters to print: no message reaches them" in page
    assert "Cy Ruiz" in page
    assert "+16015550123" in page
    assert "Send the links by message" in page


def test_letters_come_as_one_pdf_and_are_recorded(office: Office) -> None:
    office.post("/links/issue")
    page = office.get("/letters")
    assert "1 letter waits to be printed and mailed." in page
    assert "1 letter has to be handed over in person" in page
    assert "Which letters?" not in page
    pdf = pdf_of(office)
    beto, cy = paper.words(pdf)
    assert "Beto Ruiz 3 Oak Street Pine, MS 39001" in beto
    assert "Esta carta es solo para Beto Ruiz." in beto
    assert "To be handed over in person Cy Ruiz Cypress Elementary" in cy
    assert paper.codes(pdf, 0) == [address_of(office, "Beto")]
    with office.session() as session:
        entry = session.scalars(select(TrailEntry).where(TrailEntry.act == "print_letters")).one()
        assert entry.document["by"] is not None
    again = office.get("/letters")
    assert "2 letters were printed before." in again
    assert "Which letters?" in again


def test_a_reprint_has_to_be_asked_for(office: Office) -> None:
    office.post("/links/issue")
    pdf_of(office)
    refused = pdf_of(office, status=409, which="not_printed")
    assert b"There is no letter to print." in refused
    assert len(paper.words(pdf_of(office, which="all", order="school", size="18"))) == 4


def test_one_voter_who_asks_for_paper_gets_it(office: Office) -> None:
    office.post("/links/issue")
    with office.session() as session:
        entry = named(session, "Ana").id
    assert f"/letters/{entry}" in office.get("/links?q=ana")
    assert "This letter is for" in office.get(f"/letters/{entry}")
    (page,) = paper.words(pdf_of(office, f"/letters/{entry}"))
    assert "only for Ana Ruiz" in page


def test_nothing_is_printed_after_the_close(office: Office) -> None:
    office.post("/links/issue")
    office.move_to(CLOSES)
    assert "Voting is over" in office.get("/letters")


def test_an_unknown_size_is_named(office: Office) -> None:
    office.post("/links/issue")
    assert b"Size of the type" in pdf_of(office, status=422, size="7")


def test_a_letter_of_another_election_is_not_found(office: Office) -> None:
    assert office.client.get(office.path(f"/letters/{office.election_id}")).status_code == 404


def test_no_page_holds_a_link(office: Office) -> None:
    office.post("/links/issue")
    pdf_of(office)
    for page in ("/links", "/letters", "/links?q=beto"):
        assert address_of(office, "Beto") not in office.get(page)
