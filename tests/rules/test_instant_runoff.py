"""Instant runoff: published counts with their jurisdictions' rules, ties, and what must never change a count."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballot_service.rules.counting.instant_runoff import (
    Elimination,
    Majority,
    RunoffRules,
    Until,
    count_instant_runoff,
)
from ballot_service.rules.counting.n_of_m import NotCountable
from ballot_service.rules.counting.rankings import (
    OVERVOTED,
    Duplicate,
    Overvote,
    RankedFacts,
    Ranking,
    RankRules,
)
from ballot_service.rules.counting.result import ContestResult
from ballot_service.rules.counting.stv_rules import LookBack
from tests.rules.ranked_cases import (
    cases,
    elected_or_tied,
    everything,
    in_round,
    ranked_contests,
    ranked_facts,
    runoff_rules,
)


@pytest.mark.parametrize("case", cases("irv"), ids=lambda case: str(case["id"]))
def test_every_case_gives_the_published_winner_and_rounds(case: dict[str, Any]) -> None:
    result = count_instant_runoff(ranked_facts(case), runoff_rules(case))
    assert [case["candidates"].index(one) for one in result.elected] == case["expected_winners"]
    assert len(result.rounds) == len(case["expected_rounds"])
    for mine, published in zip(result.rounds, case["expected_rounds"], strict=True):
        votes = in_round(mine)
        assert {name: str(votes[name]) for name in published["tally"]} == published["tally"]
        assert set(mine.eliminated) == {
            one["eliminated"] for one in published["tallyResults"] if "eliminated" in one
        }
        assert mine.exhausted == sum(int(number) for number in published["inactiveBallots"].values())


def contest(ballots: dict[Any, int], *, candidates: str = "abcd", lot: str = "") -> RankedFacts:
    """Candidates of one letter each; a text is a ranking of single candidates."""
    rankings: dict[Ranking, int] = {tuple(marks): number for marks, number in ballots.items()}
    return RankedFacts(seats=1, candidates=tuple(candidates), ballots=rankings, lot=tuple(lot))


def count(facts: RankedFacts, **rules: Any) -> ContestResult:
    return count_instant_runoff(facts, RunoffRules(**rules))


def test_more_than_half_wins_and_half_does_not() -> None:
    won = count(contest({"a": 6, "b": 3, "c": 2}))
    assert (won.seats, won.votes_allowed, won.unfilled, won.tied_seats, won.is_unopposed) == (
        1,
        1,
        0,
        0,
        False,
    )
    assert (won.elected, len(won.rounds)) == (("a",), 1)
    half = count(contest({"a": 5, "b": 3, "c": 2}))
    assert [one.eliminated for one in half.rounds] == [("d",), ("c",), ()]


def test_papers_of_whoever_is_out_go_to_the_next_choice_or_are_exhausted() -> None:
    result = count(contest({"a": 4, "b": 3, "cb": 2, "c": 1, "d": 1}, candidates="abc" + "d"))
    assert result.rounds[0].eliminated == ("d",)
    assert in_round(result.rounds[1]) == {"a": 4, "b": 3, "c": 3, "d": 0}
    assert result.rounds[1].exhausted == 1


def test_a_tie_for_the_last_place_is_reported_and_a_lot_resolves_it() -> None:
    facts = contest({"a": 5, "b": 4, "cb": 2, "da": 2})
    assert (count(facts).elected, count(facts).tied, count(facts).tied_seats) == ((), ("c", "d"), 1)
    assert count(facts).unfilled == 0
    assert count(replace(facts, lot=("c", "d"))).rounds[0].eliminated == ("d",)
    assert count(replace(facts, lot=("d", "c"))).rounds[0].eliminated == ("c",)


def test_a_tie_that_decides_nothing_puts_all_of_them_out_together_unless_a_lot_was_drawn() -> None:
    facts = contest({"a": 5, "b": 6, "ca": 1, "da": 1})
    result = count(facts)
    assert (result.elected, result.rounds[0].eliminated) == (("a",), ("d", "c")[::-1])
    drawn = count(replace(facts, lot=("c", "d", "a", "b")))
    assert [one.eliminated for one in drawn.rounds] == [("d",), ("c",), ()]
    close = contest({"a": 3, "b": 2, "ca": 1, "da": 1})
    assert count(close).tied == ("c", "d"), "together they would draw level with b"


def test_a_tie_of_the_last_two_is_for_the_seat() -> None:
    facts = contest({"a": 3, "b": 3}, candidates="ab")
    assert (count(facts).tied, count(facts).elected, count(facts).is_decided) == (("a", "b"), (), False)
    assert count(replace(facts, lot=("b", "a"))).elected == ("b",)
    before = contest({"a": 3, "b": 2, "cb": 1}, candidates="abc")
    assert count(before).tied == ("a", "b")
    assert count(before, ties=LookBack.LAST_DIFFERENCE).elected == ("a",)


def test_a_batch_is_everybody_below_a_gap() -> None:
    facts = contest({"a": 20, "b": 19, "ca": 6, "da": 3, "eb": 2}, candidates="abcde")
    batch = count(facts, elimination=Elimination.BATCH)
    assert set(batch.rounds[0].eliminated) == {"c", "d", "e"}
    assert (batch.elected, len(batch.rounds)) == (("a",), 2)
    assert [(one.candidate, one.votes) for one in batch.rounds[1].received] == [("a", 9), ("b", 2)]
    assert count(facts).elected == ("a",)
    level = contest({"a": 9, "b": 8, "c": 4, "d": 4}, lot="dcba")
    assert count(level, elimination=Elimination.BATCH).rounds[0].eliminated == ("c",)


def test_counting_on_to_two_leaves_two() -> None:
    facts = contest({"a": 20, "b": 5, "cb": 3, "db": 1})
    assert len(count(facts).rounds) == 1
    on = count(facts, until=Until.TWO_LEFT)
    assert ([one.eliminated for one in on.rounds], on.elected) == ([("d",), ("c",), ()], ("a",))
    together = count(facts, until=Until.TWO_LEFT, elimination=Elimination.BATCH)
    assert [set(one.eliminated) for one in together.rounds] == [{"c", "d"}, set()]


def test_a_majority_of_the_first_round_counts_exhausted_papers_too() -> None:
    facts = contest({"a": 5, "b": 2, "c": 1, "d": 1, "e": 1}, candidates="abcde", lot="abcde")
    assert len(count(facts).rounds) == 2, "5 of 10 is no majority, 5 of the 9 then left is"
    first = count(facts, majority=Majority.OF_FIRST_ROUND)
    assert ([one.eliminated for one in first.rounds], first.elected) == ([("e",), ("d",), ("c",), ()], ("a",))


def test_write_ins_without_a_name_are_out_first_and_nobody_wins_before() -> None:
    facts = contest({"a": 6, "b": 3, "wb": 2}, candidates="abw")
    assert [one.eliminated for one in count(facts, out_first=("w",)).rounds] == [("w",), ()]
    assert len(count(facts).rounds) == 1
    without = contest({"a": 6, "b": 3}, candidates="abw")
    assert len(count(without, out_first=("w",)).rounds) == 1
    with pytest.raises(NotCountable):
        count(facts, out_first=("x",))


def test_those_below_the_fewest_votes_are_out_first() -> None:
    facts = contest({"a": 8, "b": 7, "c": 3, "da": 2})
    assert count(facts, fewest_votes=3).rounds[0].eliminated == ("d",)
    assert set(count(facts, fewest_votes=4).rounds[0].eliminated) == {"c", "d"}
    assert count(facts, fewest_votes=99).rounds[0].eliminated == ("d",)


def read(ranking: Ranking, out: str = "", **ranks: Any) -> str | None:
    """Whom one paper counts for when those in `out` are out of the count."""
    facts = RankedFacts(
        seats=1, candidates=tuple("abcd"), ballots={ranking: 1}, withdrawn=tuple(out), lot=tuple("abcd")
    )
    rules = RunoffRules(ranks=RankRules(**ranks))
    votes = in_round(count_instant_runoff(facts, rules).rounds[0])
    return next((name for name, number in votes.items() if number), None)


def test_an_overvoted_rank_exhausts_is_skipped_or_goes_to_the_only_one_left() -> None:
    over: Ranking = (("a", "b"), "c")
    several = Overvote.EXHAUST_IF_SEVERAL_CONTINUE
    assert read(over) is None
    assert read(over, overvote=Overvote.SKIP) == "c"
    assert read(over, overvote=several) is None
    assert read(over, "a", overvote=several) == "b"
    assert read(over, "ab", overvote=several) == "c"
    assert read((OVERVOTED, "c"), overvote=several) is None
    assert read((OVERVOTED, "c"), overvote=Overvote.SKIP) == "c"
    assert read(("d", OVERVOTED), "d") is None
    assert read((("a",), "c")) == "a"


def test_one_skipped_rank_is_passed_over_and_two_in_a_row_exhaust() -> None:
    assert read(((), "a")) == "a"
    assert read(((), (), "a")) is None
    assert read(("b", (), "a"), "b") == "a"
    assert read(("b", (), (), "a"), "b") is None
    assert read(((), "b", (), "a"), "b") == "a"
    assert read(((), (), "a"), skipped_ranks=None) == "a"
    assert read(((), "a"), skipped_ranks=0) is None


def test_a_candidate_ranked_twice_is_passed_over_or_exhausts() -> None:
    assert read(("b", "b", "a"), "b") == "a"
    assert read(("b", "b", "a"), "b", duplicate=Duplicate.EXHAUST) is None
    assert read(("b", "a", "b"), "b", duplicate=Duplicate.EXHAUST) == "a"
    skip = {"duplicate": Duplicate.EXHAUST, "overvote": Overvote.SKIP}
    assert read((("a", "b"), "b", "c"), **skip) is None


def test_a_count_needs_no_rules_of_its_own() -> None:
    """The defaults: one out at a time, to a majority of each round, a lot for ties, nobody out beforehand."""
    facts = contest({"a": 5, "b": 4, "c": 2}, candidates="abcde", lot="abcde")
    assert count_instant_runoff(facts) == count(facts, fewest_votes=0, elimination=Elimination.ONE)
    assert count_instant_runoff(facts).rounds[0].eliminated == ("e",)


def test_only_so_many_ranks_count() -> None:
    assert read(("b", "c", "a"), "bc", most_ranks=2) is None
    assert read(("b", "c", "a"), "bc", most_ranks=3) == "a"


def test_an_overvoted_paper_once_exhausted_stays_so() -> None:
    """d's paper meets a and b, both in; when b is out later it does not come back to a."""
    ballots: dict[Ranking, int] = {("a",): 4, ("b", "c"): 3, ("c",): 5, ("d", ("a", "b")): 2}
    facts = RankedFacts(seats=1, candidates=tuple("abcd"), ballots=ballots)
    result = count(facts, ranks=RankRules(overvote=Overvote.EXHAUST_IF_SEVERAL_CONTINUE))
    assert [one.exhausted for one in result.rounds] == [0, 2, 2]
    assert in_round(result.rounds[-1])["a"] == 4


