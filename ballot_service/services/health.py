"""How the installation is: database, files, mail, outbox, clock and sealing key, in words with what to do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from zoneinfo import available_timezones

from alembic.migration import MigrationContext
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ballot_service.models import District
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing.standing import outbox, waiting_since
from ballot_service.services.backup_format import Keys
from ballot_service.services.checks import Check, State
from ballot_service.services.checks_of_sending import (
    last_send_check,
    mail_check,
    providers_check,
    texts_check,
    waiting_check,
)
from ballot_service.services.elections import elections_with_other_key
from ballot_service.services.key_ages import key_age
from ballot_service.services.migrating import newest
from ballot_service.settings import Settings

LEAST_FREE = 500 * 1024 * 1024
"""Bytes of free disk below which an installation should worry."""
EARLIEST_CLOCK = datetime(2025, 1, 1, tzinfo=UTC)


VITAL = frozenset({"database", "tables", "sealing_key", "storage"})
"""Without one of these nobody can vote."""


def vital_checks(session: Session, settings: Settings) -> list[Check]:
    """What must be right for anybody to vote; quick, and without a word about people or elections."""
    checks = [_database(session)]
    if checks[0].state is State.GOOD:
        checks += [_tables(session), _sealing(session, settings)]
    return [*checks, _storage(settings.storage_dir)]


def outside_checks(session: Session, settings: Settings, now: datetime) -> list[Check]:
    """What a monitoring program is told: what is vital, then clock, zone, age of the keys and queue. All quick."""
    vital = vital_checks(session, settings)
    found = [*vital, _clock(now), key_age(settings.storage_dir, keys_of(settings), now)]
    if vital[0].state is State.GOOD:
        found += [
            _zone(session),
            waiting_check(waiting_since(session, now), 0, now),
            providers_check(session),
        ]
    return found


def keys_of(settings: Settings) -> Keys:
    return Keys(link_keys=settings.secret_keys, sealing_secret=settings.sealing_secret.encode())


def _the_paused_first(checks: list[Check]) -> list[Check]:
    """Nobody may have been told of a pause when it is the mail that is paused."""
    return sorted(checks, key=lambda one: not (one.name == "providers" and one.state is State.WRONG))


def all_checks(session: Session, settings: Settings, now: datetime) -> list[Check]:
    """Everything a technician wants to see. `now` is the service's clock, aware."""
    vital = vital_checks(session, settings)
    reachable = vital[0].state is State.GOOD
    sending = []
    if reachable:
        box = outbox(session, now)
        sending = [
            _zone(session),
            waiting_check(box.waiting_since, box.unclear, now),
            providers_check(session),
            last_send_check(session, box),
        ]
    every = [
        *vital,
        *_disk(settings.storage_dir),
        _clock(now),
        key_age(settings.storage_dir, keys_of(settings), now),
        _origin(settings),
        mail_check(settings),
        *texts_check(settings),
        *sending,
    ]
    return _the_paused_first(every)


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


def _zone(session: Session) -> Check:
    """Each district's own time zone has to be known; the machine's plays no part."""
    zones = sorted(set(session.scalars(select(District.zone))))
    unknown = sorted(set(zones) - available_timezones())
    if unknown:
        return Check(
            name="zone",
            label=say("Time zone"),
            state=State.WRONG,
            sentence=say("This time zone is not known here: {zone}.", zone=unknown[0]),
            remedy=say("Install the newest time zones: pip install --upgrade tzdata"),
        )
    return Check(
        name="zone",
        label=say("Time zone"),
        state=State.GOOD,
        sentence=say("Voting opens and closes by the time of {zones}.", zones=tuple(zones) or ("UTC",)),
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
