"""A provider of text messages on 127.0.0.1, in a process of its own, with its own ledger: what it took, it keeps.

It speaks like Twilio, and refuses what does not fit Twilio's own description. To chosen numbers it behaves badly, once
or for good; a worker that is to die before it hears the answer is killed here, after its message was taken. What it
reports about messages comes late, twice and out of order.
"""

from __future__ import annotations

import base64
import json
import os
import random
import signal
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

from killing.described import TWILIO, description, what_does_not_fit

ACCOUNT = "AC" + "0123456789abcdef" * 2
PATIENCE = 1.0
"""Seconds a worker waits for an answer; the provider is silent for longer than that."""
LATEST_REPORT = 0.5
"""Seconds after which a report comes at the latest, when it comes by itself."""


class Fault(StrEnum):
    """What goes wrong with the first message to a number."""

    SILENT = "silent"
    SILENT_AFTER = "silent after"
    RESET = "reset"
    RESET_AFTER = "reset after"
    FAILS = "fails"
    FAILS_AFTER = "fails after"
    """It has the message and answers 500 all the same."""
    BUSY = "busy"
    """429: nothing was taken."""
    REPORTS = "reports"
    """Nothing goes wrong, but its reports come twice and in the wrong order."""


TAKES = frozenset({Fault.SILENT_AFTER, Fault.RESET_AFTER, Fault.FAILS_AFTER, Fault.REPORTS})
QUIET = frozenset({Fault.SILENT, Fault.SILENT_AFTER})
RESETS = frozenset({Fault.RESET, Fault.RESET_AFTER})
STATUS = {Fault.FAILS: 500, Fault.FAILS_AFTER: 500, Fault.BUSY: 429}


