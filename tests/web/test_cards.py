"""Code cards over HTTP: cast once, on one's own phone or on a shared tablet that shows nobody another's choices."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from ballot_service.links import grouped
from ballot_service.models import AcceptedBallot, CardBallot, Election, Envelope, LogLeaf
from ballot_service.services import cards, table
from ballot_service.web.limits import limiter
from ballot_service.web.tablet import IDLE
from tests.services.card_table import CLERK, NOW, a_box, draws
from tests.tallow_creek import CLOSES, at
from tests.web.conftest import World
from tests.web.test_voter import fields, tracker

STAMP = re.compile(r'name="shown" value="([^"]+)"')
REFRESH = re.compile(r'http-equiv="refresh" content="(\d+); url=([^"]+)"')


@pytest.fixture
def codes(world: World, cypress: Election) -> list[str]:
    """Four cards in the box; María and Bob have each drawn one."""
    with world.session() as session:
        election = session.get_one(Election, cypress.id)
        found = [world.links.card_code(card.key) for card in a_box(session, election, 4)]
        draws(session, election, "María")
        draws(session, election, "Bob")
    limiter.reset()
    return found


def start(election: Election) -> str:
    return f"/c/at/{election.id}"


def stamp(page: TestResponse) -> str:
    (found,) = set(STAMP.findall(page.text))
    return unescape(found)


def type_code(client: FlaskClient, election: Election, code: str) -> TestResponse:
    shown = stamp(client.get(start(election)))
    return client.post(start(election), data={"code": code, "shown": shown})


def votes(world: World) -> tuple[int, int, int]:
    with world.session() as session:
        return tuple(  # type: ignore[return-value]  # three of them
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Envelope, CardBallot, LogLeaf)
        )


def test_a_card_casts_one_ballot_however_often_it_is_pressed(
    world: World, cypress: Election, codes: list[str]
) -> None:
    client, path = world.app.test_client(), f"/c/{codes[0]}"
    first = client.get(path)
    assert "It holds no name" in first.text
    assert first.headers["Cache-Control"] == "no-store"
    assert not first.headers.getlist("Set-Cookie")
    assert not REFRESH.findall(first.text), "nobody's own phone goes away from the ballot"
    page = client.post(path, data={"step": "start", "action": "start"})
    name = fields(page)[0][0]
    marks = [value for _, value in fields(page) if value != "blank"]
    too_many = client.post(path, data={"step": "review", "action": "cast", name: marks[:5]})
    assert too_many.status_code == 422
    assert votes(world) == (0, 0, 0)
    given = client.post(path, data={"step": "review", "action": "cast", name: marks[:2]})
    again = client.post(path, data={"step": "review", "action": "cast", name: marks[3:]})
    assert tracker(given) == tracker(again) == tracker(client.get(path))
    assert "We already have your ballot" in again.text
    assert votes(world) == (1, 1, 1)


def test_the_personal_link_says_that_the_voter_drew_a_card(
    world: World, cypress: Election, codes: list[str]
) -> None:
    client, link = world.app.test_client(), world.ballot_path("Bob")
    for page in (client.get(link), client.post(link, data={"step": "review", "action": "cast"})):
        assert "You signed in at the table" in page.text
        assert 'id="tracker"' not in page.text
    assert votes(world) == (0, 0, 0)


def test_two_people_share_a_tablet_and_its_start_is_clean(
    world: World, cypress: Election, codes: list[str]
) -> None:
    client = world.app.test_client()
    for code in codes[:2]:
        clean = client.get(start(cypress)).text
        assert code not in clean
        assert not re.search(r"tracker|choice-", clean)
        page = type_code(client, cypress, grouped(code).lower())
        assert REFRESH.findall(page.text) == [("600", start(cypress))]
        step = {"code": code, "shown": stamp(page)}
        page = client.post(start(cypress), data={**step, "step": "start", "action": "start"})
        name, mark = fields(page)[0]
        assert code.lower() not in page.request.path.lower(), "no address holds the code"
        given = client.post(start(cypress), data={**step, "step": "review", "action": "cast", name: mark})
        assert REFRESH.findall(given.text) == [("30", start(cypress))]
        assert given.headers["Cache-Control"] == "no-store"
        assert tracker(given)
        assert mark not in given.text
        assert not client.get_cookie("session")
    assert votes(world) == (2, 2, 2)


def test_a_page_left_alone_cannot_be_sent_again_and_its_card_begins_anew(
    world: World, cypress: Election, codes: list[str]
) -> None:
    """Somebody went away in the middle. Back, and sending that form once more, shows the next person nothing."""
    client = world.app.test_client()
    page = type_code(client, cypress, codes[0])
    left = {"code": codes[0], "shown": stamp(page), "step": "start", "action": "start"}
    assert client.post(start(cypress), data=left).status_code == 200
    world.now += IDLE + timedelta(minutes=2)
    gone = client.post(start(cypress), data=left)
    assert (gone.status_code, gone.headers["Location"]) == (303, start(cypress) + "?late=1")
    assert "stood for too long" in client.get(gone.headers["Location"]).text
    for forged in ({"shown": "1.x"}, {"shown": ""}):
        assert client.post(start(cypress), data={**left, **forged}).status_code == 303
    assert "Start my ballot" in type_code(client, cypress, codes[0]).text
    assert votes(world) == (0, 0, 0)


@pytest.mark.parametrize("typed", ["", "not a code", "7K3M9QX2TD4", "<b>7K3M9QX2TD4W</b>"])
def test_a_wrong_code_is_said_beside_the_field_and_kept(
    world: World, cypress: Election, codes: list[str], typed: str
) -> None:
    page = type_code(world.app.test_client(), cypress, typed)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text
    assert "<b>" not in page.text
    assert world.app.test_client().get("/c/7K3M9QX2TD4W").status_code == 404


def test_wrong_codes_never_lock_out_a_table_with_one_address(
    world: World, cypress: Election, codes: list[str]
) -> None:
    client = world.app.test_client()
    answers = [client.get("/c/7K3M9QX2TD4W").status_code for _ in range(130)]
    assert answers[-1] == 429
    assert type_code(client, cypress, codes[0]).status_code == 200
    assert client.get(f"/c/{codes[0]}").status_code == 200
    assert client.get(start(cypress)).status_code == 200
    limiter.reset()


def test_a_card_that_nobody_drew_or_that_was_handed_back_casts_nothing(
    world: World, cypress: Election, codes: list[str]
) -> None:
    client = world.app.test_client()
    with world.session() as session:
        election = session.get_one(Election, cypress.id)
        card = cards.card_of(session, election, world.links, codes[3])
        cards.spoil_card(session, election, card, "Torn.", now=NOW, by=CLERK)
    spoiled = client.post(f"/c/{codes[3]}", data={"step": "review", "action": "cast"})
    assert spoiled.status_code == 409
    assert "taken out of the box" in unescape(spoiled.text)
    for code in codes[:2]:
        client.post(f"/c/{code}", data={"step": "review", "action": "cast"})
    third = client.post(f"/c/{codes[2]}", data={"step": "review", "action": "cast"})
    assert third.status_code == 409
    assert "sign in first" in third.text
    assert votes(world) == (2, 2, 2)


def test_a_card_of_another_election_is_told_apart_and_closing_ends_it(
    world: World, cypress: Election, codes: list[str]
) -> None:
    client = world.app.test_client()
    assert client.get(f"/c/at/{CLERK}").status_code == 404
    world.now = CLOSES
    assert "Voting is closed" in client.get(start(cypress)).text
    over = client.post(f"/c/{codes[0]}", data={"step": "review", "action": "cast"})
    assert "Voting is closed" in over.text
    world.now = at(11, 1)
    assert "not opened yet" in client.get(f"/c/{codes[0]}").text
    assert votes(world) == (0, 0, 0)


def test_the_pages_speak_the_language_that_was_asked_for(
    world: World, cypress: Election, codes: list[str]
) -> None:
    client = world.app.test_client()
    page = client.get(f"/c/{codes[0]}", headers={"Accept-Language": "es-MX,en"})
    assert '<html lang="es"' in page.text
    arabic = client.post(f"/c/{codes[0]}", data={"step": "start", "action": "language:ar"})
    assert '<html lang="ar" dir="rtl"' in arabic.text
    shown = stamp(client.get(start(cypress)))
    page = client.post(start(cypress) + "?lang=vi", data={"code": codes[0], "shown": shown})
    assert '<html lang="vi"' in page.text
    assert "lang=vi" in page.text, "the next step keeps it"


def test_signing_in_for_a_card_says_nothing_of_which(
    world: World, cypress: Election, codes: list[str]
) -> None:
    with world.session() as session:
        assert session.scalar(select(func.count()).select_from(AcceptedBallot)) == 2
        election = session.get_one(Election, cypress.id)
        assert table.table_numbers(session, election).card == 2
