"""What differs between kinds of single transferable vote: the value at which a surplus passes on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from ballot_service.rules.counting.n_of_m import NotCountable
from ballot_service.rules.counting.rankings import DEFAULT_RANKS, Duplicate, Overvote, RankRules
from ballot_service.rules.counting.result import Method, Votes

SCOTTISH_DECIMALS = 5
MOST_DECIMALS = 30
"""More than this says nothing more about anybody's will."""


class LookBack(StrEnum):
    """Where to look first when candidates are tied."""

    LAST_DIFFERENCE = "last_difference"
    LOT_ONLY = "lot_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class StvRules:
    """A kind of single transferable vote. All papers of a surplus pass on, each at its own value times surplus
    over votes, cut off after `decimals` (None: exact fractions). `ranks` says how ballots are read."""

    method: Method
    decimals: int | None
    ranks: RankRules
    ties: LookBack = LookBack.LAST_DIFFERENCE

    def __post_init__(self) -> None:
        if self.decimals is not None and not 0 <= self.decimals <= MOST_DECIMALS:
            raise NotCountable("decimals", f"decimals must be from 0 to {MOST_DECIMALS}")

    def transfer_value(self, value: Fraction, surplus: Votes, votes: Votes) -> Fraction:
        """What a paper worth `value` is worth after its candidate, who has `votes`, passes on a surplus.

        Source: Scottish Local Government Elections Order 2007, rule 48(3): surplus times value, divided by the
        candidate's votes, to five decimals, any remainder ignored."""
        exact = value * surplus / votes
        if self.decimals is None:
            return exact
        unit: int = 10**self.decimals
        return Fraction(exact * unit // 1, unit)


SCOTTISH = StvRules(
    method=Method.SCOTTISH_STV,
    decimals=SCOTTISH_DECIMALS,
    ranks=RankRules(overvote=Overvote.EXHAUST, skipped_ranks=0, duplicate=Duplicate.SKIP),
)
"""Scotland: only preferences in unbroken order count, so a skipped or an overvoted rank ends a paper."""

WIGM = StvRules(method=Method.WIGM_STV, decimals=None, ranks=DEFAULT_RANKS)
"""The weighted inclusive Gregory method in general, exact unless decimals are declared."""


def quota_of(valid: int, seats: int) -> int:
    """The fewest whole votes that only as many candidates as there are seats can have.

    Source: Scottish Local Government Elections Order 2007, rule 47: valid papers divided by one more than the
    seats, any fraction ignored, plus one."""
    return valid // (seats + 1) + 1
