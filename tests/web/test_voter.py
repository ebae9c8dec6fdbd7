"""The voter's pages over HTTP: opened as often as one likes, cast once, and never in anybody else's way."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from ballot_service.models import (
    AcceptedBallot,
    BallotLink,
    Election,
    Envelope,
    LogLeaf,
    Person,
    VoterRollEntry,
)
from ballot_service.rules.election_settings import ElectionSettings, Uncontested
from ballot_service.services import issuing, opening, registering
from tests.tallow_creek import CLOSES, OPENS, TallowCreek, at
from tests.web.conftest import World

TRACKER = re.compile(r'id="tracker"[^>]*>([A-Z2-7 ]+)<')


def fields(page: TestResponse) -> list[tuple[str, str]]:
    """Every choice on a page or carried by it, as (name, value)."""
    return re.findall(r'name="(choice-[^"]+)"\s+value="([^"]+)"', page.text)


def tracker(page: TestResponse) -> str:
    found = TRACKER.search(page.text)
    assert found, page.text
    return found[1]


def first_contest(client: FlaskClient, path: str) -> tuple[str, list[str]]:
    page = client.post(path, data={"step": "start", "action": "start"})
    choices = fields(page)
    name = choices[0][0]
    return name, [value for _, value in choices if value != "blank"]


def cast_all_blank(client: FlaskClient, path: str) -> TestResponse:
    return client.post(path, data={"step": "review", "action": "cast"})


def test_messages_come_in_the_language_of_the_page_from_one_press_on(world: World, cypress: Election) -> None:
    """María's messages come in Spanish; she reads English here and wants them so."""
    client, path = world.app.test_client(), world.ballot_path("María")
    offer = "Write to me in"
    assert "/language" not in client.get(path).text
    assert offer in client.get(f"{path}?lang=en").text
    done = client.post(f"{path}/language?lang=en")
    assert "From now on we write to you in English." in done.text
    assert offer not in done.text
    assert offer not in client.get(path).text
    with world.session() as session:
        entry = session.scalars(select(VoterRollEntry).join(Person).where(Person.given_name == "María")).one()
        assert (entry.language, entry.person.language) == ("en", "en")


def test_the_whole_way_from_link_to_tracker(world: World, cypress: Election) -> None:
    client, path = world.app.test_client(), world.ballot_path("Bob")
    start = client.get(path)
    assert start.status_code == 200
    assert "B. B****" in start.text
    assert "Bob" not in start.text
    name, ids = first_contest(client, path)
    second = client.post(path, data={"step": name[7:], "action": "next", name: ids[:3]})
    assert (name, ids[0]) in fields(second)
    last = re.findall(r'name="step" value="([^"]+)"', second.text)[0]
    review = client.post(path, data={"step": last, "action": "next", name: ids[:3]})
    assert "You may choose up to 4" in review.text
    done = client.post(path, data={"step": "review", "action": "cast", name: ids[:3]})
    assert "Your ballot is cast" in done.text
    assert len(tracker(done).replace(" ", "")) >= 10
    with world.session() as session:
        assert session.scalar(select(func.count()).select_from(LogLeaf)) == 1


def test_where_nothing_is_voted_on_an_early_link_says_so(world: World) -> None:
    with world.session() as session:
        district = TallowCreek(session)
        election = district.election(settings=ElectionSettings(uncontested=Uncontested.DECLARE_ELECTED))
        district.stand(election.contests[0], "Ana Ruiz", "Bo Lee")
        district.guardian("Bob", "Baker")
        registering.build_roll(session, election, now=at(11, 3, 9))
        issuing.issue_links(session, election, now=at(11, 4))
        district.notify(election)
        district.freeze(election)
        opening.confirm_opening(session, election, now=OPENS)
    client, path = world.app.test_client(), world.ballot_path("Bob")
    assert "No vote is needed" in client.get(path).text
    assert "No vote is needed" in cast_all_blank(client, path).text
    with world.session() as session:
        assert session.scalar(select(func.count()).select_from(Envelope)) == 0


def test_opening_casts_nothing_however_often(world: World, cypress: Election) -> None:
    """Link previews and mail scanners open links."""
    client, path = world.app.test_client(), world.ballot_path("Bob")
    for _ in range(5):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    with world.session() as session:
        assert session.scalar(select(func.count()).select_from(Envelope)) == 0
    assert "Your ballot is cast" in cast_all_blank(client, path).text


def test_a_second_cast_gets_the_same_tracker_and_changes_nothing(world: World, cypress: Election) -> None:
    client, path = world.app.test_client(), world.ballot_path("Bob")
    name, ids = first_contest(client, path)
    first = client.post(path, data={"step": "review", "action": "cast", name: ids[:1]})
    second = client.post(path, data={"step": "review", "action": "cast", name: ids[1:3]})
    assert second.status_code == 200
    assert "We already have your ballot" in second.text
    assert tracker(second) == tracker(first) == tracker(client.get(path))
    with world.session() as session:
        assert session.scalar(select(func.count()).select_from(Envelope)) == 1


