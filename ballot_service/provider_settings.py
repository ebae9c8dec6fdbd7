"""Which providers send for this installation: Twilio for text messages, SendGrid or a mail server for e-mail.

A provider that is half set is a fault with a sentence of its own: otherwise its messages would wait for ever.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

TIMEOUT = 15.0
"""Seconds for every single wait on a provider."""
TWILIO = (
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_API_KEY",
    "TWILIO_API_SECRET",
    "TWILIO_FROM",
    "TWILIO_MESSAGING_SERVICE_SID",
)
_ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}")
_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")


class MailBy(StrEnum):
    """What carries e-mail."""

    CONSOLE = "console"
    """Nothing is set: mails are printed and reach nobody."""
    SMTP = "smtp"
    SENDGRID = "sendgrid"


_CARRIERS = (MailBy.SMTP.value, MailBy.SENDGRID.value)


@dataclass(frozen=True, kw_only=True)
class Twilio:
    """One Twilio account: its token, or an API key with its secret; a number or a messaging service as sender."""

    account_sid: str
    auth_token: str = field(default="", repr=False)
    """Signs Twilio's reports too; with an API key alone they cannot be checked, so none are asked for."""
    api_key: str = field(default="", repr=False)
    api_secret: str = field(default="", repr=False)
    from_number: str = ""
    messaging_service: str = ""
    base_url: str = "https://api.twilio.com"
    timeout: float = TIMEOUT

    @property
    def sign_in(self) -> tuple[str, str]:
        """User name and password of a request."""
        return (self.api_key, self.api_secret) if self.api_key else (self.account_sid, self.auth_token)


@dataclass(frozen=True, kw_only=True)
class SendGrid:
    """One SendGrid account, and the public key with which it signs its events."""

    api_key: str = field(repr=False)
    webhook_key: str = ""
    base_url: str = "https://api.sendgrid.com"
    timeout: float = TIMEOUT


def twilio_of(env: Mapping[str, str]) -> Twilio | None:
    """The Twilio account of the environment, or None if nothing is set or something is wrong."""
    if not any(env.get(name) for name in TWILIO) or any(_twilio_faults(env)):
        return None
    return Twilio(
        account_sid=env["TWILIO_ACCOUNT_SID"],
        auth_token=env.get("TWILIO_AUTH_TOKEN", ""),
        api_key=env.get("TWILIO_API_KEY", ""),
        api_secret=env.get("TWILIO_API_SECRET", ""),
        from_number=env.get("TWILIO_FROM", ""),
        messaging_service=env.get("TWILIO_MESSAGING_SERVICE_SID", ""),
    )


def sendgrid_of(env: Mapping[str, str]) -> SendGrid | None:
    """The SendGrid account of the environment, or None if none is set."""
    key = env.get("SENDGRID_API_KEY", "")
    return SendGrid(api_key=key, webhook_key=env.get("SENDGRID_WEBHOOK_PUBLIC_KEY", "")) if key else None


def mail_choice(env: Mapping[str, str]) -> MailBy | None:
    """What was chosen to carry e-mail; None if nothing was, or nothing that there is."""
    chosen = env.get("BALLOTS_MAIL_BY", "")
    return MailBy(chosen) if chosen in _CARRIERS else None


def provider_faults(env: Mapping[str, str]) -> list[str]:
    """A sentence for everything that is wrong or half set."""
    twilio = _twilio_faults(env) if any(env.get(name) for name in TWILIO) else ()
    return [*twilio, *_sendgrid_faults(env), *_mail_faults(env)]


def _twilio_faults(env: Mapping[str, str]) -> Iterator[str]:
    sid = env.get("TWILIO_ACCOUNT_SID", "")
    if not sid:
        yield "TWILIO_ACCOUNT_SID is not set, but other Twilio settings are. Copy it from Twilio's console."
    elif not _ACCOUNT.fullmatch(sid):
        yield "TWILIO_ACCOUNT_SID must be AC and 32 more characters. Copy it from Twilio's console."
    yield from _key_faults(env)
    yield from _sender_faults(env)


def _key_faults(env: Mapping[str, str]) -> Iterator[str]:
    key, secret = env.get("TWILIO_API_KEY"), env.get("TWILIO_API_SECRET")
    if bool(key) != bool(secret):
        yield "TWILIO_API_KEY and TWILIO_API_SECRET belong together: set both, or neither."
    elif not key and not env.get("TWILIO_AUTH_TOKEN"):
        yield "Twilio has no key: set TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET."


def _sender_faults(env: Mapping[str, str]) -> Iterator[str]:
    number, service = env.get("TWILIO_FROM", ""), env.get("TWILIO_MESSAGING_SERVICE_SID", "")
    if not number and not service:
        yield "Twilio has no sender: set TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID."
    if number and not _NUMBER.fullmatch(number):
        yield "TWILIO_FROM must be a whole number such as +16015550123."
    if service and not _SERVICE.fullmatch(service):
        yield "TWILIO_MESSAGING_SERVICE_SID must be MG and 32 more characters. Copy it from Twilio's console."


def _sendgrid_faults(env: Mapping[str, str]) -> Iterator[str]:
    key = env.get("SENDGRID_WEBHOOK_PUBLIC_KEY", "")
    if key and not env.get("SENDGRID_API_KEY"):
        yield "SENDGRID_API_KEY is not set, but SENDGRID_WEBHOOK_PUBLIC_KEY is. Set both, or neither."
    if key and not _is_public_key(key):
        yield "SENDGRID_WEBHOOK_PUBLIC_KEY is not a key. Copy the verification key from SendGrid's page, in one line."


def _is_public_key(text: str) -> bool:
    try:
        loaded = load_der_public_key(base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        return False
    return isinstance(loaded, EllipticCurvePublicKey)


def _mail_faults(env: Mapping[str, str]) -> Iterator[str]:
    chosen, url, key = (
        env.get(name, "") for name in ("BALLOTS_MAIL_BY", "BALLOTS_MAIL_URL", "SENDGRID_API_KEY")
    )
    if chosen and chosen not in _CARRIERS:
        yield "BALLOTS_MAIL_BY must be smtp or sendgrid."
    if chosen == MailBy.SMTP and not url:
        yield "BALLOTS_MAIL_BY is smtp, but BALLOTS_MAIL_URL is not set."
    if chosen == MailBy.SENDGRID and not key:
        yield "BALLOTS_MAIL_BY is sendgrid, but SENDGRID_API_KEY is not set."
    if not chosen and url and key:
        yield "BALLOTS_MAIL_URL and SENDGRID_API_KEY are both set: say in BALLOTS_MAIL_BY which one sends e-mail."
