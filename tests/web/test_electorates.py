"""Elections for parents and for students on the pages: the clerk's choice, refused sign-ups, a guardian's answer."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot_service.links import Links, Purpose
from ballot_service.models import (
    ContactKind,
    ContactPoint,
    Enrollment,
    Guardianship,
    Registration,
    VoterConsentRequest,
)
from ballot_service.rules.election_settings import ElectionSettings, Electorate
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind, SelectionMethod
from ballot_service.services import registering, setting_up
from ballot_service.services.facts import seat_plans
from tests.databases import Database
from tests.tallow_creek import SET_UP, TallowCreek, at
from tests.web.clerk_office import Office, open_office
from tests.web.conftest import World
from tests.web.test_clerk_set_up import new_election
from tests.web.test_register import number, send

STUDENT_SEATS = SeatPlan(group=SeatGroupKind.STUDENTS, seats=2, selection=SelectionMethod.STUDENT_VOTE)
CHILD, PARENT = "Kimberly Vosswood", "Dinah Vosswood"


def opened(world: World, electorate: Electorate) -> str:
    """The path of an election, on Thursday 30 October."""
    with world.session() as session:
        creek = TallowCreek(session)
        election = creek.election(settings=ElectionSettings(electorate=electorate), more=(STUDENT_SEATS,))
        session.commit()
        world.now = at(10, 30, 18)
        return f"/elections/{election.id}"


def test_a_neighbor_who_signs_up_for_the_parents_election_reads_why_not(world: World) -> None:
    client, place = world.app.test_client(), f"{opened(world, Electorate.PARENTS)}/register"
    assert "For parents and guardians of students in school here" in client.get(place).text
    refused = send(client, place)
    page = unescape(refused.text)
    assert refused.status_code == 422
    assert "This election is for parents and guardians of students in school here." in page
    assert "electorate = parents" in page, "the source"
    assert "choose that. If not, you can vote in elections" in page, "the remedy"
    assert 'value="Byrd\'s Barbershop, Main Street"' in page, "what was typed stays"
    assert number(world, Registration) == 0
    assert "para madres, padres y tutores" in unescape(send(client, place, "es").text)
    assert send(client, place, tie="guardian").status_code == 303


def test_students_do_not_sign_up_and_the_page_says_how_they_vote(world: World) -> None:
    client, place = world.app.test_client(), opened(world, Electorate.STUDENTS)
    page = unescape(client.get(f"{place}/register").text)
    assert "they come from the school's list" in page
    assert "Ask the school to put you on it" in page
    assert "<form" not in page
    assert "Come back on" not in page
    answer = client.post(f"{place}/register", data={"given_name": "Kim", "action": "send"})
    assert "they come from the school's list" in unescape(answer.text)
    assert number(world, Registration) == 0
    shown = unescape(client.get(place).text)
    assert "This election is for students in school here who are 12 or older" in shown
    assert "/register" not in shown
    helped = unescape(client.get(f"{place}/help").text)
    assert "a parent or guardian must agree" in helped
    assert "Who may not vote" not in helped


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return open_office(
        database.url,
        tmp_path,
        settings=ElectionSettings(electorate=Electorate.STUDENTS),
        more=(STUDENT_SEATS,),
    )


def test_the_clerk_chooses_who_votes_and_the_seats_have_to_fit(office: Office) -> None:
    with office.session() as session:
        council = office.election(session).council
        council_id = str(council.id)
    typed = {**new_election(office), "council_id": council_id, "electorate": "parents"}
    assert office.client.post("/clerk/elections/new", data=typed).status_code == 303
    office.post("/settings/electorate", value="community")
    with office.session() as session:
        election = office.election(session)
        groups = [contest.seat_group.kind for contest in election.contests]
        assert groups == [SeatGroupKind.PARENTS, SeatGroupKind.COMMUNITY]
        plans = [plan for plan in seat_plans(election.council.seat_groups) if plan.group in groups]
        setting_up.set_seats(session, election.council, plans, now=SET_UP)
    refused = office.post("/settings/electorate", status=409, value="students")
    assert "No seats of this council are chosen by a vote of the students." in refused
    assert "Set the student seats to" in refused
    typed = {**new_election(office), "council_id": council_id, "electorate": "students"}
    answer = office.client.post("/clerk/elections/new", data=typed)
    assert answer.status_code == 409
    assert "No seats of this council are chosen by a vote of the students." in unescape(answer.text)


def plain(page: str) -> str:
    """The words without their tags, which keep names apart."""
    return re.sub("<[^>]+>", "", page)


def pupil(office: Office) -> str:
    """A student of 13 on the roll whose guardian has a mailbox; the id of the line."""
    with office.session() as session:
        election = office.election(session)
        creek = TallowCreek.found(session, election)
        child, parent = (
            creek.person(*CHILD.split(), born=date(2012, 5, 5)),
            creek.person(*PARENT.split(), language="es"),
        )
        session.add_all(
            (
                Enrollment(district_id=creek.district.id, person_id=child.id, school_id=creek.cypress.id),
                Guardianship(district_id=creek.district.id, guardian_id=parent.id, student_id=child.id),
                ContactPoint(
                    district_id=creek.district.id,
                    person=parent,
                    kind=ContactKind.EMAIL,
                    value="dinah@example.org",
                ),
            )
        )
        session.flush()
        registering.build_roll(session, election, now=SET_UP)
        return str(registering.roll(session, election)[0].id)


def test_a_guardian_is_asked_and_agrees_and_no_public_page_names_the_child(office: Office) -> None:
    office.move_to(at(10, 30, 9))
    entry_id = pupil(office)
    assert "Students who may vote once a parent or guardian agrees: 1." in unescape(
        office.client.get("/home").text
    )
    assert "1 student waits for an answer." in office.get("/voter-consents")
    page = office.post("/voter-consents")
    assert "1 link is on its way." in page
    assert PARENT in page
    assert "Nobody has asked" not in page
    one = office.get(f"/consents/{entry_id}")
    assert f"{PARENT} was asked and can answer until" in plain(one)
    with office.session() as session:
        request = session.scalars(select(VoterConsentRequest)).one()
        links: Links = office.app.extensions["links"]
        token = links.token(Purpose.CONSENT, request.key)
    stranger = office.app.test_client()
    asked = unescape(stranger.get(f"/consent/{token}?lang=en").text)
    assert f"May {CHILD} vote?" in plain(asked)
    assert "The vote is secret." in asked
    assert "The ballot link for" in asked
    assert stranger.post(f"/consent/{token}", data={"action": "agrees"}).status_code == 422
    typed = {"guardian_name": PARENT, "relation": "mother", "action": "agrees"}
    assert "comes to the phone or mailbox" in unescape(
        stranger.post(f"/consent/{token}?lang=en", data=typed).text
    )
    assert stranger.get(f"/consent/{token}").status_code == 410
    assert "Agreed" in office.get("/voter-consents")
    assert "0 students wait for an answer." in office.get("/voter-consents")
    for public in ("", "/help", "/notices", "/register"):
        text = unescape(stranger.get(f"/elections/{office.election_id}{public}").text)
        assert "Vosswood" not in text
    papers = office.get("/papers")
    assert "voter-consent-form" in papers
    assert "registration-form" not in papers
    assert office.client.get(office.path("/papers/voter-consent-form-es-plain.pdf")).status_code == 200
    assert office.client.get(office.path("/papers/registration-form-en-plain.pdf")).status_code == 404
