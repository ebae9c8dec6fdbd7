"""E-mail over a real SMTP server on 127.0.0.1: what is sent, and what each kind of trouble is called."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from ipaddress import IPv4Address
from pathlib import Path
from time import sleep
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy.orm import Session, sessionmaker

from outreach import Answer, Message, deliver_due
from outreach.channels import smtp
from outreach.channels.smtp import Security, Settings, SmtpSender
from tests.databases import free_port
from tests.outreach.samples import INVITE, MONDAY, Clock, by_email, link_for, queue
from tests.outreach.smtp_sink import Sink, serving


@pytest.fixture
def sink() -> Iterator[Sink]:
    with serving(Sink()) as running:
        yield running


def settings(port: int, **more: object) -> Settings:
    usual = {"security": Security.NONE, "sender": "Cypress <cec@school.example>", "timeout": 5.0}
    given: dict[str, Any] = {**usual, **more}
    return Settings(host="127.0.0.1", port=port, **given)


def mail(address: str = "a@example.org", **more: str) -> Message:
    words = {
        "subject": "Cypress: su boleta",
        "body": "Señora, vote aquí: https://v.example/b/" + "x" * 90,
        **more,
    }
    return Message(
        delivery_id=uuid4(), sent_at=MONDAY, channel="email", language="es", address=address, **words
    )


def test_a_mail_arrives_as_written(sink: Sink) -> None:
    message = mail(html="<p>Señora</p>")
    sender = SmtpSender(settings(sink.port, reply_to="office@school.example"))
    outcome = sender.send(message)
    sender.close()
    assert outcome.answer is Answer.ACCEPTED
    (taken,) = sink.taken
    assert outcome.provider_reference == taken["Message-ID"] == f"<{message.delivery_id}@school.example>"
    assert taken["From"] == "Cypress <cec@school.example>"
    assert taken["To"] == "a@example.org"
    assert taken["Reply-To"] == "office@school.example"
    assert taken["Subject"] == "Cypress: su boleta"
    assert taken["Date"] == "Mon, 03 Nov 2025 15:00:00 +0000"
    assert taken["Content-Language"] == "es"
    assert taken["Auto-Submitted"] == "auto-generated"
    plain, html = taken.iter_parts()  # type: ignore[attr-defined]  # the policy makes it an EmailMessage
    assert plain.get_content().strip() == message.body
    assert html.get_content().strip() == "<p>Señora</p>"


def test_a_calendar_file_goes_along_behind_the_words(sink: Sink) -> None:
    sender = SmtpSender(settings(sink.port))
    message = replace(mail(), attachments=(INVITE,))
    assert sender.send(message).answer is Answer.ACCEPTED
    sender.close()
    (taken,) = sink.taken
    assert taken.get_content_type() == "multipart/mixed"
    words, file = taken.iter_parts()  # type: ignore[attr-defined]  # the policy makes it an EmailMessage
    assert [part.get_content_type() for part in words.iter_parts()] == ["text/plain", "text/html"]
    assert file.get_content_type() == "text/calendar"
    assert (file.get_param("method"), file.get_param("charset")) == ("PUBLISH", "utf-8")
    assert (file.get_filename(), file.get_content_disposition()) == ("invite.ics", "attachment")
    assert file.get_payload(decode=True) == INVITE.content
    assert taken["Content-Language"] == "es"


def test_a_batch_uses_one_connection(sink: Sink) -> None:
    sender = SmtpSender(settings(sink.port))
    for number in range(20):
        assert sender.send(mail(f"a{number}@example.org")).answer is Answer.ACCEPTED
    sender.close()
    assert (len(sink.taken), sink.connections) == (20, 1)


def test_a_connection_is_renewed_after_so_many_mails(sink: Sink) -> None:
    sender = SmtpSender(settings(sink.port, mails_per_connection=3))
    for number in range(7):
        assert sender.send(mail(f"a{number}@example.org")).answer is Answer.ACCEPTED
    sender.close()
    assert (len(sink.taken), sink.connections) == (7, 3)


@pytest.mark.parametrize(
    ("reply", "answer", "error", "shown"),
    [
        ("550 5.1.1 <bad@example.org> unknown", Answer.REFUSED, "address_refused", "(550 5.1.1)"),
        ("451 4.7.1 come back", Answer.NOT_SENT, "address_later", "(451 4.7.1)"),
        ("452 full", Answer.NOT_SENT, "address_later", "(452)"),
    ],
)
def test_one_refused_recipient_does_not_harm_the_others(
    sink: Sink, reply: str, answer: Answer, error: str, shown: str
) -> None:
    sink.replies_to_rcpt = {"bad@example.org": reply}
    sender = SmtpSender(settings(sink.port))
    answers = [
        sender.send(mail(address)) for address in ("a@example.org", "bad@example.org", "b@example.org")
    ]
    sender.close()
    assert [one.answer for one in answers] == [Answer.ACCEPTED, answer, Answer.ACCEPTED]
    assert answers[1].error == error
    assert shown in answers[1].words
    assert "bad@" not in answers[1].words
    assert not answers[1].halt
    assert sink.recipients == ["a@example.org", "b@example.org"]
    assert sink.connections == 1


@pytest.mark.parametrize(
    ("reply", "answer", "error"),
    [
        ("554 5.7.1 https://v.example/b/xxx looks bad", Answer.REFUSED, "message_refused"),
        ("451 4.3.0 try later", Answer.NOT_SENT, "message_later"),
    ],
)
def test_a_clear_no_to_the_text_is_clear(sink: Sink, reply: str, answer: Answer, error: str) -> None:
    sink.replies_to_data = {"bad@example.org": reply}
    sender = SmtpSender(settings(sink.port))
    no, yes = sender.send(mail("bad@example.org")), sender.send(mail("b@example.org"))
    sender.close()
    assert (no.answer, no.error, yes.answer) == (answer, error, Answer.ACCEPTED)
    assert "https" not in no.words


def test_a_drop_after_the_text_is_uncertain_and_the_next_goes_on(sink: Sink) -> None:
    sink.drops = {"drop@example.org"}
    sender = SmtpSender(settings(sink.port))
    answers = [
        sender.send(mail(address)).answer for address in ("a@x.example", "drop@example.org", "b@x.example")
    ]
    sender.close()
    assert answers == [Answer.ACCEPTED, Answer.UNCERTAIN, Answer.ACCEPTED]
    assert len(sink.taken) == 3
    assert set(sink.ids().values()) == {1}


def test_silence_after_the_text_is_uncertain(sink: Sink) -> None:
    sink.silent = {"slow@example.org"}
    sender = SmtpSender(settings(sink.port, timeout=0.5))
    outcome = sender.send(mail("slow@example.org"))
    assert (outcome.answer, outcome.error) == (Answer.UNCERTAIN, "no_answer")
    assert "TimeoutError" in outcome.words
    assert sender.send(mail("next@example.org")).answer is Answer.ACCEPTED
    sender.close()


def test_no_server_means_nothing_was_sent() -> None:
    outcome = SmtpSender(settings(free_port())).send(mail())
    assert (outcome.answer, outcome.error, outcome.halt) == (Answer.NOT_SENT, "no_connection", True)
    assert "ConnectionRefusedError" in outcome.words


def test_a_connection_that_went_stale_is_opened_anew() -> None:
    with serving(Sink(), timeout=0.3) as sink:
        sender = SmtpSender(settings(sink.port))
        assert sender.send(mail("a@example.org")).answer is Answer.ACCEPTED
        sleep(0.8)  # the server ends connections that idle for 0.3 seconds
        assert sender.send(mail("b@example.org")).answer is Answer.ACCEPTED
        sender.close()
    assert (sink.recipients, sink.connections) == (["a@example.org", "b@example.org"], 2)


@pytest.mark.parametrize(
    "address", ["no at sign", "two@at@signs", "a@b.example\nBcc: c@d.example", "josé@example.org"]
)
def test_an_address_that_cannot_be_used_is_refused_without_a_server(address: str) -> None:
    outcome = SmtpSender(settings(free_port())).send(mail(address))
    assert (outcome.answer, outcome.error) == (Answer.REFUSED, "bad_address")


def certificate(folder: Path) -> tuple[ssl.SSLContext, str]:
    """A server context for 127.0.0.1, and the file of the authority that vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(MONDAY - timedelta(days=3650))
        .not_valid_after(MONDAY + timedelta(days=36500))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context, str(pem)


