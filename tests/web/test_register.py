"""Signing up to vote on the web, without session or script: honest people get through, the others do not."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

import outreach
from ballot_service.links import Purpose
from ballot_service.models import Door, Election, Registration, RollStatus, VoterRollEntry
from tests.tallow_creek import CLOSES, OPENS, TallowCreek, at
from tests.web.conftest import World

NEIGHBOR = {
    "given_name": "Otis",
    "family_name": "Byrd",
    "tie": "works_or_leads_here",
    "tie_words": "Byrd's Barbershop, Main Street",
    "works_here": "no",
    "contact": "otis@example.org",
    "birth_date": "",
    "old_enough": "y",
}
KEY = re.compile(r'name="key" value="([^"]+)"')


@pytest.fixture
def place(world: World) -> str:
    """The path of the page on which one signs up, on Thursday 30 October."""
    world.now = at(10, 30, 18)
    return f"/elections/{world.begin_with('register', lambda: _election_id(world))}/register"


def _election_id(world: World) -> UUID:
    with world.session() as session:
        return TallowCreek(session).election().id


def send(client: FlaskClient, place: str, lang: str = "en", **typed: str) -> TestResponse:
    """Opens the page and sends the form, as a browser would."""
    key = KEY.search(client.get(f"{place}?lang={lang}").text)
    assert key is not None
    fields = {**NEIGHBOR, **typed, "key": key.group(1), "action": "send"}
    return client.post(f"{place}?lang={lang}", data=fields)


def code_of(world: World, path: str) -> str:
    """The six digits, as the worker would fill them into the message."""
    token = path.partition("?")[0].rpartition("/")[2]
    with world.session() as session:
        key = world.links.key(Purpose.SIGN_UP, token)
        row = session.scalars(select(Registration).where(Registration.key == key)).one()
        return world.links.codes(row.key, row.codes_sent)[0]


def sign_up(world: World, place: str, **typed: str) -> str:
    """The whole way; the last page."""
    client = world.app.test_client()
    asked = send(client, place, **typed)
    assert asked.status_code == 303, asked.text
    path = asked.headers["Location"]
    done = client.post(path, data={"code": code_of(world, path)}, follow_redirects=True)
    assert done.status_code == 200
    return unescape(done.text)


def number(world: World, row: type[Registration] | type[outreach.Delivery]) -> int:
    with world.session() as session:
        return session.scalar(select(func.count()).select_from(row)) or 0


def test_a_neighbor_signs_up_in_spanish(world: World, place: str) -> None:
    client = world.app.test_client()
    asked = send(client, place, "es")
    path = asked.headers["Location"]
    page = unescape(client.get(path).text)
    assert '<html lang="es"' in page
    assert "o•••@example.org" in page
    assert "otis@example.org" not in page
    done = unescape(client.post(path, data={"code": code_of(world, path)}, follow_redirects=True).text)
    assert "Ya está inscrito" in done
    assert "martes 18 de noviembre" in done
    with world.session() as session:
        entry = session.scalars(select(VoterRollEntry)).one()
        assert (entry.door, entry.status, entry.language) == (Door.SIGN_UP, RollStatus.ELIGIBLE, "es")
        texts = session.scalars(select(outreach.Delivery.body)).all()
        assert any("Inscríbase" in text or "inscrib" in text for text in texts)
    assert "Set-Cookie" not in client.get(path).headers


def test_nobody_is_asked_for_papers(world: World, place: str) -> None:
    page = world.app.test_client().get(place).text
    names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([a-z_]+)"', page))
    assert names == {
        "key",
        "given_name",
        "family_name",
        "tie",
        "tie_words",
        "works_here",
        "contact",
        "birth_date",
        "old_enough",
    }


def test_what_is_missing_is_named_and_nothing_is_lost(world: World, place: str) -> None:
    reply = send(world.app.test_client(), place, family_name="", tie="", works_here="", old_enough="")
    assert reply.status_code == 422
    page = unescape(reply.text)
    for sentence in (
        "Enter your last name.",
        "Choose how you belong to the community.",
        "Choose yes or no for work at the school district.",
        "Tick the box if you are 18 or older.",
    ):
        assert sentence in page
    assert "Byrd's Barbershop" in page
    assert number(world, Registration) == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_name", "<script>alert(1)</script>"),
        ("given_name", "x" * 10_000),
        ("family_name", "www.prizes.example"),
        ("family_name", "😀😀"),
        ("tie_words", "y" * 10_000),
        ("contact", "nobody"),
        ("contact", "601-555"),
        ("birth_date", "2031-01-01"),
        ("birth_date", "1850-01-01"),
        ("birth_date", "yesterday"),
        ("tie", "citizen"),
        ("works_here", "perhaps"),
    ],
)
def test_bad_input_gets_a_sentence_and_is_shown_again(
    world: World, place: str, field: str, value: str
) -> None:
    reply = send(world.app.test_client(), place, **{field: value})
    assert reply.status_code == 422
    assert "<script>alert" not in reply.text
    assert "Otis" in reply.text or field == "given_name"
    assert number(world, Registration) == 0


def test_a_mark_that_turns_text_around_is_taken_out(world: World, place: str) -> None:
    sign_up(world, place, family_name="By\u202erd")
    with world.session() as session:
        assert session.scalars(select(Registration.family_name)).one() == "Byrd"


def test_a_form_of_a_megabyte_is_refused(world: World, place: str) -> None:
    reply = world.app.test_client().post(place, data={"given_name": "x" * 1_000_000})
    assert reply.status_code == 413


def test_without_a_page_of_ours_nothing_is_sent(world: World, place: str) -> None:
    reply = world.app.test_client().post(place, data={**NEIGHBOR, "key": "made up", "action": "send"})
    assert reply.status_code == 422
    assert "Nothing is lost" in reply.text
    assert number(world, outreach.Delivery) == 0


def test_pressing_twice_sends_one_code(world: World, place: str) -> None:
    client = world.app.test_client()
    key = KEY.search(client.get(place).text)
    assert key is not None
    fields = {**NEIGHBOR, "key": key.group(1), "action": "send"}
    first, second = client.post(place, data=fields), client.post(place, data=fields)
    assert first.headers["Location"] == second.headers["Location"]
    assert number(world, outreach.Delivery) == 1


def test_a_text_message_needs_an_installation_that_sends_them(world: World, place: str) -> None:
    reply = send(world.app.test_client(), place, contact="(601) 555-0123")
    assert reply.status_code == 422
    assert "We cannot send text messages yet." in reply.text


def test_a_wrong_code_says_so_and_five_stop_it(world: World, place: str) -> None:
    client = world.app.test_client()
    path = send(client, place).headers["Location"]
    right = code_of(world, path)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(5):
        reply = client.post(path, data={"code": wrong})
        assert reply.status_code == 422
        assert "This is not the code of the newest message." in reply.text
    assert "no longer works" in client.post(path, data={"code": right}).text
    again = client.post(path, data={"action": "again"}, follow_redirects=True)
    assert "A new code is on its way" in again.text
    done = client.post(path, data={"code": code_of(world, path)}, follow_redirects=True)
    assert "You are signed up" in done.text


def test_an_address_that_is_not_ours_opens_nothing(world: World, place: str) -> None:
    client = world.app.test_client()
    path = send(client, place).headers["Location"].partition("?")[0]
    changed = path[:-1] + ("a" if path[-1] != "a" else "b")
    assert client.get(changed).status_code == 404
    assert client.post(changed, data={"code": "123456"}).status_code == 404


def test_the_door_is_open_until_voting_closes(world: World, place: str) -> None:
    client = world.app.test_client()
    world.now = at(10, 1)
    assert "Signing up to vote opens on" in client.get(place).text
    world.now = OPENS
    assert "Voting has begun" in client.get(place).text
    assert "provisional" in sign_up(world, place)
    path = send(client, place, given_name="Al", contact="al@example.org").headers["Location"]
    world.now = CLOSES
    late = client.post(path, data={"code": code_of(world, path)})
    assert late.status_code == 409
    assert "Voting closed on" in late.text
    assert "Voting closed on" in client.get(place).text


def test_a_script_stops_at_thirty_and_honest_people_get_through(world: World, place: str) -> None:
    """From one address: a program that cannot read codes is stopped; those who typed theirs are not counted."""
    for each in range(12):
        assert "You are signed up" in sign_up(
            world, place, given_name=f"Al{each}", contact=f"al{each}@example.org"
        )
    client = world.app.test_client()
    replies = [
        send(client, place, given_name=f"Bot{each}", contact=f"bot{each}@example.org").status_code
        for each in range(33)
    ]
    assert replies == [303] * 30 + [429] * 3
    refused = send(client, place, contact="honest@example.org")
    assert "Many people are signing up from your network right now." in refused.text
    assert "Byrd" in refused.text, "nothing typed is lost"
    elsewhere = world.app.test_client()
    key = KEY.search(elsewhere.get(place).text)
    assert key is not None
    fields = {**NEIGHBOR, "key": key.group(1), "action": "send"}
    reply = elsewhere.post(place, data=fields, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert reply.status_code == 303


def test_the_pages_of_council_and_election_lead_there(world: World, place: str) -> None:
    with world.session() as session:
        election = session.scalars(select(Election)).one()
        council = f"/{election.district.slug}/councils/{election.council_id}"
    for page in (council, place.removesuffix("/register")):
        assert f'href="{place}?lang=en"' in world.app.test_client().get(f"{page}?lang=en").text
