"""The installation's settings, from the environment only. A missing or weak secret stops the service."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from ballot_service.provider_settings import (
    MailBy,
    SendGrid,
    Twilio,
    mail_choice,
    provider_faults,
    sendgrid_of,
    twilio_of,
)
from ballot_service.sending_settings import SendingSettings, sending_faults, sending_of
from outreach import channels

Read = TypeVar("Read")

MINIMUM_SECRET_LENGTH = 32
"""Characters. 32 random ones carry far more than the 128 bits that signing and sealing need."""
MINIMUM_DIFFERENT = 12
"""Different characters in a secret; "aaaa…" or "changemechangeme…" has fewer."""


class SettingsRefused(Exception):
    """An environment the service will not start in: a sentence for each fault, with its variable and what to do."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class _Reading:
    """Reads one variable after the other and remembers what is wrong, so that all of it can be said at once."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def read(self, take: Callable[[], Read], otherwise: Read) -> Read:
        try:
            return take()
        except SettingsRefused as refused:
            self.faults.extend(refused.faults)
            return otherwise


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything an installation decides. Secrets never appear in `repr`."""

    database_url: str = field(repr=False)
    """May hold a password."""
    secret_keys: tuple[str, ...] = field(repr=False)
    """Newest first. Old ones keep links valid after a rotation, until the election closes."""
    sealing_secret: str = field(repr=False)
    """Opening and signing keys are derived from it; it must not change while an election is open."""
    public_origin: str
    """Where people reach the service, e.g. https://vote.tallowcreek.example (no path)."""
    storage_dir: Path
    bell: str = field(repr=False)
    """Huey's queue: a file for SQLite, or a redis:// address, which may hold a password."""
    mail_url: str = field(default="", repr=False)
    """smtp://user:password@host:587 (STARTTLS), smtps://… or smtp://127.0.0.1:25."""
    mail_from: str = ""
    mail_choice: MailBy | None = None
    """Which of two carries e-mail, when both a mail server and SendGrid are set."""
    sendgrid: SendGrid | None = None
    twilio: Twilio | None = None
    """None: no text messages can be sent."""
    channel_variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What was given for the names that channel files ask for (`VARIABLES` in each file of outreach/channels)."""
    sending: SendingSettings = field(default_factory=SendingSettings)
    """Quiet hours, limits and prices."""
    trusted_proxies: int = 0
    """How many reverse proxies stand in front and set X-Forwarded-*."""

    @property
    def mail_by(self) -> MailBy:
        """What carries e-mail."""
        if self.mail_choice is not None:
            return self.mail_choice
        if self.mail_url:
            return MailBy.SMTP
        return MailBy.SENDGRID if self.sendgrid else MailBy.CONSOLE

    @property
    def is_secure(self) -> bool:
        """Cookies are for HTTPS only, except on this very machine."""
        return urlsplit(self.public_origin).scheme == "https"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Reads and checks the environment.

        Raises SettingsRefused with a sentence for everything that is wrong.
        """
        env = os.environ if environment is None else environment
        storage = Path(env.get("BALLOTS_STORAGE_DIR", "var")).absolute()
        reading = _Reading()
        settings = cls(
            database_url=reading.read(lambda: _database_url(env, storage), ""),
            secret_keys=reading.read(lambda: _secret_keys(env), ()),
            sealing_secret=reading.read(lambda: _sealing_secret(env), ""),
            public_origin=reading.read(lambda: _origin(env.get("BALLOTS_PUBLIC_ORIGIN", "")), ""),
            storage_dir=storage,
            bell=env.get("BALLOTS_BELL", str(storage / "bell.sqlite")),
            mail_url=env.get("BALLOTS_MAIL_URL", ""),
            mail_from=reading.read(lambda: _mail_from(env), ""),
            mail_choice=mail_choice(env),
            sendgrid=sendgrid_of(env),
            twilio=twilio_of(env),
            channel_variables={name: env[name] for name in channels.variables() if env.get(name)},
            sending=sending_of(env),
            trusted_proxies=reading.read(
                lambda: _count("BALLOTS_TRUSTED_PROXIES", env.get("BALLOTS_TRUSTED_PROXIES", "0")), 0
            ),
        )
        faults = [*reading.faults, *provider_faults(env), *sending_faults(env)]
        accounts = {"twilio"} if settings.twilio else set()
        faults += channels.faults(settings.channel_variables, accounts)
        if faults:
            raise SettingsRefused(*faults)
        return settings


def _database_url(env: Mapping[str, str], storage: Path) -> str:
    url = env.get("BALLOTS_DATABASE_URL") or env.get("DATABASE_URL") or f"sqlite:///{storage}/ballots.sqlite"
    url = "postgresql://" + url.removeprefix("postgres://") if url.startswith("postgres://") else url
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise SettingsRefused(
            "BALLOTS_DATABASE_URL must begin with sqlite:/// or postgresql://: these are the databases that work."
        )
    return url


def _secret_keys(env: Mapping[str, str]) -> tuple[str, ...]:
    keys = [key.strip() for key in env.get("BALLOTS_SECRET_KEYS", "").split(",")]
    return tuple(_strong("BALLOTS_SECRET_KEYS", key) for key in keys)


def _sealing_secret(env: Mapping[str, str]) -> str:
    secret = _strong("BALLOTS_SEALING_SECRET", env.get("BALLOTS_SEALING_SECRET", ""))
    if secret in (key.strip() for key in env.get("BALLOTS_SECRET_KEYS", "").split(",")):
        raise SettingsRefused(
            "BALLOTS_SEALING_SECRET must differ from BALLOTS_SECRET_KEYS: link keys may be changed, this one may not."
        )
    return secret


def _strong(name: str, secret: str) -> str:
    advice = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
    if not secret:
        raise SettingsRefused(f"{name} is not set. {advice}")
    if len(secret) < MINIMUM_SECRET_LENGTH:
        raise SettingsRefused(f"{name} is too short: at least {MINIMUM_SECRET_LENGTH} characters. {advice}")
    if len(set(secret)) < MINIMUM_DIFFERENT:
        raise SettingsRefused(f"{name} is too easy to guess. {advice}")
    return secret


def _origin(origin: str) -> str:
    parts = urlsplit(origin)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
        raise SettingsRefused(
            "BALLOTS_PUBLIC_ORIGIN must be the address people use, such as https://vote.example.org (without a path)."
        )
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost"):
        raise SettingsRefused(
            "BALLOTS_PUBLIC_ORIGIN must begin with https:// (http:// only on this machine)."
        )
    return origin.rstrip("/")


def _mail_from(env: Mapping[str, str]) -> str:
    sends = next((name for name in ("BALLOTS_MAIL_URL", "SENDGRID_API_KEY") if env.get(name)), "")
    if sends and "@" not in env.get("BALLOTS_MAIL_FROM", ""):
        raise SettingsRefused(f"BALLOTS_MAIL_FROM must be the sender's e-mail address when {sends} is set.")
    return env.get("BALLOTS_MAIL_FROM", "ballots@localhost")


def _count(name: str, text: str) -> int:
    if not text.isdigit():
        raise SettingsRefused(f"{name} must be a number such as 0 or 1.")
    return int(text)