def test_the_same_link_cast_on_many_phones_at_once_leaves_one_ballot(world: World, cypress: Election) -> None:
    path = world.ballot_path("Bob")

    def press(_number: int) -> TestResponse:
        return cast_all_blank(world.app.test_client(), path)

    with ThreadPoolExecutor(8) as phones:
        answers = list(phones.map(press, range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({tracker(answer) for answer in answers}) == 1
    with world.session() as session:
        assert session.scalar(select(func.count()).select_from(Envelope)) == 1
        assert session.scalar(select(func.count()).select_from(AcceptedBallot)) == 1


def test_several_voters_share_one_phone(world: World, cypress: Election) -> None:
    client = world.app.test_client()
    trackers = {tracker(cast_all_blank(client, world.ballot_path(name))) for name in ("Bob", "Hal", "María")}
    assert len(trackers) == 3


def test_overvoting_is_prevented_and_keeps_what_was_chosen(world: World, cypress: Election) -> None:
    client, path = world.app.test_client(), world.ballot_path("Bob")
    name, ids = first_contest(client, path)
    for action in ("next", "cast"):
        page = client.post(path, data={"step": name[7:], "action": action, name: ids[:5]})
        assert page.status_code == 422
        assert "you chose 5. You may choose up to 4." in page.text
        assert page.text.count(" checked") == 5
    both = client.post(path, data={"step": name[7:], "action": "next", name: [ids[0], "blank"]})
    assert both.status_code == 422
    stranger = client.post(path, data={"step": name[7:], "action": "next", name: "somebody"})
    assert stranger.status_code == 422


def test_the_language_changes_in_one_press_and_keeps_place_and_choices(
    world: World, cypress: Election
) -> None:
    client, path = world.app.test_client(), world.ballot_path("María")
    assert 'lang="es"' in client.get(path).text
    name, ids = first_contest(client, path)
    english = client.post(path, data={"step": name[7:], "action": "language:en", name: ids[:2]})
    assert 'lang="en"' in english.text
    assert "Choose up to 4" in english.text
    assert english.text.count(" checked") == 2


def test_not_me_stops_the_link_only_after_a_question(world: World, cypress: Election) -> None:
    client, path = world.app.test_client(), world.ballot_path("Bob")
    asked = client.post(path + "/not-me", data={"action": "ask"})
    assert asked.status_code == 200
    assert client.get(path).status_code == 200
    done = client.post(path + "/not-me", data={"action": "confirm"})
    assert "This link no longer works" in done.text
    assert client.get(path).status_code == 410
    with world.session() as session:
        link = session.scalars(select(BallotLink).where(BallotLink.not_me_at.is_not(None))).one()
        assert link.revoked_at is not None


def test_a_reissued_link_works_and_the_old_one_says_so(world: World, cypress: Election) -> None:
    client, old = world.app.test_client(), world.ballot_path("Bob")
    with world.session() as session:
        election = session.get_one(Election, cypress.id)
        link = session.scalars(
            select(BallotLink).where(BallotLink.key == world.links.key(issuing.Purpose.BALLOT, old[3:]))
        ).one()
        issuing.reissue(session, election, link.roll_entry, "lost phone", now=at(11, 21))
    gone = client.get(old)
    assert gone.status_code == 410
    assert "A newer link was sent in its place" in gone.text
    assert client.get(world.ballot_path("Bob")).status_code == 200


@pytest.mark.parametrize("end", ["x", "", ".abc", "/../../etc"])
def test_a_broken_link_says_what_to_do_and_nothing_else(world: World, cypress: Election, end: str) -> None:
    path = world.ballot_path("Bob")[:-3] + end
    page = world.app.test_client().get(path)
    assert page.status_code == 404
    assert "B. B****" not in page.text


def test_many_wrong_links_are_slowed_down_but_good_ones_never(world: World, cypress: Election) -> None:
    client, path = world.app.test_client(), world.ballot_path("Bob")
    answers = [client.get(f"/v/{'a' * 16}.{'b' * 16}").status_code for _ in range(40)]
    assert answers[0] == 404
    assert answers[-1] == 429
    for _ in range(3):
        assert client.get(path).status_code == 200


def test_before_and_after_voting_the_link_says_when(world: World, cypress: Election) -> None:
    client, path = world.app.test_client(), world.ballot_path("Bob")
    world.now = at(11, 17)
    assert "Voting has not opened yet" in client.get(path).text
    assert "Voting has not opened yet" in cast_all_blank(client, path).text
    world.now = CLOSES
    assert "Voting is closed" in cast_all_blank(client, path).text
    world.now = OPENS
    assert "Your ballot is cast" in cast_all_blank(client, path).text
    with world.session() as session:
        assert session.scalar(select(func.count()).select_from(Envelope)) == 1


def test_ballot_pages_set_no_cookie_and_keep_the_token_to_themselves(world: World, cypress: Election) -> None:
    client, path = world.app.test_client(), world.ballot_path("Bob")
    for answer in (client.get(path), cast_all_blank(client, path)):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "script-src" in answer.headers["Content-Security-Policy"]


def test_no_row_leads_from_a_voter_to_a_choice(world: World, cypress: Election) -> None:
    """Whoever holds the database sees a sealed envelope of one length, and no candidate's id in it."""
    client = world.app.test_client()
    name, ids = first_contest(client, world.ballot_path("Bob"))
    client.post(world.ballot_path("Bob"), data={"step": "review", "action": "cast", name: ids[:4]})
    cast_all_blank(client, world.ballot_path("Hal"))
    with world.session() as session:
        envelopes = session.scalars(select(Envelope)).all()
        assert len({len(envelope.sealed) for envelope in envelopes}) == 1
        for envelope in envelopes:
            assert not any(each.encode() in envelope.sealed for each in ids)
        assert session.scalar(select(func.count()).select_from(VoterRollEntry)) == 9
