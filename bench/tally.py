"""Counting a million ballots: ranked, by the Scottish rules, against other counters; marks, against numpy.

`python -m bench.tally [--ballots 1000000]`, in an environment that also has numpy and whichever of pyrankvote,
pref_voting and votekit can be installed there; whoever is missing is left out and named. The service needs none of
them. Every count begins with the same list of tuples in memory and ends with the last round. Slow counters get a
tenth or a hundredth of the ballots, and so do we in that pair. droop, which others have measured, could not be
installed.

Twelve candidates, five seats. A voter ranks some of them, the favored more often first, as in a real ward: most
ballots then say what others say too. `--all-different` makes every order as likely as any other, which is the worst
case for grouping. Time must grow no faster than the number of ballots.
"""

from __future__ import annotations

import argparse
import tracemalloc
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from random import Random
from types import ModuleType

from ballot_service.rules.counting.n_of_m import CountFacts, count_n_of_m
from ballot_service.rules.counting.rankings import RankedFacts
from ballot_service.rules.counting.result import GroupedBallot
from ballot_service.rules.counting.single_transferable import count_scottish_stv
from bench.measuring import growth, in_turn, met, rate, report

CANDIDATES = tuple(f"candidate {letter}" for letter in "ABCDEFGHIJKL")
SEATS = 5
LENGTHS = (1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 12)
"""How many a voter ranks, as in Scottish wards: three is usual, all are rare."""
SLOW, SLOWEST = 10, 100

Ballots = list[tuple[str, ...]]


def ranked_ballots(number: int, *, all_different: bool) -> Ballots:
    """Ballots as they come from a file: a new tuple for each, sharing only the names."""
    chance = Random(20260401)
    favor = [1.0] * len(CANDIDATES) if all_different else [2.0 ** -(n / 2) for n in range(len(CANDIDATES))]
    ballots = []
    for _ in range(number):
        length = len(CANDIDATES) if all_different else chance.choice(LENGTHS)
        keys = sorted(zip((chance.random() ** (1 / f) for f in favor), CANDIDATES, strict=True), reverse=True)
        ballots.append(tuple(name for _, name in keys[:length]))
    return ballots


def marked_ballots(number: int) -> Ballots:
    chance = Random(20260402)
    return [tuple(sorted(chance.sample(CANDIDATES, chance.randint(1, SEATS)))) for _ in range(number)]


def ours(ballots: Ballots) -> object:
    return count_scottish_stv(RankedFacts(seats=SEATS, candidates=CANDIDATES, ballots=Counter(ballots)))


def our_marks(ballots: Ballots) -> object:
    grouped = tuple(GroupedBallot(count=number, marks=marks) for marks, number in Counter(ballots).items())
    return count_n_of_m(CountFacts(seats=SEATS, candidates=CANDIDATES, ballots=grouped))


def by_pyrankvote(module: ModuleType, ballots: Ballots) -> object:
    people = {name: module.Candidate(name) for name in CANDIDATES}
    papers = [module.Ballot(ranked_candidates=[people[name] for name in one]) for one in ballots]
    return module.single_transferable_vote(list(people.values()), papers, SEATS)


def by_pref_voting(module: ModuleType, ballots: Ballots) -> object:
    profiles = import_module("pref_voting.profiles_with_ties")
    number = {name: n for n, name in enumerate(CANDIDATES)}
    groups = Counter(ballots)
    rankings = [{number[name]: rank for rank, name in enumerate(one)} for one in groups]
    profile = profiles.ProfileWithTies(
        rankings, rcounts=list(groups.values()), candidates=list(number.values())
    )
    return import_module(f"{module.__name__}.proportional_methods").stv_scottish(profile, num_seats=SEATS)


def by_votekit(module: ModuleType, ballots: Ballots) -> object:
    ballot = module.RankBallot
    groups = Counter(ballots)
    papers = tuple(ballot(ranking=[{n} for n in one], weight=number) for one, number in groups.items())
    profile = module.RankProfile(ballots=papers, candidates=CANDIDATES)
    elections = import_module(f"{module.__name__}.elections")
    return elections.STV(profile, n_seats=SEATS, simultaneous=False, tiebreak="random")


Counting = Callable[[ModuleType, Ballots], object]
OTHERS: Sequence[tuple[str, Counting, int, float]] = (
    ("pyrankvote", by_pyrankvote, 1, 8),
    ("pref_voting", by_pref_voting, SLOW, 10),
    ("votekit", by_votekit, SLOWEST, 8),
)
"""The module, how it counts, with which part of the ballots, and how many times as fast the goal is."""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ballots", type=int, default=1_000_000)
    parser.add_argument("--all-different", action="store_true")
    options = parser.parse_args(arguments)
    ballots = ranked_ballots(options.ballots, all_different=options.all_different)
    notes = [f"{len(set(ballots)):,} of {len(ballots):,} ranked ballots are different"]
    rows = []
    for name, count, part, goal in OTHERS:
        row, note = _against(name, count, ballots[: len(ballots) // part], goal)
        rows += [row] if row else []
        notes += [note] if note else []
    rows.append(_memory(ballots))
    rows += _marks(options.ballots)
    notes.append(
        "growth " + growth({n: 1 / rate(partial(ours, ballots[:n]), 1) for n in _sizes(len(ballots))})
    )
    report("Counting ballots from a list of tuples", rows, notes)


def _sizes(number: int) -> tuple[int, ...]:
    return number // 16, number // 4, number


def _module(name: str) -> ModuleType | None:
    try:
        return import_module(name)
    except ImportError:
        return None


def _against(
    name: str, count: Counting, ballots: Ballots, goal: float
) -> tuple[tuple[str, str, str, str] | None, str | None]:
    module = _module(name)
    if module is None:
        return None, f"{name} is not installed here and was left out"
    number = len(ballots)
    try:
        ratio, we, they = in_turn(
            lambda: rate(partial(ours, ballots), number),
            lambda: rate(partial(count, module, ballots), number),
        )
    except Exception as problem:  # another program's mistake is a finding, not the end of the run
        return None, f"{name} did not finish: {type(problem).__name__}"
    measured = f"{ratio}, {number / we:.2f} of {number / they:.2f} s"
    return (f"{number:,} ranked, against {name}", measured, f"≥ {goal:.0f}", met(ratio.median, goal)), None


def _memory(ballots: Ballots) -> tuple[str, str, str, str]:
    """The most memory counting took at once, against what the same ballots take when they are made again."""
    tracemalloc.start()
    again = [tuple(list(one)) for one in ballots]
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    ours(again)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    share = peak / size
    return "memory at its peak, against the ballots", f"{share:.2f}", "≤ 1.5", met(share, 1.5, at_most=True)


def _marks(number: int) -> list[tuple[str, str, str, str]]:
    numpy = _module("numpy")
    if numpy is None:
        return []
    ballots = marked_ballots(number)
    marks = numpy.array([[name in one for name in CANDIDATES] for one in ballots], dtype=bool)
    ratio, we, they = in_turn(
        lambda: rate(partial(our_marks, ballots), number), lambda: rate(lambda: marks.sum(axis=0), number)
    )
    measured = f"{ratio}, {number / we * 1000:.0f} of {number / they * 1000:.0f} ms"
    return [
        (
            f"{number:,} n-of-m, against numpy's sums of a ready table",
            measured,
            "≥ 0.1",
            met(ratio.median, 0.1),
        )
    ]


if __name__ == "__main__":
    main()
