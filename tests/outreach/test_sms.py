"""Text messages over a real HTTP server: what is sent, and what each kind of trouble is called."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from outreach import Answer, Message, Outcome
from outreach.channels import sms
from outreach.channels.sms import Settings, SmsSender
from outreach.providers import twilio
from tests.databases import free_port
from tests.outreach.provider_fake import ACCOUNT, OUR_NUMBER, TOKEN, Does, ProviderFake, serving
from tests.outreach.samples import MONDAY
from tests.outreach.test_smtp import certificate

TO = "+16015550100"
LINK = "https://vote.example.org/v/SECRET"


@pytest.fixture
def fake() -> Iterator[ProviderFake]:
    with serving() as running:
        yield running
    assert running.violations == []


def address_of(attempt: UUID) -> str:
    return f"https://vote.example.org/callbacks/twilio/{attempt.hex}"


def settings(fake: ProviderFake, **more: object) -> Settings:
    usual: dict[str, Any] = {
        "account_sid": ACCOUNT,
        "username": ACCOUNT,
        "password": TOKEN,
        "from_number": OUR_NUMBER,
        "base_url": fake.base_url,
        "report_to": address_of,
        "timeout": fake.patience,
    }
    return Settings(**{**usual, **more})


def text(address: str = TO, **more: Any) -> Message:
    words = {"body": f"Cypress: su boleta {LINK}", "attempt_id": uuid4(), **more}
    return Message(
        delivery_id=uuid4(), sent_at=MONDAY, channel="sms", language="es", address=address, **words
    )


def send(fake: ProviderFake, message: Message | None = None, **more: object) -> Outcome:
    sender = SmsSender(settings(fake, **more))
    outcome = sender.send(message or text())
    sender.close()
    return outcome


def test_a_text_message_arrives_as_written_with_the_address_for_reports(fake: ProviderFake) -> None:
    message = text()
    outcome = send(fake, message)
    taken = fake.taken(TO)
    assert (outcome.answer, outcome.provider_reference) == (Answer.ACCEPTED, taken.reference)
    assert message.attempt_id is not None
    assert taken.request == {
        "To": TO,
        "From": OUR_NUMBER,
        "Body": message.body,
        "StatusCallback": address_of(message.attempt_id),
    }


def test_a_messaging_service_stands_in_for_the_number(fake: ProviderFake) -> None:
    service = "MG" + "0" * 32
    send(fake, messaging_service=service, report_to=None)
    assert fake.taken(TO).request == {"To": TO, "MessagingServiceSid": service, "Body": text().body}


def test_letters_that_would_double_the_price_are_written_plainly(fake: ProviderFake) -> None:
    send(fake, text(body="Para Á. R****: elección, año"))
    assert fake.taken(TO).request["Body"] == "Para A. R****: eleccion, año"


def test_a_batch_uses_one_connection_and_opens_again_after_a_close(fake: ProviderFake) -> None:
    sender = SmsSender(settings(fake))
    for number in range(20):
        assert sender.send(text(f"+1601555{number:04}")).answer is Answer.ACCEPTED
    assert (len(fake.ledger), fake.connections) == (20, 1)
    sender.close()
    assert sender.send(text()).answer is Answer.ACCEPTED
    sender.close()


TROUBLE = [
    (Does.SILENCE, {}, Answer.UNCERTAIN, "no_answer"),
    (Does.SILENCE_AFTER, {}, Answer.UNCERTAIN, "no_answer"),
    (Does.RESET, {}, Answer.UNCERTAIN, "no_answer"),
    (Does.RESET_AFTER, {}, Answer.UNCERTAIN, "no_answer"),
    (Does.NONSENSE, {}, Answer.UNCERTAIN, "answer_unclear"),
    (Does.ANSWER, {"status": 500}, Answer.UNCERTAIN, "provider_failed"),
    (Does.FAIL_AFTER, {"status": 500}, Answer.UNCERTAIN, "provider_failed"),
    (Does.ANSWER, {"status": 503, "code": 20503}, Answer.UNCERTAIN, "provider_failed"),
    (Does.ANSWER, {"status": 302}, Answer.UNCERTAIN, "answer_unclear"),
    (Does.ANSWER, {"status": 429, "code": 20429}, Answer.NOT_SENT, "busy"),
    (Does.ANSWER, {"status": 400, "code": 21611}, Answer.NOT_SENT, "busy"),
    (Does.ANSWER, {"status": 401, "code": 20003}, Answer.NOT_SENT, "key_refused"),
    (Does.ANSWER, {"status": 403}, Answer.NOT_SENT, "not_permitted"),
    (Does.ANSWER, {"status": 404, "code": 20404}, Answer.NOT_SENT, "account_unknown"),
    (Does.ANSWER, {"status": 400, "code": 21606}, Answer.NOT_SENT, "sender_refused"),
    (Does.ANSWER, {"status": 400, "code": 21609}, Answer.NOT_SENT, "report_address_refused"),
    (Does.ANSWER, {"status": 403, "code": 20005}, Answer.NOT_SENT, "account_inactive"),
]


@pytest.mark.parametrize(("does", "more", "answer", "error"), TROUBLE)
def test_trouble_that_would_meet_the_next_message_too_stops_the_round(
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
    ("status", "code", "error"),
    [
        (400, 21211, "number_invalid"),
        (400, 21614, "not_mobile"),
        (400, 21610, "opted_out"),
        (400, 21608, "number_unverified"),
        (400, 21408, "region_blocked"),
        (400, 21612, "no_route"),
        (400, 21617, "text_too_long"),
        (413, 413, "text_too_long"),
        (400, 29999, "message_refused"),
        (400, 400, "message_refused"),
    ],
)
def test_what_concerns_one_person_is_refused_for_good_and_the_next_goes_on(
    fake: ProviderFake, status: int, code: int, error: str
) -> None:
    fake.to(TO, Does.ANSWER, status=status, code=code)
    outcome = send(fake)
    assert (outcome.answer, outcome.error, outcome.halt) == (Answer.REFUSED, error, False)
    assert str(code) in outcome.words
    assert "601555" not in outcome.words


def test_a_wrong_token_is_told_from_a_wrong_number(fake: ProviderFake) -> None:
    outcome = send(fake, password="another token")
    assert (outcome.answer, outcome.error) == (Answer.NOT_SENT, "key_refused")
    assert fake.ledger == []


def test_nobody_listens(fake: ProviderFake) -> None:
    outcome = send(fake, base_url=f"http://127.0.0.1:{free_port()}")
    assert (outcome.answer, outcome.error, outcome.halt) == (Answer.NOT_SENT, "no_connection", True)
    assert fake.requests == 0


def test_a_name_that_leads_nowhere(fake: ProviderFake) -> None:
    outcome = send(fake, base_url="http://nowhere.invalid")
    assert (outcome.answer, outcome.error) == (Answer.NOT_SENT, "no_connection")


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
        ({"Retry-After": "999999"}, timedelta(hours=1)),
        ({"Retry-After": "Mon, 03 Nov 2025 15:02:00 GMT"}, timedelta(minutes=2)),
        ({"Retry-After": "Mon, 03 Nov 2025 14:00:00 GMT"}, timedelta(0)),
        ({"Retry-After": "soon"}, timedelta(0)),
        ({}, timedelta(0)),
    ],
)
def test_a_busy_provider_is_left_alone_as_long_as_it_asks(
    fake: ProviderFake, headers: dict[str, str], wait: timedelta
) -> None:
    fake.to(TO, Does.ANSWER, status=429, code=20429, headers=headers)
    assert send(fake).wait == wait


def test_neither_number_nor_link_nor_token_is_shown_or_logged(
    fake: ProviderFake, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("twilio", "twilio.http_client", "urllib3", "requests"):
        caplog.set_level(logging.DEBUG, logger=name)
    send(fake)
    fake.to(TO, Does.ANSWER, status=400, code=21211)
    outcome = send(fake)
    fake.to(TO, Does.SILENCE)
    written = f"{caplog.text} {outcome} {send(fake)} {settings(fake)!r} {text()!r}"
    for secret in ("5550100", "SECRET", TOKEN, "boleta"):
        assert secret not in written


@pytest.mark.parametrize(
    ("status", "code", "kind", "error"),
    [
        ("queued", 0, "taken", ""),
        ("sent", 0, "taken", ""),
        ("delivered", 0, "delivered", ""),
        ("undelivered", 30003, "failed", "phone_off"),
        ("undelivered", 30006, "failed", "not_mobile"),
        ("undelivered", 30007, "failed", "carrier_filtered"),
        ("failed", 30034, "failed", "sender_unregistered"),
        ("failed", 39999, "failed", "not_delivered"),
    ],
)
def test_reports_are_read(fake: ProviderFake, status: str, code: int, kind: str, error: str) -> None:
    message = text()
    send(fake, message)
    address, form, signature = fake.twilio_report(fake.taken(TO), status, code)
    assert twilio.is_genuine(TOKEN, address, form, signature)
    assert message.attempt_id is not None
    report = twilio.read_report(form, message.attempt_id)
    assert report is not None
    assert (report.kind.value, report.error, report.name) == (kind, error, status)
    assert (report.attempt_id, report.sender) == (message.attempt_id, sms.NAME)
    assert error == "" or error in twilio.ERRORS


def test_a_report_that_was_changed_or_is_not_signed_is_not_genuine(fake: ProviderFake) -> None:
    send(fake)
    address, form, signature = fake.twilio_report(fake.taken(TO), "delivered")
    assert twilio.is_genuine(TOKEN, address, {**form, "New": "field"}, signature) is False
    assert twilio.is_genuine(TOKEN, f"{address}0", form, signature) is False
    assert twilio.is_genuine("another token", address, form, signature) is False
    assert twilio.is_genuine(TOKEN, address, form, "") is False
    assert twilio.read_report({**form, "MessageStatus": "receiving"}, uuid4()) is None
    for lacking in ("MessageSid", "MessageStatus"):
        with pytest.raises(ValueError, match="not a status report"):
            twilio.read_report({**form, lacking: ""}, uuid4())
