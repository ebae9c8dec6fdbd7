"""RFC 8058: news can be ended with one click, whole and readable in the mail as it travels; nothing else can."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from outreach import Message, PurposeClass
from outreach.channels import sendgrid, smtp
from outreach.mail_message import SMTP_POLICY
from tests.outreach.samples import MONDAY
from tests.outreach.smtp_sink import Sink, serving

PLACE = "https://vote.tallowcreek.example/no-more-news/"


@pytest.fixture
def sink() -> Iterator[Sink]:
    with serving(Sink()) as running:
        yield running


def address(delivery_id: UUID) -> str:
    return f"{PLACE}{delivery_id.hex}.{'a' * 16}"


def mail(purpose_class: PurposeClass) -> Message:
    return Message(
        delivery_id=uuid4(),
        sent_at=MONDAY,
        channel="email",
        language="es",
        address="a@example.org",
        subject="Consejo de la escuela: la elección es el martes, y usted puede votar desde su casa, señora "
        * 2,
        body="Señora: " + "x" * 200,
        purpose_class=purpose_class,
    )


@pytest.mark.parametrize("kind", list(PurposeClass)[:3])
def test_news_alone_can_be_ended_with_one_click(sink: Sink, kind: PurposeClass) -> None:
    message = mail(kind)
    sender = smtp.open_sender(
        smtp.Settings(
            host="127.0.0.1",
            port=sink.port,
            security=smtp.Security.NONE,
            sender="cec@school.example",
            unsubscribe=address,
        )
    )
    sender.send(message)
    sender.close()
    (taken,) = sink.taken
    account = sendgrid.Settings(api_key="x", sender="cec@school.example", unsubscribe=address)
    by_sendgrid = sendgrid.compose(message, account)["headers"]
    wanted = {
        "List-Unsubscribe": f"<{address(message.delivery_id)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    for name, value in wanted.items():
        is_there = kind is PurposeClass.NEWS
        assert (taken[name] == value) is is_there
        assert (by_sendgrid.get(name) == value) is is_there
    raw = smtp.compose(message, sender._settings).as_bytes(policy=SMTP_POLICY)
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 78 for line in lines if not line.startswith(b"List-Unsubscribe:"))
    assert (f"List-Unsubscribe: <{address(message.delivery_id)}>".encode() in lines) is is_there


def test_without_a_public_address_there_is_no_such_header() -> None:
    plain = smtp.Settings(host="x", sender="cec@school.example")
    assert smtp.compose(mail(PurposeClass.NEWS), plain)["List-Unsubscribe"] is None
