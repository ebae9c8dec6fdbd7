"""Ties in ranked counts: an earlier stage may tell the tied apart; otherwise only a drawn lot does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ballot_service.rules.counting.result import Votes
from ballot_service.rules.words import Sentence, say


class Settled(StrEnum):
    """What told the tied apart."""

    NOT_TIED = "not_tied"
    EARLIER_STAGE = "earlier_stage"
    LOT = "lot"
    NOT_AT_ALL = "not_at_all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The one chosen, or None and those among whom only a lot can choose."""

    chosen: str | None
    tied: tuple[str, ...]
    by: Settled

    def step(self) -> Sentence | None:
        """How a tie was settled, in words; None when there was none or it stands."""
        if self.by is Settled.EARLIER_STAGE:
            return say(
                "Tied: {tied}. The last earlier round in which they differed decides: {chosen}.",
                tied=self.tied,
                chosen=self.chosen,
            )
        if self.by is Settled.LOT:
            return say("Tied: {tied}. The lot decides: {chosen}.", tied=self.tied, chosen=self.chosen)
        return None


def choose(
    tied: tuple[str, ...], earlier: Sequence[Mapping[str, Votes]], lot: tuple[str, ...], *, highest: bool
) -> Choice:
    """One of those tied: the one with the most votes (`highest`) or the fewest at the most recent earlier stage
    where they differ; else by lot, where the first drawn is served first and the last drawn is out first.

    `earlier`: everybody's votes at each earlier stage, oldest first; empty where the rules do not look back.
    Source: Scottish Local Government Elections Order 2007, rules 49 and 51."""
    if len(tied) == 1:
        return Choice(chosen=tied[0], tied=tied, by=Settled.NOT_TIED)
    left = tied
    for votes in reversed(earlier):
        wanted = (max if highest else min)(votes[one] for one in left)
        left = tuple(one for one in left if votes[one] == wanted)
        if len(left) == 1:
            return Choice(chosen=left[0], tied=tied, by=Settled.EARLIER_STAGE)
    if not set(left) <= set(lot):
        return Choice(chosen=None, tied=left, by=Settled.NOT_AT_ALL)
    drawn = [one for one in lot if one in left]
    return Choice(chosen=drawn[0] if highest else drawn[-1], tied=left, by=Settled.LOT)
