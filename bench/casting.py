"""Casting a ballot over HTTP against the same transaction without a web service, in turn, in one run.

`python -m bench.casting [--ballots 400] [--pairs 5]`, from the folder of the checkout. PostgreSQL writes synchronously;
everything shares this machine's cores: service, database, pgbench and the clients that press "cast".
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.database import open_engine
from ballot_service.links import Links, Purpose
from ballot_service.models import AcceptedBallot, Envelope
from bench.direct import pgbench, plain_sqlite
from bench.load import Pressed, press
from bench.measuring import PAIRS, centile, in_turn, met, report
from bench.servers import SECRETS, environment, gunicorn, pgbench_program, postgresql
from bench.voters import Voters, key_of, open_election

SERVICE = "ballot_service.serving:application()"
WITHOUT_LOG, PLAIN_ORM = "bench.casting_apps:without_log()", "bench.casting_apps:plain_orm()"
WARM_UP = 100
Lines = list[tuple[str, str, str, str]]


def cast(port: int, voters: Voters, number: int, clients: int, seen: list[Pressed]) -> float:
    pressed = press(port, voters.requests(voters.take(number)), clients)
    if pressed.failed:
        raise RuntimeError(f"{len(pressed.failed)} of {number} were not cast: {pressed.failed[0]!r}")
    seen.append(pressed)
    return pressed.rate


def one_link_from_many(port: int, voters: Voters, clients: int = 8) -> str:
    """The same link pressed from many clients at once leaves one ballot, and says so."""
    (voter,) = voters.take(1)
    request = voters.request(Links([SECRETS["BALLOTS_SECRET_KEYS"]]).token(Purpose.BALLOT, key_of(voter)))
    engine = open_engine(voters.url)
    with Session(engine) as session:
        before = [
            session.scalar(select(func.count()).select_from(each)) or 0 for each in (Envelope, AcceptedBallot)
        ]
        session.rollback()
        pressed = press(port, [request] * clients, clients)
        after = [
            session.scalar(select(func.count()).select_from(each)) or 0 for each in (Envelope, AcceptedBallot)
        ]
    engine.dispose()
    added = {new - old for old, new in zip(before, after, strict=True)}
    return "met" if added == {1} and not pressed.failed else f"SHORT: {added}, {len(pressed.failed)} failed"


def latency(seen: list[Pressed]) -> tuple[float, float]:
    """p50 and p99 over all runs, in milliseconds."""
    seconds = sorted(each for pressed in seen for each in pressed.seconds)
    return centile(seconds, 0.5) * 1000, centile(seconds, 0.99) * 1000


def on_postgresql(ballots: int, pairs: int) -> Lines:
    program, lines = pgbench_program(), Lines()
    with postgresql() as url, tempfile.TemporaryDirectory() as folder:
        voters = open_election(url, (ballots + WARM_UP) * (pairs * 10 + 4))
        settings = environment(url, Path(folder))
        with gunicorn(SERVICE, settings) as port:
            cast(port, voters, WARM_UP, 8, [])
            lines.append(("8 clients press one link", "one ballot", "1", one_link_from_many(port, voters)))
            for clients in (1, 8, 32):
                seen: list[Pressed] = []
                number = ballots // clients * clients
                lines += against_pgbench(
                    lambda: cast(port, voters, number, clients, seen),  # noqa: B023 – used within the round
                    lambda: pgbench(program or "", voters, number, clients),  # noqa: B023
                    clients,
                    pairs,
                    seen,
                )
            for name, application, goal in (
                ("plain ORM", PLAIN_ORM, 3.0),
                ("without the log", WITHOUT_LOG, 0.8),
            ):
                with gunicorn(application, settings) as other:
                    cast(other, voters, WARM_UP, 8, [])
                    ratio, ours, theirs = in_turn(
                        lambda: cast(port, voters, ballots, 8, []),
                        lambda: cast(other, voters, ballots, 8, []),
                        pairs,
                    )
                what = f"8 clients, against the same page {name}"
                lines.append(
                    (
                        what,
                        f"{ratio}   {ours:,.0f} / {theirs:,.0f} a second",
                        f"≥ {goal}",
                        met(ratio.median, goal),
                    )
                )
    return lines


def against_pgbench(
    a: Callable[[], float], b: Callable[[], float], clients: int, pairs: int, seen: list[Pressed]
) -> Lines:
    ratio, ours, theirs = in_turn(a, b, pairs)
    middle, slow = latency(seen)
    has_goal = clients > 1
    return [
        (
            f"PostgreSQL, {clients} clients, against pgbench",
            f"{ratio}   {ours:,.0f} / {theirs:,.0f} a second",
            "≥ 0.25" if has_goal else "–",
            met(ratio.median, 0.25) if has_goal else "",
        ),
        (
            f"   p50 {middle:.1f} ms, p99 {slow:.1f} ms",
            f"{slow / middle:.1f} times",
            "≤ 5",
            met(slow / middle, 5, at_most=True),
        ),
    ]


def on_sqlite(ballots: int, pairs: int) -> Lines:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/ballots.sqlite"
        voters = open_election(url, (ballots + WARM_UP) * (pairs * 2 + 2))
        seen: list[Pressed] = []
        with gunicorn(SERVICE, environment(url, Path(folder))) as port:
            cast(port, voters, WARM_UP, 8, [])
            once = one_link_from_many(port, voters)
            ratio, ours, theirs = in_turn(
                lambda: cast(port, voters, ballots, 8, seen), lambda: plain_sqlite(voters, ballots), pairs
            )
    middle, slow = latency(seen)
    return [
        ("SQLite: 8 clients press one link", "one ballot", "1", once),
        (
            "SQLite, 8 clients, against sqlite3 alone",
            f"{ratio}   {ours:,.0f} / {theirs:,.0f} a second",
            "≥ 0.10",
            met(ratio.median, 0.10),
        ),
        (
            f"   p50 {middle:.1f} ms, p99 {slow:.1f} ms",
            f"{slow:.0f} ms",
            "< 200 ms",
            met(slow, 200, at_most=True),
        ),
    ]


DATABASES = {"postgresql": on_postgresql, "sqlite": on_sqlite}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--ballots", type=int, default=400, help="ballots in each run")
    asked.add_argument("--pairs", type=int, default=PAIRS)
    asked.add_argument("--only", choices=sorted(DATABASES), help="one database alone")
    chosen = asked.parse_args()
    lines = [
        line
        for name, measured in DATABASES.items()
        if chosen.only in (None, name)
        for line in measured(chosen.ballots, chosen.pairs)
    ]
    report(
        f"Casting a ballot over HTTP ({chosen.ballots} ballots a run, {chosen.pairs} pairs)",
        lines,
        [
            "Median of the pairs' ratios, with the range. Every figure is a rate of the service over a rate of B.",
            "pgbench runs link, roll line, envelope and acceptance in one transaction with prepared statements.",
        ],
    )


if __name__ == "__main__":
    main()
