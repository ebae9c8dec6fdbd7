"""Makes a backup: all tables as they were at one moment, and the stored files, in one signed archive."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, Table, func, select

from ballot_service import __version__
from ballot_service.database import open_engine
from ballot_service.services.backup_format import (
    FORMAT,
    MANIFEST,
    SIGNATURE,
    BackupRefused,
    Keys,
    Manifest,
    Progress,
    TablePart,
    file_member,
    table_member,
    tables,
    write_manifest,
    write_row,
)
from ballot_service.storage import Storage

AT_ONCE = 1_000
"""Rows read from the database at a time."""


def write_backup(
    engine: Engine,
    storage: Storage,
    keys: Keys,
    place: Path,
    *,
    now: datetime,
    progress: Progress = lambda _done, _total: None,
) -> Manifest:
    """Writes the archive, all of it or nothing; people go on voting meanwhile. Only the file's owner may read it.

    `now` is aware. Files are listed after the tables were read, so that every row finds its file. Raises BackupRefused
    and OSError.
    """
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        with _only_for_me(draft) as archive, snapshot(engine, place.parent) as connection:
            manifest = _written(archive, connection, storage, keys, now, progress)
            for name, content in zip((MANIFEST, SIGNATURE), write_manifest(manifest, keys), strict=True):
                archive.writestr(name, content)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


@contextmanager
def _only_for_me(draft: Path) -> Iterator[ZipFile]:
    opened = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(opened, "wb") as stream, ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        yield archive


@contextmanager
def snapshot(engine: Engine, folder: Path) -> Iterator[Connection]:
    """The database as it is at one moment, while others go on writing.

    SQLite by its own online backup into a scratch file in `folder`, PostgreSQL in one transaction that only reads.
    """
    if engine.dialect.name == "postgresql":
        whole = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with engine.connect().execution_options(**whole) as connection:
            yield connection
        return
    with TemporaryDirectory(dir=folder, prefix=".backup-") as scratch:
        copy = Path(scratch) / "copy.sqlite"
        _copy_sqlite(engine, copy)
        copied = open_engine(f"sqlite:///{copy}")
        try:
            with copied.connect() as connection:
                yield connection
        finally:
            copied.dispose()


def _copy_sqlite(engine: Engine, copy: Path) -> None:
    plain, target = engine.raw_connection(), sqlite3.connect(copy)
    try:
        cast(sqlite3.Connection, plain.driver_connection).backup(target)
    finally:
        target.close()
        plain.close()


def _written(
    archive: ZipFile,
    connection: Connection,
    storage: Storage,
    keys: Keys,
    now: datetime,
    progress: Progress,
) -> Manifest:
    schema = MigrationContext.configure(connection).get_current_revision()
    if schema is None:
        raise BackupRefused("The database has no tables, so there is nothing to back up.")
    sizes = {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables()
    }
    names = storage.names()
    total, done, parts = sum(sizes.values()) + len(names), 0, []
    for table in tables():
        parts.append(_write_table(archive, connection, table))
        done += sizes[table.name]
        progress(done, total)
    kept, lost = [], _referred_to(connection) - set(names)
    for name in storage.names():
        try:
            content = storage.read(name)
        except (OSError, ValueError):
            lost.add(name)
        else:
            archive.writestr(ZipInfo(file_member(name)), content, ZIP_STORED)
            kept.append(name)
        progress(min(done := done + 1, total), total)
    return Manifest(
        format=FORMAT,
        service=__version__,
        schema=schema,
        database=connection.dialect.name,
        made_at=now.astimezone(UTC).isoformat(),
        link_keys=keys.link_fingerprints,
        sealing_key=keys.sealing_fingerprint,
        tables=parts,
        files=kept,
        lost_files=sorted(lost - set(kept)),
    )


def _referred_to(connection: Connection) -> set[str]:
    """The files that rows name."""
    by_name = {table.name: table for table in tables()}
    columns = (by_name["stored_file"].c.sha256, by_name["certificate"].c.bundle_hash)
    return {name for column in columns for name in connection.scalars(select(column))}


def _write_table(archive: ZipFile, connection: Connection, table: Table) -> TablePart:
    summed, rows = hashlib.sha256(), 0
    named = ZipInfo(table_member(table.name))
    named.compress_type = ZIP_DEFLATED
    with archive.open(named, "w", force_zip64=True) as member:
        result = connection.execution_options(yield_per=AT_ONCE).execute(select(table))
        for row in result:
            line = write_row(row)
            summed.update(line)
            member.write(line)
            rows += 1
    return TablePart(
        name=table.name,
        columns=[column.name for column in table.columns],
        rows=rows,
        sha256=summed.hexdigest(),
    )
