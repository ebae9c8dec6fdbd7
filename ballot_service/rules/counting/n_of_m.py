"""Counts "vote for up to n": each ballot gives one vote to each candidate marked, the most votes win the
seats.

Only a tie that decides the last seat matters. It stays a tie until the order of a drawn lot is given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ballot_service.rules.ballots import UnreadableBallot, read_contest
from ballot_service.rules.counting.result import (
    CandidateVotes,
    ContestResult,
    GroupedBallot,
    Method,
    Round,
    RoundVotes,
)
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import WrongFact
from ballot_service.rules.words import Sentence, say

COUNT_SOURCE = "Requirements 1.14, votes per voter; Requirements 1.15, voting and counting"
TIE_SOURCE = "Requirements 1.14, ties"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountFacts:
    """One contest's ballots, grouped. `lot` is the order in which tied candidates were drawn, first drawn
    first; it is empty until a lot has been drawn and confirmed."""

    seats: int
    candidates: tuple[str, ...]
    ballots: tuple[GroupedBallot, ...]
    lot: tuple[str, ...] = ()


class NotCountable(WrongFact):
    """The seats, candidates, ballots or lot given cannot be those of one contest; `str()` says why."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(field, f"cannot be right: {problem}", "facts that agree")
        self.problem = problem

    def __str__(self) -> str:
        return self.problem


@dataclass(slots=True)
class _Sums:
    votes: Counter[str]
    ballots: int = 0
    valid: int = 0
    blank: int = 0
    overvoted: int = 0
    overvotes: int = 0
    undervotes: int = 0


def count_n_of_m(facts: CountFacts) -> ContestResult:
    """The result of one contest by vote for up to n; exact, and the same whatever the order of the ballots.

    Raises NotCountable when the facts contradict each other (two candidates with one id, a lot although
    nothing is tied, a lot that does not name exactly the tied, a mark beside a stranger).
    Source: R050; settled in 1.14 (votes per voter, overvote, ties) and 1.15 (voting and
    counting)."""
    return count_marks(facts, min(facts.seats, len(facts.candidates)), Method.N_OF_M)


def count_marks(facts: CountFacts, votes_allowed: int, method: Method) -> ContestResult:
    """The candidates with the most marks, when each ballot may mark `votes_allowed` of them: what vote for up
    to n and approval have in common. Raises what count_n_of_m raises."""
    _check(facts)
    sums = _add_up(facts, votes_allowed)
    clear, tied, open_seats = _winners(facts, sums.votes)
    drawn = _settle(facts.lot, tied, open_seats)
    lines = tuple(CandidateVotes(candidate=one, votes=sums.votes[one]) for one in facts.candidates)
    return ContestResult(
        method=method,
        seats=facts.seats,
        votes_allowed=votes_allowed,
        candidates=facts.candidates,
        ballots=sums.ballots,
        valid=sums.valid,
        blank=sums.blank,
        overvoted=sums.overvoted,
        votes=lines,
        overvotes=sums.overvotes,
        undervotes=sums.undervotes,
        elected=clear + drawn,
        tied=() if drawn else tied,
        tied_seats=0 if drawn else open_seats,
        drawn=drawn,
        unfilled=max(0, facts.seats - len(facts.candidates)),
        is_unopposed=_is_unopposed(facts),
        rounds=(_only_round(sums, facts, clear),),
        steps=(_totals(sums), *_outcome(facts, sums, clear, tied, drawn)),
    )


def contest_decided(facts: CountFacts) -> Decision:
    """Who is elected, and is every seat decided? Held while a tie decides the last seat.

    Raises what count_n_of_m raises. Source: settled in 1.14 (ties) and 1.15 (voting and counting).
    """
    result = count_n_of_m(facts)
    notes = tuple(
        Reason(code="count_step", sentence=step, source=COUNT_SOURCE, weight=Weight.NOTES)
        for step in result.steps
    )
    if result.is_decided:
        return Decision(reasons=notes)
    tie = Reason(
        code="tie_for_last_seat",
        sentence=_tie_sentence(result.tied, result.tied_seats, result.votes_for(result.tied[0])),
        source=TIE_SOURCE,
        weight=Weight.HOLDS,
        remedy=say(
            "First decide every ballot that can still be added. "
            "If the tie stands, draw a lot in public before two witnesses."
        ),
    )
    return Decision(reasons=(*notes, tie))


