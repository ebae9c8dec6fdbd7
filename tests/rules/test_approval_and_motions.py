"""Approval against published instances; motions with thresholds in whole people (R066, R083, R086)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.counting.approval import count_approval
from ballot_service.rules.counting.motion import (
    MotionFacts,
    Threshold,
    count_motion,
    motion_carries,
    votes_needed,
)
from ballot_service.rules.counting.n_of_m import CountFacts
from ballot_service.rules.counting.result import GroupedBallot
from ballot_service.rules.decision import Outcome
from ballot_service.rules.fact_checks import WrongFact
from tests.rules.ranked_cases import cases

TWO_THIRDS = Threshold.TWO_THIRDS_OF_MEMBERSHIP


@pytest.mark.parametrize("case", cases("approval"), ids=lambda case: str(case["id"]))
def test_approval_elects_what_all_right_sets_share_and_ties_the_rest(case: dict[str, Any]) -> None:
    names = tuple(case["candidates"])
    ballots = tuple(
        GroupedBallot(count=number, marks=tuple(names[one] for one in marks))
        for number, marks in case["ballots"]
    )
    result = count_approval(CountFacts(seats=case["seats"], candidates=names, ballots=ballots))
    sets = [{names[one] for one in winners} for winners in case["expected_winner_sets"]]
    assert set(result.elected) == set.intersection(*sets)
    assert set(result.tied) == set.union(*sets) - set(result.elected)
    assert len(result.elected) + result.tied_seats == case["seats"]
    assert (result.overvotes, result.sum_agrees) == (0, True)


def test_who_approves_of_all_is_no_overvote() -> None:
    ballots = (GroupedBallot(count=2, marks=("a", "b", "c")), GroupedBallot(count=1, marks=("b",)))
    result = count_approval(CountFacts(seats=1, candidates=("a", "b", "c"), ballots=ballots))
    assert (result.elected, result.valid, result.votes_for("b"), result.undervotes) == (("b",), 3, 3, 2)


@pytest.mark.parametrize(
    ("yes", "no", "abstained", "membership", "needed", "carries"),
    [
        (3, 2, 0, None, 3, True),
        (3, 3, 0, None, 4, False),
        (1, 0, 9, None, 1, True),
        (0, 0, 5, None, 1, False),
        (4, 2, 0, 6, 4, True),
        (4, 0, 2, 7, 5, False),
        (5, 2, 0, 7, 5, True),
        (4, 0, 1, 6, 4, True),
        (3, 0, 2, 5, 4, False),
        (1, 0, 0, 1, 1, True),
    ],
)
def test_thresholds_are_whole_people(
    yes: int, no: int, abstained: int, membership: int | None, needed: int, carries: bool
) -> None:
    facts = MotionFacts(
        yes_votes=yes,
        no_votes=no,
        abstentions=abstained,
        threshold=TWO_THIRDS if membership else Threshold.MAJORITY_OF_VOTES,
        membership=membership,
    )
    assert votes_needed(facts) == needed
    decision, result = motion_carries(facts), count_motion(facts)
    assert (decision.outcome is Outcome.ALLOWED) is carries
    assert result.elected == (("yes",) if carries else ("no",))
    assert (result.ballots, result.valid, result.undervotes, result.quota) == (
        yes + no + abstained,
        yes + no,
        abstained,
        needed,
    )
    assert (result.sum_agrees, result.seats, result.overvoted, result.votes_allowed) == (True, 1, 0, 1)
    assert (result.tied_seats, result.unfilled, result.is_unopposed) == (0, 0, False)
    assert f"Needed: {needed} yes, {'two-thirds' if membership else 'more than half'} of" in str(
        result.steps[1]
    )
    if not carries:
        (reason,) = decision.objections
        more = needed - yes
        assert str(reason.sentence) == f"The motion fails: {more} more would have had to vote yes."


@pytest.mark.parametrize(
    "given_facts",
    [
        {"yes_votes": 2, "no_votes": 0, "threshold": TWO_THIRDS, "membership": 1},
        {"yes_votes": -1, "no_votes": 0},
        {"yes_votes": 0, "no_votes": -1},
        {"yes_votes": 0, "no_votes": 0, "abstentions": -1},
        {"yes_votes": 0, "no_votes": 0, "threshold": TWO_THIRDS},
        {"yes_votes": 0, "no_votes": 0, "threshold": TWO_THIRDS, "membership": 0},
        {"yes_votes": 3, "no_votes": 1, "abstentions": 1, "threshold": TWO_THIRDS, "membership": 4},
    ],
)
def test_votes_that_cannot_be_are_refused(given_facts: dict[str, Any]) -> None:
    with pytest.raises(WrongFact):
        MotionFacts(**given_facts)


def test_nobody_abstains_unless_said() -> None:
    assert count_motion(MotionFacts(yes_votes=2, no_votes=1)).ballots == 3


@given(st.integers(1, 500))
def test_two_thirds_is_never_one_person_too_few_or_too_many(membership: int) -> None:
    needed = votes_needed(MotionFacts(yes_votes=0, no_votes=0, threshold=TWO_THIRDS, membership=membership))
    assert 3 * needed >= 2 * membership > 3 * (needed - 1)
