"""Every decision is kept with its facts: run again by the command to the same answer, without names, and not twice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.commands.explaining import explain
from ballot_service.models import (
    Account,
    Candidate,
    ContactKind,
    ContactPoint,
    Election,
    Person,
    RecordedDecision,
    RollStatus,
)
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.employment import Position
from ballot_service.rules.notice_ledger import NoticeKind
from ballot_service.services import (
    certifying,
    counting,
    freezing,
    issuing,
    nominating,
    noticing,
    opening,
    registering,
    setting_up,
)
from ballot_service.services.acting import Refused, acting
from ballot_service.services.deciding import decisions_of
from ballot_service.services.lots import tied_in
from ballot_service.services.nominating import Nomination
from ballot_service.services.roll_screening import screen_again
from ballot_service.storage import Storage
from tests.services.steps import (
    account,
    cast,
    close_and_count,
    decide,
    draw_lot,
    sign,
    sign_and_certify,
    up_to_open,
    with_links,
)
from tests.tallow_creek import CERTIFY, SECRET, TallowCreek, at

NOMINEES = ("Ana Ruiz", "Bo Lee")


def finished(creek: TallowCreek, folder: Path) -> Election:
    """Tallow Creek from set-up to certificate: refusals, a teacher, a held voter, a tie settled by lot."""
    session = creek.session
    election = creek.election(parents=1)
    creek.employ(creek.guardian("Tina", "Tollivant", date(1975, 3, 4)), Position.TEACHER)
    creek.guardian("Grace", "Quillfeather", date(1980, 2, 3), "es")
    refuse(session, at(10, 20), lambda: freezing.freeze_ballot(session, election, SECRET, now=at(10, 20)))
    refuse(session, at(11, 4, 9), lambda: opening.confirm_opening(session, election, now=at(11, 4, 9)))
    refuse(session, at(11, 4), lambda: notice_of_tomorrow(session, election))
    up_to_open(creek, election, held=True, nominees=NOMINEES)
    decide(session, election, True, at(11, 14))
    refuse(session, at(12, 1), lambda: counting.count(session, election, SECRET, now=at(12, 1)))
    eligible = [each for each in with_links(session, election) if each.status is RollStatus.ELIGIBLE]
    for number, entry in enumerate(eligible[:4]):
        cast(session, election, entry, [NOMINEES[number % 2]])
    close_and_count(session, election)
    tied = tied_in(session, election.contests[0])
    clerk, other = account(session, "Carla Clerk"), account(session, "Ottilie Other")
    refuse(session, CERTIFY, lambda: draw_lot(session, election.contests[0], tied[:1], CERTIFY, clerk, other))
    draw_lot(session, election.contests[0], tied, CERTIFY, clerk, other)
    refuse(
        session,
        CERTIFY,
        lambda: certifying.certify(session, election, SECRET, Storage(folder), now=CERTIFY),
    )
    refuse(session, CERTIFY, lambda: sign(session, election, clerk, CERTIFY, employee=True, nominee=True))
    sign_and_certify(session, election, folder, CERTIFY)
    return election


def refuse(session: Session, now: datetime, act: Callable[[], object]) -> None:
    session.commit()
    with pytest.raises(Refused), acting(session, now):
        act()


def notice_of_tomorrow(session: Session, election: Election) -> None:
    noticing.record_notice(
        session,
        election,
        kind=NoticeKind.POSTING,
        language="en",
        place="Door of Mrs. Quillfeather",
        published_at=at(11, 5),
        now=at(11, 4),
        witness="Wilma Witness",
    )


def recorded(session: Session, election: Election) -> list[RecordedDecision]:
    return list(session.scalars(decisions_of(election)))


def test_every_decision_of_a_finished_election_runs_again_to_the_identical_answer(
    creek: TallowCreek, tmp_path: Path
) -> None:
    election = finished(creek, tmp_path)
    rows = recorded(creek.session, election)
    for row in rows:
        facts = tmp_path / "facts.json"
        facts.write_text(json.dumps(row.facts), encoding="utf-8")
        said = CliRunner().invoke(explain, (row.rule, str(facts)))
        assert said.exit_code == 0, said.output
        assert json.loads(said.stdout) == row.answer, row.rule
    answers = Counter((row.rule, row.answer["outcome"]) for row in rows)
    assert answers.keys() >= {
        ("council_composition", "allowed"),
        ("seats_are_filled_properly", "allowed"),
        ("may_vote", "allowed"),
        ("may_vote", "held"),
        ("may_vote", "refused"),
        ("may_serve", "allowed"),
        ("may_decide_held", "allowed"),
        ("may_record_notice", "allowed"),
        ("may_record_notice", "refused"),
        ("may_freeze_ballot", "allowed"),
        ("may_freeze_ballot", "refused"),
        ("adequate_notice", "allowed"),
        ("adequate_notice", "refused"),
        ("timely_election", "allowed"),
        ("may_count", "allowed"),
        ("may_count", "refused"),
        ("window_dates", "allowed"),
        ("ballots_reconcile", "allowed"),
        ("may_publish_votes", "allowed"),
        ("contest_decided", "held"),
        ("contest_decided", "allowed"),
        ("may_record_lot", "allowed"),
        ("may_record_lot", "refused"),
        ("may_confirm_lot", "allowed"),
        ("ready_to_certify", "allowed"),
        ("may_sign", "allowed"),
        ("may_sign", "refused"),
        ("may_certify", "allowed"),
        ("may_certify", "refused"),
    }
    assert "check_marks" not in {row.rule for row in rows}, "what a voter marks is never recorded"


def test_no_recorded_fact_names_a_person(creek: TallowCreek, tmp_path: Path) -> None:
    election = finished(creek, tmp_path)
    session = creek.session
    entered = what_was_entered(session)
    assert {"Quillfeather", "1975-03-04", "Library", "Names drawn from a hat"} <= entered
    for row in recorded(session, election):
        values = set(texts(row.facts)) | set(texts(row.answer))
        found = {word for word in entered for value in values if word.casefold() in value.casefold()}
        assert found == set(), (row.rule, found)


def what_was_entered(session: Session) -> set[str]:
    """Every family name, birth date, contact, candidate, account and witness, and the free text that was typed."""
    people = session.scalars(select(Person)).all()
    words = {person.family_name for person in people}
    words |= {person.birth_date.isoformat() for person in people if person.birth_date}
    words |= set(session.scalars(select(ContactPoint.value)))
    words |= set(session.scalars(select(Candidate.name))) | set(session.scalars(select(Account.name)))
    words |= {
        "Wanda One",
        "Walt Two",
        "Wilma Witness",
        "Library",
        "Names drawn from a hat",
        "Payroll looked at",
    }
    return words


def texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, str):
        yield value


def test_every_voter_has_a_decision_and_the_same_one_is_not_kept_twice(creek: TallowCreek) -> None:
    session, election = creek.session, creek.election()
    for number in range(3):
        creek.guardian(f"Voter{number}", "Plain")
    tina = creek.employ(creek.guardian("Tina", "Teacher"), Position.TEACHER)
    registering.build_roll(session, election, now=at(11, 3, 9))
    kept = decisions_by_voter(session)
    assert kept == {entry.id: 1 for entry in registering.roll(session, election)}
    assert len(kept) == 4
    screen_again(session, election, now=at(11, 3, 10))
    registering.build_roll(session, election, now=at(11, 3, 11))
    issuing.issue_links(session, election, now=at(11, 12))
    assert decisions_by_voter(session) == kept
    for work in tina.employments:
        work.position = Position.BOARD_MEMBER
    session.flush()
    session.expire_all()
    assert screen_again(session, election, now=at(11, 13)) == 1
    numbers = decisions_by_voter(session)
    assert sorted(numbers.values()) == [1, 1, 1, 2]


def decisions_by_voter(session: Session) -> dict[object, int]:
    rows = session.execute(
        select(RecordedDecision.subject_id, func.count())
        .where(RecordedDecision.rule == "may_vote")
        .group_by(RecordedDecision.subject_id)
    )
    return {subject: number for subject, number in rows}


def test_a_decision_that_comes_back_is_kept_again(creek: TallowCreek) -> None:
    """Only a repetition of the newest is left out: to the board and back are three decisions."""
    session, election = creek.session, creek.election()
    tina = creek.employ(creek.guardian("Tina", "Teacher"), Position.TEACHER)
    registering.build_roll(session, election, now=at(11, 3, 9))
    for hour, position in ((10, Position.BOARD_MEMBER), (11, Position.TEACHER)):
        for work in tina.employments:
            work.position = position
        session.flush()
        session.expire_all()
        screen_again(session, election, now=at(11, 3, hour))
    answers = session.scalars(
        select(RecordedDecision.answer)
        .where(RecordedDecision.rule == "may_vote")
        .order_by(RecordedDecision.decided_at)
    ).all()
    assert [answer["outcome"] for answer in answers] == ["refused", "allowed", "refused"]


def test_a_voter_entered_by_the_clerk_and_a_persons_decision_stand_with_their_facts(
    creek: TallowCreek,
) -> None:
    session, election = creek.session, creek.election()
    creek.employ(creek.person("Hollis", "Quill", date(1970, 5, 5)), Position.TEACHER)
    entry = registering.add_voter(
        session,
        election,
        given_name="Hollis",
        family_name="Quill",
        tie=CommunityTie.LIVES_HERE,
        language="en",
        contacts=[(ContactKind.EMAIL, "hollis@example.org")],
        now=at(11, 3, 9),
    )
    decide(session, election, False, at(11, 4))
    rows = session.scalars(
        select(RecordedDecision)
        .where(RecordedDecision.subject_id == entry.id)
        .order_by(RecordedDecision.decided_at, RecordedDecision.rule)
    ).all()
    assert [(row.rule, row.answer["outcome"], row.facts.get("may_by_person")) for row in rows] == [
        ("may_vote", "held", None),
        ("may_decide_held", "allowed", None),
        ("may_vote", "refused", False),
    ]
    assert entry.status is RollStatus.EXCLUDED


def test_a_nomination_decided_again_on_the_same_facts_is_kept_once(creek: TallowCreek) -> None:
    session, election = creek.session, creek.election()
    creek.stand(election.contests[0], "Ana Ruiz")
    (candidate,) = election.contests[0].candidates
    nominating.decide_again(session, candidate, Nomination(name="Ana M. Ruiz"), now=at(10, 21))
    assert session.scalar(select(func.count()).where(RecordedDecision.rule == "may_serve")) == 1


def test_a_notice_taken_back_and_times_moved_stand_with_their_facts(creek: TallowCreek) -> None:
    session, election = creek.session, creek.election()
    creek.stand(election.contests[0], "Ana Ruiz")
    creek.notify(election)
    creek.freeze(election)
    opening.confirm_opening(session, election, now=at(11, 13))
    record = noticing.ledger(session, election)[0]
    noticing.void_notice(session, election, record, "Entered for the wrong school", now=at(11, 14))
    opening.change_times(
        session, election, SECRET, opens_at=at(12, 1, 7), closes_at=at(12, 15, 19), now=at(11, 14, 13)
    )
    rows = session.scalars(
        select(RecordedDecision)
        .where(RecordedDecision.rule == "adequate_notice")
        .order_by(RecordedDecision.decided_at)
    ).all()
    assert [(row.answer["outcome"], row.facts["moment"]) for row in rows] == [
        ("allowed", "opening"),
        ("refused", "opening"),
        ("allowed", "scheduling"),
    ]


def test_what_an_election_was_set_up_on_and_each_change_of_a_setting_stand_with_it(
    creek: TallowCreek,
) -> None:
    session, election = creek.session, creek.election()
    setting_up.change_setting(session, election, "cure_business_days", 4, now=at(10, 2))
    refuse(
        session,
        at(10, 3),
        lambda: setting_up.change_setting(session, election, "min_notice_days", 3, now=at(10, 3)),
    )
    rows = session.scalars(
        select(RecordedDecision)
        .where(RecordedDecision.election_id == election.id)
        .order_by(RecordedDecision.decided_at, RecordedDecision.rule)
    )
    assert [(row.rule, row.answer["outcome"]) for row in rows] == [
        ("council_composition", "allowed"),
        ("electorate_fits_seats", "allowed"),
        ("required_councils", "allowed"),
        ("seats_are_filled_properly", "allowed"),
        ("sound_settings", "allowed"),
        ("may_change_setting", "allowed"),
        ("may_change_setting", "refused"),
    ]


def test_seats_belong_to_the_council_and_show_beside_its_election_only(creek: TallowCreek) -> None:
    session, election = creek.session, creek.election()
    beside = recorded(session, election)
    assert {row.rule for row in beside if row.election_id is None} == {
        "council_composition",
        "seats_are_filled_properly",
    }
    assert {row.subject_id for row in beside if row.election_id is None} == {creek.council.id}
