"""Vote for up to n: published results, ties, and what must never change a count (R050, 1.14, 1.15)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.counting.n_of_m import CountFacts, NotCountable, contest_decided, count_n_of_m
from ballot_service.rules.counting.result import ContestResult, GroupedBallot
from ballot_service.rules.decision import Outcome
from ballot_service.rules.naming import with_names

CASES = Path(__file__).parents[1] / "data" / "counting"


def ballots_from_totals(
    candidates: Sequence[str], votes: Sequence[int], allowed: int, papers: int
) -> list[list[str]]:
    """Papers that add up to the totals: each candidate's votes go to the papers with most room left."""
    marked: list[list[str]] = [[] for _ in range(papers)]
    for candidate, count in zip(candidates, votes, strict=True):
        for paper in sorted(marked, key=len)[:count]:
            paper.append(candidate)
    assert max(len(paper) for paper in marked) <= allowed
    return marked


def grouped(papers: Sequence[Sequence[str]]) -> tuple[GroupedBallot, ...]:
    return tuple(GroupedBallot(count=1, marks=tuple(paper)) for paper in papers)


def votes_in_order(result: ContestResult) -> list[int]:
    return [line.votes for line in result.votes]


def test_the_new_zealand_specimen_declaration() -> None:
    case = json.loads((CASES / "new-zealand-specimen.json").read_text(encoding="utf-8"))
    papers = ballots_from_totals(case["candidates"], case["votes"], case["seats"], papers=150)
    overvoted = [case["candidates"][:6]] * case["invalid"]
    result = count_n_of_m(
        CountFacts(
            seats=case["seats"], candidates=tuple(case["candidates"]), ballots=grouped([*papers, *overvoted])
        )
    )
    assert votes_in_order(result) == [114, 103, 87, 86, 82, 74, 69, 61]
    assert list(result.elected) == case["elected"]
    assert (result.ballots, result.valid, result.overvoted, result.blank) == (164, 150, 14, 0)
    assert (result.overvotes, result.undervotes) == (14 * 5, 150 * 5 - 676)
    assert result.sum_agrees
    assert result.is_decided


@pytest.mark.parametrize(
    "case",
    [json.loads(line) for line in (CASES / "n-of-m.jsonl").read_text(encoding="utf-8").splitlines()],
    ids=lambda case: str(case["id"]),
)
def test_official_totals_give_the_official_winners(case: dict[str, Any]) -> None:
    names = tuple(f"c{n}" for n in range(len(case["candidates"])))
    ballots = tuple(
        GroupedBallot(count=count, marks=tuple(names[mark] for mark in marks))
        for count, marks in case["ballots"]
    )
    result = count_n_of_m(CountFacts(seats=case["seats"], candidates=names, ballots=ballots))
    assert set(result.elected) == {names[winner] for winner in case["expected_winners"]}
    assert votes_in_order(result) == case["totals"]


S6_NAMES = ("one", "two", "three", "four", "five", "six")


def s6(*added: tuple[str, ...], lot: tuple[str, ...] = ()) -> CountFacts:
    papers = ballots_from_totals(S6_NAMES, (61, 54, 47, 38, 38, 20), allowed=4, papers=72)
    return CountFacts(seats=4, candidates=S6_NAMES, ballots=(*grouped(papers), *grouped(added)), lot=lot)


def test_a_tie_for_the_last_seat_is_a_result() -> None:
    result = count_n_of_m(s6())
    assert votes_in_order(result) == [61, 54, 47, 38, 38, 20]
    assert (result.elected, result.tied, result.tied_seats) == (("one", "two", "three"), ("four", "five"), 1)
    assert (sum(votes_in_order(result)), result.undervotes, result.overvotes) == (258, 30, 0)
    assert 258 + 30 + 0 == 72 * 4 == 288
    assert result.sum_agrees
    decision = contest_decided(s6())
    assert decision.outcome is Outcome.HELD
    assert str(decision.objections[0].sentence) == "Tied for the last seat with 38 votes each: four, five."


def test_one_cured_ballot_settles_it() -> None:
    result = count_n_of_m(s6(("five",)))
    assert (result.elected, result.tied) == (("one", "two", "three", "five"), ())
    assert (result.votes_for("five"), result.votes_for("four")) == (39, 38)
    assert (sum(votes_in_order(result)), result.undervotes) == (259, 33)
    assert 259 + 33 + result.overvotes == 292 == result.ballots * 4
    assert contest_decided(s6(("five",))).allowed


