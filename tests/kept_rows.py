"""Rows that many tests begin with: made once by each process for each kind of database, then poured into fresh ones."""

from __future__ import annotations

import pickle
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar

import psycopg
from psycopg import sql
from sqlalchemy import make_url

T = TypeVar("T")

TABLES = """
    SELECT c.relname, array_agg(a.attname ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'alembic_version'
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY c.relname
"""


@dataclass(frozen=True)
class Kept:
    """`rows` is an SQLite database in memory, or the filled tables of a PostgreSQL database with their columns."""

    rows: Any
    files: Path
    result: bytes


_kept: dict[tuple[str, object], Kept] = {}


def furnish(url: str, folder: Path, name: object, build: Callable[[], T]) -> T:
    """What `build` answers, on a fresh migrated database and its folder of files.

    Only the first call of a name builds; later ones get the same rows, files and a copy of the answer. So a name stands
    for one way to build, on one day of the service's clock.
    """
    kind = make_url(url).get_backend_name()
    found = _kept.get((kind, name))
    if found is None:
        answer = build()
        files = Path(mkdtemp(prefix="ballots-kept-"))
        _copy(folder, files)
        _kept[kind, name] = Kept(_rows_of(url, kind), files, pickle.dumps(answer))
        return answer
    _pour(found.rows, url, kind)
    _copy(found.files, folder)
    again: T = pickle.loads(found.result)
    return again


def forget_kept_rows() -> None:
    for one in _kept.values():
        shutil.rmtree(one.files, ignore_errors=True)
        if isinstance(one.rows, sqlite3.Connection):
            one.rows.close()
    _kept.clear()


def _copy(folder: Path, to: Path) -> None:
    """All files but databases."""
    if folder.exists():
        shutil.copytree(folder, to, ignore=shutil.ignore_patterns("*.sqlite*"), dirs_exist_ok=True)


def _rows_of(url: str, kind: str) -> Any:
    if kind == "sqlite":
        memory = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(make_url(url).database or "")) as file:
            file.backup(memory)
        return memory
    with psycopg.connect(url) as connection:
        tables = connection.execute(TABLES).fetchall()
        found = [(name, columns, _copied_out(connection, name, columns)) for name, columns in tables]
    return [(name, columns, rows) for name, columns, rows in found if rows]


def _copied_out(connection: psycopg.Connection, name: str, columns: list[str]) -> bytes:
    with (
        connection.cursor() as cursor,
        cursor.copy(_statement("COPY {} ({}) TO STDOUT", name, columns)) as rows,
    ):
        return b"".join(bytes(row) for row in rows)


def _pour(rows: Any, url: str, kind: str) -> None:
    if kind == "sqlite":
        with closing(sqlite3.connect(make_url(url).database or "")) as file:
            rows.backup(file)
        return
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")  # the rows fit each other already
        for name, columns, content in rows:
            with (
                connection.cursor() as cursor,
                cursor.copy(_statement("COPY {} ({}) FROM STDIN", name, columns)) as into,
            ):
                into.write(content)


def _statement(text: str, name: str, columns: list[str]) -> sql.Composed:
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL(text).format(sql.Identifier(name), listed)
