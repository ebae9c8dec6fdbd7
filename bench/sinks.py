"""Providers for measurements, each in a process of its own on 127.0.0.1: they answer at once and keep only a number."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context

from aiosmtpd.controller import Controller

from bench.servers import free_port

PATIENCE = 30.0


class _Twilio(BaseHTTPRequestHandler):
    """Takes every text message, over connections that stay open."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"sid": "SM" + "0" * 32, "status": "queued"}).encode()
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is written down."""


class _Mailbox:
    async def handle_DATA(self, _server: object, _session: object, _envelope: object) -> str:  # noqa: N802 - as above
        return "250 OK"


def _serve_twilio(port: int) -> None:
    ThreadingHTTPServer(("127.0.0.1", port), _Twilio).serve_forever()


def _serve_mail(port: int) -> None:
    Controller(_Mailbox(), hostname="127.0.0.1", port=port).start()
    while True:
        time.sleep(3600)


@contextmanager
def twilio_sink() -> Iterator[int]:
    """The port of something that answers like Twilio."""
    with _running(_serve_twilio) as port:
        yield port


@contextmanager
def mail_sink() -> Iterator[int]:
    """The port of a mail server that takes everything."""
    with _running(_serve_mail) as port:
        yield port


@contextmanager
def _running(serve: Callable[[int], None]) -> Iterator[int]:
    port = free_port()
    process = get_context("spawn").Process(target=serve, args=(port,), daemon=True)
    process.start()
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.join()


def _wait(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
