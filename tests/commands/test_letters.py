"""`ballots letters` as a clerk or technician runs it: one PDF that only they can read, and a record."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from ballot_service.database import sessions
from ballot_service.models import TrailEntry
from ballot_service.services import issuing, registering
from tests.commands.conftest import Run
from tests.databases import Database
from tests.printing import paper
from tests.tallow_creek import TallowCreek, at
from tests.web.clerk_office import clerk_of

LONG_OPEN = at(1, 1, year=2099)


@pytest.fixture
def election_id(run: Run, database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """Two voters without e-mail, one with an address; voting ends long after the machine's own clock."""
    monkeypatch.setenv("BALLOTS_DATABASE_URL", database.url)
    engine = database.engine()
    with sessions(engine)() as session:
        creek = TallowCreek(session)
        election = creek.election()
        election.closes_at = LONG_OPEN
        creek.guardian("Bo", "Lee").address = "3 Oak Street\nPine, MS 39001"
        creek.guardian("Ana", "Ruiz", language="es")
        creek.stand(election.contests[1], "Di Voss")
        registering.build_roll(session, election, now=at(11, 3, 9))
        creek.freeze(election)
        issuing.issue_links(session, election, now=at(11, 13))
        clerk_of(session, creek)
        session.commit()
        found = str(election.id)
    engine.dispose()
    return found


def printings(database: Database) -> list[TrailEntry]:
    engine = database.engine()
    with sessions(engine)() as session:
        rows = list(session.scalars(select(TrailEntry).where(TrailEntry.act == "print_letters")))
    engine.dispose()
    return rows


def test_letters_are_written_for_our_eyes_only_and_recorded(
    run: Run, election_id: str, database: Database, tmp_path: Path
) -> None:
    place = tmp_path / "letters.pdf"
    done = run("letters", election_id, "--to", str(place), "--by", "Clerk@TallowCreek.example")
    assert done.exit_code == 0, done.output
    assert "2 letters, 1 to mail and 1 to hand over." in done.output
    assert place.stat().st_mode & 0o077 == 0
    bo, ana = paper.words(place.read_bytes())
    assert "Bo Lee 3 Oak Street Pine, MS 39001" in bo
    assert "7:00 a.m. Central time" in bo
    assert "martes 18 de noviembre de 2025, 7:00" in ana
    assert "hora del centro" in ana
    assert paper.codes(place.read_bytes())[0].startswith("https://vote.example.org/v/")
    (entry,) = printings(database)
    assert entry.document["by"] is not None


def test_a_reprint_in_large_type_by_school(
    run: Run, election_id: str, database: Database, tmp_path: Path
) -> None:
    run("letters", election_id, "--to", str(tmp_path / "first.pdf"))
    nothing = run("letters", election_id, "--to", str(tmp_path / "second.pdf"))
    assert nothing.exit_code == 2
    assert "There is no letter to print." in nothing.output
    assert not (tmp_path / "second.pdf").exists()
    place = tmp_path / "third.pdf"
    again = run("letters", election_id, "--to", str(place), "--all", "--large-print", "--order", "school")
    assert "2 of them were printed before." in again.output
    assert len(paper.words(place.read_bytes())) == 4
    assert len(printings(database)) == 2


def test_what_is_wrong_is_said_and_nothing_is_recorded(
    run: Run, election_id: str, database: Database, tmp_path: Path
) -> None:
    place = tmp_path / "letters.pdf"
    place.write_text("mine")
    wrong = [
        (run("letters", election_id, "--to", str(place)), "is there already"),
        (run("letters", election_id, "--to", str(tmp_path / "no" / "x.pdf")), "cannot be written"),
        (run("letters", str(uuid4()), "--to", str(tmp_path / "a.pdf")), "There is no such election."),
        (
            run("letters", election_id, "--to", str(tmp_path / "b.pdf"), "--by", "nobody@example.org"),
            "is not the address of a clerk",
        ),
    ]
    for result, said in wrong:
        assert result.exit_code == 2
        assert said in result.output
    assert place.read_text() == "mine"
    assert election_id in wrong[2][0].output
    assert printings(database) == []
    assert [each.name for each in tmp_path.glob("*.pdf")] == ["letters.pdf"]
