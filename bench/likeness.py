"""How well likeness finds one person under two names: precision and recall on labelled pairs.

`python -m bench.likeness [--mistakes seen]`. The pairs stand in tests/data/names. Of all pairs that the rule calls
exact or like, precision is the share that are one person; recall is the share of the pairs of one person that it
finds. Every second pair is kept back: whoever changes the rule looks at the mistakes of the others only
(`--mistakes seen`).

The load of a clerk is shown on made-up lists: how many voters of a roll have a name like somebody's on a staff list.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import process_time

from rich.console import Console
from rich.table import Table

from ballot_service.rules.likeness import Likeness, NameIndex, name_likeness, name_words
from bench.measuring import machine

PAIRS = Path(__file__).resolve().parent.parent / "tests" / "data" / "names" / "pairs.csv"
RARE_ONE_IN = 4
SYLLABLES = (
    "ba",
    "bro",
    "cal",
    "dar",
    "fen",
    "gar",
    "hal",
    "jo",
    "ka",
    "ken",
    "lan",
    "lo",
    "mar",
    "mel",
    "mi",
    "nor",
    "pel",
    "ra",
    "ri",
    "ros",
    "sha",
    "son",
    "tal",
    "ter",
    "ton",
    "vi",
    "wil",
)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two names and whether they are one person's, with what is special about them."""

    one: str
    other: str
    is_same: bool
    kind: str
    is_kept_back: bool

    @property
    def found(self) -> bool:
        return name_likeness(self.one, self.other) is not Likeness.DIFFERENT


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Pairs counted by what is true and what the rule says."""

    found: int
    missed: int
    wrong: int
    apart: int

    @property
    def precision(self) -> float:
        """The share of the pairs called exact or like that are one person; 1 when none is called so."""
        called = self.found + self.wrong
        return self.found / called if called else 1.0

    @property
    def recall(self) -> float:
        """The share of the pairs of one person that are called exact or like; 1 when there are none."""
        same = self.found + self.missed
        return self.found / same if same else 1.0


def read_pairs(place: Path = PAIRS) -> list[Pair]:
    """The labelled pairs in the order of the file; every second one is kept back."""
    with place.open(encoding="utf-8", newline="") as lines:
        return [
            Pair(
                one=row["one"],
                other=row["other"],
                is_same=row["same_person"] == "yes",
                kind=row["kind"],
                is_kept_back=number % 2 == 0,
            )
            for number, row in enumerate(csv.DictReader(lines), start=1)
        ]


def tally(pairs: Iterable[Pair]) -> Tally:
    judged = [(pair.is_same, pair.found) for pair in pairs]
    return Tally(
        found=judged.count((True, True)),
        missed=judged.count((True, False)),
        wrong=judged.count((False, True)),
        apart=judged.count((False, False)),
    )


def _groups(pairs: Sequence[Pair]) -> Iterator[tuple[str, list[Pair]]]:
    yield "all", list(pairs)
    yield "seen while the rule was made", [pair for pair in pairs if not pair.is_kept_back]
    yield "kept back", [pair for pair in pairs if pair.is_kept_back]
    for kind in dict.fromkeys(pair.kind for pair in pairs):
        yield kind, [pair for pair in pairs if pair.kind == kind]


def figures(pairs: Sequence[Pair]) -> Table:
    columns = (
        "pairs",
        "one person: found",
        "missed",
        "two people: called like",
        "told apart",
        "precision",
        "recall",
    )
    table = Table("kind", *columns, title="Likeness of names on labelled pairs", title_justify="left")
    for name, group in _groups(pairs):
        counts = tally(group)
        same = counts.found + counts.missed
        table.add_row(
            name,
            str(len(group)),
            *(str(number) for number in (counts.found, counts.missed, counts.wrong, counts.apart)),
            f"{counts.precision:.2f}" if same else "–",
            f"{counts.recall:.2f}" if same else "–",
            end_section=name == "kept back",
        )
    return table


def mistakes(pairs: Iterable[Pair]) -> Iterator[str]:
    """One person missed, and two people called like, a line each."""
    wrong = [pair for pair in pairs if pair.is_same is not pair.found]
    for heading, same in (("Missed (one person):", True), ("Wrongly alike (two people):", False)):
        yield heading
        yield from (f"  {p.one} / {p.other}   ({p.kind})" for p in wrong if p.is_same is same)


def made_up_names(number: int, pairs: Iterable[Pair], seed: int) -> dict[int, str]:
    """Names put together at random from the words of the pairs, some of them rare and made of syllables."""
    draw = Random(seed)
    words = sorted(
        {w for pair in pairs for w in (*name_words(pair.one), *name_words(pair.other)) if len(w) > 2}
    )

    def word() -> str:
        rare = draw.randrange(RARE_ONE_IN) == 0
        return "".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))) if rare else draw.choice(words)

    return {each: " ".join(word() for _ in range(draw.choice((2, 2, 2, 3, 3, 4)))) for each in range(number)}


def load(pairs: Sequence[Pair], voters: int, staff: int) -> str:
    """How long a roll takes against a staff list, and how many names a person would have to look at."""
    names = made_up_names(staff, pairs, seed=1)
    asked = made_up_names(voters, pairs, seed=2)
    began = process_time()
    index = NameIndex(names)
    found = [len(index.like(name)) for name in asked.values()]
    seconds = process_time() - began
    return (
        f"{voters:,} made-up names against a list of {staff:,}: {seconds:.2f} s of processor time, "
        f"{sum(found):,} like pairs ({sum(found) / (voters * staff):.5%} of all), "
        f"{sum(map(bool, found)):,} names with at least one"
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--mistakes", choices=("all", "seen", "none"), default="all", help="which to print")
    asked.add_argument("--voters", type=int, default=3000)
    asked.add_argument("--staff", type=int, default=2500)
    chosen = asked.parse_args()
    pairs, screen = read_pairs(), Console(width=max(Console().width, 130))
    screen.print(machine(), highlight=False)
    screen.print(figures(pairs))
    shown = [pair for pair in pairs if chosen.mistakes == "all" or not pair.is_kept_back]
    for line in mistakes(shown) if chosen.mistakes != "none" else ():
        screen.print(line, highlight=False, markup=False)
    screen.print(load(pairs, chosen.voters, chosen.staff), highlight=False)


if __name__ == "__main__":
    main()
