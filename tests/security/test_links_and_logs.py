"""Nobody is locked out by a stranger, no log line holds a link, and no page of ours leads to another site."""

from __future__ import annotations

import sys
from typing import NoReturn

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from ballot_service.models import Election
from tests.web.conftest import World

WRONG = f"/v/{'a' * 16}.{'b' * 16}"


def test_wrong_links_lock_out_no_voter_behind_the_same_address(world: World, cypress: Election) -> None:
    client, own = world.app.test_client(), world.ballot_path("Bob")
    assert [client.get(WRONG).status_code for _ in range(31)] == [404] * 30 + [429]
    assert client.get(own).status_code == 200
    assert client.post(own, data={"step": "start"}).status_code == 200
    assert client.post(f"{own}/not-me", data={}).status_code == 200
    assert client.get(WRONG).status_code == 429


def test_a_changed_link_is_no_link_of_ours(world: World, cypress: Election) -> None:
    client, own = world.app.test_client(), world.ballot_path("Bob")
    other = own[:-1] + ("a" if own[-1] != "a" else "b")
    assert [client.get(other).status_code for _ in range(31)] == [404] * 30 + [429]


def _gone(*_args: object, **_named: object) -> NoReturn:
    raise OperationalError("SELECT secret", {}, Exception("the database is gone"))


def test_a_lost_database_puts_no_address_into_a_log(
    world: World, cypress: Election, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client, own = world.app.test_client(), world.ballot_path("Bob")
    with client.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"] = "somebody", True
    monkeypatch.setattr(Session, "scalar", _gone)
    monkeypatch.setattr(Session, "execute", _gone)
    with capture_logs() as lines:
        answers = [client.get(path) for path in (own, f"{own}/typo", "/sign-in/mailed-token")]
    assert [answer.status_code for answer in answers] == [500, 500, 500]
    written = f"{[{**line, 'exc_info': ''} for line in lines]} {caplog.text}"
    assert own.removeprefix("/v/") not in written
    assert "mailed-token" not in written


def test_a_broken_error_page_puts_no_address_into_a_log(
    world: World, cypress: Election, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What no page catches reaches Flask itself, which would write the address."""
    client, own = world.app.test_client(), world.ballot_path("Bob")
    monkeypatch.setattr(sys.modules["ballot_service.web.voter"], "receipt", _gone)
    monkeypatch.setattr(sys.modules["ballot_service.web.errors"], "page", _gone)
    with capture_logs() as lines, pytest.raises(OperationalError):
        client.get(own)
    assert lines[-1]["event"] == "unexpected"
    assert own not in f"{[{**line, 'exc_info': ''} for line in lines]} {caplog.text}"


@pytest.mark.parametrize(
    "path", ["/%5Celsewhere.example/x", "//elsewhere.example/x", "/%09/elsewhere.example"]
)
def test_the_language_links_stay_on_this_site(world: World, cypress: Election, path: str) -> None:
    page = world.app.test_client().get(path)
    assert page.status_code == 404
    assert 'href="/' in page.text
    for start in ('href="//', 'href="/\\', 'href="/\t'):
        assert start not in page.text
