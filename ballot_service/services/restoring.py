"""Restores a backup into an empty database: everything is checked first, and either all of it is there or nothing."""

from __future__ import annotations

import hashlib
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from sqlalchemy import JSON, Connection, Engine, Table, bindparam, exists, insert, select

from ballot_service.services.backup_format import (
    MANIFEST,
    SIGNATURE,
    BackupRefused,
    Keys,
    Manifest,
    Progress,
    TablePart,
    file_member,
    is_json,
    read_manifest,
    read_row,
    readers,
    table_member,
    tables,
)
from ballot_service.services.migrating import current, newest
from ballot_service.storage import Storage

AT_ONCE = 500
"""Rows written at a time."""
LARGEST_MANIFEST = 64 * 1024 * 1024
"""Bytes: a million stored files."""
_CHUNK = 1024 * 1024
_DAMAGED = "This backup is damaged or cut short. Nothing was changed. Use another backup."


class OpenedBackup:
    """A backup whose list is signed by this installation; `check` reads all of it."""

    def __init__(self, archive: ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def check(self, progress: Progress = lambda _done, _total: None) -> None:
        """Reads every byte and compares it with the list. Raises BackupRefused."""
        found = [each.filename for each in self._archive.infolist()]
        if sorted(found) != sorted({MANIFEST, SIGNATURE} | self.manifest.members):
            raise BackupRefused(_DAMAGED)
        expected = {table_member(part.name): part.sha256 for part in self.manifest.tables}
        expected |= {file_member(name): name for name in self.manifest.files}
        for done, (member, sha256) in enumerate(expected.items(), start=1):
            if self._sum_of(member) != sha256:
                raise BackupRefused(_DAMAGED)
            progress(done, len(expected))

    def lines(self, name: str) -> Iterator[bytes]:
        with self._archive.open(table_member(name)) as member:
            yield from member

    def file(self, name: str) -> bytes:
        return self._archive.read(file_member(name))

    def _sum_of(self, member: str) -> str:
        summed = hashlib.sha256()
        with self._archive.open(member) as content:
            while chunk := content.read(_CHUNK):
                summed.update(chunk)
        return summed.hexdigest()


@contextmanager
def opened_backup(place: Path, keys: Keys) -> Iterator[OpenedBackup]:
    """A backup to look into. Raises BackupRefused for what is none, is cut short, or belongs to other secrets."""
    try:
        with ZipFile(place) as archive:
            if not {MANIFEST, SIGNATURE} <= set(archive.namelist()):
                raise BackupRefused("This file is not a backup of this service.")
            if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
                raise BackupRefused(_DAMAGED)
            manifest = read_manifest(archive.read(MANIFEST), archive.read(SIGNATURE), keys)
            yield OpenedBackup(archive, manifest)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError) as problem:
        raise BackupRefused(_DAMAGED) from problem


def require_version(manifest: Manifest) -> None:
    """Raises BackupRefused unless the backup has exactly the tables that this version has."""
    if manifest.schema != newest():
        raise BackupRefused(
            f"This backup has the tables of version {manifest.service} ({manifest.schema}); these are {newest()}. "
            f"Install version {manifest.service}, restore there, and upgrade then with: ballots db upgrade"
        )
    listed = {(part.name, *part.columns) for part in manifest.tables}
    if listed != {(table.name, *(column.name for column in table.columns)) for table in tables()}:
        raise BackupRefused(
            "This backup has other tables than this version. Install the version that made it."
        )


def require_empty(engine: Engine) -> None:
    """Raises BackupRefused unless the database has the newest tables, and nothing in them."""
    if current(engine) != newest():
        raise BackupRefused("The database has not the newest tables. Run: ballots db upgrade")
    with engine.connect() as connection:
        full = [table.name for table in tables() if connection.scalar(select(exists(select(table))))]
    if full:
        raise BackupRefused(
            f"The database is not empty ({', '.join(full[:3])} …). Restore into a new one: set BALLOTS_DATABASE_URL, "
            "run: ballots db upgrade, and restore then."
        )


def missing_link_keys(manifest: Manifest, keys: Keys) -> list[str]:
    """Fingerprints of link keys in use at the time of the backup that are not set here."""
    return [each for each in manifest.link_keys if each not in keys.link_fingerprints]


def fill_tables(
    connection: Connection, backup: OpenedBackup, progress: Progress = lambda _done, _total: None
) -> None:
    """Writes every row; the caller commits. Call `check` before. Raises BackupRefused."""
    parts = {part.name: part for part in backup.manifest.tables}
    done = 0
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for table in tables():
        written = 0
        for rows in _batches(_rows(table, parts[table.name], backup.lines(table.name))):
            connection.execute(_insert(table), rows)
            written += len(rows)
            progress(done + written, backup.manifest.rows)
        if written != parts[table.name].rows:
            raise BackupRefused(_DAMAGED)
        done += written


def _insert(table: Table) -> Any:
    """An empty cell of a JSON column becomes no value, where the library's own way would be the word null."""
    empty = JSON(none_as_null=True)
    documents = {c.name: bindparam(c.name, type_=empty) for c in table.columns if is_json(c)}
    return insert(table).values(documents) if documents else insert(table)


def _rows(table: Table, part: TablePart, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    how = readers([table.columns[name] for name in part.columns])
    try:
        rows = (read_row(line, part.columns, how) for line in lines)
        yield from _parents_first(table, rows)
    except (ValueError, KeyError) as problem:
        raise BackupRefused(_DAMAGED) from problem


def _parents_first(table: Table, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Where a row may point to another of its own table, that one comes first."""
    own = [each.parent.name for each in table.foreign_keys if each.column.table is table]
    if not own:
        yield from rows
        return
    waiting, there = deque(rows), set()
    skipped = 0
    while waiting and skipped <= len(waiting):
        row = waiting.popleft()
        if all(row[name] is None or row[name] in there for name in own):
            there.add(row["id"])
            skipped = 0
            yield row
        else:
            waiting.append(row)
            skipped += 1
    if waiting:
        raise BackupRefused(_DAMAGED)


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


@contextmanager
def kept_files(backup: OpenedBackup, storage: Storage) -> Iterator[None]:
    """Puts the stored files in place for what follows; if that fails, those that were not there go again."""
    before = set(storage.names())
    fresh = [name for name in backup.manifest.files if name not in before]
    try:
        for name in fresh:
            storage.keep(backup.file(name))
        yield
    except BaseException:
        for name in fresh:
            storage.forget(name)
        raise
