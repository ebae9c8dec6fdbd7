"""How often a ballot page goes to the database: each way there and back is time that a voter, and all behind, wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, func, select

from ballot_service.models import Election, Envelope, LogLeaf
from ballot_service.web.numbering import Numbering
from tests.databases import Database
from tests.web.conftest import World

CAST = {"step": "review", "action": "cast"}


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that goes to any database meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


class Bell:
    """Stands for the numbering behind the answer, and keeps what it was rung for."""

    def __init__(self) -> None:
        self.rung: list[UUID] = []

    def ring(self, election_id: UUID) -> None:
        self.rung.append(election_id)


@pytest.mark.parametrize("step", ["look", "turn a page", "cast"])
def test_a_ballot_page_asks_the_database_hardly_more_than_once(
    world: World, cypress: Election, database: Database, step: str
) -> None:
    client, own = world.app.test_client(), world.ballot_path("Bob")
    bell = world.app.extensions["numbering"] = Bell()
    assert client.post(world.ballot_path("Hal"), data=CAST).status_code == 200, (
        "the ballot is known from here on"
    )
    with counted() as seen:
        if step == "look":
            page = client.get(own)
        elif step == "turn a page":
            page = client.post(own, data={"step": "start", "action": "start"})
        else:
            page = client.post(own, data=CAST)
    assert page.status_code == 200
    most = {"look": 1, "turn a page": 2, "cast": 3 if database.kind == "postgresql" else 9}[step]
    assert len([each for each in seen if not each.startswith(("BEGIN", "PRAGMA"))]) <= most, seen
    if database.kind == "postgresql":
        assert bell.rung == [cypress.id] * (2 if step == "cast" else 1)


def test_numbering_follows_behind_the_answer_and_misses_nobody(world: World, cypress: Election) -> None:
    numbering = world.app.extensions["numbering"] = Numbering(world.app, pause=0.2)
    client = world.app.test_client()
    for name in ("Bob", "Hal", "María"):
        assert "tracker" in client.post(world.ballot_path(name), data=CAST).text
    numbering.wait()
    with world.session() as session:
        assert session.scalar(select(func.count()).select_from(LogLeaf)) == 3
        assert session.scalars(select(LogLeaf.number).order_by(LogLeaf.number)).all() == [0, 1, 2]
        assert session.scalar(select(func.count()).select_from(Envelope).where(~Envelope.is_logged)) == 0
