"""Engines and transactions: how SQLite and PostgreSQL are opened, and where a page's work is committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from ballot_service.models.base import Base

db = SQLAlchemy(model_class=Base, disable_autonaming=True)

reading_only: ContextVar[bool] = ContextVar("reading_only", default=False)
"""Set for requests that only look: on SQLite they begin without taking the write lock."""

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=15000",
    "PRAGMA secure_delete=ON",
)
"""What is deleted is wiped from the pages, not only forgotten: a purge really deletes."""


def engine_options(url: str) -> dict[str, Any]:
    """Parameters never reach a log: they hold link keys and people's contacts."""
    return {"hide_parameters": True, "pool_pre_ping": make_url(url).get_backend_name() == "postgresql"}


def open_engine(url: str) -> Engine:
    """An engine outside of Flask: commands, workers, tests."""
    make_place(url)
    return prepared(create_engine(url, **engine_options(url)))


def make_place(url: str) -> None:
    """Makes the folder of an SQLite file, so that a first start needs no preparation."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)


def prepared(engine: Engine) -> Engine:
    """Gives an SQLite engine its pragmas and real transactions; leaves others alone."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late and is never IMMEDIATE
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if reading_only.get() else "BEGIN IMMEDIATE")


def sessions(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)


def wipe_replaced_records(engine: Engine) -> None:
    """Leaves no copy of replaced cast vote records behind: not in SQLite's log, not as PostgreSQL's dead rows.

    A second count writes all records anew; beside the old ones, whoever reads the files could tell what was added.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (FULL) cast_vote_record")
        return
    plain = (
        engine.raw_connection()
    )  # outside of a transaction, where alone the log can be folded in and emptied
    try:
        plain.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        plain.close()


@contextmanager
def committed(session: Session) -> Iterator[Session]:
    """Commits what an act did, or rolls all of it back."""
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
