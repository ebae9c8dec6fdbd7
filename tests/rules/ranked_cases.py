"""The shared counting cases as facts, and made-up ranked contests for properties."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from ballot_service.rules.counting.instant_runoff import Elimination, Majority, RunoffRules, Until
from ballot_service.rules.counting.rankings import (
    OVERVOTED,
    Duplicate,
    Overvote,
    RankedFacts,
    Ranking,
    RankRules,
)
from ballot_service.rules.counting.result import ContestResult, Round

CASES = Path(__file__).parents[1] / "data" / "counting"
WRITE_INS = "Undeclared Write-ins"
OVERVOTE = {
    "exhaustImmediately": Overvote.EXHAUST,
    "alwaysSkipToNextRank": Overvote.SKIP,
    "exhaustIfMultipleContinuing": Overvote.EXHAUST_IF_SEVERAL_CONTINUE,
}


def cases(name: str) -> list[dict[str, Any]]:
    text = (CASES / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def ranked_facts(case: dict[str, Any]) -> RankedFacts:
    names = tuple(case["candidates"])

    def rank(mark: Any) -> Any:
        if mark is None:
            return ()
        if isinstance(mark, int):
            return names[mark]
        return tuple(names[one] for one in mark) or OVERVOTED

    ballots: Counter[Ranking] = Counter()
    for number, marks in case["ballots"]:
        ballots[tuple(rank(mark) for mark in marks)] += number
    return RankedFacts(
        seats=case["seats"],
        candidates=names,
        ballots=ballots,
        withdrawn=tuple(names[one] for one in case.get("excluded", ())),
        lot=_lot(case, names),
    )


def _lot(case: dict[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    """The order in which ties fell there: a lot is input, and whoever went out first was drawn last."""
    if case["method"] != "irv" or case["rules"]["tiebreakMode"] == "useCandidateOrder":
        return names if case["method"] == "irv" else ()
    out = [
        one["eliminated"] for a in case["expected_rounds"] for one in a["tallyResults"] if "eliminated" in one
    ]
    return (*(name for name in names if name not in out), *reversed(out))


def runoff_rules(case: dict[str, Any]) -> RunoffRules:
    rules = case["rules"]
    skipped = rules["maxSkippedRanksAllowed"]
    exhausts = rules["exhaustOnDuplicateCandidate"]
    to_two = rules["continueUntilTwoCandidatesRemain"]
    first = rules["doesFirstRoundDetermineThreshold"]
    return RunoffRules(
        ranks=RankRules(
            overvote=OVERVOTE[rules["overvoteRule"]],
            skipped_ranks=None if skipped == "unlimited" else int(skipped),
            duplicate=Duplicate.EXHAUST if exhausts else Duplicate.SKIP,
        ),
        elimination=Elimination.BATCH if rules["batchElimination"] else Elimination.ONE,
        until=Until.TWO_LEFT if to_two else Until.MAJORITY,
        majority=Majority.OF_FIRST_ROUND if first else Majority.OF_EACH_ROUND,
        out_first=tuple(name for name in case["candidates"] if name == WRITE_INS),
        fewest_votes=int(rules["minimumVoteThreshold"] or 0),
    )


def everything(one: Round) -> int | Fraction:
    return sum(line.votes for line in one.votes) + one.exhausted + one.lost


def in_round(one: Round) -> dict[str, int | Fraction]:
    return {line.candidate: line.votes for line in one.votes}


def elected_or_tied(result: ContestResult) -> tuple[set[str], set[str]]:
    return set(result.elected), set(result.tied)


@st.composite
def ranked_contests(draw: st.DrawFn, most_seats: int = 4, fewest_seats: int = 0) -> RankedFacts:
    """Small contests with skipped and overvoted ranks, candidates ranked twice, and people withdrawn."""
    names = [f"c{n}" for n in range(draw(st.integers(1, 6)))]
    single = st.sampled_from(names)
    rank = (
        st.one_of(
            single,
            single,
            single,
            st.just(()),
            st.lists(single, min_size=2, max_size=3, unique=True).map(tuple),
        )
        if len(names) > 1
        else single
    )
    ballots = draw(st.dictionaries(st.lists(rank, max_size=6).map(tuple), st.integers(0, 9), max_size=14))
    return RankedFacts(
        seats=draw(st.integers(fewest_seats, most_seats)),
        candidates=tuple(names),
        ballots=ballots,
        withdrawn=tuple(draw(st.lists(single, unique=True, max_size=1))),
        lot=tuple(draw(st.permutations(names))) if draw(st.booleans()) else (),
    )
