"""Backup and restore with an open election, on and between both databases: what works after, and what is said."""

from __future__ import annotations

import stat
import struct
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import select

from ballot_service.database import open_engine
from ballot_service.models import BallotLink, Election, TrailEntry
from ballot_service.services import announcing
from ballot_service.services.after_restore import restored_from
from ballot_service.services.backing_up import write_backup
from ballot_service.services.backup_format import Keys
from ballot_service.services.heads import make_head
from ballot_service.services.worklist import to_do
from ballot_service.storage import Storage
from outreach import Delivery, DeliveryStatus
from tests.commands.backup_scene import (
    NOW,
    PHOTO,
    Installation,
    ballots_in,
    browser,
    empty_one,
    installation,
    is_untouched,
    looking_into,
    move_to,
    rows_of,
)
from tests.commands.conftest import Run
from tests.databases import Database
from tests.services.steps import cast, with_links
from tests.tallow_creek import SECRET

__all__ = ["empty_one", "installation"]

KEY = "tests only: a long enough link secret"
CHANGED_BY_A_RESTORE = ("trail_entry", "outreach_delivery", "outreach_attempt")


@pytest.fixture
def archive(run: Run, installation: Installation, tmp_path: Path) -> Path:
    place = tmp_path / "night.ballots"
    made = run("backup", "--to", str(place))
    assert made.exit_code == 0, made.output
    return place


@pytest.fixture
def moved(
    archive: Path, empty_one: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, Database]:
    move_to(empty_one, tmp_path, monkeypatch)
    return archive, empty_one


def restored(run: Run, moved: tuple[Path, Database], *more: str) -> str:
    result = run("restore", str(moved[0]), *more)
    assert result.exit_code == 0, result.output
    return result.output


def test_everything_comes_back(
    run: Run, installation: Installation, moved: tuple[Path, Database], tmp_path: Path
) -> None:
    before = rows_of(installation.database)
    said = restored(run, moved)
    after = rows_of(moved[1])
    for table, rows in before.items():
        if table not in CHANGED_BY_A_RESTORE:
            assert after[table] == rows, table
    assert set(before["trail_entry"]) < set(after["trail_entry"])
    assert len(before["outreach_delivery"]) == len(after["outreach_delivery"]) > 0
    assert [file.read_bytes() for file in (tmp_path / "restored" / "files").glob("*/*")] == [PHOTO]
    assert "3 ballots in the box" in said


def test_links_sent_before_the_backup_still_work_and_vote_once(
    run: Run, installation: Installation, moved: tuple[Path, Database]
) -> None:
    restored(run, moved)
    with browser() as phone:
        for _ in range(2):
            page = phone.post(installation.sent[0], data={"step": "review", "action": "cast"})
            assert page.status_code == 200
            assert 'id="tracker"' in page.text
        assert "We already have your ballot" in phone.get(installation.voted).text
    assert ballots_in(moved[1]) == 4


def test_a_link_made_after_the_backup_says_so_and_its_voter_is_listed(
    run: Run, installation: Installation, moved: tuple[Path, Database]
) -> None:
    later = installation.reissued()
    restored(run, moved)
    with browser() as phone:
        page = phone.get(f"{later}?lang=en")
        assert page.status_code == 404
        assert "older than your link" in page.text
        assert "Part of the link may be missing" in phone.get(f"{later}x").text
    with looking_into(moved[1]) as session:
        election = session.scalars(select(Election)).one()
        tasks = {task.sentence.template: task.sentence.values for task in to_do(session, election, NOW)}
        assert restored_from(session, election) is not None
    assert tasks["Voters without a working ballot link: {count}."]["count"] == 1
    assert any("restored from a backup" in template for template in tasks)


def test_what_waited_is_sent_to_nobody_and_listed(
    run: Run, installation: Installation, moved: tuple[Path, Database]
) -> None:
    """The old server may have sent it after the backup."""
    said = restored(run, moved)
    worked = run("worker", "--once")
    assert worked.exit_code == 0
    with looking_into(moved[1]) as session:
        election = session.scalars(select(Election)).one()
        unclear = announcing.unclear_messages(session, election)
        statuses = set(session.scalars(select(Delivery.status).where(Delivery.address != "")))
    assert statuses == {DeliveryStatus.UNCERTAIN}
    assert f"may have been sent since: {len(unclear)}." in said
    assert len(unclear) > 0
    assert {one.unclear.error for one in unclear} == {"restored"}


