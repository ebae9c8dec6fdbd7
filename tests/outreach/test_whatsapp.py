"""WhatsApp over a real HTTP server: only texts that WhatsApp has approved, with our lines in their places."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from outreach import Answer, Means, Message, Outcome, ReportKind, channels
from outreach.channels import whatsapp
from outreach.providers import twilio
from outreach.providers.twilio_line import Account
from tests.outreach.provider_fake import ACCOUNT, OUR_NUMBER, TOKEN, Does, ProviderFake, serving
from tests.outreach.samples import MONDAY

NUMBER = "+16015550100"
TO = f"whatsapp:{NUMBER}"
SPANISH = "HX" + "a" * 32
GIVEN = {
    "TWILIO_WHATSAPP_FROM": OUR_NUMBER,
    "TWILIO_WHATSAPP_TEMPLATES": f"election_notice.en=HX{'b' * 32}, election_notice.es={SPANISH}",
}


@pytest.fixture
def fake() -> Iterator[ProviderFake]:
    with serving() as running:
        yield running
    assert running.violations == []


def reports(attempt: UUID) -> str:
    return f"https://vote.example.org/callbacks/twilio/{attempt.hex}"


def means(fake: ProviderFake, **given: str) -> Means:
    account = Account(
        account_sid=ACCOUNT,
        username=ACCOUNT,
        password=TOKEN,
        base_url=fake.base_url,
        timeout=fake.patience,
        report_to=reports,
    )
    return Means(accounts={"twilio": account}, variables={**GIVEN, **given})


def send(fake: ProviderFake, **more: Any) -> Outcome:
    given: dict[str, Any] = {
        "subject": "election_notice",
        "body": "Cypress: el Consejo\nAbre el martes",
        "language": "es",
        "attempt_id": uuid4(),
        **more,
    }
    sender = channels.open_senders(means(fake))["whatsapp"]
    outcome = sender.send(
        Message(delivery_id=uuid4(), sent_at=MONDAY, channel="whatsapp", address=NUMBER, **given)
    )
    sender.close()
    return outcome


def test_each_line_fills_one_place_of_the_approved_text(fake: ProviderFake) -> None:
    attempt = uuid4()
    outcome = send(fake, attempt_id=attempt)
    taken = fake.taken(TO)
    assert (outcome.answer, outcome.provider_reference) == (Answer.ACCEPTED, taken.reference)
    assert json.loads(taken.request["ContentVariables"]) == {
        "1": "Cypress: el Consejo",
        "2": "Abre el martes",
    }
    rest = {name: value for name, value in taken.request.items() if name != "ContentVariables"}
    assert rest == {
        "To": TO,
        "From": f"whatsapp:{OUR_NUMBER}",
        "ContentSid": SPANISH,
        "StatusCallback": reports(attempt),
    }, "no free text: WhatsApp refuses it"


def test_an_answer_has_no_template_and_goes_as_it_is(fake: ProviderFake) -> None:
    assert send(fake, subject="", body="Sí.\n\nEn la escuela.").answer is Answer.ACCEPTED
    request = fake.taken(TO).request
    assert request["Body"] == "Sí.\n\nEn la escuela."
    assert "ContentSid" not in request


@pytest.mark.parametrize("more", [{"language": "vi"}, {"subject": "result_notice"}])
def test_without_an_approved_text_nothing_is_sent_in_its_place(
    fake: ProviderFake, more: dict[str, str]
) -> None:
    outcome = send(fake, **more)
    assert (outcome.answer, outcome.error, fake.ledger) == (Answer.REFUSED, "template_missing", [])


@pytest.mark.parametrize(
    ("status", "code", "answer", "error"),
    [
        (400, 21655, Answer.REFUSED, "template_refused"),
        (400, 21656, Answer.REFUSED, "template_refused"),
        (400, 63007, Answer.NOT_SENT, "sender_refused"),
        (429, 20429, Answer.NOT_SENT, "busy"),
        (500, 0, Answer.UNCERTAIN, "provider_failed"),
    ],
)
def test_trouble_has_its_names(
    fake: ProviderFake, status: int, code: int, answer: Answer, error: str
) -> None:
    fake.to(TO, Does.ANSWER, status=status, code=code)
    outcome = send(fake)
    assert (outcome.answer, outcome.error) == (answer, error)


@pytest.mark.parametrize(
    ("status", "code", "kind", "error"),
    [
        ("read", 0, ReportKind.DELIVERED, ""),
        ("undelivered", 63024, ReportKind.FAILED, "not_on_whatsapp"),
        ("failed", 63016, ReportKind.FAILED, "outside_window"),
    ],
)
def test_reports_are_known_as_whatsapps(
    fake: ProviderFake, status: str, code: int, kind: ReportKind, error: str
) -> None:
    send(fake)
    _, form, _ = fake.twilio_report(fake.taken(TO), status, code)
    report = twilio.read_report(form, uuid4())
    assert report is not None
    assert (report.sender, report.kind, report.error) == ("whatsapp", kind, error)


@pytest.mark.parametrize(
    ("given", "sentences"),
    [
        ({"TWILIO_WHATSAPP_FROM": OUR_NUMBER}, ["TWILIO_WHATSAPP_TEMPLATES must name"]),
        (
            {**GIVEN, "TWILIO_WHATSAPP_TEMPLATES": "election_notice=HX1"},
            ["TWILIO_WHATSAPP_TEMPLATES must name"],
        ),
        ({**GIVEN, "TWILIO_WHATSAPP_FROM": "5550100"}, ["TWILIO_WHATSAPP_FROM must be a whole number"]),
        (GIVEN, []),
        ({}, []),
    ],
)
def test_what_is_half_set_is_said(given: dict[str, str], sentences: list[str]) -> None:
    found = whatsapp.faults(given, ["twilio"])
    assert [one.startswith(start) for one, start in zip(found, sentences, strict=True)] == [True] * len(
        sentences
    )
    if given:
        assert any("no Twilio account" in one for one in whatsapp.faults(given, []))
