"""Exact votes as text, and the sentences that ranked counts share."""

from __future__ import annotations

from ballot_service.rules.counting.result import Votes
from ballot_service.rules.words import Sentence, say


def decimal_text(votes: Votes) -> str:
    """The exact decimal ("151.88104"), or the exact fraction ("1/3") where no decimal is exact."""
    whole, rest = divmod(votes.numerator, votes.denominator)
    if votes < 0:
        return f"-{decimal_text(-votes)}"
    digits = _decimals_of(votes.denominator)
    if digits is None:
        return f"{votes.numerator}/{votes.denominator}"
    if not digits:
        return str(whole)
    return f"{whole}.{rest * 10**digits // votes.denominator:0{digits}d}"


def _decimals_of(denominator: int) -> int | None:
    """How many decimals a fraction in lowest terms needs: as often as 2 or 5 goes into its denominator."""
    most = 0
    for prime in (2, 5):
        times = 0
        while denominator % prime == 0:
            denominator //= prime
            times += 1
        most = max(most, times)
    return most if denominator == 1 else None


def ranked_totals(ballots: int, valid: int) -> Sentence:
    return say("Ballots counted: {ballots}. Valid: {valid}.", ballots=ballots, valid=valid)


def standing_tie(tied: tuple[str, ...]) -> Sentence:
    return say("Tied: {tied}. Only a lot can say how the count goes on.", tied=tied)
