"""A step that the database ended only because of what others did at that moment is rolled back and done again."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

DATABASE_ERRORS = (SQLAlchemyError, sqlite3.Error)
"""SQLite's own come bare where the write lock is asked for."""
PAUSES = (0.05, 0.2, 1.0)
"""Seconds before each further try."""
_DEADLOCK_AND_SERIALIZATION = ("40P01", "40001")
_BUSY_AND_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_log = structlog.get_logger(__name__)
_Found = TypeVar("_Found")


def again(sessions: Callable[[], Session], step: Callable[[Session], _Found]) -> _Found:
    """Runs `step` in a session of its own, commits, and answers what it found.

    After a deadlock, a serialization failure or a locked SQLite file it is run again, up to three times; so it must
    do nothing outside of the database. Raises what is still wrong then, and every other error at once.
    """
    for pause in PAUSES:
        try:
            return _committed(sessions, step)
        except DATABASE_ERRORS as error:
            if not passes(error):
                raise
            _log.warning("done_again", error=type(getattr(error, "orig", error)).__name__)
        time.sleep(pause)
    return _committed(sessions, step)


def passes(error: Exception) -> bool:
    """Whether the same may well succeed in a moment."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if getattr(cause, "sqlstate", None) in _DEADLOCK_AND_SERIALIZATION:
        return True
    return (getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF in _BUSY_AND_LOCKED


def _committed(sessions: Callable[[], Session], step: Callable[[Session], _Found]) -> _Found:
    with sessions() as session:
        found = step(session)
        session.commit()
    return found
