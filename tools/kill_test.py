"""Kills workers with -9 in every gap and counts by the provider's own ledger what was lost and what was sent twice.

python tools/kill_test.py --database URL --deliveries 5000 --kills 10 --seed 1 --json

Two workers at a time run the real worker with the real Twilio client against a provider on 127.0.0.1 that also keeps
silent, resets, answers 500 after taking a message, answers 429, and reports late, twice and out of order. Five kills or
more hit every gap. What is unclear is looked up in the provider's list; with `--unclear repeat` what is not there is
sent again, as it is done with ballot links, and otherwise a person is shown it. A message is lost when the provider
does not have it and no person is shown that it is unclear.
Ends with 0 only when nothing is lost, nothing went twice, and every kill is proved by database and ledger together.
"""

from __future__ import annotations

import json
import logging
import random
import sys
import tempfile
import time
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from pathlib import Path

import click
import structlog
from killing.outbox import NotOurs, Outbox
from killing.provider import Line, faults_for, serving
from killing.workers import GAPS, Orders, Running, start
from rich.console import Console
from rich.progress import Progress

WORKERS = 2
MOST_ROUNDS = 2_000
ROUND_MINUTES = 11
"""By which the clock is put forward each round: leases of ten minutes have run out then."""
CALM_ROUNDS = {"ask": 2, "repeat": 5}
"""Rounds in which nothing waits any more: by then all that is unclear was looked up, and its policy followed."""


