"""What most commands begin with: settings, an engine, a session; and one sentence when something is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ballot_service.database import open_engine, sessions
from ballot_service.services.migrating import current, newest
from ballot_service.settings import Settings, SettingsRefused


def settings_or_exit() -> Settings:
    """The settings, or an end with the sentence that says what to do."""
    try:
        return Settings.from_environment()
    except SettingsRefused as refused:
        raise click.ClickException(str(refused)) from refused


@contextmanager
def engine_or_exit(settings: Settings) -> Iterator[Engine]:
    """An engine that answers, or an end with a sentence. No password is ever shown."""
    engine = open_engine(settings.database_url)
    try:
        _require_answer(engine)
        yield engine
    finally:
        engine.dispose()


def _require_answer(engine: Engine) -> None:
    try:
        engine.connect().close()
    except OperationalError as problem:
        address = engine.url.render_as_string(hide_password=True)
        raise click.ClickException(f"The database {address} does not answer. Is it running?") from problem


@contextmanager
def migrated_session(settings: Settings) -> Iterator[Session]:
    """A session on a database with the newest schema."""
    with engine_or_exit(settings) as engine:
        if current(engine) != newest():
            raise click.ClickException("The database has not the newest tables. Run: ballots db upgrade")
        with sessions(engine)() as session:
            yield session


def now() -> datetime:
    return datetime.now(UTC)
