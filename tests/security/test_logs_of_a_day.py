"""Everything that server and worker write in a day of voting is read: no link, no address, no name, no phone number."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot_service.models import Account, BallotLink, ContactKind, ContactPoint, Person, Role
from ballot_service.services.appointing import appoint
from ballot_service.services.signing_in import new_sign_in_link
from tests.commands.backup_scene import NOW, Installation, installation, looking_into
from tests.commands.conftest import environment, mail_server, ready, run
from tests.databases import ON_POSTGRESQL, free_port
from tests.outreach.smtp_sink import Sink

__all__ = ["environment", "installation", "mail_server", "ready", "run"]

PHONE = "+16015550177"
PATIENCE = 60.0


@contextmanager
def served(log: Path, port: int) -> Iterator[str]:
    """`ballots serve` as a technician starts it who also wants to see every request."""
    command = [sys.executable, "-m", "ballot_service", "serve", f"--bind=127.0.0.1:{port}", "--workers=1"]
    with log.open("wb") as written:
        process = subprocess.Popen(
            command,
            env={**os.environ, "GUNICORN_CMD_ARGS": "--access-logfile - --log-level debug"},
            stdout=written,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, process)
            yield address
        finally:
            process.terminate()
            process.wait()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not start")


def ask(address: str, form: dict[str, str] | None = None) -> tuple[int, str]:
    content = urllib.parse.urlencode(form).encode() if form is not None else None
    try:
        with urllib.request.urlopen(address, content, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


@ON_POSTGRESQL
def test_no_log_tells_who_came(
    installation: Installation, mail_server: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    monkeypatch.setenv("BALLOTS_PUBLIC_ORIGIN", f"http://127.0.0.1:{port}")
    later = installation.reissued()
    sign_in = _sign_in_link(installation)
    log = tmp_path / "server.log"
    with served(log, port) as address:
        for path in (installation.sent[0], later):
            assert ask(address + path)[0] == 200
            assert ask(address + path, {"step": "start", "action": "start"})[0] == 200
            status, page = ask(address + path, {"step": "review", "action": "cast"})
            assert (status, "tracker" in page) == (200, True)
        assert ask(address + installation.sent[0][:-2] + "zz")[0] == 404
        assert ask(f"{address}/v/{'a' * 16}.{'b' * 16}?lang=es")[0] == 404
        assert ask(f"{address}/sign-in/{sign_in}")[0] == 200
        assert ask(f"{address}/sign-in", {"email": "clerk@example.org"})[0] == 400, "without the form's key"
        assert ask(f"{address}/clerk/nobody?name=Only001")[0] == 404
    sent_before = len(mail_server.taken)
    worker = subprocess.run(
        [sys.executable, "-m", "ballot_service", "worker", "--once"], capture_output=True, timeout=300
    )
    assert worker.returncode == 0
    assert len(mail_server.taken) > sent_before, "the worker sent what waited"
    written = log.read_text() + worker.stdout.decode() + worker.stderr.decode()
    assert "attempt_settled" in written
    assert "POST 200" in written, "the access log was on"
    for word in _private(installation) | {sign_in, sign_in[:16]}:
        assert word.casefold() not in written.casefold(), word


def _sign_in_link(installation: Installation) -> str:
    with installation.session() as (session, election):
        appointed = appoint(
            session,
            election.district,
            email="clerk@example.org",
            name="Carla Clerkenwell",
            role=Role.CLERK,
            is_employee=True,
            from_on=NOW.date(),
            now=NOW,
        )
        voter = session.scalars(select(ContactPoint)).first()
        assert voter is not None
        session.add(
            ContactPoint(
                district_id=election.district_id,
                person_id=voter.person_id,
                kind=ContactKind.PHONE,
                value=PHONE,
            )
        )
        account = session.get_one(Account, appointed.account_id)
        return new_sign_in_link(session, account, now=datetime.now(UTC))


def _private(installation: Installation) -> set[str]:
    """Keys and whole links, contacts, and full names of everybody in the database."""
    with looking_into(installation.database) as session:
        keys = set(session.scalars(select(BallotLink.key)))
        contacts = set(session.scalars(select(ContactPoint.value))) | {"clerk@example.org", PHONE}
        names = {f"{one.given_name} {one.family_name}" for one in session.scalars(select(Person))}
    return keys | contacts | names | {"Carla Clerkenwell", "Only001"} | set(installation.sent)
