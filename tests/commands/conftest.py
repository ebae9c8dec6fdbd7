"""The `ballots` command with good settings: without a database, on an empty one, and on one with tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ballot_service.cli import main
from tests.databases import Database
from tests.outreach.smtp_sink import Sink, serving
from tests.tallow_creek import SECRET

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Sink]:
    with serving(Sink()) as sink:
        yield sink


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mail_server: Sink) -> dict[str, str]:
    """Good settings without a database; nothing of the machine's own."""
    for name in ("DATABASE_URL", "BALLOTS_TRUSTED_PROXIES", "BALLOTS_BELL"):
        monkeypatch.delenv(name, raising=False)
    given = {
        "BALLOTS_SECRET_KEYS": "tests only: a long enough link secret",
        "BALLOTS_SEALING_SECRET": SECRET.decode(),
        "BALLOTS_PUBLIC_ORIGIN": "https://vote.example.org",
        "BALLOTS_STORAGE_DIR": str(tmp_path / "storage"),
        "BALLOTS_MAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
        "BALLOTS_MAIL_FROM": "elections@example.org",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return given


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    def command(*words: str, **options: str) -> Result:
        result = CliRunner().invoke(main, words, **options)  # type: ignore[arg-type]  # options are click's own
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return command


@pytest.fixture
def empty(run: Run, empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on a database without tables."""
    monkeypatch.setenv("BALLOTS_DATABASE_URL", empty_database.url)
    return run


@pytest.fixture
def ready(run: Run, database: Database, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on a database with the newest tables."""
    monkeypatch.setenv("BALLOTS_DATABASE_URL", database.url)
    return run
