"""Phone calls over a real HTTP server: what Twilio is asked to say, and what is never read aloud."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from ballot_service.catalogues import shipped_languages
from outreach import Answer, Means, Message, Outcome, ReportKind, channels
from outreach.channels import voice
from outreach.providers import twilio
from outreach.providers.twilio_line import Account
from outreach.tongues import tongues
from tests.outreach.provider_fake import ACCOUNT, OUR_NUMBER, TOKEN, Does, ProviderFake, serving
from tests.outreach.samples import MONDAY

TO = "+16015550100"
WORDS = "Escuela Cypress. La votación abre el martes. Para oír este mensaje otra vez, marque 1."


@pytest.fixture
def fake() -> Iterator[ProviderFake]:
    with serving() as running:
        yield running
    assert running.violations == []


def reports(attempt: UUID) -> str:
    return f"https://vote.example.org/callbacks/twilio/{attempt.hex}"


def keys(attempt: UUID) -> str:
    return f"https://vote.example.org/callbacks/twilio/keys/{attempt.hex}"


def means(fake: ProviderFake, **more: Any) -> Means:
    given: dict[str, Any] = {"report_to": reports, "keys_to": keys, **more}
    account = Account(
        account_sid=ACCOUNT,
        username=ACCOUNT,
        password=TOKEN,
        base_url=fake.base_url,
        timeout=fake.patience,
        **given,
    )
    return Means(accounts={"twilio": account}, variables={"TWILIO_VOICE_FROM": OUR_NUMBER})


def call(**more: Any) -> Message:
    given: dict[str, Any] = {"body": WORDS, "language": "es", "attempt_id": uuid4(), **more}
    return Message(delivery_id=uuid4(), sent_at=MONDAY, channel="voice", address=TO, **given)


def send(fake: ProviderFake, message: Message) -> Outcome:
    sender = channels.open_senders(means(fake))["voice"]
    outcome = sender.send(message)
    sender.close()
    return outcome


def test_the_text_is_read_in_the_persons_language_and_again_at_a_key(fake: ProviderFake) -> None:
    message = call()
    outcome = send(fake, message)
    taken = fake.taken(TO)
    assert message.attempt_id is not None
    assert (outcome.answer, outcome.provider_reference) == (Answer.ACCEPTED, taken.reference)
    twiml = ET.fromstring(taken.request["Twiml"])
    (gather,) = twiml
    say, stop = gather
    assert stop.text == "Para no recibir más llamadas, marque 9."
    assert (say.text, say.attrib) == (WORDS, {"language": "es-MX", "voice": "Polly.Mia"})
    assert (gather.tag, gather.attrib["numDigits"], gather.attrib["action"]) == (
        "Gather",
        "1",
        keys(message.attempt_id),
    )
    rest = {name: value for name, value in taken.request.items() if name != "Twiml"}
    assert rest == {
        "To": TO,
        "From": OUR_NUMBER,
        "StatusCallback": reports(message.attempt_id),
        "MachineDetection": "DetectMessageEnd",
    }, "an answering machine hears the message from its first word"


def test_one_reads_it_again_and_any_other_key_ends_the_call() -> None:
    again = ET.fromstring(voice.after_key("1", WORDS, "es", "https://x.example/k"))
    assert next(again.iter("Say")).text == WORDS
    assert [each.tag for each in ET.fromstring(voice.after_key("2", WORDS, "es", "https://x.example/k"))] == [
        "Hangup"
    ]
    assert [each.tag for each in ET.fromstring(voice.after_key("", WORDS, "es", "https://x.example/k"))] == [
        "Hangup"
    ]


@pytest.mark.parametrize("language", shipped_languages())
def test_nine_ends_calls_and_says_so_in_the_persons_language(language: str) -> None:
    spoken = tongues()[language].calls
    assert spoken is not None
    asked, confirmed = spoken.press_nine, spoken.after_nine
    said = [
        each.text for each in ET.fromstring(voice.spoken(WORDS, language, "https://x.example/k")).iter("Say")
    ]
    assert said == [WORDS, asked]
    assert "9" in asked
    answer = ET.fromstring(voice.after_key("9", WORDS, language, "https://x.example/k"))
    assert [(each.tag, each.text) for each in answer] == [("Say", confirmed), ("Hangup", None)]


@pytest.mark.parametrize("text", ["Vea https://vote.example.org/v/SECRET", "Vea www.example.org"])
def test_a_web_address_is_never_read_aloud(fake: ProviderFake, text: str) -> None:
    outcome = send(fake, call(body=text))
    assert (outcome.answer, outcome.error, fake.ledger) == (Answer.REFUSED, "link_not_spoken", [])


def test_no_voice_is_no_reason_for_another_language(fake: ProviderFake) -> None:
    assert send(fake, call(language="fr")).error == "language_not_spoken"
    assert send(fake, call(body="a" * 3001)).error == "text_too_long"
    assert fake.ledger == []


@pytest.mark.parametrize("language", shipped_languages())
def test_every_language_of_the_product_has_a_voice_of_its_own(fake: ProviderFake, language: str) -> None:
    assert send(fake, call(language=language, body="<b>&")).answer is Answer.ACCEPTED
    say = next(ET.fromstring(fake.taken(TO).request["Twiml"]).iter("Say"))
    calls = tongues()[language].calls
    assert calls is not None
    assert (say.text, say.attrib["language"]) == ("<b>&", calls.language)


@pytest.mark.parametrize(
    ("more", "answer", "error"),
    [
        ({"does": Does.SILENCE_AFTER}, Answer.UNCERTAIN, "no_answer"),
        ({"does": Does.ANSWER, "status": 401, "code": 20003}, Answer.NOT_SENT, "key_refused"),
        ({"does": Does.ANSWER, "status": 400, "code": 21210}, Answer.NOT_SENT, "sender_refused"),
        ({"does": Does.ANSWER, "status": 400, "code": 21215}, Answer.REFUSED, "region_blocked"),
        ({"does": Does.ANSWER, "status": 400, "code": 13224}, Answer.REFUSED, "number_invalid"),
    ],
)
def test_trouble_has_the_same_names_as_for_text_messages(
    fake: ProviderFake, more: dict[str, Any], answer: Answer, error: str
) -> None:
    fake.to(TO, **more)
    outcome = send(fake, call())
    assert (outcome.answer, outcome.error) == (answer, error)


@pytest.mark.parametrize(
    ("status", "kind", "error"),
    [
        ("ringing", ReportKind.TAKEN, ""),
        ("completed", ReportKind.DELIVERED, ""),
        ("busy", ReportKind.FAILED, "line_busy"),
        ("no-answer", ReportKind.FAILED, "no_reply"),
        ("failed", ReportKind.FAILED, "not_delivered"),
    ],
)
def test_what_becomes_of_a_call_is_reported(
    fake: ProviderFake, status: str, kind: ReportKind, error: str
) -> None:
    send(fake, call())
    address, form, signature = fake.twilio_report(fake.taken(TO), status)
    assert twilio.is_genuine(TOKEN, address, form, signature)
    report = twilio.read_report(form, uuid4())
    assert report is not None
    assert (report.sender, report.kind, report.error) == ("voice", kind, error)
    assert report.provider_reference == fake.taken(TO).reference
    assert twilio.read_report({**form, "CallStatus": "dreaming"}, uuid4()) is None
    with pytest.raises(ValueError, match="not a status report"):
        twilio.read_report({**form, "CallStatus": ""}, uuid4())


def test_calls_are_offered_only_where_twilio_can_ask_what_a_key_means(fake: ProviderFake) -> None:
    assert "voice" in channels.set_up(means(fake))
    assert "voice" not in channels.set_up(means(fake, keys_to=None))
    assert "voice" not in channels.set_up(Means(accounts=means(fake).accounts))
    assert voice.faults({"TWILIO_VOICE_FROM": "601 555 0100"}, ["twilio"])[0].startswith(
        "TWILIO_VOICE_FROM must be"
    )
    assert "no Twilio account" in voice.faults({"TWILIO_VOICE_FROM": OUR_NUMBER}, [])[0]
