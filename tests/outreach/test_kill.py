"""Workers are killed with -9 in every gap; the mail server's own ledger shows none lost and none twice."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from outreach import Delivery, DeliveryStatus, approve, enqueue, uncertain
from tests.outreach.samples import ballot_notice, by_email
from tests.outreach.smtp_sink import KillingSink, serving

ROOT = Path(__file__).parents[2]
DELIVERIES = 150
ROUNDS = (("claim", "attempt"), ("call", "answer"), ("settle", "call"))
"""Two workers at once, each killed in its gap. "call": the server took the mail and had not answered."""


class Workers:
    """Starts rounds of workers in another process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.outreach.kill_worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def round(self, url: str, port: int, hours: int, gaps: tuple[str, ...]) -> list[int]:
        """Starts one worker for each gap and returns how each ended; `hours` are added to their clock."""
        assert self.process.stdin
        assert self.process.stdout
        told = [{"url": url, "port": port, "hours": hours, "gap": gap, "nth": 6} for gap in gaps]
        print(json.dumps(told), file=self.process.stdin, flush=True)
        endings: list[int] = json.loads(self.process.stdout.readline())
        return endings

    def end(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    started = Workers()
    yield started
    started.end()


def url_of(sessions: sessionmaker[Session]) -> str:
    with sessions() as session:
        bind = session.get_bind()
        return str(bind.engine.url.render_as_string(hide_password=False))


def test_nothing_lost_and_nothing_twice(sessions: sessionmaker[Session], workers: Workers) -> None:
    url = url_of(sessions)
    now = datetime.now(UTC) - timedelta(seconds=1)
    with sessions() as session:
        approve(session, ballot_notice(), approved_by="clerk-1", now=now)
        people = map(by_email, range(DELIVERIES))
        enqueue(session, ballot_notice(), people, now=now, expires_at=now + timedelta(days=9))
        session.commit()

    sink = KillingSink()
    with serving(sink):
        for hours, gaps in enumerate(ROUNDS):
            assert workers.round(url, sink.port, hours, gaps) == [-signal.SIGKILL] * 2
        assert len(sink.killed) == 2
        assert workers.round(url, sink.port, len(ROUNDS), ("none", "none")) == [0, 0]
        ledger = sink.ids()

    with sessions() as session:
        status = {str(row.id): row.status for row in session.execute(select(Delivery.id, Delivery.status))}
        shown = {str(one.delivery_id) for one in uncertain(session, limit=DELIVERIES)}
    assert [one for one, times in ledger.items() if times > 1] == []
    assert [one for one in status if one not in ledger and one not in shown] == []
    assert {one for one, found in status.items() if found is DeliveryStatus.UNCERTAIN} == shown
    assert set(status.values()) == {DeliveryStatus.SENT, DeliveryStatus.UNCERTAIN}
    assert {one for one, found in status.items() if found is DeliveryStatus.SENT} <= set(ledger)
    assert 0 < len(shown) <= 4 * 4  # four of the six died with at most one stride of four begun