def test_a_lot_settles_it_and_the_result_still_shows_the_tie() -> None:
    result = count_n_of_m(s6(lot=("five", "four")))
    assert result.elected == ("one", "two", "three", "five")
    assert (result.tied, result.tied_seats, result.drawn, result.is_decided) == ((), 0, ("five",), True)
    assert (result.votes_for("four"), result.votes_for("five")) == (38, 38)
    names = {"four": "Ana Four", "five": "Ben Five"}
    assert [str(with_names(step, names)) for step in result.steps] == [
        "Ballots counted: 72. Votes: 258. Undervotes: 30. Overvotes: 0.",
        "Elected with the most votes: one, two, three.",
        "Tied for the last seat with 38 votes each: Ana Four, Ben Five.",
        "Decided by lot: Ben Five.",
    ]


def test_a_tie_between_first_and_second_asks_nothing() -> None:
    ballots = (GroupedBallot(count=5, marks=("a", "b")), GroupedBallot(count=1, marks=("c",)))
    result = count_n_of_m(CountFacts(seats=2, candidates=("a", "b", "c"), ballots=ballots))
    assert (set(result.elected), result.tied) == ({"a", "b"}, ())


def test_three_tied_for_two_seats() -> None:
    ballots = tuple(GroupedBallot(count=2, marks=(one,)) for one in ("b", "c", "d"))
    facts = CountFacts(
        seats=3, candidates=("a", "b", "c", "d"), ballots=(*ballots, GroupedBallot(count=9, marks=("a",)))
    )
    result = count_n_of_m(facts)
    assert (result.elected, result.tied, result.tied_seats) == (("a",), ("b", "c", "d"), 2)
    assert str(result.steps[-1]) == "Tied for the last 2 seats with 2 votes each: b, c, d."
    assert count_n_of_m(replace(facts, lot=("d", "b", "c"))).elected == ("a", "d", "b")


def test_poplarville_177_to_177() -> None:
    ballots = (GroupedBallot(count=177, marks=("a",)), GroupedBallot(count=177, marks=("b",)))
    result = count_n_of_m(CountFacts(seats=1, candidates=("a", "b"), ballots=ballots))
    assert (result.elected, result.tied) == ((), ("a", "b"))


def test_two_candidates_for_six_seats_are_elected_unopposed_and_four_seats_are_unfilled() -> None:
    """Chicago high school 2012 (practice): 2 candidates, 6 parent seats."""
    ballots = (GroupedBallot(count=20, marks=("a",)), GroupedBallot(count=3))
    result = count_n_of_m(CountFacts(seats=6, candidates=("a", "b"), ballots=ballots))
    assert (result.elected, result.unfilled, result.is_unopposed, result.tied) == (("a", "b"), 4, True, ())
    assert (result.votes_allowed, result.blank, result.undervotes) == (2, 3, 26)
    assert str(result.steps[-1]) == "Seats without a candidate: 4."


@pytest.mark.parametrize("names", [("a",), ("a", "b")])
def test_as_many_candidates_as_seats_are_elected_unopposed(names: tuple[str, ...]) -> None:
    result = count_n_of_m(
        CountFacts(seats=len(names), candidates=names, ballots=(GroupedBallot(count=1, marks=names),))
    )
    assert (result.elected, result.is_unopposed, result.unfilled) == (names, True, 0)
    assert str(result.steps[-1]).startswith("There were no more candidates than seats.")
    assert (result.rounds[0].exhausted, result.rounds[0].lost) == (0, 0)


def test_a_contest_without_candidates_leaves_its_seats_unfilled() -> None:
    result = count_n_of_m(CountFacts(seats=2, candidates=(), ballots=(GroupedBallot(count=5),)))
    assert (result.elected, result.unfilled, result.is_unopposed, result.sum_agrees) == ((), 2, False, True)


@pytest.mark.parametrize(
    "facts",
    [
        CountFacts(seats=-1, candidates=(), ballots=()),
        CountFacts(seats=1, candidates=("a",), ballots=(GroupedBallot(count=-1),)),
        CountFacts(seats=1, candidates=("a", "a"), ballots=()),
        s6(lot=("four",)),
        s6(lot=("four", "six")),
        s6(lot=("four", "four", "five")),
        s6(("five",), lot=("four", "five")),
    ],
    ids=["seats", "count", "twice", "half a lot", "wrong lot", "drawn twice", "no tie"],
)
def test_facts_that_contradict_each_other_are_refused(facts: CountFacts) -> None:
    with pytest.raises(NotCountable):
        count_n_of_m(facts)


