"""Counts instant runoff: one seat; whoever has the fewest votes is out and the papers go to their next choice,
until somebody has more than half of the votes still in the count.

A tie for the last place stops the count until the order of a drawn lot is given, unless those tied cannot
catch up with the next candidate even together: then they are out together, and nothing hangs on the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise

from ballot_service.rules.counting.n_of_m import NotCountable
from ballot_service.rules.counting.papers import Papers
from ballot_service.rules.counting.rankings import (
    DEFAULT_RANKS,
    RankedFacts,
    RankRules,
    check_ranked,
    read_rankings,
)
from ballot_service.rules.counting.result import CandidateVotes, ContestResult, Method, Round, Votes
from ballot_service.rules.counting.stv_rules import LookBack
from ballot_service.rules.counting.ties import choose
from ballot_service.rules.counting.written import ranked_totals, standing_tie
from ballot_service.rules.words import Sentence, say


class Elimination(StrEnum):
    """How many are out in a round."""

    ONE = "one"
    """One. Without a lot for a tie, those tied are out together when even with all the votes below a gap they
    could not catch up with the next candidate."""
    BATCH = "batch"
    """Everybody below a gap: all who even together have fewer votes than the next candidate."""


class Until(StrEnum):
    MAJORITY = "majority"
    TWO_LEFT = "two_left"
    """Goes on to two candidates although somebody has a majority before."""


class Majority(StrEnum):
    OF_EACH_ROUND = "of_each_round"
    OF_FIRST_ROUND = "of_first_round"
    """More than half of the votes of the first round; of the last two the one with more votes wins anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunoffRules:
    """How a jurisdiction counts. `out_first` are out before anybody else once they have votes, and nobody wins
    before (write-ins without a name); `fewest_votes` puts out everybody below it before others."""

    ranks: RankRules = DEFAULT_RANKS
    elimination: Elimination = Elimination.ONE
    until: Until = Until.MAJORITY
    majority: Majority = Majority.OF_EACH_ROUND
    ties: LookBack = LookBack.LOT_ONLY
    out_first: tuple[str, ...] = ()
    fewest_votes: int = 0


DEFAULT_RULES = RunoffRules()


def count_instant_runoff(facts: RankedFacts, rules: RunoffRules = DEFAULT_RULES) -> ContestResult:
    """The result of one contest by instant runoff.

    Every ballot that ranks anybody is valid; one that counts for nobody from the start is among the exhausted
    of round 1. Raises NotCountable when the facts contradict each other, or for more than one seat.
    Source: NIST election glossary, ranked choice voting; the statutes RankRules names."""
    check_ranked(facts)
    if facts.seats != 1:
        raise NotCountable(
            "seats", "instant runoff elects one; for more seats use the single transferable vote"
        )
    if not set(rules.out_first) <= set(facts.candidates):
        raise NotCountable("out_first", "somebody who should be out first is not a candidate")
    read = read_rankings(facts, rules.ranks)
    papers = Papers(facts, read)
    papers.exhausted = papers.reaching_nobody - read.blank
    count = _Count(facts, rules, papers)
    count.run()
    open_seats = 1 - len(count.elected)
    return ContestResult(
        method=Method.INSTANT_RUNOFF,
        seats=1,
        votes_allowed=1,
        candidates=facts.candidates,
        ballots=read.total,
        valid=read.total - read.blank,
        blank=read.blank,
        overvoted=papers.overvoted,
        votes=tuple(CandidateVotes(candidate=c, votes=papers.first_choices[c]) for c in facts.candidates),
        overvotes=papers.overvoted,
        undervotes=papers.reaching_nobody - papers.overvoted,
        elected=count.elected,
        tied=count.tied,
        tied_seats=open_seats if count.tied else 0,
        unfilled=0 if count.tied else open_seats,
        is_unopposed=len(facts.candidates) - len(facts.withdrawn) == 1,
        rounds=tuple(count.rounds),
        steps=(
            ranked_totals(read.total, read.total - read.blank),
            *(step for one in count.rounds for step in one.steps),
        ),
    )


