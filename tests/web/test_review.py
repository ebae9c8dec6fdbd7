"""The pages of liaison, observer, monitor and officer: numbers that add up, the trail, decisions, what to take home."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import (
    Appointment,
    CastVoteRecord,
    Election,
    LotDrawing,
    RecordedDecision,
    Remark,
    Role,
    TrailEntry,
)
from ballot_service.sealing.heads import parse_head
from ballot_service.sealing.verifier import verify
from ballot_service.services.certifying import certify
from ballot_service.services.explaining import explain_json
from ballot_service.services.roll_report import merge_small
from ballot_service.storage import Storage
from tests.databases import Database
from tests.tallow_creek import CLOSES
from tests.web.reading_room import NAMES, NO_STAKE, PNG, Room, open_room

LIAISON, OBSERVER, MONITOR = Role.STAFF_LIAISON, Role.OBSERVER, Role.MONITOR
HERE = "/review/elections/ELECTION"


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return open_room(database.url, tmp_path)


def numbers(page: str) -> dict[str, int]:
    """What the page that adds up says, row by row."""
    rows = re.findall(r'<th scope="row"[^>]*>([^<]+)</th><td[^>]*class="number"[^>]*>(\d+)</td>', page)
    return {label: int(number) for label, number in rows}


def test_the_page_adds_up(room: Room) -> None:
    assert "Counted, not certified yet" in room.read(LIAISON, "/review/elections")
    page = room.read(LIAISON, HERE)
    assert numbers(page) == {
        "People on the roll": 8,
        "People with a ballot": 8,
        "Ballots received": 4,
        "Ballots counted": 4,
        "Ballots rejected": 0,
        "Counted, rejected and waiting together; must be 4, the ballots received": 4,
    }
    assert "The sum is right." in page
    assert "The signed log lists 4." in page
    assert "the lot waits for a second person" in page
    assert f"{NAMES[Role.CLERK]}, clerk" in page
    assert "The setting “Business days to fix a ballot” was changed from “5” to “4”." in page


def test_a_tally_fixed_by_hand_is_not_green(room: Room) -> None:
    with room.session() as session:
        session.delete(session.scalars(select(CastVoteRecord)).first())
        session.delete(session.scalars(select(CastVoteRecord)).all()[-1])
    page = room.read(LIAISON, HERE)
    assert "The sum is right." not in page


def test_an_open_vote_shows_no_result(database: Database, tmp_path: Path) -> None:
    room = open_room(database.url, tmp_path, counted=False)
    page = room.read(LIAISON, HERE)
    assert numbers_of_table(page)["Ballots received"] == 4
    assert "The sum is right." not in page
    assert "Nothing is counted before voting closes. The sum is final after the count." in page
    assert "Count the accepted ballots" not in page
    assert "Decide each of them." not in page
    room.clock.moment = CLOSES + timedelta(minutes=1)
    assert "Count the accepted ballots" in room.read(LIAISON, HERE)
    for rest in ("/bundle.zip", "/cast-vote-records.csv"):
        room.read(LIAISON, HERE + rest, status=404)
    assert "The record will be here after the count" in room.read(LIAISON, HERE + "/evidence")
    with room.app.app_context():
        db.engine.dispose()


def numbers_of_table(page: str) -> dict[str, int]:
    rows = re.findall(
        r'<th scope="row" role="rowheader">([^<]+)</th>\s*<td[^>]*class="number"[^>]*>(\d+)</td>', page
    )
    return {label: int(number) for label, number in rows}


def test_the_roll_with_reasons_is_for_the_liaison_alone(room: Room) -> None:
    page = room.read(LIAISON, HERE + "/roll")
    for said in ("Teacher, Tina", "Works for the district", "Allowed, board member", "a person decided"):
        assert said in page
    assert "Everyone who works for the district or a school" in page
    only_out = room.read(LIAISON, HERE + "/roll?status=excluded")
    assert "Teacher, Tina" in only_out
    assert "Onlyvotes" not in only_out
    assert "Teacher,Tina,May not vote" in room.load(LIAISON, HERE + "/roll.csv").decode("utf-8-sig")
    for role in (OBSERVER, MONITOR, Role.OFFICER):
        page = room.read(role, HERE + "/roll")
        assert "9 people were looked at" in page
        assert "Small groups together" in page
        assert not {"Tina", "Onlyvotes", "Alike"} & set(re.findall(r"\w+", page))
        room.read(role, HERE + "/roll.csv", status=403)


@pytest.mark.parametrize(
    ("groups", "shown", "merged"),
    [
        ({"a": 200, "b": 12, "c": 3}, (("a", 200),), 15),
        ({"a": 200, "b": 9, "c": 8}, (("a", 200),), 17),
        ({"a": 200, "b": 10}, (("a", 200), ("b", 10)), 0),
        ({"a": 4}, (), 4),
        ({}, (), 0),
    ],
)
def test_small_groups_cannot_be_found_by_taking_away(
    groups: dict[str, int], shown: tuple[tuple[str, int], ...], merged: int
) -> None:
    answer = merge_small(groups, 10)
    assert (answer.groups, answer.merged) == (shown, merged)


def test_notices_with_late_marks_and_proof(room: Room) -> None:
    page = room.read(OBSERVER, HERE + "/notices")
    assert page.count("Entered late.") == 1
    assert "Notice: 14 days, 2 channels, 2 languages." in page
    link = re.search(r'href="(/review/[^"]+/evidence)"', page)
    assert link is not None
    assert room.load(OBSERVER, link[1]) == PNG


def test_the_trail_in_words_and_unbroken(room: Room) -> None:
    page = room.read(LIAISON, HERE + "/trail")
    with room.session() as session:
        entries = len(
            session.scalars(select(TrailEntry).where(TrailEntry.chain_id == room.election_id)).all()
        )
    assert f"{entries} entries, each tied to the one before it" in page
    assert "Refused: opening the vote. Nothing was changed." in page
    assert "The ballot was frozen, version 1." in page
    assert "An act was recorded" not in page
    assert "Asked Hal by phone" in page
    page = room.read(OBSERVER, HERE + "/trail")
    assert "Hal" not in page
    assert NAMES[Role.CLERK] not in page
    assert NAMES[Role.CLERK] in room.read(MONITOR, HERE + "/trail")


def test_an_edited_entry_is_named(room: Room) -> None:
    with room.session() as session:
        entry = session.scalars(
            select(TrailEntry).where(TrailEntry.chain_id == room.election_id, TrailEntry.number == 3)
        ).one()
        entry.document = {**entry.document, "details": {"added": 99}}
    for rest in ("", "/trail"):
        assert "Entry 3 of the trail was changed after it was written." in room.read(LIAISON, HERE + rest)


def test_every_decision_runs_again_to_the_same_answer(room: Room) -> None:
    page = room.read(LIAISON, HERE + "/decisions")
    links = re.findall(r'href="(/review/[^"]+/decisions/[0-9a-f-]{36})"', page)
    assert len(links) >= 6
    assert "Tina Teacher" in page
    for link in links:
        again = room.read(LIAISON, link)
        assert "It gave the same answer" in again
        command = re.search(r"ballots explain (\w+) (facts-\S+\.json)", again)
        assert command is not None
        facts = room.load(LIAISON, f"{link}/facts.json").decode()
        assert explain_json(command[1], facts)["rule"] == command[1]


def test_decisions_about_people_are_for_the_liaison_alone(room: Room) -> None:
    seen = room.read(OBSERVER, HERE + "/decisions")
    assert "Has enough notice been given" in seen
    assert "May this person vote?" not in seen
    page = room.read(LIAISON, HERE + "/decisions")
    vote = re.search(r'href="([^"]+)">May this person vote', page)
    assert vote is not None
    room.read(OBSERVER, vote[1], status=404)
    room.read(OBSERVER, f"{vote[1]}/facts.json", status=404)


def test_a_changed_answer_is_noticed(room: Room) -> None:
    page = room.read(LIAISON, HERE + "/decisions")
    link = re.search(r'href="([^"]+)">May this person vote', page)
    assert link is not None
    with room.session() as session:
        for row in session.scalars(select(RecordedDecision)):
            row.answer = {**row.answer, "allowed": not row.answer["allowed"]}
    assert "It gave another answer" in room.read(LIAISON, link[1])


def test_draft_and_heads_can_be_taken_home_and_checked(room: Room, tmp_path: Path) -> None:
    page = room.read(OBSERVER, HERE + "/evidence")
    command = re.search(r"ballots verify (\S+) --fingerprint (\w{64}) --fingerprint (\w{64})", page)
    assert command is not None
    place = tmp_path / command[1]
    place.write_bytes(room.load(OBSERVER, HERE + "/bundle.zip"))
    head = room.load(OBSERVER, HERE + "/heads/4.txt").decode()
    assert parse_head(head).size == 4
    report = verify(place, (command[2], command[3]), (head,))
    assert report.is_good, report.first_wrong
    in_fours = "<wbr>".join(f"<span>{command[2][start : start + 4]}</span>" for start in range(0, 64, 4))
    assert in_fours in page
    records = room.load(OBSERVER, HERE + "/cast-vote-records.csv").decode()
    assert records.count("\n") == 5
    room.read(OBSERVER, HERE + "/heads/3.txt", status=404)


def test_the_liaison_signs_a_review_and_nothing_else(room: Room) -> None:
    refused = room.send(LIAISON, HERE + "/remark", 409, is_nominee="no", is_close_relative="yes", remark="Hm")
    assert "A close relative of a candidate cannot" in refused
    assert ">\nHm</textarea>" in refused.replace("\r", "")
    room.send(LIAISON, HERE + "/remark", 422, is_nominee="no")
    room.send(LIAISON, HERE + "/remark", **NO_STAKE, remark="All sums agree.")
    page = room.read(LIAISON, HERE)
    assert "All sums agree." in page
    assert "All sums agree." not in room.read(OBSERVER, HERE)
    assert "The staff liaison signed: I have reviewed." in room.read(OBSERVER, HERE + "/trail")
    with room.session() as session:
        assert len(session.scalars(select(Remark)).all()) == 1
        acts = session.scalars(select(TrailEntry.act).where(TrailEntry.act.like("sign_remark%"))).all()
        assert sorted(acts) == ["sign_remark", "sign_remark_refused"]


def test_an_officer_sees_the_own_council_only(room: Room) -> None:
    with room.session() as session:
        office = session.scalars(select(Appointment).where(Appointment.role == Role.OFFICER)).one()
        council = room.election(session).council
        office.council_id = council.id
    room.read(Role.OFFICER, HERE)
    with room.session() as session:
        foreign = session.get_one(Election, room.foreign_id)
        session.scalars(
            select(Appointment).where(Appointment.role == Role.OFFICER)
        ).one().council_id = foreign.council_id
    room.read(Role.OFFICER, HERE, status=404)
    assert "There is no election yet." in room.read(Role.OFFICER, "/review/elections")


def test_the_certified_record_is_final(room: Room, tmp_path: Path) -> None:
    with room.session() as session:
        lot = session.scalars(select(LotDrawing)).one()
        confirmed = f"/witness/lots/{lot.id}"
    room.send(Role.WITNESS, confirmed, **NO_STAKE)
    for role in (Role.WITNESS, Role.TELLER):
        room.send(role, "/witness/elections/ELECTION/sign", **NO_STAKE)
    with room.session() as session:
        certify(session, room.election(session), room.secret, Storage(room.folder), now=room.clock.moment)
    before = room.load(LIAISON, HERE + "/bundle.zip")
    room.send(LIAISON, HERE + "/remark", **NO_STAKE, remark="Seen.")
    assert room.load(MONITOR, HERE + "/bundle.zip") == before

    page = room.read(LIAISON, HERE + "/evidence")
    assert "This is a draft" not in page
    command = re.search(r"ballots verify (bundle\S+) --fingerprint (\w{64}) --fingerprint (\w{64})", page)
    assert command is not None
    place = tmp_path / command[1]
    place.write_bytes(before)
    assert verify(place, (command[2], command[3])).is_good
    assert "Nothing. The result was certified on" in room.read(LIAISON, HERE)
    assert "The result was certified, and the record was closed." in room.read(OBSERVER, HERE + "/trail")
