"""Numbers freshly cast envelopes behind the answer: the voter gets the tracker, the log follows a moment later."""

from __future__ import annotations

from threading import Lock, Thread
from time import sleep
from uuid import UUID

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from ballot_service.database import committed, db
from ballot_service.models import Election
from ballot_service.services.numbering import log_waiting

log = structlog.get_logger()

PAUSE = 0.05
"""Seconds in which ballots gather, so that a crowd is numbered together and not one by one."""


class Numbering:
    """One a process. What it misses, because the process ends, the next cast or the next signed head makes good."""

    def __init__(self, app: Flask, pause: float = PAUSE) -> None:
        self._app = app
        self._pause = pause
        self._lock = Lock()
        self._waiting: set[UUID] = set()
        self._is_running = False
        self._thread: Thread | None = None

    def ring(self, election_id: UUID) -> None:
        """There is something to number in this election. Returns at once."""
        with self._lock:
            self._waiting.add(election_id)
            if self._is_running:
                return
            self._is_running = True
            self._thread = Thread(target=self._run, name="numbering")
        self._thread.start()

    def wait(self) -> None:
        """Until everything is numbered that was rung for."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            sleep(self._pause)
            with self._lock:
                elections, self._waiting = self._waiting, set()
                if not elections:
                    self._is_running = False
                    return
            for election_id in elections:
                self._number(election_id)

    def _number(self, election_id: UUID) -> None:
        try:
            with self._app.app_context(), committed(db.session()) as session:
                log_waiting(session, session.get_one(Election, election_id))
        except SQLAlchemyError as error:
            log.error("numbering_put_off", exc_info=error)
