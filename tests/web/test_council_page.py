"""The council's page for everybody: who, when, how to stand, how to vote, notices, and every result so far."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from ballot_service.models import Certificate, Election, School
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind, SelectionMethod
from ballot_service.services import cancelling
from tests.browser_voter import spanish
from tests.tallow_creek import FORMS_CLOSE, FORMS_OPEN, TallowCreek, at
from tests.web.conftest import World


@pytest.fixture
def election(world: World) -> Election:
    world.now = at(10, 20)
    with world.session() as session:
        creek = TallowCreek(session)
        more = (
            SeatPlan(group=SeatGroupKind.STUDENTS, seats=2),
            SeatPlan(group=SeatGroupKind.LIAISON, seats=1, selection=SelectionMethod.APPOINTMENT),
        )
        election = creek.election(more=more)
        creek.notify(election)
    return election


def page(world: World, election: Election, language: str = "en") -> str:
    path = f"/tallow-creek/councils/{election.council_id}?lang={language}"
    answer = world.app.test_client().get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_everything_a_neighbor_asks_stands_on_it(world: World, election: Election) -> None:
    text = page(world, election)
    for said in (
        "For parents and guardians of a child at Cypress Elementary.",
        "For students of Cypress Elementary who are 12 or older.",
        "The superintendent appoints the liaison.",
        "Monday 3 November 2025, 5:00 p.m. Central time",
        "Tuesday 18 November 2025",
        "Fill in the interest form",
        "People who work for the district or a school may not vote.",
        "Without a phone or internet: call us.",
        "Cypress Elementary, front door",
        "No election of this council has been certified yet.",
    ):
        assert said in text, said


def test_in_spanish_no_english_sentence_is_left(world: World, election: Election) -> None:
    text = page(world, election, "es")
    for english in ("How to stand", "Who may serve", "Fill in the interest form", "Results so far"):
        assert spanish(english) in text
        assert english not in text


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (FORMS_OPEN - timedelta(hours=1), "Interest forms open on Tuesday 14 October 2025"),
        (FORMS_CLOSE, "Interest forms closed on Monday 3 November 2025"),
    ],
)
def test_outside_the_period_it_says_when(world: World, election: Election, moment: object, said: str) -> None:
    world.now = moment  # type: ignore[assignment]  # the parameter is a moment
    text = page(world, election)
    assert said in text
    assert "Fill in the interest form" not in text


def test_a_cancelled_election_no_longer_runs(world: World, election: Election) -> None:
    with world.session() as session:
        mine = session.get_one(Election, election.id)
        cancelling.cancel_election(session, mine, "Merged.", now=world.now)
    text = page(world, election)
    assert "No election is planned yet. Call us" in text
    assert "Monday 3 November 2025" not in text


def test_certified_elections_are_listed_with_who_was_elected(world: World, election: Election) -> None:
    with world.session() as session:
        creek = object.__new__(TallowCreek)
        mine = session.get_one(Election, election.id)
        creek.session, creek.district = session, mine.district
        creek.cypress = session.scalars(select(School)).one()
        creek.stand(mine.contests[0], "Ana Ruiz", "Bo Lee")
        mine.certified_at = at(12, 15)
        parents, *others = (str(contest.id) for contest in mine.contests)
        seats = [
            {"contest": parents, "elected": ["Ana Ruiz"]},
            *({"contest": each, "elected": []} for each in others),
        ]
        session.add(
            Certificate(
                district_id=mine.district_id,
                election_id=mine.id,
                version=1,
                document={"seats": seats},
                record_fingerprint="ab" * 32,
                bundle_hash="cd" * 32,
                certified_at=at(12, 15),
            )
        )
    world.now = at(12, 16)
    text = page(world, election)
    assert "Certified on Monday 15 December 2025 ." in text
    assert "Parents: Ana Ruiz" in text
    assert "Bo Lee" not in text
    assert "No election is planned yet." in text


def test_the_address_belongs_to_its_district(world: World, election: Election) -> None:
    client = world.app.test_client()
    assert client.get(f"/elsewhere/councils/{election.council_id}").status_code == 404
    assert client.get(f"/tallow-creek/councils/{election.id}").status_code == 404


def test_the_districts_page_and_the_elections_page_lead_there(world: World, election: Election) -> None:
    client = world.app.test_client()
    place = f"/tallow-creek/councils/{election.council_id}"
    assert f'href="{place}"' in client.get("/tallow-creek").text
    assert place in client.get(f"/elections/{election.id}").text


def test_an_election_beside_it_is_one_step_away(world: World, election: Election) -> None:
    with world.session() as session:
        row = session.get_one(Election, election.id)
        columns = {column.key: getattr(row, column.key) for column in Election.__table__.columns}
        settings = {**row.settings, "electorate": "students"}
        session.add(
            Election(**{**columns, "id": uuid4(), "title": "Students of Cypress", "settings": settings})
        )
    text = page(world, election)
    assert "This council has another election now: Students of Cypress" in text
    assert text.index(election.title) < text.index("Students of Cypress")


def test_a_sign_that_no_address_holds_is_not_looked_for(world: World) -> None:
    client = world.app.test_client()
    assert client.get("/p/%00").status_code == 404
    assert client.get("/tallow-creek?lang=%00").status_code == 404