def test_a_kept_head_tells_how_many_ballots_are_missing(
    run: Run, installation: Installation, moved: tuple[Path, Database], tmp_path: Path
) -> None:
    heads = {}
    for name in ("before", "after"):
        with installation.session() as (session, election):
            heads[name] = tmp_path / name
            heads[name].write_text(make_head(session, election, SECRET, now=NOW).note.replace("\n", "\r\n"))
        if name == "before":
            installation.two_more_ballots()
    said = restored(run, moved, "--newest-head", str(heads["after"]))
    assert "2 ballots are missing. The head counts 5, the box has 3." in said
    early = run("restore", "--newest-head", str(heads["before"]))
    assert "no ballot is missing up to this head (3 of 3)" in early.output
    with looking_into(moved[1]) as session:
        found = session.scalars(select(TrailEntry).where(TrailEntry.act == "find_ballots_missing")).one()
        assert found.document["details"] == {"missing": 2, "head_size": 5}
        election = session.scalars(select(Election)).one()
        for entry in with_links(session, election)[3:6]:
            if entry.links[-1].revoked_at is None:
                cast(session, election, entry, ["Cy Hart"], NOW)
        assert ballots_in(moved[1]) == 5
    other = run("restore", "--newest-head", str(heads["after"]))
    assert "THE LIST IS NOT THE ONE THAT WAS SIGNED" in other.output
    heads["after"].write_text(heads["after"].read_text().replace("\n5\n", "\n4\n"))
    false = run("restore", "--newest-head", str(heads["after"]))
    assert false.exit_code == 1
    assert "cannot be used" in false.output


def refused(run: Run, place: Path, *more: str) -> str:
    result = run("restore", str(place), *more)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.output


