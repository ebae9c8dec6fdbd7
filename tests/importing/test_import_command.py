"""`ballots import`: its report on the screen and as JSON, the file of refused rows, and refusals."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.commands.importing import import_command
from ballot_service.commands.slow_work import SlowWork
from ballot_service.importing.refusals import RefusedRow
from ballot_service.importing.refused_file import refused_csv
from ballot_service.models import District, Person
from ballot_service.rules.words import say
from tests.databases import Database
from tests.importing.uploads import fixture_zip

STAFF = "Employee ID,Last Name,First Name,Job\n1,Tate,Ann,Teacher\n2,Byrd,Kay,Cook\n"


@pytest.fixture
def district(session: Session, database: Database, monkeypatch: pytest.MonkeyPatch) -> District:
    made = District(slug="tallow-creek", name="Tallow Creek", phone="601", postal_address="1 Main St")
    session.add(made)
    session.commit()
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("BALLOTS_SECRET_KEYS", "tests-only-Xk29dJq7Lm4Zp8Rw3Vt6By1Nc5Hf0Gs")
    monkeypatch.setenv("BALLOTS_SEALING_SECRET", "tests-only-Qw8eR5tY2uI9oP3aS6dF1gH4jK7lZx0c")
    monkeypatch.setenv("BALLOTS_PUBLIC_ORIGIN", "http://127.0.0.1:5000")
    return made


def run(*arguments: object) -> Result:
    return CliRunner().invoke(import_command, [str(argument) for argument in arguments])


def saved(tmp_path: Path, name: str, content: bytes | str) -> Path:
    place = tmp_path / name
    place.write_bytes(content.encode() if isinstance(content, str) else content)
    return place


def count(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Person)) or 0


def test_import_and_its_report(district: District, session: Session, tmp_path: Path) -> None:
    session.rollback()
    export = saved(tmp_path, "export.zip", fixture_zip("v1p1"))
    tried = run(export, "--district", "tallow-creek", "--dry-run", "--format", "json")
    assert tried.exit_code == 0, tried.output
    assert count(session) == 0
    session.rollback()
    refused = tmp_path / "refused.csv"
    done = run(export, "--district", "tallow-creek", "--format", "json", "--refused", refused)
    report, expected = json.loads(done.stdout), json.loads(tried.stdout)
    assert expected.pop("dry_run") is True
    assert report.pop("dry_run") is False
    assert report == expected
    assert report["tables"]["people"] == {"new": 9, "changed": 0, "unchanged": 0}
    assert count(session) == 9
    listed = list(csv.reader(io.StringIO(refused.read_text("utf-8-sig"))))
    assert len(listed) == len(report["refused"]) + 1
    assert listed[0] == ["File", "Line", "Field", "Value", "Row kept", "Reason", "What to do"]


def test_tables_for_people(district: District, session: Session, tmp_path: Path) -> None:
    session.rollback()
    run(saved(tmp_path, "staff.csv", STAFF), "--district", "tallow-creek")
    session.rollback()
    shorter = STAFF.replace("2,Byrd,Kay,Cook", ",,[red]Kay,Cook")
    shown = run(saved(tmp_path, "staff.csv", shorter), "--district", "tallow-creek")
    assert shown.exit_code == 0, shown.output
    assert "Imported staff.csv" in shown.stdout
    assert "Rows refused: 1" in shown.stdout
    assert "No longer in the file: 1" in shown.stdout


def test_columns_and_kind_can_be_said(district: District, session: Session, tmp_path: Path) -> None:
    session.rollback()
    odd = saved(tmp_path, "list.csv", "A,B,C\n1,Tate,Ann\n")
    unsure = run(odd, "--district", "tallow-creek")
    assert unsure.exit_code == 2
    assert "Say whether it lists guardians" in unsure.stderr
    maps = ["--map", "A=id", "--map", "B=family_name", "--map", "C=given_name"]
    told = run(odd, "--district", "tallow-creek", "--kind", "staff", *maps)
    assert told.exit_code == 0, told.output
    assert count(session) == 1


@pytest.mark.parametrize(
    ("content", "arguments", "said"),
    [
        (STAFF, ["--district", "nowhere"], 'no district with the short name "nowhere"'),
        ("", ["--district", "tallow-creek"], "is empty"),
        (STAFF, ["--district", "tallow-creek", "--map", "Job"], 'Write --map "Header=field"'),
        (STAFF, ["--district", "tallow-creek", "--map", "Job=shoe"], "cannot be used for shoe"),
        (STAFF + "1E+09,A,B,C\n", ["--district", "tallow-creek", "--end-missing"], "could not be read"),
    ],
)
def test_refusals_in_one_sentence(
    district: District, session: Session, tmp_path: Path, content: str, arguments: list[str], said: str
) -> None:
    session.rollback()
    ran = run(saved(tmp_path, "staff.csv", content), *arguments)
    assert ran.exit_code == 2
    assert said in " ".join(ran.stderr.split())
    assert count(session) == 0


def test_a_refused_value_cannot_become_a_formula() -> None:
    row = RefusedRow(
        file="a.csv",
        line=2,
        field="email",
        value_shown='=HYPERLINK("x")',
        code="x",
        reason=say("No."),
        remedy=say("Do."),
    )
    assert b"'=HYPERLINK" in refused_csv([row])


@pytest.mark.parametrize(("patience", "shown"), [(0.0, True), (60.0, False)])
def test_the_bar_appears_only_when_work_is_slow(patience: float, shown: bool) -> None:
    screen = Console(file=io.StringIO(), force_terminal=True)
    with SlowWork("Reading", screen, patience) as work:
        work.advance(1, 10)
        work.begin("Saving")
        assert work.is_shown is shown
    quiet = Console(file=io.StringIO(), force_terminal=False)
    with SlowWork("Reading", quiet, patience) as work:
        work.advance(1, 10)
        assert not work.is_shown
