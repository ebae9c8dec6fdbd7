"""Ending news: one click in the mail program or a button on the page; the ballot link still comes by e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import outreach
from tests.databases import Database
from tests.web.sending_desk import MAIL, ORIGIN, Desk, open_desk


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(database.url, tmp_path) as opened:
        yield opened


def lines(desk: Desk) -> int:
    with desk.office.session() as session:
        return len(outreach.history(session, "email", MAIL))


def test_one_click_ends_news_and_nothing_else(desk: Desk) -> None:
    desk.send()
    desk.work()
    headers = desk.fake.taken(MAIL).request["headers"]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = headers["List-Unsubscribe"].strip("<>").removeprefix(ORIGIN)
    client = desk.office.app.test_client()
    page = client.get(path)
    assert page.status_code == 200
    assert MAIL in page.text
    assert "No más noticias" in page.text
    assert lines(desk) == 0, "link scanners open everything"
    for _ in range(2):
        answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert lines(desk) == 1
    with desk.office.session() as session:
        for kind, stopped in ((outreach.PurposeClass.NEWS, True), (outreach.PurposeClass.LINK, False)):
            found = outreach.stopped_among(session, [MAIL], kind)
            assert found.covers("email", MAIL) is stopped
    desk.office.move_to(desk.office.clock.moment.replace(minute=50))
    assert client.post(path, data={"action": "again"}).status_code == 200
    assert lines(desk) == 2
    with desk.office.session() as session:
        assert not outreach.stopped_among(session, [MAIL], outreach.PurposeClass.NEWS).covers("email", MAIL)


@pytest.mark.parametrize("token", ["abc", "x" * 33, "aaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaa"])
def test_a_token_that_is_not_ours_ends_nothing(desk: Desk, token: str) -> None:
    client = desk.office.app.test_client()
    assert client.get(f"/no-more-news/{token}").status_code == 404
    assert client.post(f"/no-more-news/{token}").status_code == 404
