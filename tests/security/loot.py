"""What a thief carries away: every row with its place in the file, the raw bytes, and the web process's log."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from ballot_service.database import open_engine
from tests.databases import Database

CTID = re.compile(r"\((\d+),(\d+)\)")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: where it lies (rowid, xmin, ctid, or its place on the pages) and what is in it, as the driver gives it."""

    table: str
    place: Mapping[str, Any]
    cells: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Loot:
    rows: Sequence[Row]
    raw: Sequence[bytes]
    """Files byte by byte, deleted rows and write-ahead log included."""
    log: Sequence[str] = ()

    def of(self, table: str) -> list[Row]:
        return [row for row in self.rows if row.table == table]


def take(database: Database, folder: Path, log: Sequence[str] = ()) -> Loot:
    """Steals from a running service; nothing is written to it but a flush of what is committed."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, raw = (_sqlite if database.kind == "sqlite" else _postgresql)(database, folder)
    return Loot(rows=rows, raw=raw, log=tuple(log))


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


def _postgresql(database: Database, folder: Path) -> tuple[list[Row], list[bytes]]:
    """`SELECT xmin, ctid, *` of every table, and the table files as they lie on the disk, dead rows included."""
    rows, raw = [], []
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        names = connection.execute(
            "SELECT tablename, pg_relation_filepath(tablename::regclass), current_setting('data_directory')"
            " FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        for name, file, cluster in names:
            raw += [each.read_bytes() for each in sorted(Path(cluster).glob(f"{file}*"))]
            found = connection.execute(f'SELECT xmin::text::bigint, ctid::text, * FROM "{name}"')
            columns = [column.name for column in found.description or ()]
            rows += [_placed(name, dict(zip(columns, each, strict=True))) for each in found]
    return rows, raw


def _placed(table: str, cells: dict[str, Any]) -> Row:
    page, slot = map(int, CTID.fullmatch(cells.pop("ctid")).groups())  # type: ignore[union-attr]  # always of this form
    return Row(table=table, place={"xmin": cells.pop("xmin"), "ctid": (page, slot)}, cells=cells)
