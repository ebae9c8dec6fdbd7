"""Each way a provider can fail, and what the clerk then reads, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ballot_service.models import NoticeRecord
from ballot_service.services.announcing import Announcing, prepare
from ballot_service.services.announcing.outcome_words import (
    WHY_REFUSED,
    WHY_UNCLEAR,
    WHY_UNDELIVERED,
    WHY_WAITING,
)
from ballot_service.web.speaking import speak
from outreach import reconcile, worker
from outreach.channels import console, letter, smtp
from outreach.providers import answers
from outreach.providers import sendgrid as sendgrid_codes
from outreach.providers import twilio as twilio_codes
from outreach.segments import Alphabet, length
from tests.databases import Database, free_port
from tests.outreach.provider_fake import Does
from tests.web.sending_desk import MAIL, NUMBER, ORIGIN, SEND, Desk, open_desk

LATER = SEND + timedelta(hours=2)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(database.url, tmp_path) as opened:
        yield opened


def test_each_person_gets_the_best_way_and_nobody_is_passed_over_in_silence(desk: Desk) -> None:
    page = desk.office.get("/sending/election_notice")
    assert "E-mail" in page
    assert "Text message" in page
    assert "It is charged as 2 text messages for each person." in page
    assert page.count("No e-mail address and no mobile phone number.") == 2, "Cy and the nominee"
    assert "2 messages are on their way." in desk.send()
    desk.work()
    assert {(one.provider, one.address) for one in desk.fake.ledger} == {
        ("sendgrid", MAIL),
        ("twilio", NUMBER),
    }
    said = desk.messages()
    assert said.count("Accepted by the provider.") == 2
    assert said.count("No address that this sending could use.") == 2
    assert "Reach the person by letter or by phone." in said
    trouble = desk.messages(show="trouble")
    assert "Accepted by the provider." not in trouble
    assert "Cy Hart" in trouble


def test_by_every_way_is_two_kinds_of_notice_and_one_way_each_is_one(desk: Desk) -> None:
    desk.send()
    desk.work()
    assert kinds(desk) == {("en", "text_message"), ("es", "email")}
    page = desk.office.get("/sending/election_notice?ways=every")
    assert "Go on to send" in page
    assert "ways=every" in page
    assert "1 message is on its way." in desk.send(ways="every")
    desk.work()
    assert kinds(desk) == {("en", "text_message"), ("es", "email"), ("es", "text_message")}


def kinds(desk: Desk) -> set[tuple[str, str]]:
    with desk.office.session() as session:
        rows = session.execute(select(NoticeRecord.language, NoticeRecord.kind))
        return {(language, kind.value) for language, kind in rows}


def test_a_ballot_link_goes_one_way_only_whatever_is_asked(desk: Desk) -> None:
    desk.office.post("/links/issue")
    assert "2 messages are on their way." in desk.send("ballot_link", ways="every")
    desk.work()
    assert sorted(one.address for one in desk.fake.ledger) == [NUMBER, MAIL]
    body = desk.fake.taken(NUMBER).request["Body"]
    assert body.startswith("Cypress Elementary")
    assert "only for B. L****: https://vote.tallowcreek.example/v/" in body
    assert body.endswith("Reply STOP to end.")


@pytest.mark.parametrize("kind", ["election_notice", "ballot_link"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_text_messages_take_two_parts_at_most_and_no_costly_letter(
    desk: Desk, kind: str, language: str
) -> None:
    with desk.office.session() as session:
        election = desk.office.election(session)
        notice = prepare(session, election, Announcing(kind), origin=ORIGIN, speak=speak).notice
    text = next(one for one in notice.texts if (one.language, one.channel) == (language, "sms"))
    token = f"{'a' * 16}.{'b' * 16}"
    full = text.body.replace("{voter}", "M. G****").replace("{personal_link}", f"{ORIGIN}/v/{token}")
    found = length(full)
    assert (found.alphabet, found.parts) == (Alphabet.GSM_7, 2), full
    assert "{" not in full
    assert ("sab" in full or "mar" in full) == (language == "es")


BOTH: list[tuple[Does, dict[str, Any], dict[str, Any], str, str, str]] = [
    (Does.SILENCE, {}, {}, "uncertain", "No answer came back.", "No llegó ninguna respuesta."),
    (Does.RESET, {}, {}, "uncertain", "No answer came back.", "No llegó ninguna respuesta."),
    (
        Does.ANSWER,
        {"status": 500},
        {"status": 500},
        "uncertain",
        "The provider failed as it took it.",
        "El proveedor falló al recibirlo.",
    ),
    (
        Does.FAIL_AFTER,
        {"status": 503},
        {"status": 500},
        "uncertain",
        "The provider failed as it took it.",
        "El proveedor falló al recibirlo.",
    ),
    (
        Does.ANSWER,
        {"status": 429, "code": 20429, "headers": {"Retry-After": "600"}},
        {"status": 429, "headers": {"Retry-After": "600"}},
        "queued",
        "Not sent yet: the provider asked us to wait.",
        "Aún no se envió: el proveedor nos pidió esperar.",
    ),
    (
        Does.ANSWER,
        {"status": 401, "code": 20003},
        {"status": 401},
        "queued",
        "Not sent yet: the provider refuses our key.",
        "Aún no se envió: el proveedor rechaza nuestra clave.",
    ),
    (
        Does.ANSWER,
        {"status": 403},
        {"status": 403},
        "queued",
        "Not sent yet: the provider does not let us send.",
        "Aún no se envió: el proveedor no nos permite enviar.",
    ),
    (
        Does.ANSWER,
        {"status": 404},
        {"status": 404},
        "queued",
        "Not sent yet: the provider does not know our account.",
        "Aún no se envió: el proveedor no conoce nuestra cuenta.",
    ),
    (
        Does.ANSWER,
        {"status": 413},
        {"status": 413},
        "refused",
        "Refused: the message is too long.",
        "Rechazado: el mensaje es demasiado largo.",
    ),
    (
        Does.ANSWER,
        {"status": 400},
        {"status": 400},
        "refused",
        "Refused: the provider does not take this message.",
        "Rechazado: el proveedor no acepta este mensaje.",
    ),
]


@pytest.mark.parametrize(("does", "to_twilio", "to_sendgrid", "status", "english", "spanish"), BOTH)
def test_what_the_clerk_reads_when_a_provider_does_not_take_a_message(
    desk: Desk,
    does: Does,
    to_twilio: dict[str, Any],
    to_sendgrid: dict[str, Any],
    status: str,
    english: str,
    spanish: str,
) -> None:
    desk.fake.to(NUMBER, does, **to_twilio)
    desk.fake.to(MAIL, does, **to_sendgrid)
    desk.send()
    desk.work()
    assert {desk.statuses()[NUMBER], desk.statuses()[MAIL]} == {status}
    assert desk.messages(show="trouble").count(english) == 2
    assert desk.messages(show="trouble", language="es").count(spanish) == 2
    before = desk.fake.requests
    desk.work()
    assert desk.fake.requests == before, "nothing goes out again at once, and what is unclear never by itself"
    if status == "queued":
        desk.fake.behaviors.clear()
        desk.work(LATER)
        assert {desk.statuses()[NUMBER], desk.statuses()[MAIL]} == {"sent"}


def test_nobody_listens_and_everything_waits(desk: Desk) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    for account in (desk.settings.twilio, desk.settings.sendgrid):
        object.__setattr__(account, "base_url", nowhere)
    desk.send()
    desk.work()
    assert desk.messages().count("Not sent yet: the provider cannot be reached.") == 2
    for account in (desk.settings.twilio, desk.settings.sendgrid):
        object.__setattr__(account, "base_url", desk.fake.base_url)
    desk.work(LATER)
    assert len(desk.fake.ledger) == 2


@pytest.mark.parametrize(
    ("code", "english"),
    [
        (21211, "Refused: this phone number cannot be used."),
        (21614, "Refused: this phone takes no text messages."),
        (21610, "Refused: the person asked not to get such messages."),
        (21608, "sends to verified numbers only (21608)."),
    ],
)
def test_a_number_that_twilio_refuses_is_named_with_its_reason(desk: Desk, code: int, english: str) -> None:
    desk.fake.to(NUMBER, Does.ANSWER, status=400, code=code)
    desk.send()
    desk.work()
    assert english in desk.messages()
    assert "Bo Lee" in desk.office.get("/sending/election_notice")
    again = desk.office.get("/sending/election_notice")
    assert "The message was refused or did not arrive." in again


def test_an_address_that_sendgrid_refuses_is_followed_by_a_text_message(desk: Desk) -> None:
    """Ana has a phone too: what was refused for good may go the next way, when the clerk sends again."""
    desk.fake.to(MAIL, Does.ANSWER, status=400, about="personalizations.0.to.0.email")
    desk.send()
    desk.work()
    assert "Refused: the mail provider does not take this address." in desk.messages()
    assert "1 message is on its way." in desk.send()
    desk.work()
    assert desk.statuses()["+16015550101"] == "sent"


def test_an_unclear_mail_is_never_followed_by_another_way(desk: Desk) -> None:
    desk.fake.to(MAIL, Does.SILENCE)
    desk.send()
    desk.work()
    assert "None: there is nobody who has not got it already." in desk.office.get("/sending/election_notice")


def test_a_late_report_settles_an_unclear_message_in_words(desk: Desk) -> None:
    desk.fake.to(NUMBER, Does.SILENCE_AFTER)
    desk.send()
    desk.work()
    assert "Unclear messages" in desk.office.get("/sending")
    assert "No answer came back." in desk.office.get("/sending")
    assert desk.post_twilio(desk.fake.taken(NUMBER), "delivered").status_code == 204
    assert "Unclear messages" not in desk.office.get("/sending")
    assert "Delivered to the phone." in desk.messages()
    assert "Entregado al teléfono." in desk.messages(language="es")


def test_a_bounce_is_said_and_the_person_is_listed(desk: Desk) -> None:
    desk.send()
    desk.work()
    taken = desk.fake.taken(MAIL)
    event = desk.fake.sendgrid_event(
        taken, "bounce", int(SEND.timestamp()) + 5, type="bounce", reason="550 no"
    )
    assert desk.post_sendgrid([event]).status_code == 204
    assert "It did not arrive: there is no such mailbox, or it is full." in desk.messages()
    assert "Did not arrive" in desk.office.get("/sending")
    assert (
        "Ana Ruiz" in desk.office.get("/sending/election_notice").partition("did not get the last sending")[2]
    )


def test_every_code_that_can_come_back_has_its_words() -> None:
    known = {*WHY_WAITING, *WHY_REFUSED, *WHY_UNDELIVERED, *WHY_UNCLEAR}
    assert known >= twilio_codes.ERRORS
    assert known >= sendgrid_codes.ERRORS
    source = "".join(
        Path(module.__file__ or "").read_text()
        for module in (answers, smtp, letter, console, worker, reconcile)
    )
    given = set(re.findall(r'(?:refused|not_sent|uncertain)\(\s*"(\w+)"', source))
    assert {"busy", "no_answer", "sign_in_refused", "not_tried"} <= given
    assert given - known == set()
