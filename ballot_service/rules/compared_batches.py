"""Which batches of a recount are compared as one, so that no totals of a few ballots are shown (1.14, small groups)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ballot_service.rules.paper_opening import FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSize:
    """A batch with so many ballots."""

    number: int
    ballots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Batches compared together. `shows_votes` is False where their totals could tell how somebody voted."""

    batches: tuple[int, ...]
    shows_votes: bool


def compared_together(batches: Sequence[BatchSize], elsewhere: int) -> tuple[Compared, ...]:
    """Which batches are compared as one, so that no totals of fewer than ten ballots are shown.

    `elsewhere` are the ballots outside the batches: if they are few, the totals of all batches would give theirs away.
    Source: 1.14 (small groups).
    """
    groups: list[list[BatchSize]] = [[]]
    for batch in batches:
        if _ballots(groups[-1]) >= FEW:
            groups.append([])
        groups[-1].append(batch)
    if len(groups) > 1 and _ballots(groups[-1]) < FEW:
        groups[-2:] = [groups[-2] + groups[-1]]
    hides = 0 < elsewhere < FEW
    return tuple(
        Compared(
            batches=tuple(batch.number for batch in group),
            shows_votes=_ballots(group) >= FEW and not hides,
        )
        for group in groups
        if group
    )


def _ballots(group: Sequence[BatchSize]) -> int:
    return sum(batch.ballots for batch in group)
