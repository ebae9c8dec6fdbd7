"""The papers of a ranked count: who holds them at what value, and how they pass on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from operator import itemgetter

from ballot_service.rules.counting.rankings import (
    RankedFacts,
    Ranking,
    ReadBallots,
    is_overvoted,
    next_choice,
)
from ballot_service.rules.counting.result import Round, RoundVotes, Votes
from ballot_service.rules.words import Sentence

Paper = tuple[Ranking, int]
"""A ranking and how many ballots say it."""

WHOLE = Fraction(1)
_NUMBER = itemgetter(1)


class Papers:
    """All papers of one contest. `standing` are those whom a paper can still go to; `votes` is what everybody
    has now; `exhausted` and `lost` grow until all of it together is the valid ballots."""

    def __init__(self, facts: RankedFacts, read: ReadBallots) -> None:
        self._candidates = facts.candidates
        self._has_open_ranks = read.has_open_ranks
        self.standing = set(facts.candidates).difference(facts.withdrawn)
        self.exhausted: Votes = 0
        self.lost: Votes = 0
        piles = self._sorted(list(read.ballots.items()))
        nowhere = piles.pop(None, [])
        self.overvoted = sum(number for ranking, number in nowhere if is_overvoted(ranking))
        self.reaching_nobody = _how_many(nowhere)
        self._piles = {one: {WHOLE: papers} for one, papers in piles.items() if one is not None}
        self.first_choices = {one: _how_many(piles.get(one, [])) for one in facts.candidates}
        self.votes: dict[str, Votes] = dict(self.first_choices)

    def pass_on(self, candidate: str, at: Callable[[Fraction], Fraction] | None = None) -> dict[str, Votes]:
        """Passes on all papers of somebody who stands no longer, at the value they have or, for a surplus, at
        the value that `at` gives for it. What is passed on is taken from the candidate's votes; the rest stays.
        Gives what each other candidate received."""
        received: defaultdict[str, Votes] = defaultdict(int)
        exhausted: Votes = 0
        for value, papers in self._piles.pop(candidate, {}).items():
            new = value if at is None else at(value)
            for following, part in self._sorted(papers).items():
                worth = _worth(new, _how_many(part))
                if following is None:
                    exhausted += worth
                    continue
                received[following] += worth
                pile = self._piles.setdefault(following, {})
                pile.setdefault(new, []).extend(part)
        for following, worth in received.items():
            self.votes[following] += worth
        self.exhausted += exhausted
        self.votes[candidate] -= exhausted + sum(received.values())
        return dict(received)

    def leave(self, candidate: str, votes: Votes) -> None:
        """The candidate keeps exactly `votes`; what is more was cut off in calculating and is lost."""
        self.lost += self.votes[candidate] - votes
        self.votes[candidate] = votes

    def round(
        self,
        elected: tuple[str, ...],
        eliminated: tuple[str, ...],
        received: dict[str, Votes],
        steps: list[Sentence],
    ) -> Round:
        """This moment as a round of the result."""
        return Round(
            votes=self._lines(self.votes),
            elected=elected,
            eliminated=eliminated,
            exhausted=self.exhausted,
            lost=self.lost,
            received=self._lines(received),
            steps=tuple(steps),
        )

    def _lines(self, votes: dict[str, Votes]) -> tuple[RoundVotes, ...]:
        return tuple(RoundVotes(candidate=one, votes=votes[one]) for one in self._candidates if one in votes)

    def _sorted(self, papers: list[Paper]) -> dict[str | None, list[Paper]]:
        """The papers by whom they go to next among those standing."""
        parts: defaultdict[str | None, list[Paper]] = defaultdict(list)
        if self._has_open_ranks:
            for paper in papers:
                parts[next_choice(paper[0], self.standing)].append(paper)
            return parts
        # The same for single ranks, several times quicker: this loop is where a large count spends its time.
        is_standing = self.standing.__contains__
        for paper in papers:
            parts[next(filter(is_standing, paper[0]), None)].append(paper)  # type: ignore[index]  # no ranking is open here
        return parts


def _how_many(papers: list[Paper]) -> int:
    return sum(map(_NUMBER, papers))


def _worth(value: Fraction, number: int) -> Votes:
    worth = value * number
    return worth.numerator if worth.denominator == 1 else worth
