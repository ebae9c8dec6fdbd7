"""A real SMTP server on 127.0.0.1 with its own ledger; it can refuse, delay, or drop."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from tests.databases import free_port


@dataclass
class Sink:
    """What the server does with each mail, and what it has taken."""

    replies_to_rcpt: dict[str, str] = field(default_factory=dict)
    replies_to_data: dict[str, str] = field(default_factory=dict)
    drops: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    taken: list[Mail] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def ids(self) -> Counter[str]:
        """How often each delivery was taken, by the id in the Message-ID."""
        return Counter(str(mail["Message-ID"]).strip("<>").partition("@")[0] for mail in self.taken)

    async def handle_EHLO(  # noqa: N802 - the name that aiosmtpd asks for
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd asks for
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.replies_to_rcpt:
            return self.replies_to_rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - as above
        (address,) = envelope.rcpt_tos
        if address in self.replies_to_data:
            return self.replies_to_data[address]
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        self.recipients.append(address)
        if address in self.silent:
            await asyncio.sleep(2)
        if address in self.drops:
            server.transport.abort()
        return "250 2.0.0 taken"


@contextmanager
def serving(sink: Sink, *, tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[Sink]:
    """Serves on a free port of 127.0.0.1 until the end of the block."""
    sink.port = free_port()
    controller = Controller(
        sink,
        hostname="127.0.0.1",
        port=sink.port,
        tls_context=tls,
        require_starttls=tls is not None,
        **options,
    )
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
