"""The result of one contest, whatever the method: votes, elected, tied, unfilled, rounds, and each step
in words.

A tie is a result. It is never broken here by name, order or time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ballot_service.rules.words import Sentence


class Method(StrEnum):
    N_OF_M = "n_of_m"


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
class Round:
    """One round of a count. Vote for up to n has one; ranked methods have several."""

    votes: tuple[CandidateVotes, ...]
    elected: tuple[str, ...] = ()
    eliminated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestResult:
    """What a contest came to. Candidates are ids; `candidates` and `votes` stand in ballot order.

    `ballots` = `valid` + `blank` + `overvoted`. `votes_allowed` times `ballots` = all votes + `overvotes` +
    `undervotes`. `elected` is in order of votes. `tied` lists only candidates between whom the last
    `tied_seats` seats are undecided; `drawn` lists those who got such a seat by lot. `unfilled` seats have no
    candidate.
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
