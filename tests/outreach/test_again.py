"""What the database ends because of others is done again; what is wrong by itself is not."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from ballot_service import database
from outreach import Answer, Attempt, DeliveryStatus, Pace, deliver_due
from outreach.again import PAUSES, again
from tests.outreach.samples import Clock, FakeSender, by_email, link_for, queue
from tests.outreach.test_holding import statuses

Sessions = sessionmaker[Session]
ON_SQLITE = pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("empty_database", ["postgresql"], indirect=True)
REFUSES_EVERY_SEVENTH = """
CREATE SEQUENCE changes;
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('changes') % 7 = 1 THEN RAISE EXCEPTION 'ended for another' USING ERRCODE = '{code}'; END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER refuse BEFORE UPDATE ON outreach_delivery FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON outreach_attempt FOR EACH STATEMENT EXECUTE FUNCTION refuse();
"""


@pytest.fixture
def paused(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, none of which takes any time."""
    made: list[float] = []
    monkeypatch.setattr(time, "sleep", made.append)
    return made


@ON_POSTGRESQL
@pytest.mark.parametrize("code", ["40P01", "40001"])
def test_a_worker_outlives_deadlocks(sessions: Sessions, paused: list[float], code: str) -> None:
    queue(sessions, map(by_email, range(15)))
    with sessions.begin() as session:
        session.execute(text(REFUSES_EVERY_SEVENTH.format(code=code)))
    sender = FakeSender()
    two_by_two = Pace(batch=6, stride=2)
    tally = deliver_due(sessions, {"email": sender}, link_for, Clock(), "worker-1", two_by_two)
    assert tally == {Answer.ACCEPTED: 15}
    assert len({message.delivery_id for message in sender.seen}) == len(sender.seen) == 15
    assert set(statuses(sessions)) == {DeliveryStatus.SENT}
    with sessions() as session:
        assert session.query(Attempt).count() == 15
    assert len(paused) > 5


def locked_by_another(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> sqlite3.Connection:
    monkeypatch.setattr(database, "LONGEST_TURN", 0.0)
    database.reading_only.set(False)  # whatever a request of another test left
    other = sqlite3.connect(str(engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


@ON_SQLITE
def test_a_worker_outlives_a_locked_file(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    queue(sessions, map(by_email, range(3)))
    other = locked_by_another(sessions.kw["bind"], monkeypatch)
    monkeypatch.setattr(time, "sleep", lambda _seconds: other.close())
    assert deliver_due(sessions, {"email": FakeSender()}, link_for, Clock(), "worker-1") == {
        Answer.ACCEPTED: 3
    }


@ON_SQLITE
def test_answers_wait_for_a_locked_file(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are only in memory, and the provider has the message."""
    queue(sessions, map(by_email, range(1)))
    others: list[sqlite3.Connection] = []

    def lock_now(_message: object) -> None:
        others.append(locked_by_another(sessions.kw["bind"], monkeypatch))

    sender = FakeSender()
    answer = sender.answer
    sender.answer = lambda message: (lock_now(message), answer(message))[1]
    monkeypatch.setattr(time, "sleep", lambda _seconds: others[0].close())
    deliver_due(sessions, {"email": sender}, link_for, Clock(), "worker-1")
    assert statuses(sessions) == [DeliveryStatus.SENT]


@ON_SQLITE
def test_it_does_not_try_for_ever(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch, paused: list[float]
) -> None:
    other = locked_by_another(sessions.kw["bind"], monkeypatch)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        again(sessions, lambda session: session.execute(text("SELECT 1")))
    assert paused == [*PAUSES]
    other.close()


def test_what_is_wrong_by_itself_is_done_once(sessions: Sessions, paused: list[float]) -> None:
    queue(sessions, map(by_email, range(1)))
    breaks: Callable[[Session], object] = lambda session: session.execute(  # noqa: E731
        text("UPDATE outreach_delivery SET tries = -1")
    )
    with pytest.raises(IntegrityError):
        again(sessions, breaks)
    assert paused == []
