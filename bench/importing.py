"""Importing a district's file against reading the same file with the csv module.

`python -m bench.importing [--people 20000]`. The import cleans, compares and saves; csv only reads. It must grow in
proportion to the number of people, and a terminal shows a progress bar once it takes longer than two seconds.
"""

from __future__ import annotations

import argparse
import csv
import io
import tempfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from sqlalchemy.orm import Session

from ballot_service.commands.slow_work import PATIENCE
from ballot_service.database import open_engine
from ballot_service.importing.generator import generate_district
from ballot_service.importing.reading import read_import
from ballot_service.services import districts
from ballot_service.services.importing import import_people
from ballot_service.services.migrating import upgrade
from bench.measuring import PAIRS, growth, in_turn, report
from bench.servers import postgresql

NOW = datetime(2025, 9, 1, 15, 0, tzinfo=UTC)
FILE = "oneroster-1.2.zip"


def export_of(people: int) -> tuple[bytes, int]:
    """A made-up district's OneRoster zip with at least so many users, and how many it has."""
    households = max(people // 4, 1)
    while True:
        content = generate_district(7, households=households).files[FILE]
        found = _users(content)
        if found >= people:
            return content, found
        households = households * people // max(found, 1) + households // 50 + 1


def _users(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("users.csv").count(b"\n") - 1


def read_with_csv(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            for _row in csv.DictReader(io.TextIOWrapper(archive.open(name), "utf-8-sig")):
                pass


def read_only(content: bytes) -> None:
    read_import(FILE, content, today=NOW.date())


def imported(url: str) -> Callable[[bytes], None]:
    """The whole import into a new district each time, rolled back at the end so that each begins with the same."""
    engine = open_engine(url)
    upgrade(engine)

    def work(content: bytes) -> None:
        with Session(engine) as session:
            district = districts.create_district(
                session, slug="bench", name="Bench", phone="(601) 555-0100", postal_address="1 Road", now=NOW
            )
            import_people(session, district, read_import(FILE, content, today=NOW.date()), NOW)
            session.rollback()

    return work


def seconds(work: Callable[[bytes], None], content: bytes) -> float:
    began = perf_counter()
    work(content)
    return perf_counter() - began


def line(
    name: str, work: Callable[[bytes], None], content: bytes, people: int, pairs: int
) -> tuple[str, ...]:
    ratio, ours, theirs = in_turn(
        lambda: people / seconds(work, content), lambda: people / seconds(read_with_csv, content), pairs
    )
    return name, f"{ratio}   {people / ours:.1f} / {people / theirs:.2f} s", "report both", ""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=20_000)
    asked.add_argument("--pairs", type=int, default=PAIRS)
    chosen = asked.parse_args()
    content, people = export_of(chosen.people)
    smaller = [export_of(chosen.people // part) for part in (4, 2)]
    with tempfile.TemporaryDirectory() as folder, postgresql() as url:
        on_sqlite, on_postgresql = imported(f"sqlite:///{Path(folder)}/bench.sqlite"), imported(url)
        rows = [
            line("read and clean, against csv", read_only, content, people, chosen.pairs),
            line("import into SQLite, against csv", on_sqlite, content, people, chosen.pairs),
            line("import into PostgreSQL, against csv", on_postgresql, content, people, chosen.pairs),
        ]
        grown = {number: seconds(on_sqlite, each) for each, number in [*smaller, (content, people)]}
    rows.append(("growth of the time (SQLite)", growth(grown), "1.0", ""))
    report(
        f"Importing {people:,} people, {len(content):,} bytes ({chosen.pairs} pairs)",
        [(row[0], row[1], row[2], row[3]) for row in rows],
        [f"On a terminal a progress bar appears after {PATIENCE:.0f} s (a test holds that)."],
    )


if __name__ == "__main__":
    main()