def let_in(server: object, session: object, envelope: object, mechanism: str, login: object) -> AuthResult:
    good = isinstance(login, LoginPassword) and (login.login, login.password) == (b"cec", b"right")
    return AuthResult(success=good, handled=good)


def test_starttls_with_name_and_password(tmp_path: Path) -> None:
    context, authority = certificate(tmp_path)
    with serving(Sink(), tls=context, authenticator=let_in, auth_required=True) as sink:
        chosen = {"security": Security.STARTTLS, "ca_file": authority, "username": "cec"}
        good = SmtpSender(settings(sink.port, password="right", **chosen))
        assert good.send(mail()).answer is Answer.ACCEPTED
        good.close()
        bad = SmtpSender(settings(sink.port, password="wrong", **chosen)).send(mail())
        assert (bad.answer, bad.error, bad.halt) == (Answer.NOT_SENT, "sign_in_refused", True)
        assert len(sink.taken) == 1


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    context, _ = certificate(tmp_path)
    with serving(Sink(), tls=context) as sink:
        outcome = SmtpSender(settings(sink.port, security=Security.STARTTLS)).send(mail())
        assert (outcome.answer, outcome.halt) == (Answer.NOT_SENT, True)
        assert "SSLCertVerificationError" in outcome.words
        assert sink.taken == []


def test_the_password_is_not_printed() -> None:
    assert "right" not in repr(settings(25, username="cec", password="right"))


def test_the_whole_way_from_outbox_to_server(sessions: sessionmaker[Session], sink: Sink) -> None:
    sink.replies_to_rcpt = {"p3@example.org": "550 5.1.1 no"}
    sink.drops = {"p5@example.org"}
    queue(sessions, map(by_email, range(12)))
    tally = deliver_due(sessions, {"email": smtp.open_sender(settings(sink.port))}, link_for, Clock(), "w1")
    assert tally == {Answer.ACCEPTED: 10, Answer.REFUSED: 1, Answer.UNCERTAIN: 1}
    assert sorted(sink.recipients) == sorted(f"p{n}@example.org" for n in range(12) if n != 3)
    assert set(sink.ids().values()) == {1}
    for address, taken in zip(sink.recipients, sink.taken, strict=True):
        number = address.removeprefix("p").partition("@")[0]
        assert link_for(f"link-{number}")["personal_link"] in taken.get_body().get_content()  # type: ignore[attr-defined]
