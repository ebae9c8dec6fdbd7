"""How this installation sends: mail server or SendGrid, Twilio, or the console when there is none."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4

from ballot_service.links import BadLink, Links, Purpose
from ballot_service.provider_settings import MailBy, Twilio
from ballot_service.settings import Settings
from outreach import Bell, BellError, Means, Message, Outcome, Pacing, Rate, Sender, SendingHours, build_bell
from outreach import channels as channels_folder
from outreach.channels import console, sendgrid, smtp, social
from outreach.media import EMAIL
from outreach.providers import twilio_line

SendMail = Callable[[str, str, str, str], None]
"""Address, subject, text."""
NO_MORE_NEWS = "/no-more-news"
"""Where people end news; the token of the message comes behind it."""
CARRIERS_DAY = "America/Los_Angeles"
"""T-Mobile, the strictest, counts a day's messages from midnight Pacific time."""
TWILIO_REPORTS = "/callbacks/twilio"
"""Where Twilio posts its reports; the mark of the attempt comes behind it."""
TWILIO_KEYS = f"{TWILIO_REPORTS}/keys"
"""Where it posts keys that were pressed during a call; the same mark comes behind it."""


def senders(settings: Settings) -> dict[str, Sender]:
    """The sender for each kind of message. Other kinds go to the console only where e-mail does too."""
    found = channels_folder.open_senders(means_of(settings))
    if settings.mail_by is MailBy.CONSOLE:
        to_console = console.open_sender(console.Settings(stream=sys.stderr))
        for name, medium in channels_folder.media().items():
            if medium.by_worker:
                found.setdefault(name, to_console)
    return found


def pacing_of(settings: Settings) -> Pacing:
    """Quiet hours and limits as the worker keeps them. What the console prints is not paced: it rings no phone."""
    chosen = settings.sending
    printed = frozenset() if settings.twilio is not None else frozenset({"sms"})
    quiet = chosen.quiet_channels - printed
    hours = SendingHours(opens=chosen.opens, closes=chosen.closes, days=chosen.days, channels=quiet)
    rates = {name: Rate(a_minute=most[0], a_day=most[1]) for name, most in chosen.limits.items()}
    if settings.twilio is None:
        rates.pop("sms", None)
    return Pacing(hours=hours, rates=rates, day_zone=CARRIERS_DAY)


def carriers(settings: Settings) -> dict[str, str]:
    """The name of what carries each kind of address."""
    return {channel: sender.name for channel, sender in senders(settings).items()}


def channels(settings: Settings) -> tuple[str, ...]:
    """What messages to one person and links of their own can go out by, the preferred one first.

    E-mail is always offered: on a new installation the console prints it.
    """
    return tuple(name for name in channels_for_news(settings) if channels_folder.media()[name].personal_links)


def channels_for_news(settings: Settings) -> tuple[str, ...]:
    """What a notice to everybody can go out by: also by ways that carry no personal link, such as a phone call."""
    ready = {EMAIL.name, *channels_folder.set_up(means_of(settings))}
    return tuple(name for name, one in channels_folder.media().items() if name in ready and one.by_worker)


def connected(settings: Settings) -> frozenset[str]:
    """The short names of the districts whose account on a social network can be posted to."""
    found = social.settings_of(means_of(settings))
    return frozenset(found.accounts) if found else frozenset()


def means_of(settings: Settings) -> Means:
    """What this installation has to send with, for the channel files to take from."""
    accounts: dict[str, object] = {}
    if settings.twilio is not None:
        accounts[twilio_line.ACCOUNT] = twilio_account(settings, settings.twilio)
    if settings.mail_by is MailBy.SMTP:
        accounts[smtp.NAME] = smtp_settings(settings)
    elif settings.mail_by is MailBy.SENDGRID:
        accounts[sendgrid.NAME] = sendgrid_settings(settings)
    return Means(accounts=accounts, variables=settings.channel_variables)


def other_mail(settings: Settings) -> Sender | None:
    """The second way for e-mail, where both a mail server and SendGrid are set: for what must not go by the first."""
    if settings.mail_by is MailBy.SENDGRID and settings.mail_url:
        return smtp.open_sender(smtp_settings(settings))
    if settings.mail_by is MailBy.SMTP and settings.sendgrid:
        return sendgrid.open_sender(sendgrid_settings(settings))
    return None


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
        unsubscribe=Unsubscribing(settings).address if settings.is_secure else None,
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
        unsubscribe=Unsubscribing(settings).address if settings.is_secure else None,
        base_url=chosen.base_url,
        timeout=chosen.timeout,
    )


def twilio_account(settings: Settings, chosen: Twilio) -> twilio_line.Account:
    """Twilio with our addresses for reports and for keys pressed during a call.

    None are given where what comes could not be checked (no auth token) or could not come (no public address).
    """
    username, password = chosen.sign_in
    marks = Marks(settings) if chosen.auth_token and settings.is_secure else None
    return twilio_line.Account(
        account_sid=chosen.account_sid,
        username=username,
        password=password,
        from_number=chosen.from_number,
        messaging_service=chosen.messaging_service,
        report_to=marks.address if marks else None,
        keys_to=marks.keys_address if marks else None,
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

    def keys_address(self, attempt_id: UUID) -> str:
        """Where a provider posts the key that somebody pressed during a call."""
        return f"{self._origin}{TWILIO_KEYS}/{self.mark(attempt_id)}"

    def attempt_of(self, mark: str) -> UUID | None:
        """The attempt that was marked, or None for a mark that was never ours."""
        try:
            return UUID(self._links.key(Purpose.REPORT, mark))
        except (BadLink, ValueError):
            return None


class Unsubscribing:
    """The address at which the reader of one message ends news; who reads the outbox cannot make one."""

    def __init__(self, settings: Settings) -> None:
        self._links = Links(settings.secret_keys)
        self._origin = settings.public_origin

    def address(self, delivery_id: UUID) -> str:
        """Where the mail program posts, and where a person finds a button."""
        return f"{self._origin}{NO_MORE_NEWS}/{self._links.token(Purpose.UNSUBSCRIBE, delivery_id.hex)}"


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


def send_now(
    settings: Settings, channel: str, address: str, subject: str, text: str, *, language: str
) -> Outcome:
    """Sends one message at once, past the outbox: it is neither stored nor followed. `language` is that of the text.

    Raises KeyError for a channel that nothing here carries.
    """
    sender = senders(settings)[channel]
    try:
        return sender.send(
            Message(
                delivery_id=uuid4(),
                sent_at=datetime.now(UTC),
                channel=channel,
                language=language,
                address=address,
                subject=subject,
                body=text,
            )
        )
    finally:
        sender.close()


def send_mail_with(settings: Settings) -> SendMail:
    """Sends one mail at once, for sign-in links that must not be stored. Raises OSError if it was not taken."""

    def send(address: str, subject: str, text: str, language: str) -> None:
        outcome = send_now(settings, "email", address, subject, text, language=language)
        if outcome.error:
            raise OSError(outcome.error)

    return send
