"""Engines and transactions: how SQLite and PostgreSQL are opened, and where a page's work is committed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from time import monotonic, sleep
from typing import Any, cast

import structlog
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from ballot_service.models.base import Base

log = structlog.get_logger()

db = SQLAlchemy(model_class=Base, disable_autonaming=True)

reading_only: ContextVar[bool] = ContextVar("reading_only", default=False)
"""Set for requests that only look: on SQLite they begin without taking the write lock."""

LONGEST_TURN = 15.0
"""Seconds a writer waits for its turn on SQLite."""
ASK_AGAIN = 0.002
"""Seconds between two questions for the write lock. SQLite's own waiting grows to a tenth of a second, and whoever has
waited long is passed by those who came last: with eight voters at once some would wait for seconds."""

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
    if reading_only.get():
        connection.exec_driver_sql("BEGIN")
        return
    plain = cast(sqlite3.Connection, connection.connection.driver_connection)
    deadline = monotonic() + LONGEST_TURN
    plain.execute("PRAGMA busy_timeout=0")
    try:
        while not _is_our_turn(plain, monotonic() >= deadline):
            sleep(ASK_AGAIN)
    finally:
        plain.execute(f"PRAGMA busy_timeout={int(LONGEST_TURN * 1000)}")


def _is_our_turn(plain: sqlite3.Connection, is_last_try: bool) -> bool:
    """Whether the write lock was free. Raises sqlite3.OperationalError when the last try finds it taken."""
    try:
        plain.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if is_last_try or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def sessions(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)


def wipe_replaced_records(engine: Engine) -> None:
    """Leaves no copy of replaced cast vote records behind: not in SQLite's log, not as PostgreSQL's dead rows.

    A second count writes all records anew; beside the old ones, whoever reads the files could tell what was added.
    Called once the count is committed, so it never fails: what could not be wiped is written into the log.
    """
    try:
        _wipe(engine)
    except (SQLAlchemyError, sqlite3.Error) as error:
        log.error("replaced_records_not_wiped", exc_info=error)


def _wipe(engine: Engine) -> None:
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
