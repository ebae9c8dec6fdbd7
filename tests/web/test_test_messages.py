"""The technician sends a test mail and a test text message, and reads in words what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ballot_service.models import Role, TrailEntry
from ballot_service.provider_settings import MailBy, Twilio
from ballot_service.web.limits import limiter
from ballot_service.web.trial_words import SENDGRID, TWILIO
from outreach import channels
from outreach.providers import sendgrid, twilio
from tests.databases import Database, free_port
from tests.outreach.provider_fake import Does, ProviderFake, serving
from tests.outreach.smtp_sink import Sink
from tests.outreach.smtp_sink import serving as serving_smtp
from tests.web.clerk_office import Office
from tests.web.reading_room import Room, open_room
from tests.web.sending_desk import set_providers

HERE, ADDRESS, NUMBER = "/technician/installation", "tess@example.org", "+16015550142"
EMAIL, TEXT = {"address": ADDRESS}, {"text-number": "(601) 555-0142"}


@pytest.fixture
def fake() -> Iterator[ProviderFake]:
    with serving() as running:
        yield running
    assert running.violations == []


@pytest.fixture
def room(database: Database, tmp_path: Path, fake: ProviderFake) -> Room:
    opened = open_room(database.url, tmp_path, counted=False)
    set_providers(opened.app.extensions["settings"], fake)
    return opened


def change(room: Room, **values: object) -> None:
    for name, value in values.items():
        object.__setattr__(room.app.extensions["settings"], name, value)


def try_out(room: Room, what: str, typed: Mapping[str, str], status: int = 303, language: str = "en") -> str:
    """Sends the form and reads the page that follows."""
    browser = room.browser(Role.TECHNICIAN)
    hidden = Office._hidden(room.read(Role.TECHNICIAN, f"{HERE}?lang={language}"))
    answer = browser.post(f"/technician/{what}", data={**hidden, **typed})
    assert answer.status_code == status, answer.text
    return room.read(Role.TECHNICIAN, HERE) if status == 303 else answer.text


def test_both_arrive_and_only_the_trying_is_kept(room: Room, fake: ProviderFake) -> None:
    assert "SendGrid has accepted the test mail." in try_out(room, "test-mail", EMAIL)
    assert "Twilio has accepted the test message." in try_out(room, "test-text", TEXT)
    assert "Tallow Creek" in fake.taken(NUMBER).request["Body"]
    assert "StatusCallback" not in fake.taken(NUMBER).request
    assert fake.taken(ADDRESS).request["subject"] == "Test mail"
    with room.session() as session:
        wanted = select(TrailEntry).where(TrailEntry.act == "send_test_message").order_by(TrailEntry.number)
        documents = [entry.document for entry in session.scalars(wanted)]
    assert [one["details"] for one in documents] == [
        {"channel": "email", "answer": "accepted", "error": ""},
        {"channel": "sms", "answer": "accepted", "error": ""},
    ]
    assert all(one["by"] for one in documents)
    assert ADDRESS not in str(documents)
    assert "5550142" not in str(documents)


def test_the_test_mail_says_in_which_language_it_is(room: Room, fake: ProviderFake) -> None:
    try_out(room, "test-mail", EMAIL, language="es")
    html = next(
        part["value"] for part in fake.taken(ADDRESS).request["content"] if part["type"] == "text/html"
    )
    assert '<html lang="es" dir="ltr">' in html


WRONG_WITH_TWILIO = [
    (401, 20003, "Twilio refused the key: check TWILIO_AUTH_TOKEN.", "Twilio rechazó la clave: revise"),
    (400, 21608, "This number is not verified, and a trial account", "Este número no está verificado"),
    (400, 21606, "Twilio refused the sender: check TWILIO_FROM", "Twilio rechazó el remitente"),
    (404, 20404, "Twilio does not know the account: check TWILIO_ACCOUNT_SID.", "Twilio no conoce la cuenta"),
    (429, 20429, "Twilio asked us to wait.", "Twilio nos pidió esperar."),
    (500, 20500, "Twilio itself failed.", "Falló Twilio mismo."),
]
WRONG_WITH_SENDGRID: list[tuple[dict[str, Any], str]] = [
    ({"status": 401}, "SendGrid refused the key: check SENDGRID_API_KEY."),
    ({"status": 403}, "SendGrid does not let this key send"),
    ({"status": 400, "about": "from.email"}, "SendGrid refused the sender: verify BALLOTS_MAIL_FROM"),
    ({"status": 400, "about": "personalizations.0.to.0.email"}, "SendGrid refused this mail address."),
    ({"status": 503}, "SendGrid itself failed."),
]


def test_what_is_wrong_with_twilio(room: Room, fake: ProviderFake) -> None:
    for status, code, english, spanish in WRONG_WITH_TWILIO:
        limiter.reset()
        fake.to(NUMBER, Does.ANSWER, status=status, code=code)
        assert english in try_out(room, "test-text", TEXT)
        assert spanish in try_out(room, "test-text", TEXT, language="es")


def test_an_api_key_is_named_when_it_is_the_key(room: Room, fake: ProviderFake) -> None:
    settings = room.app.extensions["settings"]
    account = Twilio(
        account_sid=settings.twilio.account_sid, api_key="SK1", api_secret="x", from_number=NUMBER,
        base_url=fake.base_url,
    )  # fmt: skip
    change(room, twilio=account)
    page = try_out(room, "test-text", TEXT)
    assert "check TWILIO_API_KEY and TWILIO_API_SECRET." in page
    assert "Set TWILIO_AUTH_TOKEN beside the key." in page


def test_what_is_wrong_with_sendgrid(room: Room, fake: ProviderFake) -> None:
    for told, words in WRONG_WITH_SENDGRID:
        fake.to(ADDRESS, Does.ANSWER, **told)
        assert words in try_out(room, "test-mail", EMAIL)


def test_silence_and_nobody_there_are_told_apart(room: Room, fake: ProviderFake) -> None:
    fake.to(NUMBER, Does.SILENCE)
    set_providers(room.app.extensions["settings"], fake)
    assert "Twilio did not answer in time." in try_out(room, "test-text", TEXT)
    port = free_port()
    object.__setattr__(room.app.extensions["settings"].twilio, "base_url", f"http://127.0.0.1:{port}")
    assert f"Twilio does not answer at 127.0.0.1:{port}." in try_out(room, "test-text", TEXT)


def test_what_is_wrong_with_a_mail_server(room: Room) -> None:
    port = free_port()
    change(room, mail_choice=MailBy.SMTP, mail_url=f"smtp://user:letmein@127.0.0.1:{port}")
    page = try_out(room, "test-mail", EMAIL)
    assert f"The mail server does not answer at 127.0.0.1:{port}: check BALLOTS_MAIL_URL." in page
    assert "letmein" not in page
    sink = Sink(replies_to_rcpt={"no@example.org": "550 5.1.1 <no@example.org>"})
    with serving_smtp(sink):
        change(room, mail_url=f"smtp://127.0.0.1:{sink.port}")
        assert "The mail server has accepted the test mail." in try_out(room, "test-mail", EMAIL)
        assert "refused this mail address" in try_out(room, "test-mail", {"address": "no@example.org"})
    assert sink.recipients == [ADDRESS]


def test_without_providers_the_console_is_named_and_no_text_is_offered(room: Room) -> None:
    change(room, twilio=None, sendgrid=None)
    page = try_out(room, "test-mail", EMAIL)
    assert "the test mail was printed to the console and reaches nobody" in page
    assert "Text messages are not set up" in page
    try_out(room, "test-text", TEXT, status=404)


MISTYPED = [
    ("test-mail", {"address": "tess at example"}, "This is not a complete e-mail address."),
    ("test-text", {"text-number": "555-0142"}, "This phone number has no area code."),
    ("test-text", {"text-number": ""}, "This is not a phone number that can be called."),
]


def test_what_was_mistyped_is_said_beside_the_field(room: Room, fake: ProviderFake) -> None:
    for what, typed, words in MISTYPED:
        page = try_out(room, what, typed, status=422)
        assert page.count(words) == 2, "at the top and beside the field"
    assert fake.requests == 0


def test_tests_are_rationed(room: Room, fake: ProviderFake) -> None:
    limiter.reset()
    for _ in range(6):
        try_out(room, "test-text", TEXT)
    try_out(room, "test-text", TEXT, status=429)
    assert fake.requests == 6


def test_only_a_technician_may(room: Room) -> None:
    for role in (Role.CLERK, Role.STAFF_LIAISON):
        hidden = Office._hidden(room.read(Role.TECHNICIAN, HERE))
        assert room.browser(role).post("/technician/test-mail", data={**hidden, **EMAIL}).status_code in (
            400,
            403,
        )


def test_every_code_of_a_provider_has_words_for_the_technician() -> None:
    from_reports = {"phone_off", "phone_blocks", "number_unknown", "carrier_filtered", "sender_unregistered"}
    from_reports |= {"not_delivered", "mailbox_unknown", "mailbox_blocks", "marked_as_spam"}
    from_reports |= set(channels.says())
    assert twilio.ERRORS - from_reports - set(TWILIO) == set()
    assert sendgrid.ERRORS - from_reports - {"opted_out"} - set(SENDGRID) == set()