def test_what_counts_as_valid_blank_overvoted_and_undervoted() -> None:
    ballots: dict[Ranking, int] = {
        ("a",): 4, (): 2, ((), ()): 1, (OVERVOTED,): 3, (("a", "b"), "c"): 1, ((), (), "b"): 5,
    }  # fmt: skip
    result = count(RankedFacts(seats=1, candidates=tuple("abc"), ballots=ballots))
    assert (result.ballots, result.valid, result.blank) == (16, 13, 3)
    assert (result.overvotes, result.undervotes, result.rounds[0].exhausted) == (4, 8, 9)
    skipping = count(
        RankedFacts(seats=1, candidates=tuple("abc"), ballots={(OVERVOTED,): 3, ("a",): 1}),
        ranks=RankRules(overvote=Overvote.SKIP),
    )
    assert (skipping.overvotes, skipping.undervotes) == (3, 0)


def test_one_seat_only_and_the_only_candidate_wins() -> None:
    with pytest.raises(NotCountable):
        count(replace(contest({"a": 1}), seats=2))
    alone = count(contest({}, candidates="a"))
    assert (alone.elected, alone.is_unopposed) == (("a",), True)
    none = count(RankedFacts(seats=1, candidates=(), ballots={(): 3}))
    assert (none.elected, none.unfilled, none.blank) == ((), 1, 3)


