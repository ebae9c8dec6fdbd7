"""How the outbox bears its own size: claiming a batch at 1,000, 100,000 and 1,000,000 rows, and queueing for 100,000.

`python -m bench.outbox_growth [--sizes 1000 100000 1000000] [--people 100000]`. Nine rows in ten have been sent, as in
a real outbox, and one waits. A claim of 50 is measured many times at each size and rolled back, so that every one finds
the same rows; it must stay flat. Queueing through `enqueue` stands against one INSERT … SELECT of the same rows by the
database alone, in turn. Both databases.

The rows of `enqueue` go to the database as one JSON text for a thousand (`outreach/inserting.py`). What is left beside
the copying of finished rows: each message's own text and status, made in Python, and the ledger of consent, asked for
each address.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import count
from time import perf_counter
from uuid import UUID, uuid4

from sqlalchemy import insert, text
from sqlalchemy.orm import Session, sessionmaker

import outreach
from bench.measuring import PAIRS, in_turn, met, report
from bench.sending import NOW, databases
from outreach.leasing import claim

FLAT = 1.5
QUEUE_GOAL = 0.25
CLAIMS = 40
_AT_ONCE = 20_000
_versions = count(1)
Sessions = sessionmaker[Session]


def notice(version: int) -> outreach.Notice:
    words = outreach.Text(
        language="en", channel="sms", body="Your school elects its council: {personal_link}"
    )
    return outreach.Notice(
        scope="bench", name="growth", version=version, purpose="ballot_link", texts=(words,)
    )


def grow(sessions: Sessions, notice_id: UUID, have: int, want: int) -> None:
    """Fills the outbox up to `want` rows; every tenth one waits."""
    for begin in range(have, want, _AT_ONCE):
        rows = [row(notice_id, n) for n in range(begin, min(begin + _AT_ONCE, want))]
        with sessions.begin() as session:
            session.execute(insert(outreach.Delivery), rows)
    with sessions.begin() as session:
        session.execute(text("ANALYZE"))


def row(notice_id: UUID, number: int) -> dict[str, object]:
    waits = number % 10 == 0
    return {
        "id": uuid4(),
        "notice_id": notice_id,
        "purpose": "ballot_link",
        "recipient": f"person-{number}",
        "channel": "sms",
        "address": f"+1601{number:07}",
        "language": "en",
        "body": "Your school elects its council: {personal_link}",
        "status": outreach.DeliveryStatus.QUEUED if waits else outreach.DeliveryStatus.SENT,
        "priority": 10 if number % 20 else 50,
        "queued_at": NOW,
        "not_before": NOW + timedelta(milliseconds=number % 1_000),
        "expires_at": NOW + timedelta(days=9),
    }


def claim_seconds(sessions: Sessions) -> float:
    """The median time of a claim of 50, each taken back."""
    found = []
    for _ in range(CLAIMS):
        with sessions() as session:
            began = perf_counter()
            lease = claim(
                session,
                channel="sms",
                worker="bench",
                now=NOW + timedelta(minutes=1),
                limit=50,
                lease=timedelta(minutes=10),
            )
            found.append(perf_counter() - began)
            assert lease is not None
            session.rollback()
    return statistics.median(found)


def queued_a_second(sessions: Sessions, people: int) -> float:
    """Rows a second through `enqueue`, with the recipients made beforehand and the commit counted."""
    made = notice(next(_versions))
    recipients = [
        outreach.Recipient(
            reference=f"person-{n}",
            language="en",
            contact_points=(outreach.ContactPoint(channel="sms", address=f"+1601{n:07}"),),
            link_reference=f"link-{n}",
        )
        for n in range(people)
    ]
    with sessions() as session:
        outreach.approve(session, made, approved_by="bench", now=NOW)
        session.commit()
        began = perf_counter()
        outreach.enqueue(session, made, recipients, now=NOW, expires_at=NOW + timedelta(days=9))
        session.commit()
    return people / (perf_counter() - began)


def inserted_a_second(sessions: Sessions, people: int) -> float:
    """Rows a second of one INSERT … SELECT that copies the rows of the newest notice under another one."""
    with sessions() as session:
        newest = (
            session.connection()
            .execute(
                text("SELECT id FROM outreach_notice WHERE name = 'growth' ORDER BY version DESC LIMIT 1")
            )
            .scalar_one()
        )
        copy = outreach.approve(session, notice(next(_versions)), approved_by="bench", now=NOW)
        session.commit()
        columns = [column.name for column in outreach.Delivery.__table__.columns]
        on_postgresql = session.get_bind().dialect.name == "postgresql"
        fresh = "gen_random_uuid()" if on_postgresql else "lower(hex(randomblob(16)))"
        taken = {"id": fresh, "notice_id": f"'{copy.hex}'"}
        chosen = ", ".join(taken.get(name, name) for name in columns)
        began = perf_counter()
        session.execute(
            text(
                f"INSERT INTO outreach_delivery ({', '.join(columns)}) "
                f"SELECT {chosen} FROM outreach_delivery WHERE notice_id = :newest"
            ),
            {"newest": newest},
        )
        session.commit()
    return people / (perf_counter() - began)


def empty(sessions: Sessions) -> None:
    """Both sides of a pair find the same outbox."""
    with sessions.begin() as session:
        session.execute(text("DELETE FROM outreach_delivery"))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    asked.add_argument("--people", type=int, default=100_000)
    asked.add_argument("--pairs", type=int, default=PAIRS)
    chosen = asked.parse_args()
    rows = []
    with databases() as outboxes:
        for name, sessions in outboxes.items():
            rows.append(queueing(name, sessions, chosen.people, chosen.pairs))
            rows += claiming(name, sessions, sorted(chosen.sizes))
    report("The outbox and its size", rows)


def queueing(name: str, sessions: Sessions, people: int, pairs: int) -> tuple[str, str, str, str]:
    def ours() -> float:
        empty(sessions)
        return queued_a_second(sessions, people)

    theirs: Callable[[], float] = partial(inserted_a_second, sessions, people)
    ratio, mine, alone = in_turn(ours, theirs, pairs)
    empty(sessions)
    return (
        f"queue {people:,} messages on {name}, against INSERT … SELECT",
        f"{ratio}   {mine:,.0f} / {alone:,.0f} rows a second",
        f"≥ {QUEUE_GOAL}",
        met(ratio.median, QUEUE_GOAL),
    )


def claiming(name: str, sessions: Sessions, sizes: list[int]) -> list[tuple[str, str, str, str]]:
    with sessions.begin() as session:
        notice_id = outreach.approve(session, notice(next(_versions)), approved_by="bench", now=NOW)
    have, found = 0, []
    times: dict[int, float] = {}
    for size in sizes:
        grow(sessions, notice_id, have, size)
        have, times[size] = size, claim_seconds(sessions)
        ratio = times[size] / times[sizes[0]]
        found.append(
            (
                f"claim 50 of {size:,} rows on {name}",
                f"{ratio:.2f} of the time at {sizes[0]:,}   {times[size] * 1_000:.1f} ms",
                f"≤ {FLAT}",
                met(ratio, FLAT, at_most=True),
            )
        )
    return found


if __name__ == "__main__":
    main()
