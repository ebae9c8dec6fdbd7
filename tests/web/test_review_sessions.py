"""R027 for those who look: dates, places, attendance and files for all, people's names for the liaison alone."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ballot_service.models import ProofKind, Role
from ballot_service.rules.session_plans import SignInWay
from ballot_service.services import informing
from ballot_service.services.informing import Guest, Planned
from ballot_service.services.noticing import Evidence
from ballot_service.storage import Storage
from tests.databases import Database
from tests.tallow_creek import at
from tests.web.reading_room import NAMES, Room, open_room

LIAISON, OBSERVER, MONITOR = Role.STAFF_LIAISON, Role.OBSERVER, Role.MONITOR
HERE = "/review/elections/ELECTION"
STARTS = at(10, 21, 18)
PDF = b"%PDF-1.7 "


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    opened = open_room(database.url, tmp_path)
    with opened.session() as session:
        _sessions(opened, session)
    return opened


def _sessions(room: Room, session: Session) -> None:
    election, storage = room.election(session), Storage(room.folder)
    evening = Planned(starts_at=STARTS, ends_at=at(10, 21, 19), place="Cypress, cafeteria", languages=("en",))
    row = informing.schedule_session(session, election, evening, now=at(10, 14))
    informing.put_on_list(session, row, Guest(name="Odessa Grantham"), SignInWay.QR, now=STARTS)
    for kind in (ProofKind.AGENDA, ProofKind.SIGN_IN_SHEET):
        file = Evidence(
            name=f"{kind.value}.pdf", media_type="application/pdf", content=PDF + kind.value.encode()
        )
        informing.add_proof(session, row, kind, file, storage=storage, now=at(10, 22))
    called_off = Planned(starts_at=at(10, 23, 9), ends_at=at(10, 23, 10), place="Library", languages=("en",))
    other = informing.schedule_session(session, election, called_off, now=at(10, 14))
    informing.cancel_session(session, other, "Ms. Ruiz was ill.", now=at(10, 22))


def files(page: str) -> list[str]:
    return re.findall(r'href="(/review/[^"]+/files/[^"]+)"', page)


def test_the_liaison_sees_sessions_files_and_people(room: Room) -> None:
    assert "Information sessions, and their evidence" in room.read(LIAISON, HERE)
    page = room.read(LIAISON, HERE + "/sessions")
    assert "Tuesday 21 October 2025, 6:00 p.m. Central time" in page
    assert "Held, evidence complete" in page
    assert "Odessa Grantham" in page
    assert "Ms. Ruiz was ill." in page
    assert 'data-code="one_session"' in page
    assert 'data-code="session_in_english_only"' in page
    agenda, sheet = files(page)
    assert {room.load(LIAISON, agenda), room.load(LIAISON, sheet)} == {
        PDF + b"agenda",
        PDF + b"sign_in_sheet",
    }


@pytest.mark.parametrize("reader", [OBSERVER, MONITOR, Role.OFFICER])
def test_everybody_else_sees_no_names_and_no_signed_sheets(room: Room, reader: Role) -> None:
    page = room.read(reader, HERE + "/sessions")
    assert "Odessa" not in page
    assert "1 person on the list" in page
    assert ("Ms. Ruiz was ill." in page) == (reader is not OBSERVER)
    (agenda,) = files(page)
    assert room.load(reader, agenda) == PDF + b"agenda"
    for hidden in set(files(room.read(LIAISON, HERE + "/sessions"))) - {agenda}:
        room.read(reader, hidden, status=404)


def test_the_list_to_take_home(room: Room) -> None:
    assert "See the sessions and their files" in room.read(OBSERVER, HERE + "/evidence")
    for reader, reason in ((OBSERVER, "yes"), (LIAISON, "Ms. Ruiz was ill.")):
        text = room.load(reader, HERE + "/sessions.csv").decode("utf-8-sig")
        held, cancelled = csv.DictReader(io.StringIO(text))
        assert set(held["Evidence"].split("; ")) == {"agenda.pdf", "sign_in_sheet.pdf"}
        assert (held["Day"], held["People who came"], held["Cancelled"]) == ("2025-10-21", "1", "")
        assert (cancelled["Place"], cancelled["Cancelled"]) == ("Library", reason)


def test_the_trail_says_what_was_done_in_words(room: Room) -> None:
    page = room.read(LIAISON, HERE + "/trail")
    assert "An information session was entered for Tuesday 21 October 2025" in page
    assert "Somebody signed in at an information session with their own phone." in page
    assert "Odessa Grantham" in page
    assert "An act was recorded" not in page
    observers = room.read(OBSERVER, HERE + "/trail")
    assert "Odessa" not in observers
    assert NAMES[Role.CLERK] not in observers