def _check(facts: CountFacts) -> None:
    if facts.seats < 0:
        raise NotCountable("seats", "seats cannot be fewer than none")
    for number, ballot in enumerate(facts.ballots):
        if ballot.count < 0:
            raise NotCountable(f"ballots[{number}].count", "ballots cannot be fewer than none")
    if len(set(facts.candidates)) != len(facts.candidates):
        raise NotCountable("candidates", "a candidate is listed twice")


def _add_up(facts: CountFacts, votes_allowed: int) -> _Sums:
    sums = _Sums(votes=Counter())
    for number, ballot in enumerate(facts.ballots):
        try:
            reading = read_contest(votes_allowed, facts.candidates, ballot.marks)
        except UnreadableBallot as problem:
            raise NotCountable(f"ballots[{number}].marks", str(problem)) from problem
        sums.ballots += ballot.count
        sums.overvotes += reading.overvotes * ballot.count
        sums.undervotes += reading.undervotes * ballot.count
        sums.valid += ballot.count if reading.votes else 0
        sums.blank += ballot.count if reading.is_blank else 0
        sums.overvoted += 0 if reading.votes or reading.is_blank else ballot.count
        for candidate in reading.votes:
            sums.votes[candidate] += ballot.count
    return sums


def _winners(facts: CountFacts, votes: Counter[str]) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Those clearly elected in order of votes, those tied for the last seats, and how many such seats."""
    ranked = sorted(facts.candidates, key=lambda one: -votes[one])
    if len(ranked) <= facts.seats:
        return tuple(ranked), (), 0
    if facts.seats == 0:
        return (), (), 0
    last = votes[ranked[facts.seats - 1]]
    if votes[ranked[facts.seats]] < last:
        return tuple(ranked[: facts.seats]), (), 0
    clear = tuple(one for one in ranked if votes[one] > last)
    tied = tuple(one for one in facts.candidates if votes[one] == last)
    return clear, tied, facts.seats - len(clear)


def _settle(lot: Sequence[str], tied: tuple[str, ...], open_seats: int) -> tuple[str, ...]:
    if not lot:
        return ()
    if not tied:
        raise NotCountable("lot", "a lot is given, but no tie decides the last seat")
    if sorted(lot) != sorted(tied):
        raise NotCountable("lot", "the lot must name each tied candidate once and nobody else")
    return tuple(lot[:open_seats])


def _only_round(sums: _Sums, facts: CountFacts, clear: tuple[str, ...]) -> Round:
    votes = tuple(RoundVotes(candidate=one, votes=sums.votes[one]) for one in facts.candidates)
    return Round(votes=votes, elected=clear)


def _is_unopposed(facts: CountFacts) -> bool:
    return 0 < len(facts.candidates) <= facts.seats


def _totals(sums: _Sums) -> Sentence:
    return say(
        "Ballots counted: {ballots}. Votes: {votes}. Undervotes: {undervotes}. Overvotes: {overvotes}.",
        ballots=sums.ballots,
        votes=sums.votes.total(),
        undervotes=sums.undervotes,
        overvotes=sums.overvotes,
    )


def _outcome(
    facts: CountFacts, sums: _Sums, clear: tuple[str, ...], tied: tuple[str, ...], drawn: tuple[str, ...]
) -> list[Sentence]:
    steps = []
    if _is_unopposed(facts):
        steps.append(
            say("There were no more candidates than seats. Elected unopposed: {elected}.", elected=clear)
        )
    elif clear:
        steps.append(say("Elected with the most votes: {elected}.", elected=clear))
    if tied:
        steps.append(_tie_sentence(tied, facts.seats - len(clear), sums.votes[tied[0]]))
    if drawn:
        steps.append(say("Decided by lot: {drawn}.", drawn=drawn))
    if facts.seats > len(facts.candidates):
        steps.append(
            say("Seats without a candidate: {unfilled}.", unfilled=facts.seats - len(facts.candidates))
        )
    return steps


def _tie_sentence(tied: tuple[str, ...], open_seats: int, votes: int) -> Sentence:
    if open_seats == 1:
        return say("Tied for the last seat with {votes} votes each: {tied}.", votes=votes, tied=tied)
    return say(
        "Tied for the last {seats} seats with {votes} votes each: {tied}.",
        seats=open_seats,
        votes=votes,
        tied=tied,
    )
