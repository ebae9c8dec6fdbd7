"""Presses "cast" over HTTP from several clients at once, each on a connection that stays open, from one process.

It waits for sockets in one loop, so that measuring takes as little of the machine as can be.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from time import perf_counter


@dataclass
class Pressed:
    """What came back: seconds of each answer, how long all took, and answers that were not as hoped."""

    seconds: list[float] = field(default_factory=list)
    whole: float = 0.0
    failed: list[bytes] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.whole


@dataclass
class _Client:
    line: socket.socket
    began: float = 0.0
    read: bytearray = field(default_factory=bytearray)


def press(port: int, requests: Iterable[bytes], clients: int, wanted: bytes = b"tracker") -> Pressed:
    """Sends each request once; an answer is good with status 200 and `wanted` in it."""
    waiting, pressed = iter(requests), Pressed()
    loop = selectors.DefaultSelector()
    lines = [_Client(socket.create_connection(("127.0.0.1", port))) for _ in range(clients)]
    began = perf_counter()
    busy = 0
    for each in lines:
        each.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        loop.register(each.line, selectors.EVENT_READ, each)
        busy += _send_next(each, waiting)
    while busy:
        for key, _ in loop.select(timeout=60):
            client: _Client = key.data
            content = client.line.recv(65536)
            client.read += content
            if content and not _is_whole(client.read):
                continue
            _note(client, pressed, wanted)
            if not content or b"\r\nConnection: close" in client.read:
                loop.unregister(client.line)
                client.line = socket.create_connection(("127.0.0.1", port))
                loop.register(client.line, selectors.EVENT_READ, client)
            busy -= 1
            busy += _send_next(client, waiting)
    pressed.whole = perf_counter() - began
    for each in lines:
        each.line.close()
    loop.close()
    pressed.seconds.sort()
    return pressed


def _note(client: _Client, pressed: Pressed, wanted: bytes) -> None:
    pressed.seconds.append(perf_counter() - client.began)
    if not client.read.startswith(b"HTTP/1.1 200") or wanted not in client.read:
        pressed.failed.append(bytes(client.read[:300]))


def _send_next(client: _Client, waiting: Iterator[bytes]) -> int:
    request = next(waiting, None)
    if request is None:
        return 0
    client.read.clear()
    client.began = perf_counter()
    client.line.sendall(request)
    return 1


def _is_whole(answer: bytearray) -> bool:
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(answer[:end]).lower()
    place = head.find(b"content-length:")
    if place < 0:
        return False
    length = int(head[place + 15 :].split(b"\r\n", 1)[0])
    return len(answer) >= end + 4 + length
