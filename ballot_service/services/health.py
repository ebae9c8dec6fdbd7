"""How the installation is: database, files, mail, outbox, clock and sealing key, in words with what to do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile

from alembic.migration import MigrationContext
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ballot_service.provider_settings import MailBy
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing.standing import Outbox, outbox
from ballot_service.services.elections import elections_with_other_key
from ballot_service.services.migrating import newest
from ballot_service.settings import Settings

LEAST_FREE = 500 * 1024 * 1024
"""Bytes of free disk below which an installation should worry."""
EARLIEST_CLOCK = datetime(2025, 1, 1, tzinfo=UTC)
PATIENCE = timedelta(minutes=10)
"""How long a message may wait before something is wrong: the worker looks every minute."""


class State(StrEnum):
    GOOD = "good"
    NOTE = "note"
    """Works, but somebody should know."""
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing looked at. `name` is for programs; `remedy` says what to do about it."""

    name: str
    label: Sentence
    state: State
    sentence: Sentence
    remedy: Sentence | None = None


def vital_checks(session: Session, settings: Settings) -> list[Check]:
    """What must be right for anybody to vote; quick, and without a word about people or elections."""
    checks = [_database(session)]
    if checks[0].state is State.GOOD:
        checks += [_tables(session), _sealing(session, settings)]
    return [*checks, _storage(settings.storage_dir)]


def all_checks(session: Session, settings: Settings, now: datetime) -> list[Check]:
    """Everything a technician wants to see. `now` is the service's clock, aware."""
    vital = vital_checks(session, settings)
    reachable = vital[0].state is State.GOOD
    sending = [_waiting(outbox(session, now), now)] if reachable else []
    return [
        *vital,
        *_disk(settings.storage_dir),
        _clock(now),
        _origin(settings),
        _mail(settings),
        *_texts(settings),
        *sending,
    ]


def is_failing(checks: list[Check]) -> bool:
    return any(check.state is State.WRONG for check in checks)


def _database(session: Session) -> Check:
    label = say("Database")
    try:
        session.execute(select(1))
    except SQLAlchemyError:
        session.rollback()
        return Check(
            name="database",
            label=label,
            state=State.WRONG,
            sentence=say("The database does not answer."),
            remedy=say("Look at BALLOTS_DATABASE_URL, and whether the database server runs."),
        )
    kinds = {"sqlite": say("SQLite, in a file: right for one server."), "postgresql": say("PostgreSQL.")}
    kind = session.get_bind().dialect.name
    return Check(
        name="database",
        label=label,
        state=State.GOOD,
        sentence=kinds.get(kind) or Sentence("{kind}", {"kind": kind}),
    )


def _tables(session: Session) -> Check:
    have = MigrationContext.configure(session.connection()).get_current_revision()
    if have == needed_revision():
        sentence = say("The tables are as this version needs them: {revision}.", revision=have)
        return Check(name="tables", label=say("Tables"), state=State.GOOD, sentence=sentence)
    return Check(
        name="tables",
        label=say("Tables"),
        state=State.WRONG,
        sentence=say(
            "The tables are at {have}; this version needs {needed}.",
            have=have or "0",
            needed=needed_revision(),
        ),
        remedy=say("Run: ballots db upgrade"),
    )


@lru_cache(maxsize=1)
def needed_revision() -> str | None:
    """The newest migration of the running version; it cannot change before a restart."""
    return newest()


def _sealing(session: Session, settings: Settings) -> Check:
    label = say("Sealing key")
    astray = len(elections_with_other_key(session, settings.sealing_secret.encode()))
    if not astray:
        sentence = say("The key fits every election whose ballots are not counted yet.")
        return Check(name="sealing_key", label=label, state=State.GOOD, sentence=sentence)
    return Check(
        name="sealing_key",
        label=label,
        state=State.WRONG,
        sentence=say("Elections whose ballots this key cannot open: {number}.", number=astray),
        remedy=say("Restore the old BALLOTS_SEALING_SECRET before anything else."),
    )