def test_other_secrets_are_refused_by_fingerprint(
    run: Run, moved: tuple[Path, Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, fresh = moved
    ours = Keys(link_keys=(KEY,), sealing_secret=SECRET)
    monkeypatch.setenv("BALLOTS_SEALING_SECRET", "quite another secret, of forty letters")
    said = refused(run, archive)
    assert "another BALLOTS_SEALING_SECRET" in said
    assert ours.sealing_fingerprint in said
    monkeypatch.setenv("BALLOTS_SEALING_SECRET", SECRET.decode())
    monkeypatch.setenv("BALLOTS_SECRET_KEYS", "a newer key after a rotation 0123456")
    assert ours.link_fingerprints[0] in refused(run, archive)
    assert is_untouched(fresh, tmp_path / "restored")
    monkeypatch.setenv("BALLOTS_SECRET_KEYS", f"a newer key after a rotation 0123456,{KEY}")
    assert "is whole. Its secrets" in run("restore", str(archive), "--check").output
    assert is_untouched(fresh, tmp_path / "restored"), "--check changes nothing"


def test_lost_link_keys_stop_every_link_and_list_every_voter(
    run: Run, moved: tuple[Path, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BALLOTS_SECRET_KEYS", "a newer key after a rotation 0123456")
    said = restored(run, moved, "--link-keys-lost")
    with looking_into(moved[1]) as session:
        links = session.scalars(select(BallotLink)).all()
        assert all(link.revoked_at for link in links)
        election = session.scalars(select(Election)).one()
        tasks = {task.sentence.template: task.sentence.values for task in to_do(session, election, NOW)}
    assert f"Links withdrawn, because their keys are lost: {len(links) - 1}." in said
    assert tasks["Voters without a working ballot link: {count}."]["count"] == len(links)


def test_a_wrong_or_damaged_file_changes_nothing(
    run: Run, moved: tuple[Path, Database], tmp_path: Path
) -> None:
    archive, fresh = moved
    whole = archive.read_bytes()
    bad = tmp_path / "bad"
    for length in (0, 10, len(whole) // 2, len(whole) - 30):
        bad.write_bytes(whole[:length])
        assert "damaged or cut short" in refused(run, bad)
    for place in content_places(archive):
        bad.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        refused(run, bad)
    for name, old, new, words in (
        ("tables/district.jsonl", b"Tallow", b"Shallow", "damaged"),
        ("manifest.json", b"sqlite", b"sqlitx", "was changed"),
        ("manifest.json", b"postgresql", b"postgresqx", "was changed"),
        ("manifest.json", b"ballot-service-backup/1", b"ballot-service-backup/2", "has the format"),
        ("manifest.json", b"{", b"[", "cannot be read"),
    ):
        if rezipped(archive, bad, name, old, new):
            assert words in refused(run, bad)
    with ZipFile(bad, "w") as other:
        other.writestr("mimetype", "application/epub+zip")
    assert "not a backup of this service" in refused(run, bad)
    with ZipFile(archive) as source, ZipFile(bad, "w") as more:
        for each in source.namelist():
            more.writestr(each, source.read(each))
        more.writestr("files/" + "0" * 64, b"smuggled in")
    assert "damaged" in refused(run, bad)
    assert is_untouched(fresh, tmp_path / "restored")


def content_places(archive: Path) -> list[int]:
    """A byte in the middle of what each of some members holds; the frame around it may be changed without harm."""
    with ZipFile(archive) as opened:
        members = [each for each in opened.infolist() if each.compress_size > 20][::5]
        starts = {each.header_offset: each for each in members}
        content = archive.read_bytes()
    places = []
    for start, each in starts.items():
        name, extra = struct.unpack_from("<HH", content, start + 26)
        places.append(start + 30 + name + extra + each.compress_size // 2)
    return places


def rezipped(archive: Path, place: Path, name: str, old: bytes, new: bytes) -> bool:
    """A well-formed zip in which one thing was changed; whether there was such a thing."""
    found = False
    with ZipFile(archive) as source, ZipFile(place, "w", ZIP_DEFLATED) as changed:
        for each in source.namelist():
            content = source.read(each)
            if each == name:
                found = old in content
                content = content.replace(old, new)
            changed.writestr(each, content)
    return found


def test_a_database_that_is_not_empty_or_has_no_tables_is_refused(
    run: Run, installation: Installation, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "The database is not empty" in refused(run, archive)
    assert "is whole" in run("restore", str(archive), "--check").output, "a check needs no empty database"
    monkeypatch.setenv("BALLOTS_DATABASE_URL", f"sqlite:///{tmp_path}/bare.sqlite")
    assert "Run: ballots db upgrade" in refused(run, archive)


def test_a_restore_that_fails_half_way_leaves_nothing(
    run: Run, moved: tuple[Path, Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_room(*_args: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ballot_service.commands.backing_up.note_restore", out_of_room)
    assert "Nothing was changed" in refused(run, moved[0])
    assert not any(rows_of(moved[1]).values())
    assert not [each for each in (tmp_path / "restored").rglob("*") if each.is_file()]


def test_a_backup_tells_what_it_needs_and_holds_no_secret(
    run: Run, installation: Installation, archive: Path, tmp_path: Path
) -> None:
    keys = Keys(link_keys=(KEY,), sealing_secret=SECRET)
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    again = run("backup", "--to", str(archive))
    assert again.exit_code == 1
    assert "is there already" in again.output
    replaced = run("backup", "--to", str(archive), "--replace")
    assert keys.sealing_fingerprint in replaced.output
    assert keys.link_fingerprints[0] in replaced.output
    with ZipFile(archive) as opened:
        content = b"".join(opened.read(name) for name in opened.namelist())
    assert KEY.encode() not in content
    assert SECRET not in content
    for path in installation.sent:
        key, _, signature = path.removeprefix("/v/").partition(".")
        assert key.encode() in content, "the rows are there"
        assert signature.encode() not in content, "but no whole link"
    assert sorted(each.name for each in tmp_path.iterdir() if each.name.startswith(".")) == []


def test_a_missing_stored_file_is_told_and_stops_nothing(
    run: Run, installation: Installation, tmp_path: Path
) -> None:
    (kept,) = (installation.folder / "files").glob("*/*")
    kept.write_bytes(b"another photo")
    made = run("backup", "--to", str(tmp_path / "night"))
    assert made.exit_code == 0
    assert "missing or were changed on the disk: 1." in made.output


def test_a_ballot_cast_while_the_backup_runs_is_not_half_in_it(
    run: Run, installation: Installation, moved: tuple[Path, Database], tmp_path: Path
) -> None:
    place = tmp_path / "busy"
    cast_meanwhile: list[bool] = []

    def vote(_done: int, _total: int) -> None:
        if not cast_meanwhile:
            cast_meanwhile.append(True)
            installation.two_more_ballots()

    engine = open_engine(installation.database.url)
    keys = Keys(link_keys=(KEY,), sealing_secret=SECRET)
    write_backup(engine, Storage(installation.folder), keys, place, now=NOW, progress=vote)
    engine.dispose()
    assert ballots_in(installation.database) == 5
    restored(run, (place, moved[1]))
    assert ballots_in(moved[1]) == 3
    rows = rows_of(moved[1])
    assert len(rows["accepted_ballot"]) == len(rows["log_leaf"]) == 3


def test_restore_wants_to_know_what(run: Run) -> None:
    assert run("restore").exit_code == 2
    assert "Name the backup" in run("restore").output
