"""A running service for page tests: on each database, with a clock that tests may set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zlib import crc32

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from ballot_service.app import create_app
from ballot_service.database import db, sessions
from ballot_service.links import Links, Purpose
from ballot_service.models import BallotLink, Election, Person, VoterRollEntry
from ballot_service.services import issuing, opening, registering
from ballot_service.settings import Settings
from tests.databases import ON_POSTGRESQL, ON_SQLITE, Database
from tests.kept_rows import furnish
from tests.tallow_creek import OPENS, SECRET, TallowCreek, at

T = TypeVar("T")

ON_BOTH = (
    "test_interest",
    "test_register",
    "test_roles",
    "test_round_trips",
    "test_voter",
    "test_witness",
)
"""Modules of pages that many people use at once, or that everything hangs on."""


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Most pages are tested on one of the two databases, by their names half on each; the acts behind them on both."""
    asked = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "database" not in metafunc.fixturenames or any("database" in names for names in asked):
        return
    if metafunc.module.__name__.rpartition(".")[2] not in ON_BOTH:
        name = f"{metafunc.module.__name__}.{metafunc.function.__name__}"
        metafunc.definition.add_marker((ON_SQLITE, ON_POSTGRESQL)[crc32(name.encode()) % 2])


@dataclass
class World:
    """The service on one database. `now` is what its clock shows."""

    app: Flask
    make_session: sessionmaker[Session]
    now: datetime
    mails: list[tuple[str, str, str]] = field(default_factory=list)

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.make_session() as opened:
            yield opened
            opened.commit()

    @property
    def links(self) -> Links:
        found: Links = self.app.extensions["links"]
        return found

    def begin_with(self, name: object, build: Callable[[], T]) -> T:
        """What `build` answers, and its rows; see tests/kept_rows.py."""
        settings: Settings = self.app.extensions["settings"]
        return furnish(settings.database_url, Path(settings.storage_dir), name, build)

    def ballot_path(self, given_name: str) -> str:
        """The address of a voter's newest working link."""
        with self.session() as session:
            key = session.scalars(
                select(BallotLink.key)
                .join(VoterRollEntry, VoterRollEntry.id == BallotLink.roll_entry_id)
                .join(Person, Person.id == VoterRollEntry.person_id)
                .where(Person.given_name == given_name)
                .order_by(BallotLink.revoked_at.is_not(None), BallotLink.issued_at.desc())
            ).first()
        assert key is not None
        return f"/v/{self.links.token(Purpose.BALLOT, key)}"


def settings_for(database: Database, folder: Path) -> Settings:
    return Settings(
        database_url=database.url,
        secret_keys=("page tests only: 0123456789abcdefghij",),
        sealing_secret=SECRET.decode(),
        public_origin="http://127.0.0.1:8000",
        storage_dir=folder,
        bell=str(folder / "bell.sqlite"),
    )


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Iterator[World]:
    engine = database.engine()
    made: dict[str, World] = {}
    app = create_app(settings_for(database, tmp_path / "storage"), clock=lambda: made["world"].now)
    made["world"] = World(app=app, make_session=sessions(engine), now=at(11, 20))
    mails = made["world"].mails
    app.extensions["send_mail"] = lambda address, subject, text, _language: mails.append(
        (address, subject, text)
    )
    yield made["world"]
    with app.app_context():
        db.engine.dispose()
    engine.dispose()


@pytest.fixture
def cypress(world: World) -> Election:
    """An open election: six parents for four seats, one neighbor; voters María (Spanish), Bob and Hal."""
    return world.begin_with("cypress", lambda: _open_election(world))


def _open_election(world: World) -> Election:
    with world.session() as session:
        district = TallowCreek(session)
        election = district.election()
        parents, community = election.contests
        district.stand(parents, "Ana Ruiz", "Bo Lee", "Cy Hart", "Di Voss", "Ed Poe", "Flo Nix")
        district.stand(community, "Pat Neighbor")
        district.guardian("María", "García López", language="es")
        district.guardian("Bob", "Baker")
        district.guardian("Hal", "Baker")
        registering.build_roll(session, election, now=at(11, 3, 9))
        district.notify(election)
        district.freeze(election)
        opening.confirm_opening(session, election, now=OPENS)
        issuing.issue_links(session, election, now=OPENS)
    return election