def _storage(folder: Path) -> Check:
    label = say("Files")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as probe:
            probe.write(b"x")
            probe.flush()
    except OSError:
        return Check(
            name="storage",
            label=label,
            state=State.WRONG,
            sentence=say("Files cannot be written."),
            remedy=say(
                "Give the service's user the right to write to BALLOTS_STORAGE_DIR, or make room on the disk."
            ),
        )
    return Check(name="storage", label=label, state=State.GOOD, sentence=say("Files can be written."))


def _disk(folder: Path) -> Iterator[Check]:
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return  # the check of the files has said so already
    short = free < LEAST_FREE
    yield Check(
        name="disk",
        label=say("Disk"),
        state=State.NOTE if short else State.GOOD,
        sentence=say("Free space: {megabytes} MB.", megabytes=free // 1024**2),
        remedy=say("Make room before voting opens.") if short else None,
    )


def _clock(now: datetime) -> Check:
    wrong = now < EARLIEST_CLOCK
    return Check(
        name="clock",
        label=say("Clock"),
        state=State.WRONG if wrong else State.GOOD,
        sentence=say("The clock is wrong: it is before 2025.") if wrong else say("The clock runs."),
        remedy=say("Set the machine's clock, for instance with: timedatectl set-ntp true")
        if wrong
        else say("Compare the time below with a watch. Opening and closing follow it."),
    )


def _origin(settings: Settings) -> Check:
    return Check(
        name="public_origin",
        label=say("Address"),
        state=State.GOOD if settings.is_secure else State.NOTE,
        sentence=say("People reach the service at {origin}.", origin=settings.public_origin),
        remedy=None
        if settings.is_secure
        else say(
            "This works on this machine only. Give people an https:// address in BALLOTS_PUBLIC_ORIGIN."
        ),
    )


def _mail(settings: Settings) -> Check:
    label = say("Mail")
    if settings.mail_by is not MailBy.CONSOLE:
        sentence = say("Messages go out from {sender}.", sender=settings.mail_from)
        return Check(name="mail", label=label, state=State.GOOD, sentence=sentence)
    return Check(
        name="mail",
        label=label,
        state=State.NOTE,
        sentence=say("No mail server is set: messages are printed to the console and reach nobody."),
        remedy=say("Set BALLOTS_MAIL_URL and BALLOTS_MAIL_FROM, or SENDGRID_API_KEY and BALLOTS_MAIL_FROM."),
    )


def _texts(settings: Settings) -> Iterator[Check]:
    """Nothing is said where no text messages are wanted."""
    if settings.twilio is None:
        return
    sentence, remedy = say("Text messages go out by Twilio, and its reports are checked."), None
    if not settings.twilio.auth_token:
        sentence = say(
            "Text messages go out by Twilio. Its reports cannot be checked, so none are asked for."
        )
        remedy = say("Set TWILIO_AUTH_TOKEN beside the key.")
    state = State.NOTE if remedy else State.GOOD
    yield Check(name="texts", label=say("Text messages"), state=state, sentence=sentence, remedy=remedy)


def _waiting(box: Outbox, now: datetime) -> Check:
    label = say("Outbox")
    if box.waiting_since is not None and now - box.waiting_since > PATIENCE:
        minutes = int((now - box.waiting_since).total_seconds()) // 60
        return Check(
            name="outbox",
            label=label,
            state=State.WRONG,
            sentence=say("Messages have been waiting for {minutes} minutes.", minutes=minutes),
            remedy=say("See whether the worker runs: ballots worker"),
        )
    if box.unclear:
        return Check(
            name="outbox",
            label=label,
            state=State.NOTE,
            sentence=say("Messages of which nobody knows whether they left: {number}.", number=box.unclear),
            remedy=say("A clerk decides about each of them on the page on sending."),
        )
    return Check(name="outbox", label=label, state=State.GOOD, sentence=say("No message is stuck."))
