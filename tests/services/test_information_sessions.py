"""R016, R025 to R027 through the acts: sessions are entered, changed, cancelled, attended and proven."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ballot_service.links import BadLink, Purpose
from ballot_service.models import (
    Election,
    InformationSession,
    ProofKind,
    RecordedDecision,
    SessionSignIn,
    StoredFile,
    TrailWords,
)
from ballot_service.rules.session_plans import SignInWay
from ballot_service.rules.words import in_english
from ballot_service.services import informing, trail, worklist
from ballot_service.services.acting import NotFound, Refused, acting
from ballot_service.services.informing import Guest, Planned
from ballot_service.services.noticing import Evidence
from ballot_service.services.tasks import Part
from ballot_service.storage import Storage
from tests.services.steps import LINKS
from tests.tallow_creek import FORMS_CLOSE, TallowCreek, at

CLERK = uuid4()

NOW, STARTS, ENDS = at(10, 14, 9), at(10, 21, 18), at(10, 21, 19, 30)
EVENING = Planned(
    starts_at=STARTS, ends_at=ENDS, place="Cypress Elementary, cafeteria", languages=("en", "es")
)
MORNING = replace(EVENING, starts_at=at(10, 23, 8), ends_at=at(10, 23, 9))
AGENDA = Evidence(name="agenda.pdf", media_type="application/pdf", content=b"%PDF-1.7 an agenda")
PHOTO = Evidence(name="door.png", media_type="image/png", content=b"\x89PNG\r\n\x1a\n a full room")


def speak(_language: str, value: object) -> str:
    return in_english(value)


@pytest.fixture
def election(creek: TallowCreek) -> Election:
    return creek.election()


def entered(session: Session, election: Election, planned: Planned = EVENING) -> InformationSession:
    row = informing.schedule_session(session, election, planned, now=NOW, by=CLERK)
    session.commit()
    return row


def refused(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.decision.codes


def acts(session: Session, election: Election) -> list[str]:
    return [entry.act for entry in trail.entries(session, election.id)]


def tasks(session: Session, election: Election, now: object) -> list[str]:
    found = worklist.to_do(session, election, now)  # type: ignore[arg-type]  # a moment
    return [str(each.sentence) for each in found if each.part is Part.SESSIONS]


def standing(session: Session, election: Election, now: object = NOW) -> tuple[str, ...]:
    codes = informing.outreach_standing(session, election, now).codes  # type: ignore[arg-type]  # a moment
    return tuple(code for code in codes if code != "outreach_one_kind")


def test_two_sessions_at_different_times_leave_nothing_to_warn_about(
    session: Session, election: Election
) -> None:
    assert tasks(session, election, NOW) == ["No information session yet."]
    assert standing(session, election) == ("no_session",)
    entered(session, election)
    assert standing(session, election) == ("one_session",)
    entered(session, election, MORNING)
    assert standing(session, election) == ()
    assert tasks(session, election, NOW) == []
    assert [row.starts_at for row in informing.sessions_of(session, election)] == [STARTS, at(10, 23, 8)]
    assert acts(session, election)[-2:] == ["schedule_session"] * 2


def test_the_kinds_of_notice_are_judged_beside_the_sessions(creek: TallowCreek, election: Election) -> None:
    entered(creek.session, election)
    codes = informing.outreach_standing(creek.session, election, NOW).codes
    assert codes == ("outreach_one_kind", "one_session")
    creek.notify(election)
    codes = informing.outreach_standing(creek.session, election, NOW).codes
    assert codes == ("one_session",)


def test_times_that_make_no_sense_are_refused_and_the_refusal_is_kept(
    session: Session, election: Election
) -> None:
    session.commit()
    with pytest.raises(Refused) as caught, acting(session, NOW, CLERK):
        informing.schedule_session(session, election, replace(EVENING, ends_at=STARTS), now=NOW, by=CLERK)
    assert caught.value.decision.codes == ("session_ends_before_start",)
    assert informing.sessions_of(session, election) == []
    assert acts(session, election)[-1] == "schedule_session_refused"
    kept = session.scalars(select(RecordedDecision).order_by(RecordedDecision.decided_at.desc())).first()
    assert kept is not None
    assert kept.rule == "may_schedule_session"


def test_a_session_is_changed_until_it_begins_and_the_trail_says_what_was_before(
    session: Session, election: Election
) -> None:
    row = entered(session, election)
    later = replace(EVENING, starts_at=at(10, 21, 18, 30), place="Public library")
    informing.change_session(session, row, EVENING, now=NOW, by=CLERK)
    assert row.changes == 0
    informing.change_session(session, row, later, now=STARTS - timedelta(minutes=1), by=CLERK)
    session.commit()
    entry = trail.entries(session, election.id)[-1]
    assert entry.document["details"]["from"][0] == STARTS.isoformat()
    assert entry.document["details"]["to"][0] == at(10, 21, 18, 30).isoformat()
    assert "Cypress" not in str(entry.document)
    words = session.scalars(select(TrailWords).where(TrailWords.entry_id == entry.id))
    assert {one.field: one.text for one in words} == {
        "place": "Public library",
        "place before": "Cypress Elementary, cafeteria",
    }
    assert row.changes == 1
    begun = at(10, 21, 18, 30)
    change = partial(informing.change_session, session, row, EVENING, now=begun, by=CLERK)
    assert refused(change) == ("session_has_begun",)


def test_a_session_that_was_held_is_only_cancelled_and_with_a_reason(
    session: Session, election: Election
) -> None:
    row = entered(session, election)
    after = ENDS + timedelta(hours=2)
    assert refused(lambda: informing.cancel_session(session, row, "  ", now=after)) == (
        "session_needs_reason",
    )
    informing.cancel_session(session, row, "The power was out.", now=after, by=CLERK)
    session.commit()
    assert (row.cancelled_at, row.cancelled_because) == (after, "The power was out.")
    assert standing(session, election, after) == ("no_session",)
    assert tasks(session, election, after) == ["No information session yet."]
    assert refused(lambda: informing.cancel_session(session, row, "Again.", now=after)) == (
        "session_is_cancelled",
    )
    assert acts(session, election)[-1] == "cancel_session"


def test_the_database_keeps_no_session_that_is_cancelled_without_reason(
    session: Session, election: Election
) -> None:
    row = entered(session, election)
    row.cancelled_at = NOW
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_people_sign_in_by_phone_once_each(session: Session, election: Election) -> None:
    row = entered(session, election)
    token = LINKS.token(Purpose.SESSION, row.key)
    early = informing.open_session(session, LINKS, token, STARTS - timedelta(hours=2))
    assert early.decision.codes == ("sign_in_too_early",)
    found = informing.open_session(session, LINKS, token, STARTS)
    assert found.row is row
    assert found.decision.allowed
    guest = Guest(name="María García", contact="maria@example.org", neighborhood="Oak Street")
    assert informing.sign_in(session, row, guest, now=STARTS)
    assert not informing.sign_in(session, row, Guest(name="maria  GARCIA"), now=STARTS)
    session.commit()
    (signed,) = session.scalars(select(SessionSignIn))
    assert (signed.name, signed.way, signed.entered_by) == ("María García", SignInWay.QR, None)
    assert row.attendance == 1
    entry = trail.entries(session, election.id)[-1]
    assert (entry.act, entry.document["by"]) == ("sign_in_to_session", None)
    assert "maria" not in str(entry.document).casefold()
    assert standing(session, election, ENDS) == ("one_session",)


def test_a_sign_in_address_of_another_kind_or_session_opens_nothing(
    session: Session, election: Election
) -> None:
    row = entered(session, election)
    with pytest.raises(BadLink):
        informing.open_session(session, LINKS, LINKS.token(Purpose.CONSENT, row.key), STARTS)
    with pytest.raises(NotFound):
        informing.open_session(session, LINKS, LINKS.token(Purpose.SESSION, LINKS.new_key()), STARTS)


def test_late_sign_ins_come_from_the_paper_sheet_only(session: Session, election: Election) -> None:
    row, later = entered(session, election), ENDS + timedelta(days=3)
    for way in (SignInWay.QR, SignInWay.CLERK):
        late = partial(informing.put_on_list, session, row, Guest(name="Otis Byrd"), way, now=later)
        assert refused(late) == ("sign_in_over",)
    assert informing.put_on_list(session, row, Guest(name="Otis Byrd"), SignInWay.SHEET, now=later, by=CLERK)
    assert informing.has_sign_in(row)


def test_a_sheet_is_counted_without_typing_its_people(session: Session, election: Election) -> None:
    row = entered(session, election)
    early = partial(informing.count_attendance, session, row, 31, now=NOW, by=CLERK)
    assert refused(early) == ("sign_in_too_early",)
    assert row.attendance is None
    informing.count_attendance(session, row, 31, now=ENDS, by=CLERK)
    assert row.attendance == 31
    entry = trail.entries(session, election.id)[-1]
    assert entry.document["details"] == {"counted": 31, "before": None}


def test_a_session_without_evidence_is_a_task_until_a_file_is_there(
    session: Session, election: Election, tmp_path: Path
) -> None:
    row, storage = entered(session, election), Storage(tmp_path)
    assert tasks(session, election, ENDS - timedelta(seconds=1)) == []
    missing = ["Evidence missing for the information session of Tue 21 Oct 2025."]
    assert tasks(session, election, ENDS) == missing
    informing.add_proof(session, row, ProofKind.PHOTO, PHOTO, storage=storage, now=ENDS, by=CLERK)
    assert tasks(session, election, FORMS_CLOSE) == missing
    for _ in range(2):
        informing.add_proof(session, row, ProofKind.AGENDA, AGENDA, storage=storage, now=ENDS, by=CLERK)
    session.commit()
    assert tasks(session, election, ENDS) == []
    files = {proof.kind: proof.file for proof in row.proofs}
    assert set(files) == {ProofKind.AGENDA, ProofKind.PHOTO}
    assert len(list(session.scalars(select(StoredFile)))) == 2
    assert storage.read(files[ProofKind.AGENDA].sha256) == AGENDA.content
    assert acts(session, election)[-2:] == ["add_session_proof"] * 2


def test_the_calendar_file_is_folded_escaped_and_in_utc(session: Session, election: Election) -> None:
    long = replace(EVENING, place="Cafetería; Cypress, “East” wing\nsecond door " + "ñ" * 80)
    row = entered(session, election, long)
    content = informing.sessions_file([row, row], "en", speak=speak, page="https://x.example/e", now=NOW)
    lines = content.decode().split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "DTSTART:20251021T230000Z" in lines
    assert "DTEND:20251022T003000Z" in lines
    assert lines.count("BEGIN:VEVENT") == 2
    assert lines.count("BEGIN:VCALENDAR") == 1
    unfolded = content.decode().replace("\r\n ", "")
    assert f"LOCATION:Cafetería\\; Cypress\\, “East” wing\\nsecond door {'ñ' * 80}\r\n" in unfolded
    assert "STATUS:CONFIRMED" in unfolded
    assert "SUMMARY:Information session: Cypress Community Engagement Council\r\n" in unfolded
    assert (
        "DESCRIPTION:Cypress Elementary\\nLanguages: English\\, Spanish\\nhttps://x.example/e\r\n" in unfolded
    )
    informing.cancel_session(session, row, "Storm.", now=NOW, by=CLERK)
    again = informing.sessions_file([row], "en", speak=speak, page="https://x.example/e", now=NOW).decode()
    assert "STATUS:CANCELLED" in again
    assert "SEQUENCE:1" in again
