"""The sign NUL in what people send: PostgreSQL keeps no text that holds it. It is left out, and the rest is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot_service.models import Conversation, Person
from tests.databases import ON_POSTGRESQL, Database
from tests.web.clerk_office import PAPER, upload
from tests.web.sending_desk import Desk, open_desk
from tests.web.test_questions import asked

pytestmark = ON_POSTGRESQL


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(database.url, tmp_path) as opened:
        yield opened


def test_forms_of_neighbors_clerks_and_programs(desk: Desk) -> None:
    assert (
        asked(desk, words="May I\x00 vote?", name="E\x00ve", contact="new\x00@example.org").status_code == 200
    )
    voter = {
        "given_name": "Pat\x00",
        "family_name": "\x00Lee",
        "tie": "lives_here",
        "address": "",
        "language": "en",
    }
    desk.office.post("/roll/add", **PAPER, **voter, email="p\x00at@example.org")
    stranger = desk.office.app.test_client()
    sign_in = desk.office._hidden(stranger.get("/sign-in").text)
    assert stranger.post("/sign-in", data={**sign_in, "email": "a\x00b@example.org\x00"}).status_code < 400
    named = stranger.post("/interest", data={"f\x00ile": upload(b"\x00", "na\x00me.pdf"), "x\x00": "\x00"})
    assert named.status_code < 500
    passkey = stranger.post("/passkey/sign-in", json={"identity": "a\x00b", "remember": "\x00"})
    assert passkey.status_code < 500
    with desk.office.session() as session:
        found = session.scalars(select(Conversation)).one()
        assert (found.contact, found.name) == ("new@example.org", "Eve")
        assert found.messages[0].words == "May I vote?"
        assert session.scalars(
            select(Person).where(Person.family_name == "Lee", Person.given_name == "Pat")
        ).one()
