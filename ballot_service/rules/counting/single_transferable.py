"""Counts the single transferable vote, by the Scottish rules or by weighted inclusive Gregory in general.

Scottish Local Government Elections Order 2007, schedule 1: rule 46 (first stage), 47 (quota), 48 and 49
(surplus), 50 and 51 (exclusion), 52 (last vacancies). A tie that no earlier stage settles stops the count until
the order of a drawn lot is given.
"""

from __future__ import annotations

from functools import partial

from ballot_service.rules.counting.papers import Papers
from ballot_service.rules.counting.rankings import RankedFacts, check_ranked, read_rankings
from ballot_service.rules.counting.result import CandidateVotes, ContestResult, Round, Votes
from ballot_service.rules.counting.stv_rules import SCOTTISH, WIGM, LookBack, StvRules, quota_of
from ballot_service.rules.counting.ties import Choice, choose
from ballot_service.rules.counting.written import decimal_text, ranked_totals, standing_tie
from ballot_service.rules.words import Sentence, say


def count_scottish_stv(facts: RankedFacts) -> ContestResult:
    """The result by the Scottish rules, stage by stage as a returning officer publishes it.

    Raises NotCountable when the facts contradict each other. Source: Scottish Local Government Elections Order
    2007, schedule 1, rules 46 to 52."""
    return count_stv(facts, SCOTTISH)


def count_stv(facts: RankedFacts, rules: StvRules = WIGM) -> ContestResult:
    """The result by single transferable vote under `rules`; exact, and the same whatever the order of ballots.

    Raises NotCountable when the facts contradict each other (a stranger on a ballot, in the lot or among those
    withdrawn; fewer ballots than none)."""
    check_ranked(facts)
    read = read_rankings(facts, rules.ranks)
    papers = Papers(facts, read)
    valid = read.total - papers.reaching_nobody
    count = _Count(facts, rules, papers, quota_of(valid, facts.seats))
    count.run()
    return ContestResult(
        method=rules.method,
        seats=facts.seats,
        votes_allowed=1,
        candidates=facts.candidates,
        ballots=read.total,
        valid=valid,
        blank=read.blank,
        overvoted=papers.overvoted,
        votes=tuple(CandidateVotes(candidate=c, votes=papers.first_choices[c]) for c in facts.candidates),
        overvotes=papers.overvoted,
        undervotes=papers.reaching_nobody - papers.overvoted,
        elected=tuple(count.elected),
        tied=count.tied,
        tied_seats=count.open_seats if count.tied else 0,
        unfilled=0 if count.tied else count.open_seats,
        is_unopposed=0 < len(facts.candidates) - len(facts.withdrawn) <= facts.seats,
        quota=count.quota,
        rounds=tuple(count.rounds),
        steps=(
            ranked_totals(read.total, valid),
            say("Quota: {quota}.", quota=count.quota),
            *(step for one in count.rounds for step in one.steps),
        ),
    )


class _Count:
    """One count as it goes on. `elected` in order; `tied` when only a lot can say how it goes on."""

    def __init__(self, facts: RankedFacts, rules: StvRules, papers: Papers, quota: int) -> None:
        self.quota = quota
        self.elected: list[str] = []
        self.tied: tuple[str, ...] = ()
        self.rounds: list[Round] = []
        self._facts, self._rules, self._papers = facts, rules, papers
        self._in_order = [one for one in facts.candidates if one in papers.standing]
        self._with_surplus: list[str] = []
        self._earlier: list[dict[str, Votes]] = []
        self._received: dict[str, Votes] = {}

    @property
    def open_seats(self) -> int:
        return self._facts.seats - len(self.elected)

    def run(self) -> None:
        """Goes on until every seat is filled, nobody is left, or a tie stands."""
        while True:
            steps: list[Sentence] = []
            elected = self._elect(steps)
            if not self.open_seats or not self._papers.standing:
                self._close_round(elected, (), steps)
                return
            passing = self._next_to_pass_on(steps)
            if passing is None:
                self._close_round(elected, (), steps)
                return
            is_out = passing in self._papers.standing
            self._close_round(elected, (passing,) if is_out else (), steps)
            if is_out:
                self._papers.standing.remove(passing)
                self._received = self._papers.pass_on(passing)
            else:
                self._pass_on_surplus(passing)

    def _close_round(
        self, elected: tuple[str, ...], eliminated: tuple[str, ...], steps: list[Sentence]
    ) -> None:
        self.rounds.append(self._papers.round(elected, eliminated, self._received, steps))
        self._earlier.append(dict(self._papers.votes))

    def _elect(self, steps: list[Sentence]) -> tuple[str, ...]:
        """Rules 47 and 52: whoever has the quota is elected; then everybody, once there is a seat for each."""
        votes, standing = self._papers.votes, self._papers.standing
        if not self.open_seats:
            return ()
        by_votes = sorted((one for one in self._in_order if one in standing), key=lambda one: -votes[one])
        reached = [one for one in by_votes if votes[one] >= self.quota]
        if reached:
            steps.append(say("Reached the quota and elected: {elected}.", elected=tuple(reached)))
        rest = [one for one in by_votes if one not in reached]
        if rest and len(rest) <= self.open_seats - len(reached):
            steps.append(say("As many seats as candidates left, so elected: {elected}.", elected=tuple(rest)))
        else:
            rest = []
        self._with_surplus += [one for one in reached if votes[one] > self.quota]
        standing.difference_update(reached, rest)
        self.elected += reached + rest
        return (*reached, *rest)

    def _next_to_pass_on(self, steps: list[Sentence]) -> str | None:
        """Rules 49 to 51: the largest surplus first; when there is none, the fewest votes. None for a tie."""
        votes, is_surplus = self._papers.votes, bool(self._with_surplus)
        among = self._with_surplus or [one for one in self._in_order if one in self._papers.standing]
        wanted = (max if is_surplus else min)(votes[one] for one in among)
        tied = tuple(one for one in self._in_order if one in among and votes[one] == wanted)
        earlier = self._earlier if self._rules.ties is LookBack.LAST_DIFFERENCE else []
        choice = choose(tied, earlier, self._facts.lot, highest=is_surplus)
        steps.extend(self._said(choice, is_surplus=is_surplus))
        self.tied = () if choice.chosen else choice.tied
        return choice.chosen

    def _said(self, choice: Choice, *, is_surplus: bool) -> list[Sentence]:
        if choice.chosen is None:
            return [standing_tie(choice.tied)]
        how = choice.step()
        votes = self._papers.votes[choice.chosen]
        if is_surplus:
            what = say(
                "The surplus of {candidate} passes on: {votes}.",
                candidate=choice.chosen,
                votes=decimal_text(votes - self.quota),
            )
        else:
            what = say(
                "Fewest votes, so out: {candidate}, with {votes}.",
                candidate=choice.chosen,
                votes=decimal_text(votes),
            )
        return [how, what] if how else [what]

    def _pass_on_surplus(self, candidate: str) -> None:
        """Rule 48: every paper passes on at its share of the surplus, and the candidate keeps the quota."""
        votes = self._papers.votes[candidate]
        share = partial(self._rules.transfer_value, surplus=votes - self.quota, votes=votes)
        self._with_surplus.remove(candidate)
        self._received = self._papers.pass_on(candidate, share)
        self._papers.leave(candidate, self.quota)
