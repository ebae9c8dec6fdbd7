"""How this installation sends: mail server or SendGrid, Twilio, or the console when there is none."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4

from ballot_service.links import BadLink, Links, Purpose
from ballot_service.provider_settings import MailBy
from ballot_service.settings import Settings
from outreach import Bell, BellError, Message, Outcome, Sender, build_bell
from outreach.channels import console, sendgrid, sms, smtp

SendMail = Callable[[str, str, str], None]
"""Address, subject, text."""
TWILIO_REPORTS = "/callbacks/twilio"
"""Where Twilio posts its reports; the mark of the attempt comes behind it."""


def senders(settings: Settings) -> dict[str, Sender]:
    """The sender for each kind of address. Text messages go to the console only where e-mail does too."""
    to_console = console.open_sender(console.Settings(stream=sys.stderr))
    found: dict[str, Sender] = {"email": _mail_sender(settings) or to_console}
    if settings.twilio is not None:
        found["sms"] = sms.open_sender(sms_settings(settings))
    elif settings.mail_by is MailBy.CONSOLE:
        found["sms"] = to_console
    return found


def _mail_sender(settings: Settings) -> Sender | None:
    if settings.mail_by is MailBy.SMTP:
        return smtp.open_sender(smtp_settings(settings))
    if settings.mail_by is MailBy.SENDGRID:
        return sendgrid.open_sender(sendgrid_settings(settings))
    return None


def channels(settings: Settings) -> tuple[str, ...]:
    """What notices can go out by. E-mail is always offered: on a new installation the console prints it."""
    return ("email", "sms") if settings.twilio is not None else ("email",)


def smtp_settings(settings: Settings) -> smtp.Settings:
    """smtp:// begins encryption with STARTTLS (except on this machine), smtps:// at once."""
    parts = urlsplit(settings.mail_url)
    is_local = parts.hostname in ("127.0.0.1", "localhost")
    security = smtp.Security.SSL if parts.scheme == "smtps" else smtp.Security.STARTTLS
    return smtp.Settings(
        host=parts.hostname or "127.0.0.1",
        port=parts.port or (465 if parts.scheme == "smtps" else 25 if is_local else 587),
        sender=settings.mail_from,
        security=smtp.Security.NONE if is_local and parts.scheme == "smtp" else security,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def sendgrid_settings(settings: Settings) -> sendgrid.Settings:
    """SendGrid with our mark on each mail. Only with `settings.sendgrid`."""
    chosen = settings.sendgrid
    if chosen is None:
        raise ValueError("SendGrid is not set.")
    return sendgrid.Settings(
        api_key=chosen.api_key,
        sender=settings.mail_from,
        mark=Marks(settings).mark,
        base_url=chosen.base_url,
        timeout=chosen.timeout,
    )


def sms_settings(settings: Settings) -> sms.Settings:
    """Twilio with our address for reports. Only with `settings.twilio`.

    None are asked for where they could not be checked (no auth token) or could not come (no public address).
    """
    chosen = settings.twilio
    if chosen is None:
        raise ValueError("Twilio is not set.")
    username, password = chosen.sign_in
    return sms.Settings(
        account_sid=chosen.account_sid,
        username=username,
        password=password,
        from_number=chosen.from_number,
        messaging_service=chosen.messaging_service,
        report_to=Marks(settings).address if chosen.auth_token and settings.is_secure else None,
        base_url=chosen.base_url,
        timeout=chosen.timeout,
    )


class Marks:
    """Marks attempts for providers' reports, and knows its own marks again."""

    def __init__(self, settings: Settings) -> None:
        self._links = Links(settings.secret_keys)
        self._origin = settings.public_origin

    def mark(self, attempt_id: UUID) -> str:
        """What a provider gives back: the attempt's id, signed."""
        return self._links.token(Purpose.REPORT, attempt_id.hex)

    def address(self, attempt_id: UUID) -> str:
        """Where a provider posts reports on an attempt."""
        return f"{self._origin}{TWILIO_REPORTS}/{self.mark(attempt_id)}"

    def attempt_of(self, mark: str) -> UUID | None:
        """The attempt that was marked, or None for a mark that was never ours."""
        try:
            return UUID(self._links.key(Purpose.REPORT, mark))
        except (BadLink, ValueError):
            return None


def mail_trouble(settings: Settings) -> str:
    """Connects to the mail server as a sender would and hangs up; answers what is wrong, or nothing."""
    if settings.mail_by is not MailBy.SMTP:
        return ""
    return smtp.open_sender(smtp_settings(settings)).greet()


def bell_for(settings: Settings) -> Bell | None:
    """What a page rings after queueing, so that the worker looks at once; without it the next sweep does."""
    try:
        return build_bell(settings.bell, lambda: None)
    except BellError:
        return None


def send_now(settings: Settings, channel: str, address: str, subject: str, text: str) -> Outcome:
    """Sends one message at once, past the outbox: it is neither stored nor followed.

    Raises KeyError for a channel that nothing here carries.
    """
    sender = senders(settings)[channel]
    try:
        return sender.send(
            Message(
                delivery_id=uuid4(),
                sent_at=datetime.now(UTC),
                channel=channel,
                language="en",
                address=address,
                subject=subject,
                body=text,
            )
        )
    finally:
        sender.close()


def send_mail_with(settings: Settings) -> SendMail:
    """Sends one mail at once, for sign-in links that must not be stored. Raises OSError if it was not taken."""

    def send(address: str, subject: str, text: str) -> None:
        outcome = send_now(settings, "email", address, subject, text)
        if outcome.error:
            raise OSError(outcome.error)

    return send
