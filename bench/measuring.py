"""What all measurements share: two things in turn (A B A B …), medians and ranges, growth, and a table with goals."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from time import perf_counter

from rich.console import Console
from rich.table import Table

PAIRS = 5
"""The fewest pairs from which a median means something."""


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """How much of B's speed A has, pair by pair; above 1 A is faster."""

    pairs: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.pairs)

    def __str__(self) -> str:
        return f"{self.median:.2f} ({min(self.pairs):.2f}–{max(self.pairs):.2f})"


def in_turn(a: Callable[[], float], b: Callable[[], float], pairs: int = PAIRS) -> tuple[Ratio, float, float]:
    """Runs A and B in turn and gives A's rate over B's, and the median rate of each (per second)."""
    if pairs < PAIRS:
        raise ValueError(f"at least {PAIRS} pairs, or chance decides")
    measured = [(a(), b()) for _ in range(pairs)]
    return (
        Ratio(pairs=tuple(one / other for one, other in measured)),
        statistics.median(one for one, _ in measured),
        statistics.median(other for _, other in measured),
    )


def rate(work: Callable[[], object], number: int) -> float:
    """How many of `number` things `work` does a second, by the clock on the wall."""
    began = perf_counter()
    work()
    return number / (perf_counter() - began)


def centile(sorted_values: Sequence[float], share: float) -> float:
    return sorted_values[min(int(len(sorted_values) * share), len(sorted_values) - 1)]


def growth(sizes: Mapping[int, float]) -> str:
    """How seconds grow with sizes: 1.0 is in proportion, more is worse than in proportion, less is better."""
    steps = sorted(sizes.items())
    found = []
    for (small, fast), (large, slow) in pairwise(steps):
        found.append(f"{small:,} → {large:,}: {(slow / fast) / (large / small):.2f}")
    return "; ".join(found)


def report(title: str, rows: Sequence[tuple[str, str, str, str]], notes: Sequence[str] = ()) -> None:
    """Prints the machine, then a line for each figure: what, measured, goal, and whether the goal is met."""
    screen = Console(width=max(Console().width, 110), soft_wrap=False)
    screen.print(machine(), highlight=False)
    table = Table("work", "measured", "goal", "", title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    screen.print(table)
    for note in notes:
        screen.print(f"• {note}", highlight=False)


def met(value: float, goal: float, *, at_most: bool = False) -> str:
    return "met" if (value <= goal if at_most else value >= goal) else "SHORT"


def machine() -> str:
    """Cores, load and versions; never the machine's name."""
    load = os.getloadavg()[0]
    day = datetime.now(UTC).date()
    return (
        f"{day}, {os.cpu_count()} cores, load {load:.1f} at the start, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}. Times differ between machines and hours: only ratios count."
    )
