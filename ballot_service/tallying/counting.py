"""Counts one contest of a file by the method asked for, and gives the result as plain JSON types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ballot_service.rules.counting.instant_runoff import DEFAULT_RULES, RunoffRules, count_instant_runoff
from ballot_service.rules.counting.n_of_m import CountFacts, NotCountable, count_marks
from ballot_service.rules.counting.rankings import DEFAULT_RANKS, RankedFacts, RankRules
from ballot_service.rules.counting.result import ContestResult, GroupedBallot, Method
from ballot_service.rules.counting.single_transferable import count_stv
from ballot_service.rules.counting.stv_rules import SCOTTISH, WIGM
from ballot_service.rules.counting.written import decimal_text
from ballot_service.tallying.contest import FileContest, clean, quoted


class TallyMethod(StrEnum):
    N_OF_M = "n-of-m"
    APPROVAL = "approval"
    IRV = "irv"
    SCOTTISH_STV = "scottish-stv"
    WIGM_STV = "wigm-stv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How somebody wants a contest counted. `seats` None takes the file's number; `decimals` None is exact."""

    method: TallyMethod = TallyMethod.N_OF_M
    seats: int | None = None
    lot: tuple[str, ...] = ()
    decimals: int | None = None
    ranks: RankRules = DEFAULT_RANKS
    runoff: RunoffRules = DEFAULT_RULES


class CannotCount(ValueError):
    """The wish does not fit the file; the text says why."""


def count_contest(contest: FileContest, wish: Wish) -> ContestResult:
    """The result. Raises CannotCount when no number of seats is known or the lot does not fit."""
    seats = contest.seats if wish.seats is None else wish.seats
    if wish.method is TallyMethod.IRV and wish.seats is None:
        seats = 1
    if seats is None:
        raise CannotCount("The file does not say how many seats there are. Add --seats.")
    try:
        return _COUNTS[wish.method](contest, replace(wish, seats=seats), seats)
    except NotCountable as problem:
        raise CannotCount(f"This cannot be counted: {problem}.") from problem


def names_in_lot(text: str, candidates: Sequence[str]) -> tuple[str, ...]:
    """The candidates in "NAME,NAME", also where names hold commas. Raises CannotCount for anybody else."""
    parts, found = text.split(","), list[str]()
    known = {name.casefold(): name for name in candidates}
    while parts:
        for length in range(len(parts), 0, -1):
            name = known.get(clean(",".join(parts[:length])).casefold())
            if name is not None:
                found.append(name)
                del parts[:length]
                break
        else:
            raise CannotCount(f"The lot names {quoted(parts[0])}, who is not a candidate.")
    return tuple(found)


def result_json(result: ContestResult, method: TallyMethod) -> dict[str, object]:
    """The result in plain JSON types. Votes are exact: a decimal as text, or a fraction where none is exact.

    `exhausted` is all that no candidate has any more: papers without a further choice, and what was cut off."""
    return {
        "method": method.value,
        "seats": result.seats,
        "candidates": list(result.candidates),
        "ballots": result.ballots,
        "valid": result.valid,
        "elected": list(result.elected),
        "tied": list(result.tied),
        "rounds": [
            {
                "votes": {line.candidate: decimal_text(line.votes) for line in one.votes},
                "elected": list(one.elected),
                "eliminated": list(one.eliminated),
                "exhausted": decimal_text(one.exhausted + one.lost),
            }
            for one in result.rounds
        ],
        "overvotes": result.overvotes,
        "undervotes": result.undervotes,
        "blank": result.blank,
    }


def _by_marks(contest: FileContest, wish: Wish, seats: int) -> ContestResult:
    """Every rank is a mark: whoever ranks three has marked three."""
    standing = tuple(one for one in contest.candidates if one not in contest.withdrawn)
    marks: Counter[tuple[str, ...]] = Counter()
    for ranking, number in contest.ballots.items():
        named = [one for rank in ranking for one in ((rank,) if isinstance(rank, str) else rank)]
        marks[tuple(sorted(one for one in set(named) if one in standing))] += number
    facts = CountFacts(
        seats=seats,
        candidates=standing,
        ballots=tuple(GroupedBallot(count=number, marks=one) for one, number in marks.items()),
        lot=wish.lot,
    )
    if wish.method is TallyMethod.APPROVAL:
        return count_marks(facts, len(standing), Method.APPROVAL)
    allowed = min(seats, len(standing))
    if contest.votes_allowed is not None and wish.seats == contest.seats:
        allowed = contest.votes_allowed
    return count_marks(facts, allowed, Method.N_OF_M)


def _by_ranks(contest: FileContest, wish: Wish, seats: int) -> ContestResult:
    facts = RankedFacts(
        seats=seats,
        candidates=contest.candidates,
        ballots=contest.ballots,
        withdrawn=contest.withdrawn,
        lot=wish.lot,
    )
    if wish.method is TallyMethod.IRV:
        return count_instant_runoff(facts, replace(wish.runoff, ranks=wish.ranks))
    if wish.method is TallyMethod.SCOTTISH_STV:
        return count_stv(facts, SCOTTISH)
    return count_stv(facts, replace(WIGM, decimals=wish.decimals, ranks=wish.ranks))


_COUNTS: Mapping[TallyMethod, Callable[[FileContest, Wish, int], ContestResult]] = {
    TallyMethod.N_OF_M: _by_marks,
    TallyMethod.APPROVAL: _by_marks,
    TallyMethod.IRV: _by_ranks,
    TallyMethod.SCOTTISH_STV: _by_ranks,
    TallyMethod.WIGM_STV: _by_ranks,
}