def test_a_mark_beside_a_stranger_is_an_error() -> None:
    with pytest.raises(NotCountable, match="not a candidate"):
        count_n_of_m(CountFacts(seats=1, candidates=("a",), ballots=grouped([["b"]])))


@st.composite
def elections(draw: st.DrawFn) -> CountFacts:
    candidates = tuple(f"c{n}" for n in range(draw(st.integers(1, 6))))
    marks = st.lists(st.sampled_from(candidates), unique=True, max_size=len(candidates)).map(tuple)
    ballots = draw(st.lists(st.builds(GroupedBallot, count=st.integers(0, 5), marks=marks), max_size=12))
    return CountFacts(seats=draw(st.integers(0, 7)), candidates=candidates, ballots=tuple(ballots))


@given(elections())
def test_votes_overvotes_and_undervotes_make_the_votes_allowed_on_all_ballots(facts: CountFacts) -> None:
    result = count_n_of_m(facts)
    total = sum(votes_in_order(result)) + result.overvotes + result.undervotes
    assert total == min(facts.seats, len(facts.candidates)) * sum(ballot.count for ballot in facts.ballots)
    assert result.sum_agrees
    assert result.ballots >= result.valid
    assert result.ballots == result.valid + result.blank + result.overvoted


@given(elections())
def test_every_seat_is_elected_tied_or_unfilled(facts: CountFacts) -> None:
    result = count_n_of_m(facts)
    assert len(result.elected) + result.tied_seats + result.unfilled == facts.seats
    assert not set(result.elected) & set(result.tied)
    assert (result.tied_seats == 0) is (not result.tied)
    assert len(result.tied) != result.tied_seats or not result.tied


@given(elections(), st.randoms(use_true_random=False))
def test_the_order_of_ballots_never_matters(facts: CountFacts, chance: Random) -> None:
    shuffled = list(facts.ballots)
    chance.shuffle(shuffled)
    assert count_n_of_m(replace(facts, ballots=tuple(shuffled))) == count_n_of_m(facts)


@given(elections())
def test_splitting_grouped_ballots_changes_nothing(facts: CountFacts) -> None:
    singly = tuple(
        GroupedBallot(count=1, marks=ballot.marks) for ballot in facts.ballots for _ in range(ballot.count)
    )
    assert count_n_of_m(replace(facts, ballots=singly)) == count_n_of_m(facts)


@given(elections())
def test_names_never_matter(facts: CountFacts) -> None:
    """Renamed so that the alphabet runs the other way, the result is the same candidates."""
    new = {old: f"z{9 - n}" for n, old in enumerate(facts.candidates)}

    def renamed(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new[one] for one in ids)

    other = count_n_of_m(
        replace(
            facts,
            candidates=renamed(facts.candidates),
            ballots=tuple(replace(ballot, marks=renamed(ballot.marks)) for ballot in facts.ballots),
        )
    )
    result = count_n_of_m(facts)
    assert (other.elected, other.tied) == (renamed(result.elected), renamed(result.tied))
    assert votes_in_order(other) == votes_in_order(result)


@given(elections())
def test_the_order_on_the_ballot_elects_nobody(facts: CountFacts) -> None:
    result = count_n_of_m(facts)
    turned = count_n_of_m(replace(facts, candidates=facts.candidates[::-1]))
    assert set(turned.elected) == set(result.elected)
    assert set(turned.tied) == set(result.tied)


@given(elections(), st.integers(0, 10))
def test_a_vote_more_for_a_winner_never_makes_it_lose(facts: CountFacts, which: int) -> None:
    result = count_n_of_m(facts)
    for winner in result.elected:
        more = replace(facts, ballots=(*facts.ballots, GroupedBallot(count=1 + which, marks=(winner,))))
        assert winner in count_n_of_m(more).elected


@given(elections(), st.randoms(use_true_random=False))
def test_a_lot_fills_exactly_the_tied_seats(facts: CountFacts, chance: Random) -> None:
    result = count_n_of_m(facts)
    lot = list(result.tied)
    chance.shuffle(lot)
    settled = count_n_of_m(replace(facts, lot=tuple(lot)))
    assert settled.elected == result.elected + tuple(lot[: result.tied_seats])
    assert settled.is_decided
