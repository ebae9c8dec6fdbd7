"""A ballot that is wrong: paused, put right, confirmed by a second person; and two envelopes read as one ballot."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.ballot_correction import (
    CorrectionFacts,
    CorrectionStep,
    may_correct_ballot,
)
from ballot_service.rules.ballot_merging import OpenedBallot, merge_ballots
from ballot_service.rules.contests import Contest
from ballot_service.rules.decision import Weight
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.rules.signatures import Signer

CLOSES = datetime(2025, 12, 6, 1, tzinfo=UTC)
WITNESS = Signer(person="witness", is_employee=False, is_nominee=False, is_close_relative=False)
PAUSE = CorrectionFacts(
    step=CorrectionStep.PAUSE,
    asked_at=CLOSES - timedelta(days=5),
    closes_at=CLOSES,
    zone="America/Chicago",
)
ENTER = replace(PAUSE, step=CorrectionStep.ENTER, is_paused=True, contests_changed=1)
CONFIRM = replace(ENTER, step=CorrectionStep.CONFIRM, entered_by="clerk", confirmer=WITNESS)


def test_each_step_is_allowed_in_its_turn() -> None:
    assert [may_correct_ballot(facts).reasons for facts in (PAUSE, ENTER, CONFIRM)] == [(), (), ()]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(PAUSE, is_frozen=False), "correction_not_frozen"),
        (replace(PAUSE, is_list_fixed=True), "correction_list_fixed"),
        (replace(PAUSE, asked_at=CLOSES), "correction_after_close"),
        (replace(PAUSE, is_paused=True), "correction_paused_already"),
        (replace(ENTER, is_paused=False), "correction_not_paused"),
        (replace(ENTER, contests_voted=0), "correction_nobody_left"),
        (replace(ENTER, new_closes_at=CLOSES), "correction_close_earlier"),
        (replace(CONFIRM, has_changed_since=True), "correction_changed_since"),
        (replace(CONFIRM, confirmer=None), "correction_needs_second"),
        (replace(CONFIRM, entered_by="witness"), "correction_same_person"),
        (replace(CONFIRM, confirmer=replace(WITNESS, is_employee=True)), "only_employees_sign"),
        (replace(CONFIRM, confirmer=replace(WITNESS, is_nominee=True)), "signer_is_candidate"),
        (replace(CONFIRM, confirmer=replace(WITNESS, is_close_relative=None)), "declaration_missing"),
    ],
)
def test_what_stands_against_a_step(facts: CorrectionFacts, code: str) -> None:
    decision = may_correct_ballot(facts)
    assert decision.codes == (code,)
    assert not decision.allowed
    assert decision.objections[0].remedy


def test_two_people_one_of_them_the_clerk_who_is_no_employee() -> None:
    both = replace(CONFIRM, enterer_is_employee=False, confirmer=replace(WITNESS, is_employee=True))
    assert may_correct_ballot(both).allowed


def test_a_pause_that_the_close_overtook_is_saved_by_a_later_close() -> None:
    late = replace(ENTER, asked_at=CLOSES + timedelta(hours=1))
    assert may_correct_ballot(late).codes == ("correction_after_close",)
    assert may_correct_ballot(replace(late, new_closes_at=CLOSES + timedelta(days=4))).allowed
    already_past = replace(late, new_closes_at=CLOSES + timedelta(hours=1))
    assert may_correct_ballot(already_past).codes == ("correction_after_close",)
    unpaused = replace(PAUSE, asked_at=late.asked_at, new_closes_at=CLOSES + timedelta(days=4))
    assert may_correct_ballot(unpaused).codes == ("correction_after_close",)


def test_what_it_means_is_said_before_it_is_done() -> None:
    facts = replace(ENTER, in_box=7, untold=2)
    decision = may_correct_ballot(facts)
    assert decision.allowed
    assert [(reason.code, reason.weight) for reason in decision.reasons] == [
        ("correction_ballots_in", Weight.NOTES),
        ("correction_untold", Weight.WARNS),
    ]
    assert "7" in str(decision.reasons[0].sentence)
    nothing = may_correct_ballot(replace(facts, contests_changed=0))
    assert nothing.codes == ("correction_no_change",)
    unsaid = replace(PAUSE, step=CorrectionStep.ENTER, is_paused=True)
    assert may_correct_ballot(unsaid).codes == ("correction_no_change",)


@pytest.mark.parametrize(
    ("left", "warned"), [(timedelta(days=3), False), (timedelta(days=3) - timedelta(seconds=1), True)]
)
def test_less_than_three_days_are_warned_about(left: timedelta, warned: bool) -> None:
    facts = replace(ENTER, asked_at=CLOSES - left)
    assert ("correction_little_time" in may_correct_ballot(facts).codes) is warned
    moved = replace(facts, new_closes_at=CLOSES + timedelta(days=3))
    assert "correction_little_time" not in may_correct_ballot(moved).codes


PARENTS = Contest(contest="p", group=SeatGroupKind.PARENTS, seats=2, candidates=("b", "c", "new"))
NEIGHBORS = Contest(contest="n", group=SeatGroupKind.COMMUNITY, seats=1, candidates=("x", "y"))
BALLOT = (PARENTS, NEIGHBORS)
FIRST = OpenedBallot(version=1, choices={"p": ("a", "b"), "n": ("x",)})


def test_in_each_contest_the_newest_word_counts() -> None:
    again = OpenedBallot(version=2, choices={"p": ("new",)})
    for order in ((FIRST, again), (again, FIRST)):
        parents, neighbors = merge_ballots(order, BALLOT)
        assert (parents.votes, neighbors.votes) == (("new",), ("x",))


def test_a_contest_left_blank_the_second_time_is_blank() -> None:
    parents, neighbors = merge_ballots((FIRST, OpenedBallot(version=2, choices={"p": ()})), BALLOT)
    assert (parents.is_blank, parents.undervotes, neighbors.votes) == (True, 2, ("x",))


def test_a_name_taken_off_counts_for_nobody() -> None:
    parents, _neighbors = merge_ballots((FIRST,), BALLOT)
    assert (parents.votes, parents.undervotes, parents.overvotes) == (("b",), 1, 0)


def test_a_sheet_with_too_many_marks_is_saved_where_one_of_them_was_for_the_name_taken_off() -> None:
    sheet = OpenedBallot(version=1, choices={"p": ("a", "b", "c")})
    (parents, _neighbors) = merge_ballots((sheet,), BALLOT)
    assert parents.votes == ("b", "c")


def test_a_contest_that_is_not_voted_on_any_more_is_left_out() -> None:
    gone = replace(NEIGHBORS, candidates=())
    assert [each.contest for each in merge_ballots((FIRST,), (PARENTS, gone))] == ["p"]


choices = st.fixed_dictionaries(
    {},
    optional={
        "p": st.lists(st.sampled_from(["a", "b", "c", "new"]), max_size=4, unique=True),
        "n": st.lists(st.sampled_from(["x", "y"]), max_size=2, unique=True),
    },
)


@given(st.lists(choices, min_size=1, max_size=4))
def test_every_voter_has_one_reading_a_contest_whose_parts_add_up(said: list[dict[str, list[str]]]) -> None:
    envelopes = [OpenedBallot(version=version, choices=each) for version, each in enumerate(said, start=1)]
    readings = merge_ballots(envelopes, BALLOT)
    assert [each.contest for each in readings] == ["p", "n"]
    for reading, contest in zip(readings, BALLOT, strict=True):
        assert reading.votes_allowed == contest.votes_allowed
        newest = next((each[contest.contest] for each in reversed(said) if contest.contest in each), [])
        assert set(reading.marks) == set(newest) & set(contest.candidates)
