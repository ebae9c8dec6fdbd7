"""Posts over a real Apprise to a server on 127.0.0.1 with its own ledger: each once, and no key is ever shown."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import pytest

from outreach import Answer, Means, Message, channels
from outreach.channels import social
from tests.outreach.samples import MONDAY

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
KEY = "a-secret-key"


class Network(ThreadingHTTPServer):
    """Takes posts, and answers as it is told."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.status = 200
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: Network

    def do_POST(self) -> None:
        self.server.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def network() -> Iterator[Network]:
    server = Network()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def given(network: Network) -> dict[str, str]:
    return {
        "APPRISE_ACCOUNTS": json.dumps({"tallow-creek": f"json://{KEY}@127.0.0.1:{network.server_port}/"})
    }


def post(**more: str) -> Message:
    words = {"address": "tallow-creek", "body": "Vote en 7:00 a.m. <b> & más: https://v.example/p/x", **more}
    return Message(delivery_id=uuid4(), sent_at=MONDAY, channel="social", language="es", **words)


def test_a_post_goes_out_once_in_its_own_words(network: Network) -> None:
    settings = social.settings_of(Means(variables=given(network)))
    assert settings is not None
    sender = social.open_sender(settings)
    outcome = sender.send(post())
    sender.close()
    assert (outcome.answer, outcome.provider_reference) == (Answer.ACCEPTED, "posted")
    (taken,) = network.taken
    assert taken["message"] == post().body
    assert channels.set_up(Means(variables=given(network)))["social"] is channels.find("social")


@pytest.mark.parametrize("status", [500, 403, 429])
def test_a_no_is_unclear_and_is_not_tried_again(
    network: Network, status: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    network.status = status
    settings = social.Settings(accounts=json.loads(given(network)["APPRISE_ACCOUNTS"]))
    outcome = social.open_sender(settings).send(post())
    assert (outcome.answer, outcome.error) == (Answer.UNCERTAIN, "post_unclear")
    assert len(network.taken) == 1
    out, err = capfd.readouterr()
    assert KEY not in f"{caplog.text} {settings!r} {outcome} {out} {err}"


def test_a_district_without_an_account_posts_nothing(network: Network) -> None:
    settings = social.Settings(accounts=json.loads(given(network)["APPRISE_ACCOUNTS"]))
    outcome = social.open_sender(settings).send(post(address="pine-ridge"))
    assert (outcome.answer, outcome.error, network.taken) == (Answer.NOT_SENT, "account_missing", [])


@pytest.mark.parametrize("written", ["mastodons://key@host", '{"tallow-creek": 1}', "[]", '{"A B": "x://y"}'])
def test_what_cannot_be_read_is_named_without_the_key(written: str) -> None:
    (sentence,) = social.faults({"APPRISE_ACCOUNTS": written}, ())
    assert sentence.startswith("APPRISE_ACCOUNTS must be")
    assert "key@host" not in sentence.replace("mastodons://key@host", "", 1)
    assert social.settings_of(Means(variables={"APPRISE_ACCOUNTS": written})) is None
    assert social.faults({}, ()) == []
