"""What a thief carries away: every row with its place in the file, the raw bytes, and the web process's log."""

from __future__ import annotations

import secrets
import shutil
import struct
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psycopg
from sqlalchemy import make_url

from ballot_service.database import open_engine
from tests.databases import Database

PAGE, SEGMENT = 8192, 16 * 1024 * 1024
"""Bytes of a table's page and of a file of the write-ahead log in PostgreSQL."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: where it lies (rowid, xmin, ctid, place on the pages), and what is in it as the driver gives it."""

    table: str
    place: Mapping[str, Any]
    cells: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Loot:
    rows: Sequence[Row]
    raw: Sequence[bytes]
    """Files byte by byte, deleted rows and write-ahead log included."""
    log: Sequence[str] = ()
    write_ahead_log: bytes = b""
    """PostgreSQL's, which is one for all databases and kept for a while."""

    @property
    def files(self) -> list[bytes]:
        return [*self.raw, self.write_ahead_log]

    def of(self, table: str) -> list[Row]:
        return [row for row in self.rows if row.table == table]


class Thief:
    """Waits beside a running service from before the vote; writes nothing to it but a flush of what is committed.

    A context manager: until its end, nothing written to PostgreSQL's log since its beginning is taken away.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.watch = ExitStack()
        if database.kind == "postgresql":
            self.watch.enter_context(_keep_the_log(database))
            self.began = _log_position(database)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.watch.close()

    def take(self, folder: Path, log: Sequence[str] = ()) -> Loot:
        folder.mkdir(parents=True, exist_ok=True)
        if self.database.kind == "sqlite":
            rows, raw = _sqlite(self.database, folder)
            return Loot(rows=rows, raw=raw, log=tuple(log))
        rows, raw, written = _postgresql(self.database, self.began)
        return Loot(rows=rows, raw=raw, log=tuple(log), write_ahead_log=written)


def _sqlite(database: Database, folder: Path) -> tuple[list[Row], list[bytes]]:
    """The file with its -wal and -shm, copied; rows are read from the copy."""
    place = Path(make_url(database.url).database or "")
    files = [copy for end in ("", "-wal", "-shm") if (copy := place.with_name(place.name + end)).exists()]
    raw = [each.read_bytes() for each in files]
    for each in files:
        shutil.copy(each, folder / each.name)
    engine = open_engine(f"sqlite:///{folder / place.name}")
    with engine.connect() as connection:
        names = connection.exec_driver_sql(
            "SELECT name, sql LIKE '%WITHOUT ROWID%' FROM sqlite_schema WHERE type = 'table'"
        )
        rows = []
        for name, is_without in names.all():
            column = "NULL" if is_without else "rowid"
            found = connection.exec_driver_sql(f'SELECT {column} AS "_rowid", * FROM "{name}"').mappings()
            rows += [_row(name, number, dict(each)) for number, each in enumerate(found)]
    engine.dispose()
    return rows, raw


def _row(table: str, number: int, cells: dict[str, Any]) -> Row:
    return Row(table=table, place={"page order": number, "rowid": cells.pop("_rowid")}, cells=cells)


def _postgresql(database: Database, began: int) -> tuple[list[Row], list[bytes], bytes]:
    """`SELECT xmin, ctid, *` of every table, and the files: tables with their dead rows, and the write-ahead log.

    With the log position of each row's page, which its header holds.
    """
    rows, raw = [], []
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        cluster = Path(_one(connection, "SHOW data_directory"))
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in names:
            file = cluster / _one(connection, f"SELECT pg_relation_filepath('\"{name}\"'::regclass)")
            pages = file.read_bytes()
            found = connection.execute(f'SELECT xmin::text::bigint, ctid::text, * FROM "{name}"')
            columns = [column.name for column in found.description or ()]
            rows += [_placed(name, dict(zip(columns, each, strict=True)), pages) for each in found]
            raw.append(pages)
    return rows, raw, _write_ahead_log(cluster, began, _log_position(database))


def _placed(table: str, cells: dict[str, Any], pages: bytes) -> Row:
    page, slot = map(int, cells.pop("ctid").strip("()").split(","))
    high, low = struct.unpack_from("=II", pages, page * PAGE)
    place = {"xmin": cells.pop("xmin"), "ctid": (page, slot), "log position": (high, low, slot)}
    return Row(table=table, place=place, cells=cells)


def _one(connection: psycopg.Connection[Any], question: str) -> Any:
    answer = connection.execute(question).fetchone()
    assert answer is not None
    return answer[0]


def _keep_the_log(database: Database) -> psycopg.Connection[Any]:
    """While this connection is open, no checkpoint takes away the write-ahead log written from now on."""
    connection = psycopg.connect(database.url, autocommit=True)
    name = f"thief_{secrets.token_hex(8)}"
    connection.execute("SELECT pg_create_physical_replication_slot(%s, true, true)", [name])
    return connection


def _log_position(database: Database) -> int:
    with psycopg.connect(database.url, autocommit=True) as connection:
        return int(_one(connection, "SELECT pg_current_wal_flush_lsn() - '0/0'::pg_lsn"))


def _write_ahead_log(cluster: Path, began: int, ended: int) -> bytes:
    segments = range(began // SEGMENT, ended // SEGMENT + 1)
    files = [cluster / "pg_wal" / f"00000001{number >> 8:08X}{number & 0xFF:08X}" for number in segments]
    kept = b"".join(file.read_bytes() for file in files)
    start = segments[0] * SEGMENT
    return kept[began - start : ended - start]
