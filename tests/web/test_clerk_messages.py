"""Each way a provider can fail, and what the clerk then reads, in both languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ballot_service.models import NoticeRecord
from ballot_service.services.announcing import Announcing, prepare
from ballot_service.web.speaking import speak
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


def test_text_messages_take_two_parts_at_most_and_no_costly_letter(desk: Desk) -> None:
    with desk.office.session() as session:
        election = desk.office.election(session)
        texts = [
            text
            for kind in Announcing
            for text in prepare(session, election, kind, origin=ORIGIN, speak=speak).notice.texts
            if text.channel == "sms" and text.language in ("en", "es")
        ]
    assert len(texts) == 2 * len(Announcing)
    link = f"{ORIGIN}/v/{'a' * 16}.{'b' * 16}"
    for text in texts:
        full = text.body.replace("{voter}", "M. G****").replace("{personal_link}", link)
        found = length(full)
        assert (found.alphabet, found.parts <= 2) == (Alphabet.GSM_7, True), full
        assert "{" not in full
    said = " ".join(text.body for text in texts)
    assert said.count("Tue 18 Nov") == said.count("mar 18 nov") == 2


Case = tuple[Does, dict[str, Any], dict[str, Any], str, str, str]
UNANSWERED = ("uncertain", "No answer came back.", "No llegó ninguna respuesta.")
FAILED = ("uncertain", "The provider failed as it took it.", "El proveedor falló al recibirlo.")
BUSY = {"status": 429, "headers": {"Retry-After": "1200"}}
WAIT = ("queued", "Not sent yet: the provider asked us to wait.", "Aún no se envió: el proveedor nos pidió")
KEY = ("queued", "Not sent yet: the provider refuses our key.", "el proveedor rechaza nuestra clave.")
FORBIDDEN = ("queued", "Not sent yet: the provider does not let us send.", "no nos permite enviar.")
UNKNOWN = ("queued", "Not sent yet: the provider does not know our account.", "no conoce nuestra cuenta.")
LONG = ("refused", "Refused: the message is too long.", "Rechazado: el mensaje es demasiado largo.")
NO = ("refused", "Refused: the provider does not take this message.", "el proveedor no acepta este mensaje.")
TEXTS: dict[str, Case] = {
    "Silence": (Does.SILENCE, {}, {}, *UNANSWERED),
    "Reset": (Does.RESET, {}, {}, *UNANSWERED),
    "Before": (Does.ANSWER, {"status": 500}, {"status": 500}, *FAILED),
    "After": (Does.FAIL_AFTER, {"status": 503}, {"status": 500}, *FAILED),
    "Busy": (Does.ANSWER, {**BUSY, "code": 20429}, BUSY, *WAIT),
    "Key": (Does.ANSWER, {"status": 401, "code": 20003}, {"status": 401}, *KEY),
    "Forbidden": (Does.ANSWER, {"status": 403}, {"status": 403}, *FORBIDDEN),
    "Unknown": (Does.ANSWER, {"status": 404}, {"status": 404}, *UNKNOWN),
    "Long": (Does.ANSWER, {"status": 413}, {"status": 413}, *LONG),
    "No": (Does.ANSWER, {"status": 400}, {"status": 400}, *NO),
}
"""How both providers deal with a person, and what the clerk reads of it."""
NUMBERS = {f"{name} Phone": f"+1601555{number:04}" for number, name in enumerate(TEXTS, start=200)}
MAILS = {f"{name} Mail": f"{name.lower()}@example.org" for name in TEXTS}


def row_of(page: str, name: str) -> str:
    """The row of one person."""
    (found,) = re.findall(rf"<th[^>]*><bdi>{name}</bdi></th>(.*?)</tr>", page, re.DOTALL)
    return str(found)


def test_what_the_clerk_reads_when_a_provider_does_not_take_a_message(
    database: Database, tmp_path: Path
) -> None:
    """Each way to fail, at both providers, in one sending. Trouble stops a round, so there are many rounds."""
    with open_desk(database.url, tmp_path, {**NUMBERS, **MAILS}) as desk:
        for name, (does, to_twilio, to_sendgrid, *_) in TEXTS.items():
            desk.fake.to(NUMBERS[f"{name} Phone"], does, **to_twilio)
            desk.fake.to(MAILS[f"{name} Mail"], does, **to_sendgrid)
        desk.send()
        for minute in range(25):
            desk.work(SEND + timedelta(minutes=minute))
        page, spanish_page = desk.messages(), desk.messages(language="es")
        statuses = desk.statuses()
        for name, (*_, status, english, spanish) in TEXTS.items():
            for person, address in ((f"{name} Phone", NUMBERS), (f"{name} Mail", MAILS)):
                assert statuses[address[person]] == status, person
                assert english in row_of(page, person), person
                assert spanish in row_of(spanish_page, person), person
        assert {statuses[NUMBER], statuses[MAIL]} == {"sent"}, "nobody else is held up for long"
        tried = Counter(one.address for one in desk.fake.ledger)
        assert set(tried.values()) == {1}, "what is unclear never goes out again by itself"
        desk.fake.behaviors.clear()
        desk.work(LATER)
        waiting = {address for address, status in statuses.items() if status == "queued"}
        assert {desk.statuses()[address] for address in waiting} == {"sent"}


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


CODES = {
    21211: "Refused: this phone number cannot be used.",
    21614: "Refused: this phone takes no text messages.",
    21610: "Not sent: the person asked for no such messages at this address.",
    21608: "sends to verified numbers only (21608).",
}


def test_a_number_that_twilio_refuses_is_named_with_its_reason(database: Database, tmp_path: Path) -> None:
    numbers = {f"Code C{code}": f"+160155{code}" for code in CODES}
    with open_desk(database.url, tmp_path, numbers) as desk:
        for code in CODES:
            desk.fake.to(f"+160155{code}", Does.ANSWER, status=400, code=code)
        desk.send()
        desk.work()
        page = desk.messages()
        for code, english in CODES.items():
            assert english in row_of(page, f"Code C{code}")
        assert desk.statuses()[NUMBER] == "sent", "one refused number holds nobody up"
        again = desk.office.get("/sending/election_notice")
        assert again.count("The message was refused or did not arrive.") == len(CODES) - 1
        assert again.count("Asked for no such messages at this address.") == 1


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


def test_what_is_unclear_is_found_at_the_provider_and_leaves_the_list(desk: Desk) -> None:
    desk.fake.clock = lambda: SEND
    desk.fake.to(NUMBER, Does.SILENCE_AFTER)
    desk.send()
    desk.work()
    assert "Unclear messages" in desk.office.get("/sending")
    desk.work(SEND + timedelta(minutes=2))
    assert "Unclear messages" not in desk.office.get("/sending")
    assert len([one for one in desk.fake.ledger if one.address == NUMBER]) == 1


def test_two_buttons_settle_what_nobody_finds(desk: Desk) -> None:
    desk.fake.to(NUMBER, Does.RESET)
    desk.fake.to(MAIL, Does.RESET)
    desk.send()
    desk.work()
    desk.work(LATER)
    page = desk.office.get("/sending")
    assert "The provider says that it has no such message." in page
    assert "Nobody can be asked whether it has the message." in page
    assert "None is ever sent by another provider." in page
    ids = re.findall(r"/sending/(unclear/[0-9a-f-]{36}/said)", page)
    assert len(ids) == 2
    desk.office.post(f"/sending/{ids[0]}", "/sending", status=400, ruling="give_up")
    desk.office.post(f"/sending/{ids[0]}", "/sending", ruling="confirm")
    assert "settled meanwhile" in desk.office.post(f"/sending/{ids[0]}", "/sending", ruling="repeat")
    desk.office.post(f"/sending/{ids[1]}", "/sending", ruling="repeat")
    assert sorted(desk.statuses().values())[-2:] == ["queued", "sent"]
    assert "Unclear messages" not in desk.office.get("/sending")


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


def test_what_is_to_be_said_about_a_text_stands_above_it_with_another_text(desk: Desk) -> None:
    with desk.office.session() as session:
        school = desk.office.election(session).council.school
        assert school is not None
        school.name = "Szkoła"
    page = desk.office.get("/sending/election_notice")
    assert "These letters more than double the price: ł." in page
    assert "Show the text as it could be" in page
    assert "Szkola: " in page
    assert "Estas letras cuestan más del doble: ł." in desk.office.get("/sending/election_notice?lang=es")
