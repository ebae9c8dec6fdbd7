"""Twilio and SendGrid on 127.0.0.1: a real HTTP server with its own ledger, strict about what it is sent.

Each request is checked against the provider's own published description; what does not fit is kept in `violations`
and refused. The server does as it is told for each address, and signs reports as the providers do.
"""

from __future__ import annotations

import base64
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from twilio.request_validator import RequestValidator

from tests.databases import free_port
from tools.killing.described import SENDGRID, TWILIO, what_does_not_fit

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "tests only, not a real token"
API_KEY = "SG.tests-only"
OUR_NUMBER = "+16015550199"


class Does(StrEnum):
    """What the provider does with a request."""

    ACCEPT = "accept"
    ANSWER = "answer"
    """Takes nothing and answers with a status."""
    FAIL_AFTER = "fail after"
    """Takes the message and answers with a status all the same."""
    SILENCE = "silence"
    SILENCE_AFTER = "silence after"
    """Takes the message and never answers: only a later report tells."""
    RESET = "reset"
    RESET_AFTER = "reset after"
    NONSENSE = "nonsense"
    """Answers "fine" with a page of something else."""


SILENT = {Does.SILENCE, Does.SILENCE_AFTER}


@dataclass(frozen=True, kw_only=True)
class Behavior:
    """How one address is dealt with. `code` is Twilio's, `about` is the field that SendGrid complains about."""

    does: Does
    status: int = 0
    code: int = 0
    about: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One message in the ledger, as the provider has it."""

    provider: str
    address: str
    request: Mapping[str, Any]
    reference: str
    made_at: datetime
    status: str = "queued"


@dataclass
class ProviderFake:
    """What the server does, what it has taken, and every request that did not fit the description."""

    port: int = 0
    behaviors: dict[str, Behavior] = field(default_factory=dict)
    ledger: list[Taken] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    requests: int = 0
    listed: int = 0
    """How often it was asked for a list of what it took."""
    lists_fail: int = 0
    """A status with which it answers instead of a list."""
    keeps_words: bool = True
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    connections: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def public_key(self) -> str:
        """The verification key as SendGrid shows it: without the PEM lines."""
        pem = self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return "".join(pem.decode().splitlines()[1:-1])

    @property
    def patience(self) -> float:
        """Seconds that a client of this server should wait: not long where it is told to be silent, and long enough
        for a busy machine where it is to answer."""
        told = {behavior.does for behavior in self.behaviors.values()}
        if not told & SILENT:
            return 20.0
        return 1.0 if told <= SILENT | {Does.RESET, Does.RESET_AFTER} else 2.0

    def to(self, address: str, does: Does, **more: Any) -> None:
        """Says how an address is dealt with from now on."""
        self.behaviors[address] = Behavior(does=does, **more)

    def becomes(self, address: str, status: str) -> None:
        """What its list says of the message to an address from now on."""
        self.ledger = [replace(one, status=status) if one.address == address else one for one in self.ledger]

    def taken(self, address: str) -> Taken:
        """The one message to an address."""
        (found,) = [one for one in self.ledger if one.address == address]
        return found

    def twilio_report(self, taken: Taken, status: str, code: int = 0) -> tuple[str, dict[str, str], str]:
        """A signed status report: the address it is posted to, the form and the signature."""
        form = {"To": taken.address, "From": OUR_NUMBER, "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01"}
        if taken.reference.startswith("CA"):
            form |= {"CallSid": taken.reference, "CallStatus": status}
        else:
            form |= {"MessageSid": taken.reference, "MessageStatus": status, "SmsStatus": status}
        form |= {"ErrorCode": str(code)} if code else {}
        return self.twilio_signed(taken.request["StatusCallback"], form)

    def twilio_signed(self, address: str, form: dict[str, str]) -> tuple[str, dict[str, str], str]:
        """A form that Twilio posts to an address, with its signature."""
        return address, form, RequestValidator(TOKEN).compute_signature(address, form)

    def twilio_message(
        self, sender: str, words: str, *, address: str, sid: str = "", **more: str
    ) -> tuple[dict[str, str], str]:
        """A signed message that somebody sent to our number, as it is posted to an address of ours."""
        form = {"MessageSid": sid or f"SM{uuid4().hex}", "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01"}
        form |= {"From": sender, "To": OUR_NUMBER, "Body": words, "NumMedia": "0", "NumSegments": "1", **more}
        return form, RequestValidator(TOKEN).compute_signature(address, form)

    def sendgrid_event(self, taken: Taken, name: str, at: int, **more: str) -> dict[str, Any]:
        """One event as the Event Webhook posts it; each posting has an id of its own."""
        (to,) = taken.request["personalizations"]
        return {
            **to.get("custom_args", {}),
            "email": taken.address,
            "event": name,
            "timestamp": at,
            "sg_event_id": uuid4().hex,
            "sg_message_id": f"{taken.reference}.recvd-1",
            **more,
        }

    def sendgrid_signed(self, body: bytes, timestamp: str = "1763478000") -> dict[str, str]:
        """The headers under which SendGrid posts this body."""
        signature = self.key.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        return {
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
        }


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[ProviderFake]:
    """Serves both providers on a free port until the end of the block."""
    fake = ProviderFake(port=free_port())
    server = _Server(fake)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield fake
    finally:
        fake.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, fake: ProviderFake) -> None:
        self.fake = fake
        self.to_reset: set[int] = set()
        super().__init__(("127.0.0.1", fake.port), _Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        self.fake.connections += 1
        connection, address = super().get_request()
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """A reset is a close without a goodbye."""
        if id(request) in self.to_reset:
            request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            request.close()
        else:
            super().shutdown_request(request)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 20

    def do_POST(self) -> None:
        fake = self.server.fake
        fake.requests += 1
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        is_mail = self.path.startswith("/v3/")
        host = SENDGRID if is_mail else TWILIO
        wrong = what_does_not_fit(host, "post", urlsplit(self.path).path, self.headers.items(), body=body)
        if wrong:
            fake.violations.append(wrong)
            self._answer(418, {})
        elif is_mail:
            self._mail(fake, json.loads(body))
        else:
            self._text(fake, {name: values[0] for name, values in parse_qs(body.decode()).items()})

    def do_GET(self) -> None:
        """Twilio's list of messages or calls, two on a page, newest first."""
        fake, parts = self.server.fake, urlsplit(self.path)
        fake.listed += 1
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        wrong = what_does_not_fit(TWILIO, "get", parts.path, self.headers.items(), query=query)
        if wrong:
            fake.violations.append(wrong)
            self._answer(418, {})
        elif fake.lists_fail:
            self._answer(fake.lists_fail, {"code": fake.lists_fail, "status": fake.lists_fail})
        else:
            self._answer(200, self._listed(fake, parts.path, query))

    def _listed(self, fake: ProviderFake, path: str, query: Mapping[str, str]) -> Any:
        kind = "calls" if path.endswith("/Calls.json") else "messages"
        mine = [
            one
            for one in reversed(fake.ledger)
            if one.provider == "twilio"
            and one.reference.startswith("CA") is (kind == "calls")
            and one.address == query.get("To", one.address)
            and one.request.get("From") == query.get("From", one.request.get("From"))
        ]
        at = int(query.get("Page", "0")) * 2
        more = f"{path}?{urlencode({**query, 'Page': at // 2 + 1})}" if mine[at + 2 :] else None
        rows = [
            {
                "sid": one.reference,
                "status": one.status,
                "to": one.address,
                "body": one.request.get("Body", "") if fake.keeps_words else "",
                "date_created": format_datetime(one.made_at),
            }
            for one in mine[at : at + 2]
        ]
        return {kind: rows, "next_page_uri": more, "page": at // 2, "page_size": 2}

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

    def _text(self, fake: ProviderFake, request: dict[str, str]) -> None:
        reference = f"{'CA' if self.path.endswith('/Calls.json') else 'SM'}{uuid4().hex}"
        taken = Taken(
            provider="twilio",
            address=request["To"],
            request=request,
            reference=reference,
            made_at=fake.clock(),
        )
        fit = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {fit}":
            self._complain(Behavior(does=Does.ANSWER, status=401, code=20003), is_mail=False)
            return
        sender = {"from": request.get("From"), "messaging_service_sid": request.get("MessagingServiceSid")}
        fine = {"sid": reference, "status": "queued", "account_sid": ACCOUNT, "to": request["To"], **sender}
        self._do(fake, taken, 201, fine)

    def _mail(self, fake: ProviderFake, request: dict[str, Any]) -> None:
        reference = uuid4().hex
        address = request["personalizations"][0]["to"][0]["email"]
        taken = Taken(
            provider="sendgrid", address=address, request=request, reference=reference, made_at=fake.clock()
        )
        if self.headers.get("Authorization") != f"Bearer {API_KEY}":
            self._complain(Behavior(does=Does.ANSWER, status=401), is_mail=True)
            return
        self._do(fake, taken, 202, None, {"X-Message-Id": reference})

    def _do(
        self,
        fake: ProviderFake,
        taken: Taken,
        status: int,
        fine: Any,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        told = fake.behaviors.get(taken.address, Behavior(does=Does.ACCEPT))
        if told.does in (Does.ACCEPT, Does.FAIL_AFTER, Does.SILENCE_AFTER, Does.RESET_AFTER, Does.NONSENSE):
            fake.ledger.append(taken)
        if told.does is Does.ACCEPT:
            self._answer(status, fine, headers)
        elif told.does is Does.NONSENSE:
            self._answer(200, "<p>It works!</p>")
        elif told.does in (Does.ANSWER, Does.FAIL_AFTER):
            self._complain(told, is_mail=taken.provider == "sendgrid")
        else:
            if told.does in (Does.SILENCE, Does.SILENCE_AFTER):
                fake.over.wait(3)
            self.server.to_reset.add(id(self.request))
            self.close_connection = True

    def _complain(self, told: Behavior, *, is_mail: bool) -> None:
        """An error as the provider words it; it quotes the address, as real ones do."""
        if is_mail:
            said: Any = {
                "errors": [{"message": "quoted@example.org", "field": told.about or None, "help": None}]
            }
        else:
            said = {"code": told.code or told.status, "message": "quoted +16015550100", "status": told.status}
        self._answer(told.status, said, told.headers)

    def _answer(self, status: int, said: Any, headers: Mapping[str, str] | None = None) -> None:
        body = b"" if said is None else (said if isinstance(said, str) else json.dumps(said)).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