@dataclass
class Provider:
    """Everything the provider knows. `ledger` counts the messages it took, by number."""

    faults: dict[str, Fault]
    seed: int
    ledger: Counter[str] = field(default_factory=Counter)
    attempts: dict[str, str] = field(default_factory=dict)
    """The address for reports on each message that was taken, to its number."""
    messages: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """Its list by number, as anybody who asks gets it."""
    by_worker: Counter[str] = field(default_factory=Counter)
    killed: dict[str, str] = field(default_factory=dict)
    """By worker: the message that was taken from it when it died."""
    reports: list[tuple[float, str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    met: Counter[str] = field(default_factory=Counter)
    violations: Counter[str] = field(default_factory=Counter)
    """What the description has against requests, and how often."""

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def take(self, form: Mapping[str, str], worker: str) -> Fault | None:
        """Writes the message down, or not, and says what goes wrong; kills the worker if its time has come."""
        with self.lock:
            number = form["To"]
            fault = self.faults.pop(number, None)
            self.met.update([fault.value] if fault else [])
            if fault is None or fault in TAKES:
                self.ledger[number] += 1
                self.attempts[form["StatusCallback"]] = number
                self._keep(form, worker)
                self._report(form["StatusCallback"], fault)
                self._kill(worker, form["StatusCallback"])
        return fault

    def _keep(self, form: Mapping[str, str], worker: str) -> None:
        """By the clock of the worker, which is put forward: a worker's name ends with its minutes."""
        made = datetime.now(UTC) + timedelta(minutes=int(worker.rpartition(".")[2]))
        self.messages.setdefault(form["To"], []).insert(
            0,
            {
                "sid": f"SM{len(self.attempts):032x}",
                "status": "sent",
                "to": form["To"],
                "body": form["Body"],
                "date_created": format_datetime(made),
            },
        )

    def _report(self, address: str, fault: Fault | None) -> None:
        """Half of the messages that went wrong are never reported on: those have to be looked up."""
        if fault is None or (fault is not Fault.REPORTS and self.chance.random() < 0.5):
            return
        for status in ("delivered", "sent", "delivered"):
            self.reports.append((time.monotonic() + self.chance.random() * LATEST_REPORT, address, status))

    def _kill(self, worker: str, address: str) -> None:
        """A worker's name tells when it dies: "<pid>.call-<nth message that is taken from it>.<minutes>"."""
        pid, doom, _ = worker.split(".")
        gap, _, nth = doom.partition("-")
        self.by_worker[worker] += 1
        if gap == "call" and self.by_worker[worker] == int(nth):
            self.killed[worker.rpartition(".")[0]] = address
            if self.chance.random() < 0.5:
                self.reports.append((time.monotonic() + LATEST_REPORT, address, "delivered"))
            os.kill(int(pid), signal.SIGKILL)

    def due(self, everything: bool) -> list[tuple[str, str]]:
        """The reports whose time has come, in the order of their times."""
        with self.lock:
            now = time.monotonic()
            come = sorted(each for each in self.reports if everything or each[0] <= now)
            self.reports = [each for each in self.reports if each not in come]
        return [(address, status) for _, address, status in come]


def provider_sid(provider: Provider, number: str) -> str:
    """The newest message to a number."""
    with provider.lock:
        return provider.messages[number][0]["sid"]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed breaks its line: nothing to say."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._fits("post", body=body):
            return
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        sign_in = base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
        fault = self.server.provider.take(form, sign_in.partition(":")[0])
        if fault in QUIET:
            time.sleep(PATIENCE * 1.5)
        if fault in QUIET or fault in RESETS:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
        elif fault in STATUS:
            self._answer(
                STATUS[fault], {"code": 20429 if fault is Fault.BUSY else 0, "status": STATUS[fault]}
            )
        else:
            self._answer(201, {"sid": provider_sid(self.server.provider, form["To"]), "status": "queued"})

    def do_GET(self) -> None:
        """The list of what went to one number; and for the test alone, what was taken and the reports that are due."""
        provider = self.server.provider
        parts = urlsplit(self.path)
        if parts.path.endswith("/Messages.json"):
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if self._fits("get", query=query):
                with provider.lock:
                    messages = list(provider.messages.get(query["To"], []))
                self._answer(200, {"messages": messages})
            return
        if self.path.startswith("/reports"):
            self._answer(200, provider.due(self.path.endswith("all")))
            return
        with provider.lock:
            told = {
                "ledger": provider.ledger,
                "attempts": provider.attempts,
                "killed": provider.killed,
                "met": provider.met,
                "violations": provider.violations,
            }
            self._answer(200, told)

    def _fits(self, method: str, *, body: bytes = b"", query: Mapping[str, str] | None = None) -> bool:
        path = urlsplit(self.path).path
        wrong = what_does_not_fit(TWILIO, method, path, self.headers.items(), body=body, query=query)
        if wrong:
            with self.server.provider.lock:
                self.server.provider.violations[wrong] += 1
            self._answer(400, {"code": 20001, "status": 400})
        return not wrong

    def _answer(self, status: int, said: object) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def _serve(faults: Mapping[str, str], seed: int, port: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    provider = Provider({number: Fault(fault) for number, fault in faults.items()}, seed)
    server = _Server(provider)
    description(TWILIO)  # read before the first worker waits for an answer
    port.send(server.server_address[1])
    server.serve_forever(poll_interval=0.02)


@dataclass(frozen=True)
class Line:
    """How the test speaks with the provider's process."""

    port: int

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str) -> Any:
        with urlopen(f"{self.base_url}{path}", timeout=30) as answer:  # noqa: S310 - our own http address
            return json.load(answer)


@contextmanager
def serving(faults: Mapping[str, Fault], seed: int) -> Iterator[Line]:
    """Runs the provider until the end of the block. It is forked, so the caller may have no thread and no open line."""
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    plain = {number: fault.value for number, fault in faults.items()}
    process = context.Process(target=_serve, args=(plain, seed, there), daemon=True)
    process.start()
    try:
        yield Line(here.recv())
    finally:
        process.terminate()
        process.join()


def faults_for(numbers: list[str], count: int, chance: random.Random) -> dict[str, Fault]:
    """Which numbers are dealt with badly: `count` of them, every fault in turn."""
    faults = list(Fault)
    return {number: faults[at % len(faults)] for at, number in enumerate(chance.sample(numbers, count))}
