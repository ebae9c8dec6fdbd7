"""The `ballots` command as a technician runs it, on both databases: one sentence for what is wrong, exit statuses."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.cli import main
from ballot_service.database import sessions
from ballot_service.models import Account, Appointment, District, Election, Role, SignedHead
from ballot_service.services import trail
from tests.commands.conftest import Run
from tests.databases import Database
from tests.services.steps import cast, up_to_open, with_links
from tests.tallow_creek import TallowCreek

DISTRICT = (
    "district",
    "tallow-creek",
    "--name",
    "Tallow Creek School District",
    "--phone",
    "(601) 555-0100",
    "--address",
    "1 School Road; Tallow Creek, MS 39000",
)
CLERK = ("--role", "clerk", "--name", "First Clerk", "--email", "clerk@example.org", "--employee")


def test_help_names_every_command(run: Run) -> None:
    said = run("--help").output
    for name in main.commands:
        assert name in said
        assert run(name, "--help").exit_code == 0
    assert re.fullmatch(r"ballots, version \S+\n", run("--version").output)


def test_tables_are_made_checked_and_taken_back(empty: Run) -> None:
    before = empty("db", "check")
    assert before.exit_code == 1
    assert "The tables are at nothing" in before.output
    assert "Run: ballots db upgrade" in before.output
    assert "up to date (revision" in empty("db", "upgrade").output
    assert empty("db", "upgrade").output == "The tables are up to date.\n"
    assert empty("db", "check").exit_code == 0
    unsure = empty("db", "downgrade", "base", input="n\n")
    assert unsure.exit_code == 1
    assert empty("db", "check").exit_code == 0
    assert "The tables are at revision base." in empty("db", "downgrade", "base", "--yes").output
    assert empty("db", "check").exit_code == 1


@pytest.mark.parametrize(
    "words",
    [
        ("district", "x", *DISTRICT[2:]),
        ("appoint", "x", *CLERK),
        ("check",),
        ("worker", "--once"),
        ("db", "check"),
    ],
)
def test_a_missing_secret_is_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.delenv("BALLOTS_SEALING_SECRET")
    result = run(*words)
    assert result.exit_code == 1
    assert result.output.startswith(
        ("Error: BALLOTS_SEALING_SECRET is not set.", "✗ BALLOTS_SEALING_SECRET is not set.")
    )
    assert "Traceback" not in result.output


def test_import_without_settings_is_one_sentence_too(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("BALLOTS_SEALING_SECRET")
    (tmp_path / "staff.csv").write_text("Name\nAna\n")
    result = run("import", str(tmp_path / "staff.csv"), "--district", "tallow-creek")
    assert result.exit_code == 1
    assert result.output.startswith(
        ("Error: BALLOTS_SEALING_SECRET is not set.", "✗ BALLOTS_SEALING_SECRET is not set.")
    )


def test_commands_say_when_the_tables_are_not_there(empty: Run, tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text("Name\nAna\n")
    for words in (
        DISTRICT,
        ("appoint", "x", *CLERK),
        ("import", str(tmp_path / "staff.csv"), "--district", "x"),
    ):
        result = empty(*words)
        assert result.exit_code == 1
        assert "Run: ballots db upgrade" in result.output


def test_a_database_that_does_not_answer_shows_no_password(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BALLOTS_DATABASE_URL", "postgresql://me:letmein@127.0.0.1:1/none")
    for words in (("db", "check"), ("check",)):
        result = run(*words)
        assert result.exit_code == 1
        assert "does not answer" in result.output
        assert "letmein" not in result.output


def _one(database: Database, *kinds: type) -> list[object]:
    engine = database.engine()
    with Session(engine) as session:
        found: list[object] = [session.scalars(select(kind)).one() for kind in kinds]
        session.expunge_all()
    engine.dispose()
    return found


def test_the_first_district_and_its_first_clerk(ready: Run, database: Database) -> None:
    made = ready(*DISTRICT)
    assert made.exit_code == 0, made.output
    assert "ballots appoint tallow-creek --role clerk" in made.output
    again = ready(*DISTRICT)
    assert again.exit_code == 1
    assert "There is a district tallow-creek already." in again.output
    appointed = ready("appoint", "tallow-creek", *CLERK)
    assert appointed.exit_code == 0, appointed.output
    assert re.search(r"https://vote\.example\.org/sign-in/\S+", appointed.output)
    district, person, office = _one(database, District, Account, Appointment)
    assert isinstance(district, District)
    assert district.postal_address == "1 School Road\nTallow Creek, MS 39000"
    assert isinstance(office, Appointment)
    assert (office.role, office.is_employee, office.district_id) == (Role.CLERK, True, district.id)
    assert isinstance(person, Account)
    assert person.email == "clerk@example.org"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("elsewhere", *CLERK), "There is no district elsewhere."),
        (
            ("tallow-creek", *CLERK[:-3], "--email", "no address", "--employee"),
            "This is not an e-mail address",
        ),
        (("tallow-creek", "--role", "king", *CLERK[2:]), "is not one of"),
        (("tallow-creek", *CLERK[:-1]), "Missing option '--employee'"),
    ],
)
def test_an_appointment_that_cannot_be_made(ready: Run, words: tuple[str, ...], sentence: str) -> None:
    ready(*DISTRICT)
    result = ready("appoint", *words)
    assert result.exit_code != 0
    assert sentence in result.output


def test_a_refused_appointment_is_kept_in_the_trail(ready: Run, database: Database) -> None:
    ready(*DISTRICT)
    assert ready("appoint", "tallow-creek", *CLERK).exit_code == 0
    twice = ready("appoint", "tallow-creek", *CLERK)
    assert twice.exit_code == 1
    assert "already holds this office" in twice.output
    engine = database.engine()
    with Session(engine) as session:
        district = session.scalars(select(District)).one()
        acts = [row.act for row in trail.entries(session, district.id)]
    engine.dispose()
    assert acts[-1] == "appoint_refused"


def test_whoever_runs_the_installation_stops_a_provider_and_lets_it_go_on(ready: Run) -> None:
    ready(
        "district", "tallow-creek", "--name", "Tallow Creek", "--phone", "601 555 0100", "--address", "1 Road"
    )
    why = ("--reason", "They are down.")
    assert "until: ballots sending resume smtp" in ready("sending", "pause", "smtp", *why).output
    assert ready("sending", "resume", "smtp", *why).output == "Sending over smtp goes on.\n"
    assert ready("sending", "resume", "smtp", *why).output == "smtp was not paused.\n"
    refused = ready("sending", "pause", "fax", *why)
    assert refused.exit_code == 1
    assert "does not send over fax. It uses: smtp." in refused.output


def test_upgrading_waits_while_voting_is_open(
    ready: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older schema cannot be made from the newest one here, so the newest revision is called another."""
    engine = database.engine()
    with sessions(engine)() as session:
        creek = TallowCreek(session)
        election = up_to_open(creek, creek.election())
        election.closes_at = datetime(2999, 1, 1, tzinfo=UTC)
        session.commit()
    engine.dispose()
    monkeypatch.setattr("ballot_service.commands.database.migrating.newest", lambda: "0999")
    result = ready("db", "upgrade")
    assert result.exit_code == 1
    assert "Voting is open: Council election 2025." in result.output
    assert ready("db", "upgrade", "--even-if-open").exit_code == 0


