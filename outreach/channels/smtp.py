"""E-mail over SMTP: one connection for a batch, time limits everywhere, an exact answer for each mail.

Which answer is safe: before the text has left us nothing was sent. A clear reply of the server to the text
(2xx, 4xx, 5xx) settles it, as RFC 5321 section 4.2.1 says. A lost connection or silence after that point is
uncertain.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr
from enum import StrEnum
from uuid import UUID

from outreach.mail_message import SMTP_POLICY, mail_of
from outreach.media import EMAIL
from outreach.sending import Means, Message, Outcome, accepted, not_sent, refused, uncertain

NAME = "smtp"
CARRIES = (EMAIL,)
VARIABLES = ()
"""The mail account is given whole."""
_ENHANCED_CODE = re.compile(rb"\b([245]\.\d{1,3}\.\d{1,3})\b")


class Security(StrEnum):
    """How the connection is protected."""

    STARTTLS = "starttls"
    SSL = "ssl"
    NONE = "none"
    """For a mail server on the same machine only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One mail server. `sender` is "Name <address>"; `timeout` in seconds holds for every single wait.

    `ca_file` names the certificate authority of a server whose certificate is not publicly known.
    """

    host: str
    sender: str
    port: int = 587
    security: Security = Security.STARTTLS
    username: str = ""
    password: str = field(default="", repr=False)
    reply_to: str = ""
    unsubscribe: Callable[[UUID], str] | None = None
    """The address at which one delivery's reader ends news with one click (RFC 8058)."""
    ca_file: str = ""
    timeout: float = 20.0
    mails_per_connection: int = 100

    @property
    def domain(self) -> str:
        """The sender's domain, used in the Message-ID and as our name to the server."""
        return parseaddr(self.sender)[1].rpartition("@")[2] or "localhost"


class SmtpSender:
    """Keeps one connection and opens a new one when it is worn out or lost."""

    name = NAME

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None
        self._used = 0

    def send(self, message: Message) -> Outcome:
        """Hands one mail to the server. Never raises for what a network or a server can do."""
        try:
            mail = compose(message, self._settings)
        except (ValueError, MessageError):
            return refused("bad_address", "This is not a mail address that can be used.")
        while True:
            fresh = self._server is None
            try:
                server = self._server or self._connect()
                return self._hand_over(server, message.address, mail)
            except (OSError, smtplib.SMTPException) as error:
                self.close()
                if fresh:
                    return _not_connected(error)
                # An old connection that the server has closed in the meantime: once more with a new one.

    def greet(self) -> str:
        """Connects, signs in and hangs up without sending; answers what is wrong, or nothing."""
        try:
            self._connect()
        except (OSError, smtplib.SMTPException) as error:
            return _not_connected(error).words
        finally:
            self.close()
        return ""

    def close(self) -> None:
        """Says goodbye; what happens to the goodbye no longer matters."""
        server, self._server, self._used = self._server, None, 0
        if server is None:
            return
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()

    def _connect(self) -> smtplib.SMTP:
        chosen = self._settings
        protection = ssl.create_default_context(cafile=chosen.ca_file or None)
        server: smtplib.SMTP
        if chosen.security is Security.SSL:
            server = smtplib.SMTP_SSL(
                chosen.host, chosen.port, chosen.domain, timeout=chosen.timeout, context=protection
            )
        else:
            server = smtplib.SMTP(chosen.host, chosen.port, chosen.domain, timeout=chosen.timeout)
        self._server, self._used = server, 0
        if chosen.security is Security.STARTTLS:
            server.starttls(context=protection)
        server.ehlo_or_helo_if_needed()
        if chosen.username:
            server.login(chosen.username, chosen.password)
        return server

    def _hand_over(self, server: smtplib.SMTP, address: str, mail: EmailMessage) -> Outcome:
        """Raises SMTPException or OSError only while nothing of the mail has been sent."""
        code, reply = server.mail(parseaddr(self._settings.sender)[1])
        if code != 250:
            self.close()
            return not_sent(
                "sender_refused", _say("The mail server refuses us as sender", code, reply), halt=True
            )
        code, reply = server.rcpt(address)
        if code not in (250, 251):
            return self._after_no(code, reply, "address")
        outcome = self._hand_over_text(server, mail)
        self._used += 1
        if self._used >= self._settings.mails_per_connection:
            self.close()
        return outcome

    def _hand_over_text(self, server: smtplib.SMTP, mail: EmailMessage) -> Outcome:
        try:
            code, reply = server.data(mail.as_bytes(policy=SMTP_POLICY))
        except smtplib.SMTPDataError as error:
            return self._after_no(error.smtp_code, _as_bytes(error.smtp_error), "message")
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            cause = type(error.__context__ or error).__name__
            return uncertain("no_answer", f"The mail server did not answer after the text ({cause}).")
        if code == 250:
            return accepted(mail["Message-ID"])
        return self._after_no(code, reply, "message")

    def _after_no(self, code: int, reply: bytes, what: str) -> Outcome:
        """A clear no: 4xx means try later, 5xx means never. Clears the server's mind for the next mail."""
        gone = code == 421
        if gone or not self._reset():
            self.close()
        if 400 <= code < 500:
            words = _say(f"The mail server does not take the {what} now", code, reply)
            return not_sent(f"{what}_later", words, halt=gone)
        return refused(f"{what}_refused", _say(f"The mail server refuses the {what}", code, reply))

    def _reset(self) -> bool:
        try:
            return self._server is not None and self._server.rset()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False


def compose(message: Message, settings: Settings) -> EmailMessage:
    """The mail with these settings. Raises ValueError or MessageError for an address that cannot be used."""
    return mail_of(
        message,
        sender=settings.sender,
        domain=settings.domain,
        reply_to=settings.reply_to,
        unsubscribe=settings.unsubscribe,
    )


def settings_of(means: Means) -> Settings | None:
    """The account as it was given."""
    found: Settings | None = means.accounts.get(NAME)
    return found


def faults(variables: Mapping[str, str], accounts: Collection[str]) -> list[str]:  # noqa: ARG001 - as every file
    """The account is checked by whoever gives it."""
    return []


def open_sender(settings: Settings) -> SmtpSender:
    """A sender for this mail server. It connects when the first mail is sent."""
    return SmtpSender(settings)


def _not_connected(error: Exception) -> Outcome:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return not_sent("sign_in_refused", "The mail server refuses our name or password.", halt=True)
    words = f"The mail server cannot be reached ({type(error).__name__}). Nothing was sent."
    return not_sent("no_connection", words, halt=True)


def _say(sentence: str, code: int, reply: bytes) -> str:
    """Our own sentence with the reply's codes. The server's own words may quote the address or the link."""
    enhanced = _ENHANCED_CODE.search(reply)
    return f"{sentence} ({code}{' ' + enhanced.group(1).decode() if enhanced else ''})."


def _as_bytes(reply: bytes | str) -> bytes:
    return reply.encode() if isinstance(reply, str) else reply
