"""Workers are killed with -9 in every gap; by the mail server's own ledger nothing is lost and nothing sent twice."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from outreach import Delivery, DeliveryStatus, approve, enqueue, uncertain
from tests.outreach.samples import ballot_notice, by_email
from tests.outreach.smtp_sink import KillingSink, serving

ROOT = Path(__file__).parents[2]
DELIVERIES = 150
ROUNDS = (("claim", "attempt"), ("call", "answer"), ("settle", "call"))
"""Two workers at once, each killed in its gap. "call": the server took the mail and had not answered."""


@dataclass
class Run:
    url: str
    sink: KillingSink

    def worker(self, hours: int, gap: str, nth: int) -> subprocess.Popen[bytes]:
        told = {"url": self.url, "port": self.sink.port, "hours": hours, "gap": gap, "nth": nth}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.outreach.kill_worker", json.dumps(told)], cwd=ROOT
        )
        if gap == "call":
            self.sink.doomed[f"pid-{process.pid}.example"] = nth
        return process

    def round(self, hours: int, gaps: tuple[str, ...]) -> list[int]:
        """Starts the workers together and returns how each ended."""
        processes = [self.worker(hours, gap, 6) for gap in gaps]
        return [process.wait(timeout=120) for process in processes]


def url_of(sessions: sessionmaker[Session]) -> str:
    with sessions() as session:
        bind = session.get_bind()
        return str(bind.engine.url.render_as_string(hide_password=False))


def test_nothing_lost_and_nothing_twice(sessions: sessionmaker[Session]) -> None:
    now = datetime.now(UTC) - timedelta(seconds=1)
    with sessions() as session:
        approve(session, ballot_notice(), approved_by="clerk-1", now=now)
        people = map(by_email, range(DELIVERIES))
        enqueue(session, ballot_notice(), people, now=now, expires_at=now + timedelta(days=9))
        session.commit()

    with serving(KillingSink()) as sink:
        assert isinstance(sink, KillingSink)
        run = Run(url_of(sessions), sink)
        for hours, gaps in enumerate(ROUNDS):
            assert run.round(hours, gaps) == [-signal.SIGKILL] * 2
        assert len(sink.killed) == 2
        assert run.round(len(ROUNDS), ("none", "none")) == [0, 0]
        time.sleep(0.1)  # the last mail of a killed worker is in the ledger before its death
        ledger: Counter[str] = sink.ids()

    with sessions() as session:
        status = {str(row.id): row.status for row in session.execute(select(Delivery.id, Delivery.status))}
        shown = {str(one.delivery_id) for one in uncertain(session, limit=DELIVERIES)}
    assert [one for one, times in ledger.items() if times > 1] == []
    assert [one for one in status if one not in ledger and one not in shown] == []
    assert {one for one, found in status.items() if found is DeliveryStatus.UNCERTAIN} == shown
    assert set(status.values()) == {DeliveryStatus.SENT, DeliveryStatus.UNCERTAIN}
    assert {one for one, found in status.items() if found is DeliveryStatus.SENT} <= set(ledger)
    assert 0 < len(shown) <= 4 * 4  # four of the six died with at most one stride of four begun
