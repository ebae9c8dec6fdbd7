"""S2 by pages: a teacher who lives here may not vote, and may stand for the seats that fit; her husband votes."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ballot_service.links import Links, Purpose
from ballot_service.models import (
    BallotLink,
    Candidate,
    ContactKind,
    ContactPoint,
    InterestForm,
    Person,
    PreElectionStatus,
    Registration,
)
from ballot_service.rules.employment import Position
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind
from tests.databases import Database
from tests.tallow_creek import TallowCreek, at
from tests.web.clerk_office import Office, open_office
from tests.web.forms_office import web_form
from tests.web.test_own_form import press
from tests.web.test_register import KEY

BORN = date(1985, 4, 2)
HERS, HIS = "tina@example.org", "walt@example.org"
EMPLOYED = "A community seat is for people who do not work for the school system."
ENROLLED = "A community seat is for people without a child enrolled in school here."
SIGN_UP = {"tie": "lives_here", "works_here": "no", "old_enough": "y", "action": "send"}


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    """Cypress with a seat for educators; Tina Stone teaches grade 3 there, Walt Stone works elsewhere."""
    educators = SeatPlan(group=SeatGroupKind.EDUCATORS, seats=1)
    opened = open_office(database.url, tmp_path, more=(educators,))
    opened.move_to(at(10, 20, 10))
    with opened.session() as session:
        creek = TallowCreek.found(session, opened.election(session))
        for given, born, email in (("Tina", BORN, HERS), ("Walt", date(1984, 1, 1), HIS)):
            person = creek.guardian(given, "Stone", born)
            contact = ContactPoint(district_id=person.district_id, kind=ContactKind.EMAIL, value=email)
            person.contacts.append(contact)
            person.address = "7 Pine Street"
            if given == "Tina":
                creek.employ(person, Position.TEACHER)
    return opened


def sign_up(office: Office, **typed: str) -> str:
    """Somebody signs up to vote and types the code; the last page."""
    client, path = office.app.test_client(), f"/elections/{office.election_id}/register?lang=en"
    key = KEY.findall(client.get(path).text)[0]
    asked = client.post(path, data={**SIGN_UP, "tie_words": "7 Pine Street", **typed, "key": key})
    assert asked.status_code == 303, asked.text
    code = asked.headers["Location"]
    links: Links = office.app.extensions["links"]
    with office.session() as session:
        own = links.key(Purpose.SIGN_UP, code.partition("?")[0].rpartition("/")[2])
        row = session.scalars(select(Registration).where(Registration.key == own)).one()
        digits = links.codes(row.key, row.codes_sent)[0]
    done = client.post(code, data={"code": digits}, follow_redirects=True)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", done.text)))


def test_she_is_refused_as_a_voter_and_her_husband_and_a_namesake_are_not(office: Office) -> None:
    said = sign_up(office, given_name="Tina", family_name="Stone", birth_date="1985-04-02", contact=HERS)
    assert "You may still be nominated." in said
    assert "ask for a review by Tue 18 Nov 2025" in said
    with office.session() as session:
        assert session.scalar(select(func.count()).select_from(BallotLink)) == 0
    his = sign_up(office, given_name="Walt", family_name="Stone", birth_date="1984-01-01", contact=HIS)
    assert "You may still be nominated." not in his
    other = {"birth_date": "1991-09-09", "contact": "other@example.org"}
    assert "You may still be nominated." not in sign_up(
        office, given_name="Tina", family_name="Stone", **other
    )
    office.post("/roll/build", page="/roll")
    freeze(office)
    office.post("/links/issue")
    with office.session() as session:
        rows = session.scalars(select(BallotLink)).all()
        linked = {(row.roll_entry.person.given_name, row.roll_entry.person.birth_date) for row in rows}
    assert ("Walt", date(1984, 1, 1)) in linked
    assert ("Tina", date(1991, 9, 9)) in linked
    assert ("Tina", BORN) not in linked


def freeze(office: Office) -> None:
    with office.session() as session:
        election = office.election(session)
        creek = TallowCreek.found(session, election)
        creek.stand(election.contests[0], "Ana Ruiz")
        creek.freeze(election)
    office.move_to(at(11, 13))


def test_her_form_is_taken_for_the_seats_that_fit(office: Office) -> None:
    """Community: employed, and a child enrolled. Parents: with a mark. Educators: accepted."""
    with office.session() as session:
        tina = session.scalars(select(Person.id).where(Person.given_name == "Tina")).one()
    community = form_for(office, SeatGroupKind.COMMUNITY)
    refused = qualify(office, community, str(tina), 409)
    assert EMPLOYED in refused
    assert ENROLLED in refused
    office.post(f"/interest/{community.id}/refuse", reason="Not for these seats.")
    parents = form_for(office, SeatGroupKind.PARENTS)
    qualify(office, parents, str(tina))
    with office.session() as session:
        candidate = session.scalars(select(Candidate)).one()
        assert (candidate.pre_election_status, candidate.is_personnel) == (PreElectionStatus.QUALIFIED, True)
    press(office, parents, sure="y")
    educators = form_for(office, SeatGroupKind.EDUCATORS)
    qualify(office, educators, str(tina))
    with office.session() as session:
        stands = select(Candidate).where(Candidate.pre_election_status == PreElectionStatus.QUALIFIED)
        assert session.scalars(stands).one().contest.seat_group.kind is SeatGroupKind.EDUCATORS


def form_for(office: Office, group: SeatGroupKind) -> InterestForm:
    named = {"given_name": "Tina", "family_name": "Stone", "email": HERS}
    said = {"employed": "yes", "child_enrolled": "yes", "work": "Teacher of grade 3, Cypress"}
    office.clock.moment = office.clock.moment.replace(minute=office.clock.moment.minute + 1)
    return web_form(office, group, **named, **said)


def qualify(office: Office, form: InterestForm, person: str, status: int = 303) -> str:
    return office.post(
        f"/interest/{form.id}/qualify", page=f"/interest/{form.id}", status=status, person=person
    )