class _Count:
    """One count as it goes on."""

    def __init__(self, facts: RankedFacts, rules: RunoffRules, papers: Papers) -> None:
        self.elected: tuple[str, ...] = ()
        self.tied: tuple[str, ...] = ()
        self.rounds: list[Round] = []
        self._facts, self._rules, self._papers = facts, rules, papers
        self._in_order = [one for one in facts.candidates if one in papers.standing]
        self._first_round = sum(papers.votes.values())
        self._earlier: list[dict[str, Votes]] = []

    def run(self) -> None:
        """Goes on until somebody is elected, nobody is left, or a tie stands."""
        received: dict[str, Votes] = {}
        while True:
            steps: list[Sentence] = []
            self._elect(steps)
            out = () if self.elected or self.tied else self._next_out(steps)
            self.rounds.append(self._papers.round(self.elected, out, received, steps))
            if not out:
                return
            self._earlier.append(dict(self._papers.votes))
            self._papers.standing.difference_update(out)
            received = {}
            for candidate in out:
                for one, votes in self._papers.pass_on(candidate).items():
                    received[one] = received.get(one, 0) + votes

    def _by_votes(self) -> list[str]:
        """Those still standing, most votes first."""
        votes = self._papers.votes
        return sorted((c for c in self._in_order if c in self._papers.standing), key=lambda c: -votes[c])

    def _elect(self, steps: list[Sentence]) -> None:
        ranked, votes = self._by_votes(), self._papers.votes
        if not ranked or any(votes[one] for one in ranked if one in self._rules.out_first):
            return
        if len(ranked) <= 2:
            self._elect_of_last_two(ranked, steps)
        elif self._rules.until is Until.MAJORITY and votes[ranked[0]] * 2 > self._majority_of():
            self._win(ranked[0], steps)

    def _majority_of(self) -> Votes:
        if self._rules.majority is Majority.OF_FIRST_ROUND:
            return self._first_round
        return sum(self._papers.votes[one] for one in self._papers.standing)

    def _elect_of_last_two(self, ranked: Sequence[str], steps: list[Sentence]) -> None:
        """Of two, the one with more votes has more than half of them; equal votes are a tie for the seat."""
        votes = self._papers.votes
        tied = tuple(one for one in ranked if votes[one] == votes[ranked[0]])
        choice = choose(tied, self._looked_back(), self._facts.lot, highest=True)
        if choice.chosen is None:
            self.tied = choice.tied
            steps.append(standing_tie(choice.tied))
            return
        how = choice.step()
        if how:
            steps.append(how)
        self._win(choice.chosen, steps)

    def _win(self, winner: str, steps: list[Sentence]) -> None:
        self.elected = (winner,)
        steps.append(
            say(
                "Elected: {candidate}, with {votes} votes.",
                candidate=winner,
                votes=self._papers.votes[winner],
            )
        )

    def _looked_back(self) -> list[dict[str, Votes]]:
        return self._earlier if self._rules.ties is LookBack.LAST_DIFFERENCE else []

    def _next_out(self, steps: list[Sentence]) -> tuple[str, ...]:
        """Who is out after this round; nobody when a tie stands or nobody is left."""
        ranked, votes = self._by_votes(), self._papers.votes
        if not ranked:
            return ()
        out = (
            tuple(one for one in ranked if one in self._rules.out_first and votes[one])
            or self._below_the_fewest(ranked)
            or (self._rules.elimination is Elimination.BATCH and self._hopeless(ranked))
            or self._last(ranked, steps)
        )
        if out:
            steps.append(say("Out with the fewest votes: {candidates}.", candidates=out))
        return out

    def _last(self, ranked: Sequence[str], steps: list[Sentence]) -> tuple[str, ...]:
        """The one in the last place; all who are tied there when nothing hangs on the order; else a tie."""
        votes = self._papers.votes
        last = tuple(one for one in self._in_order if one in ranked and votes[one] == votes[ranked[-1]])
        choice = choose(last, self._looked_back(), self._facts.lot, highest=False)
        if choice.chosen is not None:
            how = choice.step()
            steps.extend([how] if how else [])
            return (choice.chosen,)
        if set(last) <= set(self._hopeless(ranked)):
            return last
        self.tied = choice.tied
        steps.append(standing_tie(choice.tied))
        return ()

    def _below_the_fewest(self, ranked: Sequence[str]) -> tuple[str, ...]:
        below = tuple(one for one in ranked if self._papers.votes[one] < self._rules.fewest_votes)
        return below if len(below) < len(ranked) else ()

    def _hopeless(self, ranked: Sequence[str]) -> tuple[str, ...]:
        """The largest group below a gap that it could not close even together."""
        votes = self._papers.votes
        levels = [tuple(level) for _, level in groupby(reversed(ranked), key=lambda one: votes[one])]
        hopeless: tuple[str, ...] = ()
        below: tuple[str, ...] = ()
        for level, following in pairwise(levels):
            below += level
            leaves_two = len(ranked) - len(below) >= 2
            if sum(votes[one] for one in below) < votes[following[0]] and (
                leaves_two or self._rules.until is Until.MAJORITY
            ):
                hopeless = below
        return hopeless
