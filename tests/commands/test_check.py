"""`ballots check`: whatever is wrong with an installation, all of it at once, each with what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ballot_service.database import sessions
from outreach import tongues
from outreach.faring import FAILURES_BEFORE_PAUSE, note_round
from tests.commands.conftest import Run
from tests.databases import Database, free_port
from tests.services.steps import up_to_open
from tests.tallow_creek import OPENS, TallowCreek


def test_check_says_what_is_wrong_and_what_to_do(
    empty: Run, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wrong = empty("check")
    assert wrong.exit_code == 1
    assert "✗ The tables are at nothing" in wrong.output
    empty("db", "upgrade")
    good = empty("check")
    assert good.exit_code == 0, good.output
    assert "✓ Nothing is wrong with this installation." in good.output
    monkeypatch.delenv("BALLOTS_MAIL_URL")
    unsent = empty("check")
    assert (unsent.exit_code, "✗ BALLOTS_MAIL_URL is not set" in unsent.output) == (1, True)
    in_the_way = tmp_path / "a file"
    in_the_way.write_text("")
    monkeypatch.setenv("BALLOTS_STORAGE_DIR", str(in_the_way / "storage"))
    blocked = empty("check")
    assert blocked.exit_code == 1
    assert "Files cannot be written to" in blocked.output
    monkeypatch.setenv("BALLOTS_SECRET_KEYS", "weak")
    weak = empty("check")
    assert (weak.exit_code, weak.output.split(".")[0]) == (
        1,
        "✗ BALLOTS_SECRET_KEYS is too short: at least 32 characters",
    )


def test_check_finds_a_sealing_secret_that_fits_no_election(
    ready: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = database.engine()
    with sessions(engine)() as session:
        creek = TallowCreek(session)
        up_to_open(creek, creek.election())
    engine.dispose()
    assert ready("check").exit_code == 0
    monkeypatch.setenv("BALLOTS_SEALING_SECRET", "another secret: abcdefghijklmnopqrstuvwxyz")
    result = ready("check")
    assert result.exit_code == 1
    assert "✗ BALLOTS_SEALING_SECRET does not fit the election “Council election 2025”." in result.output


def test_everything_wrong_with_the_settings_is_said_at_once(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BALLOTS_SECRET_KEYS", "weak")
    monkeypatch.delenv("BALLOTS_SEALING_SECRET")
    monkeypatch.setenv("BALLOTS_PUBLIC_ORIGIN", "vote.example.org")
    monkeypatch.setenv("BALLOTS_TRUSTED_PROXIES", "one")
    said = run("check")
    assert said.exit_code == 1
    lines = said.output.splitlines()
    assert [line.split()[1] for line in lines] == [
        "BALLOTS_SECRET_KEYS",
        "BALLOTS_SEALING_SECRET",
        "BALLOTS_PUBLIC_ORIGIN",
        "BALLOTS_TRUSTED_PROXIES",
    ]


def test_one_secret_does_not_serve_twice(
    run: Run, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BALLOTS_SEALING_SECRET", environment["BALLOTS_SECRET_KEYS"])
    said = run("check")
    assert said.exit_code == 1
    assert "BALLOTS_SEALING_SECRET must differ from BALLOTS_SECRET_KEYS" in said.output


def test_a_mail_server_that_does_not_answer_is_found_before_anybody_waits_for_a_link(
    ready: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ready("check").exit_code == 0
    monkeypatch.setenv("BALLOTS_MAIL_URL", f"smtp://127.0.0.1:{free_port()}")
    said = ready("check")
    assert said.exit_code == 1
    assert "✗ Mail cannot be sent. The mail server cannot be reached" in said.output
    assert "BALLOTS_MAIL_URL" in said.output


def test_a_provider_whose_reports_cannot_be_checked_is_mentioned(
    ready: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "0" * 32)
    monkeypatch.setenv("TWILIO_FROM", "+16015550123")
    half = ready("check")
    assert (half.exit_code, "✗ Twilio has no key: set TWILIO_AUTH_TOKEN" in half.output) == (1, True)
    monkeypatch.setenv("TWILIO_API_KEY", "SK1")
    monkeypatch.setenv("TWILIO_API_SECRET", "x")
    monkeypatch.setenv("SENDGRID_API_KEY", "SG.x")
    monkeypatch.setenv("BALLOTS_MAIL_BY", "sendgrid")
    noted = ready("check")
    assert noted.exit_code == 0, noted.output
    assert "• TWILIO_AUTH_TOKEN is not set, so Twilio's reports cannot be checked" in noted.output
    assert "• SENDGRID_WEBHOOK_PUBLIC_KEY is not set, so SendGrid's events are not taken." in noted.output


def test_check_and_worker_refuse_a_language_whose_file_is_not_in_order(
    ready: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(tongues.FOLDER, tmp_path / "languages")
    (tmp_path / "languages" / "es.toml").write_text('name = "Español"\nbutton = 3\n')
    monkeypatch.setattr(tongues, "FOLDER", tmp_path / "languages")
    said = "languages/es.toml, button: one line of words belongs here, in quotation marks."
    for command in (("check",), ("worker", "--once")):
        result = ready(*command)
        assert (result.exit_code, said in result.output) == (1, True), result.output


def test_check_says_first_which_provider_keeps_failing(ready: Run, database: Database) -> None:
    engine = database.engine()
    with sessions(engine)() as session:
        for _ in range(FAILURES_BEFORE_PAUSE):
            note_round(session, "smtp", taken=0, failed_with="sign_in_refused", now=OPENS)
        session.commit()
    engine.dispose()
    result = ready("check")
    assert result.exit_code == 1
    assert result.output.startswith(
        "✗ smtp is paused since 2025-11-18 13:00 UTC, because it kept failing (sign_in"
    )
