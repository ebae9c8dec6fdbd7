"""Pages without a session and style sheets are sent compressed, pages with a key against forgery never."""

from __future__ import annotations

import gzip

import pytest

from ballot_service.models import Election
from tests.web.conftest import World

TAKES_GZIP = {"Accept-Encoding": "gzip, deflate"}


@pytest.mark.parametrize("path", ["ballot", "/tallow-creek", "/static/css/voter.css"])
def test_what_a_voter_loads_is_compressed_for_browsers_that_take_it(
    world: World, cypress: Election, path: str
) -> None:
    client, path = world.app.test_client(), world.ballot_path("Bob") if path == "ballot" else path
    with client.get(path) as whole, client.get(path, headers=TAKES_GZIP) as small:
        assert "Content-Encoding" not in whole.headers
        assert small.headers["Content-Encoding"] == "gzip"
        assert whole.vary.as_set() >= {"accept-encoding"}
        assert gzip.decompress(small.data) == whole.data
        assert len(small.data) < len(whole.data) * 0.7
        assert int(small.headers["Content-Length"]) == len(small.data)


def test_pages_with_a_session_are_not_compressed(world: World) -> None:
    """Their key against forgery could be guessed from the length of the answer."""
    with world.app.test_client().get("/sign-in", headers=TAKES_GZIP) as page:
        assert b'name="csrf_token"' in page.data
        assert "Content-Encoding" not in page.headers


def test_a_browser_keeps_the_style_sheet_and_can_ask_whether_it_changed(world: World) -> None:
    client = world.app.test_client()
    with client.get("/static/css/voter.css", headers=TAKES_GZIP) as first:
        tag, kept = first.headers["ETag"], first.cache_control.max_age
    assert kept == 3600
    with client.get("/static/css/voter.css", headers={**TAKES_GZIP, "If-None-Match": tag}) as again:
        assert again.status_code == 304
        assert not again.data
