"""Six ways in which a hasty programmer would store votes: each without a name beside a choice, each gives all away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

from sqlalchemy import JSON, DateTime, Integer, LargeBinary, MetaData, String, Table, insert
from sqlalchemy.schema import Column

from tests.databases import Database
from tests.security.linking import Choice, Target

OPTIONS = ("x" * 12, "yy" * 12, "zzzz" * 12, "wwwwwwww" * 12)
"""Each name twice as long as the one before, so that a sum of lengths tells which were marked."""
BEGAN = datetime(2025, 11, 18, 13, 0, tzinfo=UTC)

Ballots = Sequence[tuple[str, Choice]]
"""Voter and choice in the order of casting."""


def numbered(database: Database, ballots: Ballots) -> list[str]:
    """Ballots with a running number, and a list of who has voted."""
    said = Table(
        "ballot", meta := MetaData(), Column("id", Integer, primary_key=True), Column("choices", JSON)
    )
    voted = Table("voted", meta, Column("voter", String, primary_key=True))
    _each(database, meta, ballots, lambda voter, choice: [(voted, {"voter": voter}), (said, _plain(choice))])
    return []


def random_ids(database: Database, ballots: Ballots) -> list[str]:
    """Random ids, no times, no foreign key: the file still keeps the order in which rows came."""
    said = Table(
        "ballot", meta := MetaData(), Column("id", String, primary_key=True), Column("choices", JSON)
    )
    voted = Table("voted", meta, Column("voter", String, primary_key=True))
    _each(
        database,
        meta,
        ballots,
        lambda voter, choice: [(voted, {"voter": voter}), (said, {"id": uuid4().hex, **_plain(choice)})],
    )
    return []


def timed(database: Database, ballots: Ballots) -> list[str]:
    """Rows written later in another order, but with the times of opening the page and of casting."""
    said = Table(
        "ballot",
        meta := MetaData(),
        Column("id", String, primary_key=True),
        Column("choices", JSON),
        Column("at", DateTime(timezone=True)),
    )
    opened = Table("opened", meta, Column("voter", String), Column("at", DateTime(timezone=True)))
    engine = database.engine()
    meta.create_all(engine)
    moments = [BEGAN + timedelta(minutes=number) for number in range(len(ballots))]
    rows = [
        {"id": uuid4().hex, "at": at, **_plain(choice)}
        for at, (_, choice) in zip(moments, ballots, strict=True)
    ]
    visits = [
        {"voter": voter, "at": at - timedelta(seconds=20)}
        for at, (voter, _) in zip(moments, ballots, strict=True)
    ]
    for pile in (rows, visits):
        Random(5).shuffle(pile)
    with engine.begin() as connection:
        connection.execute(insert(said), rows)
        connection.execute(insert(opened), visits)
    engine.dispose()
    return []


def unpadded(database: Database, ballots: Ballots) -> list[str]:
    """Sealed, and beside the voter's id: but a longer choice makes a longer envelope."""
    sealed = Table("envelope", meta := MetaData(), Column("voter", String), Column("sealed", LargeBinary))
    Table("ballot", meta, Column("id", String, primary_key=True), Column("choices", JSON))
    noise = Random(9)

    def rows(voter: str, choice: Choice) -> list[tuple[Table, dict[str, object]]]:
        secret = noise.randbytes(16 + sum(map(len, choice)))
        return [(sealed, {"voter": voter, "sealed": secret})]

    _each(database, meta, ballots, rows)
    return []


def logged(database: Database, ballots: Ballots) -> list[str]:
    """Nothing in the rows leads back, but the web server's log has the address of each cast, in order."""
    said = Table(
        "ballot", meta := MetaData(), Column("id", Integer, primary_key=True), Column("choices", JSON)
    )
    _each(database, meta, ballots, lambda voter, choice: [(said, _plain(choice))])
    return [f'127.0.0.1 "POST /v/{voter} HTTP/1.1" 200' for voter, _ in ballots]


def drafts(database: Database, ballots: Ballots) -> list[str]:
    """Choices kept beside the voter while the pages are turned, and deleted with the cast: the file keeps them.

    Most builds of SQLite do not wipe what they delete; this machine's may, so it is told not to.
    """
    draft = Table("draft", meta := MetaData(), Column("voter", String), Column("choices", JSON))
    Table("ballot", meta, Column("id", String, primary_key=True), Column("choices", JSON))
    _each(database, meta, ballots, lambda voter, choice: [(draft, {"voter": voter, **_plain(choice)})])
    engine = database.engine()
    with engine.begin() as connection:
        if database.kind == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete=OFF")
        connection.execute(draft.delete())
    engine.dispose()
    return []


NAIVE: Mapping[str, Callable[[Database, Ballots], list[str]]] = {
    each.__name__: each for each in (numbered, random_ids, timed, unpadded, logged, drafts)
}
"""Each fills the database and answers what the web process logged."""


def target_of(ballots: Ballots) -> Target:
    return Target(
        voters=sorted(voter for voter, _ in ballots),
        published=Counter(choice for _, choice in ballots),
        options=OPTIONS,
        choice_table="ballot",
        choice_column="choices",
        only={},
    )


def _plain(choice: Choice) -> dict[str, object]:
    return {"choices": sorted(choice)}


def _each(
    database: Database,
    meta: MetaData,
    ballots: Ballots,
    rows: Callable[[str, Choice], Sequence[tuple[Table, Mapping[str, object]]]],
) -> None:
    """One transaction a ballot, as a web page would."""
    engine = database.engine()
    meta.create_all(engine)
    for voter, choice in ballots:
        with engine.begin() as connection:
            for table, values in rows(voter, choice):
                connection.execute(insert(table), values)
    engine.dispose()
