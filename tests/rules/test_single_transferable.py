"""The single transferable vote: published Scottish stages, ties, and what must never change a count."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballot_service.rules.counting.n_of_m import NotCountable
from ballot_service.rules.counting.rankings import OVERVOTED, RankedFacts, Ranking
from ballot_service.rules.counting.result import ContestResult
from ballot_service.rules.counting.single_transferable import count_scottish_stv, count_stv
from ballot_service.rules.counting.stv_rules import MOST_DECIMALS, WIGM, LookBack
from ballot_service.rules.counting.written import decimal_text
from tests.rules.ranked_cases import (
    cases,
    elected_or_tied,
    everything,
    in_round,
    ranked_contests,
    ranked_facts,
)


@pytest.mark.parametrize("case", cases("scottish-stv"), ids=lambda case: str(case["id"]))
def test_every_ward_gives_the_declared_winners_and_the_published_stages(case: dict[str, Any]) -> None:
    facts, names = ranked_facts(case), case["candidates"]
    result = count_scottish_stv(facts)
    assert set(result.elected) == {names[winner] for winner in case["expected_winners"]}
    assert (result.tied, result.quota, result.valid) == ((), case["official_quota"], case["valid"])
    if case["expected_rounds_quality"] == "differs":
        return
    near = Fraction(1, 100) if case["expected_rounds_quality"] == "2dp" else 0
    assert len(result.rounds) == len(case["expected_rounds"])
    for mine, published in zip(result.rounds, case["expected_rounds"], strict=True):
        assert set(mine.elected) == {names[one] for one in published["elected"]}
        assert set(mine.eliminated) == {names[one] for one in published["excluded"]}
        votes = [Fraction(text) for text in published["tally"]]
        assert all(abs(line.votes - one) <= near for line, one in zip(mine.votes, votes, strict=True))


def contest(seats: int, *ballots: tuple[int, str], lot: str = "", candidates: str = "abcd") -> RankedFacts:
    """Candidates of one letter each: (5, "ab") is five papers with a first and b second."""
    return RankedFacts(
        seats=seats,
        candidates=tuple(candidates),
        ballots={tuple(marks): number for number, marks in ballots},
        lot=tuple(lot),
    )


def steps(result: ContestResult) -> list[str]:
    return [str(step) for one in result.rounds for step in one.steps]


def test_a_surplus_passes_on_at_a_value_cut_off_after_five_decimals() -> None:
    """19 votes, quota 5: a has 7, and each paper is worth 2/7 = 0.28571."""
    result = count_scottish_stv(contest(3, (3, "ab"), (4, "ac"), (4, "b"), (4, "c"), (4, "d")))
    assert result.quota == 5
    assert result.rounds[0].elected == ("a",)
    votes = in_round(result.rounds[1])
    assert (votes["b"], votes["c"]) == (4 + 3 * Fraction(28571, 10**5), 4 + 4 * Fraction(28571, 10**5))
    assert (votes["a"], result.rounds[1].lost) == (5, 2 - 7 * Fraction(28571, 10**5))
    assert result.elected == ("a", "c", "b")
    exact = count_stv(contest(3, (3, "ab"), (4, "ac"), (4, "b"), (4, "c"), (4, "d")))
    assert in_round(exact.rounds[1])["b"] == 4 + Fraction(6, 7)
    assert exact.rounds[1].lost == 0
    assert steps(result)[:2] == ["Reached the quota and elected: a.", "The surplus of a passes on: 2."]


def test_halves_of_votes_stay_halves() -> None:
    """8 votes, quota 3: a has 6, and each paper passes on at exactly 1/2."""
    result = count_stv(contest(2, (5, "ab"), (1, "ac"), (2, "d")))
    votes = in_round(result.rounds[1])
    assert (votes["b"], votes["c"], votes["a"]) == (Fraction(5, 2), Fraction(1, 2), 3)


def test_papers_received_pass_on_at_the_value_they_had_times_the_share() -> None:
    """Rule 48(4): a's papers reach b at 0.5; b's own surplus of 4 of 9 then takes its share of that."""
    result = count_scottish_stv(contest(3, (10, "abc"), (4, "bc"), (2, "c"), (1, "d")))
    assert result.quota == 5
    assert in_round(result.rounds[1])["b"] == 9
    last = in_round(result.rounds[2])
    assert last["c"] == 2 + 10 * Fraction(22222, 10**5) + 4 * Fraction(44444, 10**5)
    assert [(line.candidate, line.votes) for line in result.rounds[1].received] == [("b", 5)]


def test_who_has_exactly_the_quota_is_elected_and_passes_nothing_on() -> None:
    result = count_scottish_stv(contest(1, (4, "ab"), (3, "b")))
    assert (result.quota, result.elected, len(result.rounds)) == (4, ("a",), 1)
    three = count_scottish_stv(contest(2, (3, "a"), (3, "b"), (2, "c")))
    assert (three.quota, three.elected, len(three.rounds)) == (3, ("a", "b"), 1)
    no_surplus = count_scottish_stv(contest(2, (4, "ab"), (3, "b"), (2, "c"), (1, "d")))
    assert (no_surplus.rounds[0].elected, no_surplus.rounds[0].eliminated) == (("a",), ("d",))


def test_the_largest_surplus_goes_first_and_equal_ones_by_the_last_stage_that_differs() -> None:
    largest = count_scottish_stv(contest(3, (8, "ad"), (9, "bd"), (1, "c"), (1, "d")))
    assert "The surplus of b passes on: 4." in steps(largest)[1]
    equal = count_scottish_stv(
        contest(3, (12, "ac"), (11, "bd"), (4, "ea"), (5, "eb"), (10, "c"), (10, "d"), candidates="abcde")
    )
    assert equal.rounds[1].elected == ("a", "b")
    assert "Tied: a, b. The last earlier round in which they differed decides: a." in steps(equal)
    assert [one.candidate for one in equal.rounds[2].received] == ["c"]


def test_equal_surpluses_that_no_stage_tells_apart_need_a_lot() -> None:
    facts = contest(3, (6, "ac"), (6, "bd"), (2, "c"), (2, "d"))
    result = count_scottish_stv(facts)
    assert (result.unfilled, result.votes_allowed) == (0, 1)
    assert (result.elected, result.tied, result.tied_seats, len(result.rounds)) == (
        ("a", "b"),
        ("a", "b"),
        1,
        1,
    )
    assert steps(result)[-1] == "Tied: a, b. Only a lot can say how the count goes on."
    drawn = count_scottish_stv(replace(facts, lot=("b", "a", "c", "d")))
    assert "Tied: a, b. The lot decides: b." in steps(drawn)
    assert [one.candidate for one in drawn.rounds[1].received] == ["d"]


def test_a_tie_for_the_fewest_looks_back_to_the_last_stage_that_differs() -> None:
    """c and d have 3 each after e is out; before, c had fewer, so c is out."""
    facts = contest(1, (5, "a"), (5, "b"), (2, "ca"), (3, "db"), (1, "ec"), candidates="abcde")
    result = count_scottish_stv(facts)
    assert [one.eliminated for one in result.rounds[:2]] == [("e",), ("c",)]
    said = "Tied: c, d. The last earlier round in which they differed decides: c."
    assert said in steps(result)
    by_lot = count_stv(facts, replace(WIGM, ties=LookBack.LOT_ONLY))
    assert (by_lot.tied, by_lot.elected) == (("c", "d"), ())


def test_a_tie_for_the_fewest_that_nothing_settles_is_reported_and_a_lot_resolves_it() -> None:
    facts = contest(1, (5, "a"), (4, "b"), (2, "cb"), (2, "da"))
    result = count_scottish_stv(facts)
    assert (result.elected, result.tied, result.tied_seats, result.is_decided) == ((), ("c", "d"), 1, False)
    assert count_scottish_stv(replace(facts, lot=("c",))).tied == ("c", "d")
    drawn = count_scottish_stv(replace(facts, lot=("d", "c")))
    assert drawn.rounds[0].eliminated == ("c",)
    assert count_scottish_stv(replace(facts, lot=("d", "c"))) == drawn


def test_the_last_seats_go_to_all_who_are_left() -> None:
    result = count_scottish_stv(contest(2, (5, "a"), (2, "b"), (1, "c")))
    assert result.rounds[-1].eliminated == ()
    assert result.elected == ("a", "b")
    assert "As many seats as candidates left, so elected: b." in steps(result)
    few = count_scottish_stv(contest(3, (4, "a"), candidates="ab"))
    assert (few.elected, few.unfilled, few.is_unopposed) == (("a", "b"), 1, True)
    as_many = count_scottish_stv(contest(2, (4, "a"), candidates="ab"))
    assert (as_many.elected, as_many.unfilled, as_many.is_unopposed) == (("a", "b"), 0, True)
    assert not result.is_unopposed
    assert count_scottish_stv(contest(1, (4, "a"), candidates="a")).is_unopposed
    all_gone = count_scottish_stv(replace(contest(1, (4, "a"), candidates="a"), withdrawn=("a",)))
    assert (all_gone.elected, all_gone.unfilled, all_gone.is_unopposed) == ((), 1, False)
    nobody = count_scottish_stv(contest(0, (4, "a")))
    assert (nobody.elected, len(nobody.rounds)) == ((), 1)


def test_a_scottish_paper_ends_at_a_skipped_or_overvoted_rank() -> None:
    ballots: dict[Ranking, int] = {
        ("a", (), "b"): 2,
        ((), "b"): 1,
        (("a", "b"), "c"): 1,
        OVERVOTED: 0,
        (OVERVOTED, "c"): 1,
        (): 3,
        ("b",): 1,
        ("c", "b"): 1,
    }
    del ballots[OVERVOTED]
    facts = RankedFacts(seats=1, candidates=("a", "b", "c"), ballots=ballots)
    result = count_scottish_stv(facts)
    assert (result.ballots, result.valid, result.blank) == (10, 4, 3)
    assert (result.overvotes, result.undervotes) == (2, 4)
    assert in_round(result.rounds[0]) == {"a": 2, "b": 1, "c": 1}


def test_papers_of_the_withdrawn_go_to_the_next_choice() -> None:
    facts = replace(contest(1, (5, "ab"), (4, "c"), (1, "a")), withdrawn=("a",))
    result = count_scottish_stv(facts)
    assert in_round(result.rounds[0]) == {"a": 0, "b": 5, "c": 4, "d": 0}
    assert (result.valid, result.elected) == (9, ("b",))


@pytest.mark.parametrize(
    "change",
    [
        {"seats": -1},
        {"candidates": ("a", "a")},
        {"candidates": ("a", "")},
        {"withdrawn": ("x",)},
        {"lot": ("x",)},
        {"lot": ("a", "a")},
        {"ballots": {("a",): -1}},
        {"ballots": {("x",): 1}},
        {"ballots": {(("a", "x"),): 1}},
        {"ballots": {("",): 1}},
    ],
    ids=str,
)
def test_facts_that_contradict_each_other_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(NotCountable):
        count_scottish_stv(replace(contest(1, (2, "ab")), **change))


def test_decimals_are_declared_within_reason() -> None:
    assert replace(WIGM, decimals=MOST_DECIMALS).decimals == 30
    assert replace(WIGM, decimals=0).decimals == 0
    for wrong in (-1, MOST_DECIMALS + 1):
        with pytest.raises(NotCountable):
            replace(WIGM, decimals=wrong)


@pytest.mark.parametrize(
    ("votes", "text"),
    [
        (0, "0"),
        (12, "12"),
        (Fraction(15188104, 10**5), "151.88104"),
        (Fraction(1, 8), "0.125"),
        (Fraction(1, 20), "0.05"),
        (Fraction(7, 3), "7/3"),
        (Fraction(-1, 4), "-0.25"),
    ],
)
def test_votes_are_written_exactly(votes: int | Fraction, text: str) -> None:
    assert decimal_text(votes) == text


@given(ranked_contests(), st.sampled_from([None, 0, 2, 5]))
def test_every_vote_is_somewhere_in_every_round_and_every_seat_is_accounted_for(
    facts: RankedFacts, decimals: int | None
) -> None:
    result = count_stv(facts, replace(WIGM, decimals=decimals))
    assert result.ballots == sum(facts.ballots.values())
    assert sum(line.votes for line in result.votes) == result.valid
    assert result.sum_agrees
    for one in result.rounds:
        assert everything(one) == result.valid
        assert min((line.votes for line in one.votes), default=0) >= 0
        assert one.lost >= 0
    assert len(result.elected) + (result.tied_seats or result.unfilled) == facts.seats
    assert len(set(result.elected)) == len(result.elected)
    assert not {*result.elected, *result.tied} & set(facts.withdrawn)
    if len(facts.lot) == len(facts.candidates):
        assert result.is_decided
    if decimals is None:
        assert all(one.lost == 0 for one in result.rounds)


@settings(max_examples=60)
@given(ranked_contests(), st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_of_candidates_and_their_names_never_matter(
    facts: RankedFacts, chance: Random
) -> None:
    result = count_scottish_stv(facts)
    items = list(facts.ballots.items())
    chance.shuffle(items)
    assert count_scottish_stv(replace(facts, ballots=dict(items))) == result
    turned = count_scottish_stv(replace(facts, candidates=facts.candidates[::-1]))
    assert elected_or_tied(turned) == elected_or_tied(result)
    assert [in_round(one) for one in turned.rounds] == [in_round(one) for one in result.rounds]
    new = {old: f"z{9 - n}" for n, old in enumerate(facts.candidates)}
    other = count_scottish_stv(renamed(facts, new))
    assert other.elected == tuple(new[one] for one in result.elected)
    assert other.tied == tuple(new[one] for one in result.tied)


def renamed(facts: RankedFacts, new: dict[str, str]) -> RankedFacts:
    def one(rank: Any) -> Any:
        return new[rank] if isinstance(rank, str) else tuple(new[each] for each in rank)

    return replace(
        facts,
        candidates=tuple(new[c] for c in facts.candidates),
        withdrawn=tuple(new[c] for c in facts.withdrawn),
        lot=tuple(new[c] for c in facts.lot),
        ballots={tuple(one(rank) for rank in ranking): n for ranking, n in facts.ballots.items()},
    )


@settings(max_examples=40)
@given(ranked_contests(), st.integers(0, 9))
def test_batches_counted_together_are_the_same_however_they_were_split(facts: RankedFacts, at: int) -> None:
    first: Counter[Ranking] = Counter({one: n // 2 for one, n in facts.ballots.items()})
    second = Counter({one: n - n // 2 for one, n in list(facts.ballots.items())[::-1]})
    first.update(second)
    assert count_scottish_stv(replace(facts, ballots=first)) == count_scottish_stv(facts)
