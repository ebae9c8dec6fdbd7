"""Recorded decisions for readers: paged, one question at a time, all of them in one file, and run again at home."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner
from sqlalchemy import func, insert, select

from ballot_service.commands.explaining import explain
from ballot_service.models import RecordedDecision, Role
from ballot_service.services.deciding import decisions_of
from tests.databases import Database
from tests.web.reading_room import Room, open_room

LIAISON, OBSERVER = Role.STAFF_LIAISON, Role.OBSERVER
HERE = "/review/elections/ELECTION/decisions"
ABOUT_PEOPLE = {"may_vote", "may_serve", "may_decide_held", "may_sign", "may_confirm_lot"} | {
    "may_ask_review",
    "may_challenge",
    "may_decide_case",
}
THOUSANDS = 3000


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return open_room(database.url, tmp_path)


def lines(room: Room, role: Role, query: str = "") -> list[dict[str, object]]:
    return [json.loads(line) for line in room.load(role, f"{HERE}.jsonl{query}").decode().splitlines()]


def test_the_file_holds_every_decision_and_each_runs_again_to_the_identical_answer(
    room: Room, tmp_path: Path
) -> None:
    with room.session() as session:
        rows = session.scalars(decisions_of(room.election(session))).all()
        expected = [str(row.id) for row in rows]
    got = lines(room, LIAISON)
    assert [line["id"] for line in got] == expected
    assert len(expected) > 30
    facts = tmp_path / "facts.json"
    for line in got:
        facts.write_text(json.dumps(line["facts"]), encoding="utf-8")
        said = CliRunner().invoke(explain, (str(line["rule"]), str(facts)))
        assert json.loads(said.stdout) == line["answer"]


def test_one_question_at_a_time(room: Room) -> None:
    page = room.read(LIAISON, HERE)
    choices = dict(re.findall(r'<option value="(\w*)"[^>]*>([^<]+)</option>', page))
    assert choices[""] == "All questions"
    with room.session() as session:
        election = room.election(session)
        numbers = {
            rule: number
            for rule, number in session.execute(
                select(RecordedDecision.rule, func.count())
                .where(RecordedDecision.election_id == election.id)
                .group_by(RecordedDecision.rule)
            )
        }
    assert choices["may_vote"] == f"May this person vote? ({numbers['may_vote']})"
    votes = room.read(LIAISON, HERE + "?rule=may_vote")
    assert re.search(r'<option value="may_vote" selected>', votes)
    assert f"{numbers['may_vote']} decisions" in votes
    assert "Has enough notice been given" not in re.sub(r"<select.*?</select>", "", votes, flags=re.DOTALL)
    assert {line["rule"] for line in lines(room, LIAISON, "?rule=may_vote")} == {"may_vote"}
    assert "No decision has been recorded yet." in room.read(LIAISON, HERE + "?rule=may_fly")


def test_decisions_about_people_are_in_the_liaisons_file_alone(room: Room) -> None:
    seen = {line["rule"] for line in lines(room, OBSERVER)}
    assert seen
    assert seen & ABOUT_PEOPLE == set()
    assert {line["rule"] for line in lines(room, LIAISON)} & ABOUT_PEOPLE
    assert lines(room, OBSERVER, "?rule=may_vote") == []
    assert "May this person" not in room.read(OBSERVER, HERE)


def test_another_districts_decisions_are_nobodys(room: Room) -> None:
    room.read(LIAISON, f"/review/elections/{room.foreign_id}/decisions.jsonl", status=404)
    with room.session() as session:
        own = room.election(session)
        foreign = session.scalars(
            select(RecordedDecision).where(RecordedDecision.district_id != own.district_id)
        ).all()
        assert foreign
        ids = {str(row.id) for row in foreign}
    assert ids & {str(line["id"]) for line in lines(room, LIAISON)} == set()


def test_thousands_of_decisions_come_in_pages_and_in_one_file(room: Room) -> None:
    with room.session() as session:
        election = room.election(session)
        before = len(session.scalars(decisions_of(election)).all())
        one = session.scalars(select(RecordedDecision).where(RecordedDecision.rule == "may_vote")).first()
        assert one is not None
        session.execute(
            insert(RecordedDecision),
            [
                {
                    "id": uuid4(),
                    "district_id": election.district_id,
                    "election_id": election.id,
                    "rule": "may_vote",
                    "subject_id": uuid4(),
                    "facts": one.facts,
                    "answer": one.answer,
                    "decided_at": one.decided_at + timedelta(seconds=number),
                }
                for number in range(THOUSANDS)
            ],
        )
    page = room.read(LIAISON, HERE + "?rule=may_vote&page=2")
    assert page.count("/decisions/") == 100
    assert "rule=may_vote&page=3" in page
    got = lines(room, LIAISON)
    assert len({line["id"] for line in got}) == len(got) == before + THOUSANDS
