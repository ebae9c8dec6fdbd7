"""Two installations: one with an open election that is backed up, and an empty one into which it is restored."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.app import create_app
from ballot_service.database import db, sessions
from ballot_service.links import Links, Purpose
from ballot_service.models import BallotLink, Election, Envelope
from ballot_service.models.people import ContactKind, ContactPoint
from ballot_service.rules.words import in_english
from ballot_service.services import announcing, issuing
from ballot_service.services.backup_format import tables, write_row
from ballot_service.settings import Settings
from ballot_service.storage import Storage
from tests.commands.conftest import Run
from tests.databases import Database, PostgresServer
from tests.services.steps import cast, up_to_open, with_links
from tests.tallow_creek import TallowCreek

FAR = datetime(2999, 1, 1, tzinfo=UTC)
"""The commands read the real clock, so the election stays open for long."""
NOW = datetime(2025, 11, 20, 18, 0, tzinfo=UTC)
PHOTO = b"a photo of the front door"


@contextmanager
def looking_into(database: Database) -> Iterator[Session]:
    engine = database.engine()
    with sessions(engine)() as session:
        yield session
    engine.dispose()


def rows_of(database: Database) -> dict[str, list[bytes]]:
    """Every row of every table in one form for both databases."""
    with looking_into(database) as session:
        return {
            table.name: sorted(write_row(row) for row in session.execute(select(table))) for table in tables()
        }


@dataclass
class Installation:
    """The one that is backed up. `without_link` is a voter whose link was stopped and not yet replaced."""

    database: Database
    folder: Path
    election_id: str
    sent: list[str]
    """Links that were sent before the backup, of voters who have not voted."""
    voted: str
    without_link: str

    @contextmanager
    def session(self) -> Iterator[tuple[Session, Election]]:
        with looking_into(self.database) as session:
            yield session, session.scalars(select(Election)).one()
            session.commit()

    def reissued(self) -> str:
        """A new link, made after the backup, for the voter without one."""
        with self.session() as (session, election):
            entry = next(each for each in with_links(session, election) if str(each.id) == self.without_link)
            return path_of(issuing.reissue(session, election, entry, "lost", now=NOW))

    def two_more_ballots(self) -> None:
        with self.session() as (session, election):
            for entry in [
                each for each in with_links(session, election) if path_of(each.links[-1]) in self.sent
            ][:2]:
                cast(session, election, entry, ["Bo Lee"], NOW)


def links() -> Links:
    return Links(Settings.from_environment().secret_keys)


def path_of(link: BallotLink) -> str:
    return f"/v/{links().token(Purpose.BALLOT, link.key)}"


@pytest.fixture
def installation(ready: Run, database: Database, tmp_path: Path) -> Installation:
    """Open, with three ballots in the box, a stored file, and links that wait in the outbox."""
    with looking_into(database) as session:
        creek = TallowCreek(session)
        election = up_to_open(creek, creek.election(), voters=6, held=True)
        election.closes_at = FAR
        voters = with_links(session, election)
        for entry in voters:
            entry.links[-1].expires_at = FAR
            session.add(
                ContactPoint(
                    district_id=election.district_id,
                    person_id=entry.person_id,
                    kind=ContactKind.EMAIL,
                    value=f"{entry.person.family_name}.{entry.id.hex[:4]}@example.org".replace(" ", ""),
                )
            )
        for entry in voters[:3]:
            cast(session, election, entry, ["Ana Ruiz"], NOW)
        session.commit()
        session.expire_all()
        issuing.revoke(session, election, voters[3], "lost", now=NOW)
        announcing.send_notice(
            session,
            election,
            announcing.Announcing.BALLOT_LINK,
            origin="https://vote.example.org",
            speak=lambda _language, value: in_english(value),
            now=NOW,
            by=uuid4(),
        )
        session.commit()
        Storage(tmp_path / "storage").keep(PHOTO)
        return Installation(
            database=database,
            folder=tmp_path / "storage",
            election_id=str(election.id),
            sent=[path_of(entry.links[-1]) for entry in voters[4:]],
            voted=path_of(voters[0].links[-1]),
            without_link=str(voters[3].id),
        )


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_one(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A second installation's database, with tables and nothing in them: of the same kind, and of the other."""
    if request.param == "sqlite":
        place = tmp_path / "restored.sqlite"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), place)
        yield Database("sqlite", f"sqlite:///{place}")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    fresh = server.migrated()
    yield fresh
    server.drop(fresh)


def move_to(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the environment is that of the second installation."""
    monkeypatch.setenv("BALLOTS_DATABASE_URL", database.url)
    monkeypatch.setenv("BALLOTS_STORAGE_DIR", str(tmp_path / "restored"))


@contextmanager
def browser() -> Iterator[FlaskClient]:
    """Somebody's phone, at the installation that the environment names."""
    app = create_app(Settings.from_environment(), clock=lambda: NOW)
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


def ballots_in(database: Database) -> int:
    with looking_into(database) as session:
        return session.scalar(select(func.count()).select_from(Envelope)) or 0


def is_untouched(database: Database, folder: Path) -> bool:
    """Whether nothing was put into the second installation."""
    return not any(rows_of(database).values()) and not list(folder.rglob("*"))
