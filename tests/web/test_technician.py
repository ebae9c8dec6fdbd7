"""The technician's page in words, and the address for monitoring programs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from ballot_service.models import Role, TrailEntry
from ballot_service.services.announcing import pause_everywhere
from ballot_service.services.announcing.standing import outbox
from ballot_service.services.backup_format import Keys
from ballot_service.services.checks import Check, State
from ballot_service.services.health import VITAL, all_checks, keys_of
from ballot_service.services.key_ages import FILE, LASTS, note_keys
from ballot_service.settings import Settings
from outreach import Delivery, DeliveryStatus, OutreachNotice
from outreach.faring import FAILURES_BEFORE_PAUSE, note_round
from tests.databases import Database
from tests.web.reading_room import Room, open_room

HERE = "/technician/installation"


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return open_room(database.url, tmp_path, counted=False)


def looked_at(room: Room, settings: Settings | None = None) -> dict[str, Check]:
    with room.session() as session:
        found = all_checks(session, settings or room.app.extensions["settings"], room.clock.moment)
    return {check.name: check for check in found}


def test_the_installation_in_words(room: Room) -> None:
    page = room.read(Role.TECHNICIAN, HERE)
    assert "Nothing is wrong with this installation." in page
    assert "Voting is open in 1 election." in page
    assert "Tuesday 25 November 2025" in page
    assert "printed to the console and reach nobody" in page
    assert "No message has left yet." in page


def test_health_for_programs(room: Room) -> None:
    answer = room.app.test_client().get("/health")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["status"] == "ok"
    assert set(answer.json["checks"]) == VITAL | {"clock", "zone", "key_age", "outbox", "providers"}
    with room.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    answer = room.app.test_client().get("/health")
    assert answer.json is not None
    assert (answer.status_code, answer.json["status"], answer.json["checks"]["tables"]) == (
        503,
        "failing",
        "wrong",
    )


def test_another_sealing_secret_is_found(room: Room) -> None:
    settings = room.app.extensions["settings"]
    object.__setattr__(settings, "sealing_secret", "qz-1Lm9Xc4Vb7Nn2Kk8Hg5Fd3Sa6Po0Iu")
    assert looked_at(room)["sealing_key"].state is State.WRONG
    assert "Restore the old BALLOTS_SEALING_SECRET" in room.read(Role.TECHNICIAN, HERE)


def test_a_folder_that_cannot_be_written(room: Room, tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("not a folder")
    object.__setattr__(room.app.extensions["settings"], "storage_dir", blocked)
    checks = looked_at(room)
    assert checks["storage"].state is State.WRONG
    assert room.app.test_client().get("/health").status_code == 503


def test_a_worker_that_does_not_run(room: Room) -> None:
    moment = room.clock.moment
    with room.session() as session:
        notice = OutreachNotice(
            scope="x", name="n", version=1, purpose="p", fingerprint="0" * 64, texts=[], approved_at=moment,
            approved_by="x",
        )  # fmt: skip
        session.add(notice)
        session.flush()
        waiting = moment - timedelta(minutes=9)
        session.add(
            Delivery(
                id=uuid4(), notice_id=notice.id, purpose="p", recipient="r", channel="email", address="a@b.example",
                language="en", status=DeliveryStatus.QUEUED, priority=1, queued_at=waiting, not_before=waiting,
                expires_at=moment + timedelta(days=1),
            )
        )  # fmt: skip
    assert looked_at(room)["outbox"].state is State.GOOD
    room.clock.moment = moment + timedelta(minutes=2)
    assert looked_at(room)["outbox"].state is State.WRONG
    told = room.app.test_client().get("/health")
    assert told.status_code == 200, "a host must not restart the pages because messages wait"
    assert told.json is not None
    assert (told.json["status"], told.json["checks"]["outbox"]) == ("attention", "wrong")
    with room.session() as session:
        assert [number for _, number in outbox(session, room.clock.moment).counts if number] == [1]
    assert "a@b.example" not in room.read(Role.TECHNICIAN, HERE)


def test_the_age_of_the_keys_is_told_without_telling_the_keys(room: Room) -> None:
    settings, moment = room.app.extensions["settings"], room.clock.moment
    assert looked_at(room)["key_age"].state is State.NOTE, "no server has started yet"
    note_keys(settings.storage_dir, keys_of(settings), moment)
    note_keys(settings.storage_dir, keys_of(settings), moment + timedelta(days=3))
    assert looked_at(room)["key_age"].state is State.GOOD
    assert looked_at(room)["key_age"].sentence.values["links"] == moment.date()
    assert "The key for links is in use since" in room.read(Role.TECHNICIAN, HERE)
    written = (settings.storage_dir / FILE).read_text()
    assert settings.secret_keys[0] not in written
    assert settings.sealing_secret not in written
    room.clock.moment = moment + LASTS + timedelta(days=1)
    assert looked_at(room)["key_age"].state is State.NOTE
    fresh = Keys(
        link_keys=("a new key in front", *settings.secret_keys),
        sealing_secret=settings.sealing_secret.encode(),
    )
    note_keys(settings.storage_dir, fresh, room.clock.moment)
    object.__setattr__(settings, "secret_keys", fresh.link_keys)
    assert looked_at(room)["key_age"].state is State.GOOD
    assert looked_at(room)["key_age"].sentence.values["number"] == 2


def test_zone_and_last_message_are_told(room: Room) -> None:
    checks = looked_at(room)
    assert checks["zone"].sentence.values["zones"] == ("America/Chicago",)
    assert "No message has left yet." in str(checks["last_send"].sentence)
    with room.session() as session:
        session.execute(text("UPDATE district SET zone = 'America/Nowhere'"))
    assert looked_at(room)["zone"].state is State.WRONG


def test_one_district_does_not_stop_a_provider_for_another(room: Room) -> None:
    place = "/technician/sending/console"
    page = room.read(Role.TECHNICIAN, place)
    assert "carries the messages of 2 districts" in page
    assert "ballots sending pause" in page
    assert "<textarea" not in page
    room.send(Role.TECHNICIAN, place, 409, reason="Enough.")
    assert looked_at(room)["providers"].state is State.GOOD
    with room.session() as session:
        pause_everywhere(session, "console", "A bill.", carriers={"email": "console"}, now=room.clock.moment)
        acts = session.scalars(select(TrailEntry).where(TrailEntry.act == "pause_provider")).all()
        assert len({entry.chain_id for entry in acts}) == 2, "it stands in the record of each"
        assert {entry.document["by"] for entry in acts} == {None}
    assert "Sending is paused." not in room.read(Role.TECHNICIAN, HERE)
    assert "A person paused it." in room.read(Role.TECHNICIAN, place)
    room.send(Role.TECHNICIAN, place, 409, reason="I need it.")
    assert looked_at(room)["providers"].state is State.WRONG
    assert (
        'ballots_provider_paused{provider="console"} 1' in room.app.test_client().get("/health/metrics").text
    )
    room.read(Role.TECHNICIAN, "/technician/sending/fax", 404)
    room.read(Role.STAFF_LIAISON, place, 403)


def test_what_paused_by_itself_any_technician_lets_go_on_for_all(room: Room) -> None:
    with room.session() as session:
        for _ in range(FAILURES_BEFORE_PAUSE):
            note_round(session, "console", taken=0, failed_with="no_connection", now=room.clock.moment)
    assert next(iter(looked_at(room))) == "providers", "first of all, because no mail can say it"
    place = "/technician/sending/console"
    assert "is done for all of them and stands in the record of each" in room.read(Role.TECHNICIAN, place)
    room.send(Role.TECHNICIAN, place, 422, reason="")
    room.send(Role.TECHNICIAN, place, reason="The line is mended.")
    assert "Sending goes on." in room.read(Role.TECHNICIAN, HERE)
    assert looked_at(room)["providers"].state is State.GOOD
