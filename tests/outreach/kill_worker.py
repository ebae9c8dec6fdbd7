"""Worker processes for the kill test, each told to die (SIGKILL) in a given gap, the nth time it gets there.

Reads one round a line on standard input: a JSON list of {url, port, hours, gap, nth}. Starts these workers
together as forked children (starting Python anew takes seconds), waits for all, and answers with one line:
how each ended.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import sessionmaker

from ballot_service.database import open_engine
from outreach import Message, Outcome, Pace, Sender, deliver_due, worker_name
from outreach.channels.smtp import Security, Settings, SmtpSender
from tests.outreach.samples import link_for


@dataclass
class Doom:
    """Dies in one gap. The gaps are named after what was last done."""

    gap: str
    left: int

    def reached(self, gap: str) -> None:
        if gap != self.gap:
            return
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class DoomedSender:
    """The real sender, with a gap before and after each call."""

    inner: Sender
    doom: Doom
    name: str = "smtp"
    answered: bool = False

    def send(self, message: Message) -> Outcome:
        self.doom.reached("attempt")
        outcome = self.inner.send(message)
        self.doom.reached("answer")
        self.answered = True
        return outcome

    def close(self) -> None:
        self.inner.close()


def main(url: str, port: int, hours: int, gap: str, nth: int) -> None:
    doom = Doom(gap, nth)
    settings = Settings(
        host="127.0.0.1",
        port=port,
        sender=f"cec@pid-{os.getpid()}.{gap}-{nth}.example",
        security=Security.NONE,
        timeout=20.0,
    )
    sender = DoomedSender(SmtpSender(settings), doom)

    def fill(reference: str) -> Mapping[str, str]:
        doom.reached("claim")
        return link_for(reference)

    def stop() -> bool:
        if sender.answered:
            doom.reached("settle")
            sender.answered = False
        return False

    def clock() -> datetime:
        return datetime.now(UTC) + timedelta(hours=hours)

    sessions = sessionmaker(open_engine(url))
    pace = Pace(batch=12, stride=4, lease=timedelta(minutes=10))
    deliver_due(sessions, {"email": sender}, fill, clock, worker_name(), pace, stop=stop)


def child(told: Mapping[str, Any]) -> int:
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            main(**told)
            status = 0
        finally:
            os._exit(status)
    return pid


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    for line in sys.stdin:
        children = [child(told) for told in json.loads(line)]
        endings = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
        print(json.dumps(endings), flush=True)
