"""`ballots check`: whatever is wrong with an installation, each with what to do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ballot_service.database import open_engine
from ballot_service.mailing import mail_trouble
from ballot_service.provider_settings import MailBy
from ballot_service.services.announcing import providers_that_keep_failing, texts_fault
from ballot_service.services.elections import elections_with_other_key
from ballot_service.services.migrating import current, newest
from ballot_service.settings import Settings, SettingsRefused

LEAST_FREE = 500 * 1024 * 1024
"""Bytes of free disk below which an installation should worry."""
EARLIEST_CLOCK = datetime(2025, 1, 1, tzinfo=UTC)


@click.command()
def check() -> None:
    """Say what is wrong with this installation, and what to do. Exit status 1 if anything is."""
    try:
        settings = Settings.from_environment()
    except SettingsRefused as refused:
        for fault in refused.faults:
            click.echo(f"✗ {fault}")
        raise SystemExit(1) from refused
    problems = [
        *_database_problems(settings),
        *_text_problems(),
        *_machine_problems(settings),
        *_mail_problems(settings),
    ]
    for problem in problems:
        click.echo(f"✗ {problem}")
    for note in _notes(settings):
        click.echo(f"• {note}")
    if problems:
        raise SystemExit(1)
    click.echo("✓ Nothing is wrong with this installation.")


def _text_problems() -> Iterator[str]:
    if fault := texts_fault():
        yield fault


def _database_problems(settings: Settings) -> Iterator[str]:
    engine = open_engine(settings.database_url)
    try:
        yield from _engine_problems(engine, settings)
    except OperationalError:
        yield "The database does not answer. Look at BALLOTS_DATABASE_URL, and whether the server runs."
    finally:
        engine.dispose()


def _engine_problems(engine: Engine, settings: Settings) -> Iterator[str]:
    have = current(engine)
    if have != newest():
        yield f"The tables are at {have or 'nothing'}; {newest()} is needed. Run: ballots db upgrade"
        return
    with Session(engine) as session:
        yield from _paused(session)
        for title in elections_with_other_key(session, settings.sealing_secret.encode()):
            yield f"BALLOTS_SEALING_SECRET does not fit the election “{title}”. Restore the old secret first of all."


def _paused(session: Session) -> Iterator[str]:
    """First of all: where mail is paused, nobody could be told by mail."""
    for paused in providers_that_keep_failing(session):
        yield (
            f"{paused.name} is paused since {paused.paused_at:%Y-%m-%d %H:%M} UTC, because it kept failing "
            f"({paused.error}). Put it right, then: ballots sending resume {paused.name}"
        )


def _machine_problems(settings: Settings) -> Iterator[str]:
    folder: Path = settings.storage_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        yield f"Files cannot be written to {folder}. Give the service's user the right to, or set BALLOTS_STORAGE_DIR."
        return
    if shutil.disk_usage(folder).free < LEAST_FREE:
        yield "Less than 500 MB of disk are free. Make room before voting opens."
    if settings.is_secure and settings.mail_by is MailBy.CONSOLE:
        yield "BALLOTS_MAIL_URL is not set: ballot links would be printed to the console and reach nobody."
    if datetime.now(UTC) < EARLIEST_CLOCK:
        yield "The machine's clock is wrong. Set it (for instance with: timedatectl set-ntp true)."


def _mail_problems(settings: Settings) -> Iterator[str]:
    trouble = mail_trouble(settings)
    if trouble:
        yield f"Mail cannot be sent. {trouble} Look at BALLOTS_MAIL_URL."


def _notes(settings: Settings) -> Iterator[str]:
    if settings.mail_by is MailBy.CONSOLE and not settings.is_secure:
        yield "BALLOTS_MAIL_URL is not set: messages are printed to the console and reach nobody."
    yield from _report_notes(settings)
    if settings.database_url.startswith("sqlite"):
        yield "The database is SQLite: right for one server. Use PostgreSQL for more."
    if not settings.is_secure:
        yield "The service is reachable on this machine only (http). Give people an https:// address."


def _report_notes(settings: Settings) -> Iterator[str]:
    """What a provider tells after it has taken a message can be kept only if its signature can be checked."""
    left = "A person has to settle messages of which nobody knows whether they left."
    if settings.twilio is not None and not settings.twilio.auth_token:
        yield f"TWILIO_AUTH_TOKEN is not set, so Twilio's reports cannot be checked and are not asked for. {left}"
    if settings.mail_by is MailBy.SENDGRID and settings.sendgrid and not settings.sendgrid.webhook_key:
        yield f"SENDGRID_WEBHOOK_PUBLIC_KEY is not set, so SendGrid's events are not taken. {left}"
