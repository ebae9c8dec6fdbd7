"""The result of one contest, whatever the method: votes, elected, tied, unfilled, rounds, and each step
in words.

A tie is a result. It is never broken here by name, order or time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from ballot_service.rules.words import Sentence

Votes = int | Fraction
"""Votes are exact: whole, or a fraction where papers pass on at a part of their value."""


class Method(StrEnum):
    N_OF_M = "n_of_m"
    APPROVAL = "approval"
    INSTANT_RUNOFF = "instant_runoff"
    SCOTTISH_STV = "scottish_stv"
    WIGM_STV = "wigm_stv"
    MOTION = "motion"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedBallot:
    """`count` ballots that carry the same marks (candidate ids)."""

    count: int
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateVotes:
    candidate: str
    votes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundVotes:
    """What a candidate has in one round; a fraction of a vote is exact."""

    candidate: str
    votes: Votes


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round of a count. Vote for up to n has one; ranked methods have several.

    `elected` and `eliminated` follow from this round's votes; the papers move in the next round, whose
    `received` says what each candidate then got. All votes + `exhausted` + `lost` = the valid ballots:
    `exhausted` is the value of papers that no longer name anybody in the count, `lost` what was cut off where
    the rules calculate to so many decimals. `steps` say in words what was decided here, and by which rule.
    """

    votes: tuple[RoundVotes, ...]
    elected: tuple[str, ...] = ()
    eliminated: tuple[str, ...] = ()
    exhausted: Votes = 0
    lost: Votes = 0
    received: tuple[RoundVotes, ...] = ()
    steps: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestResult:
    """What a contest came to. Candidates are ids; `candidates` and `votes` stand in ballot order.

    `ballots` = `valid` + `blank` + `overvoted`. `votes_allowed` times `ballots` = all votes + `overvotes` +
    `undervotes`. `elected` is in order of votes. `tied` lists only candidates between whom the last
    `tied_seats` seats are undecided; `drawn` lists those who got such a seat by lot. `unfilled` seats have no
    candidate.

    In ranked methods `votes` are the first choices and one vote is allowed. A tie there may also be for who
    is out next or whose surplus goes first; then the count stands still at its last round, `tied_seats` are
    the seats not yet filled, and `drawn` is empty, since a lot orders people but seats nobody by itself.
    """

    method: Method
    seats: int
    votes_allowed: int
    candidates: tuple[str, ...]
    ballots: int
    valid: int
    blank: int
    overvoted: int
    votes: tuple[CandidateVotes, ...]
    overvotes: int
    undervotes: int
    elected: tuple[str, ...]
    tied: tuple[str, ...] = ()
    tied_seats: int = 0
    drawn: tuple[str, ...] = ()
    unfilled: int = 0
    is_unopposed: bool = False
    quota: Votes | None = None
    rounds: tuple[Round, ...] = ()
    steps: tuple[Sentence, ...] = ()

    @property
    def is_decided(self) -> bool:
        """True when no seat waits for a tie to be settled."""
        return not self.tied

    @property
    def sum_agrees(self) -> bool:
        """Whether votes, overvotes and undervotes make up the votes allowed on all ballots (NIST rule)."""
        cast = sum(line.votes for line in self.votes)
        return cast + self.overvotes + self.undervotes == self.votes_allowed * self.ballots

    def votes_for(self, candidate: str) -> int:
        """Raises KeyError for somebody who is not a candidate."""
        return {line.candidate: line.votes for line in self.votes}[candidate]
