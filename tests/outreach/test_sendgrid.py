"""Mail over SendGrid's own client and a real HTTP server: what is sent, and what each kind of trouble is called."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from outreach import Answer, Message, Outcome
from outreach.channels.sendgrid import SendGridSender, Settings
from outreach.providers import sendgrid
from outreach.providers.sendgrid import Malformed
from tests.databases import free_port
from tests.outreach.provider_fake import API_KEY, Does, ProviderFake, serving
from tests.outreach.samples import INVITE, MONDAY
from tests.outreach.test_smtp import certificate

TO = "ana@example.org"
LINK = "https://vote.example.org/v/SECRET"
AT = int(MONDAY.timestamp())


@pytest.fixture
def fake() -> Iterator[ProviderFake]:
    with serving() as running:
        yield running
    assert running.violations == []


def settings(fake: ProviderFake, **more: object) -> Settings:
    usual: dict[str, Any] = {
        "api_key": API_KEY,
        "sender": "Cypress <cec@school.example>",
        "mark": lambda attempt: f"signed-{attempt.hex}",
        "base_url": fake.base_url,
        "timeout": fake.patience,
    }
    return Settings(**{**usual, **more})


def mail(address: str = TO, **more: Any) -> Message:
    words = {"subject": "Cypress: su boleta", "body": f"Señora: {LINK}", "attempt_id": uuid4(), **more}
    return Message(
        delivery_id=uuid4(), sent_at=MONDAY, channel="email", language="es", address=address, **words
    )


def send(fake: ProviderFake, message: Message | None = None, **more: object) -> Outcome:
    sender = SendGridSender(settings(fake, **more))
    outcome = sender.send(message or mail())
    sender.close()
    return outcome


def test_a_mail_arrives_as_written_and_nothing_watches_its_reader(fake: ProviderFake) -> None:
    message = mail(html="<p>Señora</p>")
    outcome = send(fake, message, reply_to="office@school.example")
    taken = fake.taken(TO)
    assert (outcome.answer, outcome.provider_reference) == (Answer.ACCEPTED, taken.reference)
    assert message.attempt_id is not None
    assert taken.request["personalizations"] == [
        {"to": [{"email": TO}], "custom_args": {"attempt": f"signed-{message.attempt_id.hex}"}}
    ]
    assert taken.request["from"] == {"email": "cec@school.example", "name": "Cypress"}
    assert taken.request["reply_to"] == {"email": "office@school.example"}
    assert taken.request["content"] == [
        {"type": "text/plain", "value": message.body},
        {"type": "text/html", "value": "<p>Señora</p>"},
    ]
    assert taken.request["headers"] == {"Auto-Submitted": "auto-generated", "Content-Language": "es"}
    tracking = taken.request["tracking_settings"]
    assert {name: one["enable"] for name, one in tracking.items()} == {
        "click_tracking": False,
        "open_tracking": False,
        "subscription_tracking": False,
        "ganalytics": False,
    }
    assert tracking["click_tracking"]["enable_text"] is False


def test_a_calendar_file_goes_along_in_the_way_that_sendgrid_takes_it(fake: ProviderFake) -> None:
    assert send(fake, mail(attachments=(INVITE,))).answer is Answer.ACCEPTED
    (sent,) = fake.taken(TO).request["attachments"]
    assert base64.b64decode(sent.pop("content")) == INVITE.content
    assert sent == {"type": "text/calendar", "filename": "invite.ics", "disposition": "attachment"}


def test_a_mail_outside_the_outbox_carries_no_mark(fake: ProviderFake) -> None:
    send(fake, mail(attempt_id=None))
    assert fake.taken(TO).request["personalizations"] == [{"to": [{"email": TO}]}]


TROUBLE = [
    (Does.SILENCE, {}, Answer.UNCERTAIN, "no_answer"),
    (Does.SILENCE_AFTER, {}, Answer.UNCERTAIN, "no_answer"),
    (Does.RESET, {}, Answer.UNCERTAIN, "no_answer"),
    (Does.RESET_AFTER, {}, Answer.UNCERTAIN, "no_answer"),
    (Does.NONSENSE, {}, Answer.UNCERTAIN, "answer_unclear"),
    (Does.ANSWER, {"status": 500}, Answer.UNCERTAIN, "provider_failed"),
    (Does.FAIL_AFTER, {"status": 500}, Answer.UNCERTAIN, "provider_failed"),
    (Does.ANSWER, {"status": 503}, Answer.UNCERTAIN, "provider_failed"),
    (Does.ANSWER, {"status": 429}, Answer.NOT_SENT, "busy"),
    (Does.ANSWER, {"status": 401}, Answer.NOT_SENT, "key_refused"),
    (Does.ANSWER, {"status": 403}, Answer.NOT_SENT, "not_permitted"),
    (Does.ANSWER, {"status": 404}, Answer.NOT_SENT, "account_unknown"),
    (Does.ANSWER, {"status": 400, "about": "from.email"}, Answer.NOT_SENT, "sender_refused"),
]


@pytest.mark.parametrize(("does", "more", "answer", "error"), TROUBLE)
def test_trouble_that_would_meet_the_next_mail_too_stops_the_round(
    fake: ProviderFake, does: Does, more: dict[str, Any], answer: Answer, error: str
) -> None:
    fake.to(TO, does, **more)
    outcome = send(fake)
    assert (outcome.answer, outcome.error, outcome.halt) == (answer, error, True)
    assert len(fake.ledger) == (
        does in (Does.SILENCE_AFTER, Does.RESET_AFTER, Does.FAIL_AFTER, Does.NONSENSE)
    )
    assert fake.requests == 1, "nothing is ever tried again by itself"
    assert outcome.words
    assert "quoted" not in outcome.words


@pytest.mark.parametrize(
    ("status", "about", "error"),
    [
        (400, "personalizations.0.to.0.email", "address_refused"),
        (400, "content.0.value", "message_refused"),
        (400, "", "message_refused"),
        (405, "", "message_refused"),
        (413, "", "text_too_long"),
    ],
)
def test_what_concerns_one_person_is_refused_for_good_and_the_next_goes_on(
    fake: ProviderFake, status: int, about: str, error: str
) -> None:
    fake.to(TO, Does.ANSWER, status=status, about=about)
    outcome = send(fake)
    assert (outcome.answer, outcome.error, outcome.halt) == (Answer.REFUSED, error, False)
    assert str(status) in outcome.words
    assert "@" not in outcome.words


def test_a_wrong_key_is_told_from_a_wrong_address(fake: ProviderFake) -> None:
    outcome = send(fake, api_key="SG.another")
    assert (outcome.answer, outcome.error) == (Answer.NOT_SENT, "key_refused")


@pytest.mark.parametrize("base_url", ["", "http://nowhere.invalid"])
def test_nobody_listens(fake: ProviderFake, base_url: str) -> None:
    outcome = send(fake, base_url=base_url or f"http://127.0.0.1:{free_port()}")
    assert (outcome.answer, outcome.error, outcome.halt) == (Answer.NOT_SENT, "no_connection", True)
    assert fake.requests == 0


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    context, _ = certificate(tmp_path)
    with serving(context) as fake:
        outcome = send(fake, base_url=fake.base_url.replace("http:", "https:"))
        assert (outcome.answer, outcome.error) == (Answer.NOT_SENT, "no_connection")
        assert fake.ledger == []


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "90"}, timedelta(seconds=90)),
        ({"X-RateLimit-Reset": str(AT + 45)}, timedelta(seconds=45)),
        ({"X-RateLimit-Reset": str(AT - 45)}, timedelta(0)),
        ({"X-RateLimit-Reset": "9" * 40}, timedelta(hours=1)),
    ],
)
def test_a_busy_provider_is_left_alone_as_long_as_it_asks(
    fake: ProviderFake, headers: dict[str, str], wait: timedelta
) -> None:
    fake.to(TO, Does.ANSWER, status=429, headers=headers)
    assert send(fake).wait == wait


def test_neither_address_nor_link_nor_key_is_shown_or_logged(
    fake: ProviderFake, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="python_http_client.client")
    send(fake)
    fake.to(TO, Does.ANSWER, status=400, about="personalizations.0.to.0.email")
    outcome = send(fake)
    fake.to(TO, Does.SILENCE)
    written = f"{caplog.text} {outcome} {send(fake)} {settings(fake)!r} {mail()!r}"
    for secret in (TO, "SECRET", API_KEY, "Señora"):
        assert secret not in written


def attempt_of(mark: str) -> UUID | None:
    return UUID(mark.removeprefix("signed-")) if mark.startswith("signed-") else None


@pytest.mark.parametrize(
    ("name", "more", "kind", "error"),
    [
        ("processed", {}, "taken", ""),
        ("deferred", {"response": "400 try again"}, "taken", ""),
        ("delivered", {}, "delivered", ""),
        ("bounce", {"type": "bounce", "reason": "550 5.1.1 <ana@example.org>"}, "failed", "mailbox_unknown"),
        ("bounce", {"type": "blocked", "reason": "ip"}, "failed", "mailbox_blocks"),
        ("dropped", {"reason": "Bounced Address"}, "failed", "mailbox_unknown"),
        ("dropped", {"reason": "Unsubscribed Address"}, "failed", "opted_out"),
        ("dropped", {"reason": "Spam Reporting Address"}, "failed", "marked_as_spam"),
        ("spamreport", {}, "delivered", "marked_as_spam"),
        ("unsubscribe", {}, "delivered", "opted_out"),
        ("dropped", {"reason": "Invalid"}, "failed", "not_delivered"),
    ],
)
def test_events_are_read(fake: ProviderFake, name: str, more: dict[str, str], kind: str, error: str) -> None:
    message = mail()
    send(fake, message)
    event = fake.sendgrid_event(fake.taken(TO), name, AT, **more)
    (report,) = sendgrid.read_reports(json.dumps([event]).encode(), attempt_of)
    assert report is not None
    assert (report.kind.value, report.error, report.name) == (kind, error, name)
    assert (report.attempt_id, report.occurred_at) == (message.attempt_id, datetime.fromtimestamp(AT, UTC))
    assert error == "" or error in sendgrid.ERRORS


def test_what_people_do_with_a_mail_is_not_kept_and_foreign_events_are_none_of_ours() -> None:
    events = [
        {"event": name, "attempt": f"signed-{uuid4().hex}"} for name in ("open", "click", "group_resubscribe")
    ]
    foreign = {"event": "delivered", "timestamp": AT, "attempt": "made-up"}
    body = json.dumps([*events, foreign, {"event": "processed"}]).encode()
    assert list(sendgrid.read_reports(body, attempt_of)) == [None, None]


@pytest.mark.parametrize("body", [b"", b"{", b"{}", b"[1]", b'"x"', b"\xff"])
def test_what_is_no_list_of_events_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        sendgrid.read_reports(body, attempt_of)


def test_only_what_the_provider_signed_is_genuine(fake: ProviderFake) -> None:
    key, body = sendgrid.public_key(fake.public_key), b'[{"event": "delivered"}]'
    headers = fake.sendgrid_signed(body)
    signature, at = headers.values()
    assert sendgrid.is_genuine(key, body, signature, at)
    for wrong in (
        (body + b" ", signature, at),
        (body, signature, "1763478001"),
        (body, "", at),
        (body, signature, ""),
        (body, "not base64 at all", at),
        (body, "AAAA", at),
        (body, "ñ", at),
        (b"\xff", signature, at),
    ):
        assert sendgrid.is_genuine(key, *wrong) is False
    with pytest.raises(ValueError, match="not a public key"):
        sendgrid.public_key("not a key")