@dataclass
class Trial:
    """One run: rounds of two workers until all kills are done and nothing waits any more."""

    outbox: Outbox
    line: Line
    deliveries: int
    doomed: deque[str]
    chance: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    unproved: list[str] = field(default_factory=list)
    unclear: str = "ask"
    failed: int = 0
    rounds: int = 0

    def _stride(self) -> int:
        """Small where there is little to send, so that every kill finds something."""
        return max(1, min(4, self.deliveries // (8 * (len(self.doomed) or 1))))

    def run(self, progress: Progress) -> None:
        bar = progress.add_task("Sending and killing", total=self.deliveries)
        share = max(1, self.deliveries // (4 * (len(self.doomed) or 1)))
        common = Orders(
            url=self.outbox.url,
            base_url=self.line.base_url,
            minutes=0,
            stride=self._stride(),
            unclear=self.unclear,
        )
        calm = 0
        while calm < CALM_ROUNDS[self.unclear] and self.rounds < MOST_ROUNDS:
            waiting = self.outbox.waiting()
            calm = 0 if waiting else calm + 1
            progress.update(bar, completed=self.deliveries - waiting, refresh=True)
            orders = replace(common, minutes=self.rounds * ROUND_MINUTES)
            self._round([self._order(orders, share) if waiting else orders for _ in range(WORKERS)])
            self.rounds += 1
        self.outbox.report(self.line.ask("/reports/all"))
        progress.update(bar, completed=self.deliveries - self.outbox.waiting(), refresh=True)

    def _order(self, orders: Orders, share: int) -> Orders:
        """Kill rounds and ordinary ones in turn, so that the kills are spread over the whole run."""
        if not self.doomed:
            return orders
        if self.rounds % 2 and share > 4 * orders.stride:
            return replace(orders, most=max(1, share - 2 * orders.stride))
        nth = self.chance.randint(1, max(1, min(3 * orders.stride, share // 2)))
        return replace(orders, gap=self.doomed.popleft(), nth=nth)

    def _round(self, orders: list[Orders]) -> None:
        running = [start(one) for one in orders]
        try:
            while not all([worker.poll() for worker in running]):
                self.outbox.report(self.line.ask("/reports"))
                time.sleep(0.02)
        finally:
            for worker in running:
                worker.stop()
        told = self.line.ask("/told")
        for worker in running:
            self._judge(worker, told)

    def _judge(self, worker: Running, told: dict[str, object]) -> None:
        gap = worker.orders.gap
        if worker.ended == 0:
            if gap:
                self.doomed.append(
                    gap
                )  # it ran out of messages first, or the provider failed: another one dies
        elif worker.ended == -9 and gap and self.outbox.proves(worker, told):
            self.kills[gap] += 1
        elif worker.ended == -9 and gap:
            self.unproved.append(gap)
        else:
            self.failed += 1


@click.command()
@click.option(
    "--database", "url", default="", help="Where the outbox is. A temporary SQLite file if not given."
)
@click.option("--deliveries", default=5_000, show_default=True, type=click.IntRange(1))
@click.option("--kills", default=10, show_default=True, type=click.IntRange(0))
@click.option(
    "--seed", default=1, show_default=True, help="Decides who dies when and what the provider does."
)
@click.option(
    "--unclear",
    default="ask",
    show_default=True,
    type=click.Choice(["ask", "repeat"]),
    help="What becomes of an unclear message that the provider does not have.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def main(url: str, deliveries: int, kills: int, seed: int, unclear: str, as_json: bool) -> None:
    """Send messages while workers are killed, and count what was lost and what was sent twice."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory(prefix="ballots-kill-") as folder:
        place = url or f"sqlite:///{Path(folder) / 'outbox.sqlite'}"
        sys.exit(_trial(place, deliveries, kills, seed, unclear, as_json))


def _trial(url: str, deliveries: int, kills: int, seed: int, unclear: str, as_json: bool) -> int:
    chance = random.Random(seed)
    numbers = [f"+1601{number:07}" for number in range(deliveries)]
    gaps = [*GAPS * (kills // len(GAPS)), *chance.sample(GAPS, kills % len(GAPS))]
    chance.shuffle(gaps)
    try:
        outbox = Outbox.filled(url, numbers)
    except NotOurs as problem:
        raise click.ClickException(str(problem)) from problem
    faults = faults_for(numbers, _faults(deliveries, kills), chance)
    with (
        serving(faults, seed) as line,
        Progress(console=Console(stderr=True), auto_refresh=False) as progress,
    ):
        trial = Trial(outbox, line, deliveries, deque(gaps), chance, unclear=unclear)
        trial.run(progress)
        told = line.ask("/told")
    ledger = Counter(told["ledger"])
    statuses, shown = outbox.statuses(), outbox.shown()
    found = {
        "lost": sum(number not in ledger and number not in shown for number in numbers),
        "twice": sum(times > 1 for times in ledger.values()),
        "uncertain_shown": len(shown),
        "kills": {gap: trial.kills[gap] for gap in GAPS},
    }
    click.echo(json.dumps(found) if as_json else _in_words(found))
    faults_found = _complaints(trial, {each.value for each in statuses.values()}, kills)
    faults_found += [
        f"{times} requests do not fit the provider's description: {wrong}"
        for wrong, times in told["violations"].items()
    ]
    for sentence in faults_found:
        click.echo(sentence, err=True)
    return 1 if found["lost"] or found["twice"] or faults_found else 0


def _faults(deliveries: int, kills: int) -> int:
    """How many messages the provider deals with badly: a few of each kind, and fewer where kills need the room."""
    return min(max(8, deliveries // 60), max(0, (deliveries - 2 * kills) // 4))


def _in_words(found: dict[str, object]) -> str:
    lost, twice, shown, kills = found.values()
    died = ", ".join(f"{number} after {gap}" for gap, number in dict(kills).items())  # type: ignore[call-overload]
    return f"{lost} lost, {twice} sent twice, {shown} shown to a person as unclear. Workers killed: {died}."


def _complaints(trial: Trial, statuses: set[str], kills: int) -> list[str]:
    """What makes this run no proof."""
    found = []
    if statuses - {"sent", "uncertain"}:
        found.append(f"Some messages ended as {', '.join(sorted(statuses - {'sent', 'uncertain'}))}.")
    if trial.unproved:
        found.append(f"These deaths cannot be proved: {', '.join(trial.unproved)}.")
    if trial.failed:
        found.append(f"{trial.failed} workers failed by themselves.")
    if trial.kills.total() + len(trial.unproved) < kills:
        found.append(
            f"Only {trial.kills.total()} of {kills} kills found something to do. Send more messages."
        )
    return found


if __name__ == "__main__":
    main()
