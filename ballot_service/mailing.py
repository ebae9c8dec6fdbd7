"""How this installation sends: the mail server from the settings, or the console when there is none."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from ballot_service.settings import Settings
from outreach import Bell, BellError, Message, Sender, build_bell
from outreach.channels import console, smtp

SendMail = Callable[[str, str, str], None]
"""Address, subject, text."""


def senders(settings: Settings) -> dict[str, Sender]:
    """The sender for each kind of address."""
    if not settings.mail_url:
        sender = console.open_sender(console.Settings(stream=sys.stderr))
        return dict.fromkeys(console.CARRIES, sender)
    return {"email": smtp.open_sender(smtp_settings(settings))}


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


def mail_trouble(settings: Settings) -> str:
    """Connects to the mail server as a sender would and hangs up; answers what is wrong, or nothing."""
    if not settings.mail_url:
        return ""
    return smtp.open_sender(smtp_settings(settings)).greet()


def bell_for(settings: Settings) -> Bell | None:
    """What a page rings after queueing, so that the worker looks at once; without it the next sweep does."""
    try:
        return build_bell(settings.bell, lambda: None)
    except BellError:
        return None


def send_mail_with(settings: Settings) -> SendMail:
    """Sends one mail at once, for sign-in links that must not be stored. Raises OSError if it was not taken."""

    def send(address: str, subject: str, text: str) -> None:
        sender = senders(settings)["email"]
        try:
            outcome = sender.send(
                Message(
                    delivery_id=uuid4(),
                    sent_at=datetime.now(UTC),
                    channel="email",
                    language="en",
                    address=address,
                    subject=subject,
                    body=text,
                    html="",
                )
            )
        finally:
            sender.close()
        if outcome.error:
            raise OSError(outcome.error)

    return send