def test_one_round_of_the_worker_signs_the_log_of_an_open_election(ready: Run, database: Database) -> None:
    engine = database.engine()
    with sessions(engine)() as session:
        creek = TallowCreek(session)
        election = up_to_open(creek, creek.election())
        cast(session, election, with_links(session, election)[0], ["Ana Ruiz"])
        session.get_one(Election, election.id).closes_at = datetime(2999, 1, 1, tzinfo=UTC)
        session.commit()
    engine.dispose()
    assert ready("worker", "--once").exit_code == 0
    (head,) = _one(database, SignedHead)
    assert isinstance(head, SignedHead)
    assert head.size == 1
    assert ready("worker", "--once").exit_code == 0, "a second round signs nothing twice"
    assert _one(database, SignedHead)


def test_rules_are_explained_without_any_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BALLOTS_SECRET_KEYS", raising=False)
    runner = CliRunner()
    listed = json.loads(runner.invoke(main, ["explain"]).output)
    assert {"adequate_notice", "may_vote", "may_serve"} <= {rule["name"] for rule in listed["rules"]}
    facts = {
        "policy": "all_staff",
        "review_until": "2025-11-14",
        "community_ties": ["guardian"],
        "declares_voter_age": True,
    }
    place = tmp_path / "facts.json"
    place.write_text(json.dumps({**facts, "employments": [{"position": "teacher", "on_payroll": None}]}))
    answer = json.loads(runner.invoke(main, ["explain", "may_vote", str(place)]).output)
    assert (answer["allowed"], answer["reasons"][0]["code"]) == (False, "voter_excluded_staff")
    typed = json.loads(runner.invoke(main, ["explain", "may_vote", "-"], input=json.dumps(facts)).output)
    assert typed["allowed"] is True
    unknown = runner.invoke(main, ["explain", "may_fly"])
    assert (unknown.exit_code, "There is no rule" in unknown.output) == (2, True)


def test_verify_wants_a_bundle(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").write_bytes(b"not a zip")
    result = run("verify", str(tmp_path / "bundle.zip"))
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_a_finished_demonstration_is_taken_home_and_verified(run: Run, tmp_path: Path) -> None:
    """README's "Check an election yourself", command by command."""
    home = tmp_path / "take-home"
    made = run("demo", "--finished", str(home))
    assert made.exit_code == 0, made.output
    (bundle,) = home.glob("*bundle*.zip")
    names = {place.name for place in home.iterdir()}
    assert {
        "certificate.html",
        "notice-record.html",
        "result.html",
        "fingerprints.json",
        "README.txt",
    } <= names
    prints = json.loads((home / "fingerprints.json").read_text())
    good = run("verify", str(bundle), "--fingerprint", prints["election"], "--fingerprint", prints["record"])
    assert good.exit_code == 0, good.output
    wrong = run("verify", str(bundle), "--fingerprint", "0" * 64)
    assert wrong.exit_code == 1
    assert prints["election"] in (home / "certificate.html").read_text()
    result = (home / "result.html").read_text()
    assert "Elected by lot" in result
    assert "Seats nobody stood for" in result
    readme = (home / "README.txt").read_text()
    assert f"ballots verify {bundle.name}" in readme
    report = run("verify", str(bundle), "--fingerprint", prints["election"], "--format", "json")
    assert json.loads(report.output)["checks"], "every check is listed"