RULES = st.builds(
    RunoffRules,
    ranks=st.builds(
        RankRules,
        overvote=st.sampled_from(Overvote),
        skipped_ranks=st.sampled_from([None, 0, 1]),
        duplicate=st.sampled_from(Duplicate),
        most_ranks=st.sampled_from([None, 2]),
    ),
    elimination=st.sampled_from(Elimination),
    until=st.sampled_from(Until),
    ties=st.sampled_from(LookBack),
)


@given(ranked_contests(most_seats=1, fewest_seats=1), RULES, st.randoms(use_true_random=False))
def test_every_vote_is_somewhere_and_nothing_depends_on_the_order(
    facts: RankedFacts, rules: RunoffRules, chance: Random
) -> None:
    result = count_instant_runoff(facts, rules)
    assert all(everything(one) == result.valid for one in result.rounds)
    assert result.sum_agrees
    assert len(result.elected) + result.tied_seats + result.unfilled == 1
    items = list(facts.ballots.items())
    chance.shuffle(items)
    turned = replace(facts, ballots=dict(items), candidates=facts.candidates[::-1])
    assert elected_or_tied(count_instant_runoff(turned, rules)) == elected_or_tied(result)


@settings(max_examples=60)
@given(ranked_contests(most_seats=1, fewest_seats=1))
def test_putting_out_one_by_one_or_in_batches_elects_the_same(facts: RankedFacts) -> None:
    one, batch = (count(facts, elimination=each) for each in Elimination)
    if one.is_decided and batch.is_decided:
        assert one.elected == batch.elected
