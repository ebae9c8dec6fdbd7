"""The bell: Huey wakes the worker. It carries no message, so losing it loses a sweep, never a delivery.

The outbox table holds all there is to do. Ringing only means "look now" instead of "look within a minute".
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from huey.exceptions import HueyException
from huey.registry import Message as Ring
from huey.serializer import Serializer

from outreach.errors import BellError

_log = structlog.get_logger(__name__)
_NAME = "outreach"
_HEALTH_CHECK_SECONDS = 10.0


class _NameOnly(Serializer):  # type: ignore[misc]  # Huey has no types
    """Only the name of a task travels. Huey's pickle would run whatever someone puts into the queue."""

    def serialize(self, data: Ring) -> bytes:
        return str(data.name).encode()

    def deserialize(self, data: bytes) -> Ring:
        return Ring(id=str(uuid4()), name=bytes(data).decode(), retries=0, retry_delay=0, args=(), kwargs={})


class _Consumer(Consumer):  # type: ignore[misc]  # Huey has no types
    """A consumer that leaves signals to the program it runs in."""

    def _set_signal_handlers(self) -> None:
        """Huey's own stop at once on one of the two signals, and work in the main thread only."""


class Bell:
    """Rings the worker, and runs it where it is told to."""

    def __init__(self, engine: Huey, work: Callable[[], object]) -> None:
        self._engine = engine
        self._work = work
        self._consumer: Consumer | None = None
        self._wake = engine.task(name="wake")(self._run)
        engine.periodic_task(crontab(minute="*"), name="sweep")(self._run)
        engine.on_shutdown(name="close")(self.close)

    def ring(self) -> None:
        """Asks the worker to look now; call it after the commit. Never raises: a lost ring costs a sweep."""
        try:
            if not self._engine.pending_count():
                self._wake()
        except Exception as error:  # whatever the engine raises: the sweep makes up for it
            _log.warning("bell_not_rung", error=type(error).__name__)

    def stopping(self) -> bool:
        """Whether the worker was asked to stop. Hand it to `deliver_due`, which then ends in good order."""
        return self._consumer is not None and bool(self._consumer.stop_flag.is_set())

    def run(self, *, workers: int = 1) -> None:
        """Runs in this process, from its main thread, until SIGTERM or SIGINT; what has begun is settled.

        A second signal ends the process at once. With several `workers`, `work` is called by several threads.
        """
        asked = threading.Event()
        stop = self.start_thread(workers=workers)
        before = {one: signal.signal(one, lambda *_: asked.set()) for one in (signal.SIGTERM, signal.SIGINT)}
        while not asked.wait(_HEALTH_CHECK_SECONDS):
            if self._consumer is not None:
                self._consumer.check_worker_health()
        for one, previous in before.items():
            signal.signal(one, previous)
        stop()

    def start_thread(self, *, workers: int = 1) -> Callable[[], None]:
        """Runs beside another program (the web process of a small installation); returns how to stop it.

        What was left from before is looked at now, not at the next full minute.
        """
        consumer = _Consumer(self._engine, workers=workers, max_delay=1.0)
        self._consumer = consumer
        self.ring()
        consumer.start()

        def stop() -> None:
            consumer.stop(graceful=True)
            self.close()

        return stop

    def close(self) -> None:
        """Ends this thread's connection to the engine. Ringing again opens a new one."""
        self._engine.storage.close()

    def _run(self) -> None:
        try:
            self._work()
        except Exception as error:  # Huey would log texts and addresses; the next sweep tries again
            _log.error("worker_failed", error=type(error).__name__)


def build_bell(where: str | Path, work: Callable[[], object]) -> Bell:
    """A bell on an SQLite file (the default), or on Redis, Valkey or PostgreSQL by URL.

    `work` is what ringing does, usually `deliver_due` with its arguments; a process that only rings never
    calls it. Raises BellError when the engine cannot be used.
    """
    return Bell(_engine(str(where)), work)


def worker_name() -> str:
    """A name for this worker, different in each process and thread."""
    return f"worker-{os.getpid()}-{threading.get_ident() % 100_000}"


def _engine(where: str) -> Huey:
    scheme = where.partition("://")[0] if "://" in where else ""
    common: dict[str, Any] = {"name": _NAME, "results": False, "serializer": _NameOnly()}
    try:
        if scheme in ("redis", "rediss", "valkey", "valkeys"):
            return RedisHuey(url=where.replace("valkey", "redis", 1), **common)
        if scheme.partition("+")[0] in ("postgres", "postgresql"):
            dsn = "postgresql://" + where.partition("://")[2]
            return PostgresHuey(dsn=dsn, table_prefix="outreach_bell", **common)
        if scheme:
            raise BellError(f"There is no engine for {scheme}. Use a file, redis:// or postgresql://.")
        Path(where).parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey(filename=where, **common)
    except (HueyException, ImportError, OSError) as error:
        raise BellError(f"The engine at this address cannot be used: {type(error).__name__}.") from error
