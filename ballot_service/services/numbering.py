"""The envelope log: numbers what lies in the box, after the cast was committed, so that no voter waits for it."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, literal, select, text, update
from sqlalchemy.orm import Session

from ballot_service.models import Election, Envelope, LogLeaf


def log_waiting(session: Session, election: Election) -> int:
    """Numbers the envelopes that the log does not hold yet, in one go. Answers how many.

    Whoever gets the lock numbers all that wait, and whoever does not leaves it to them. The lock comes in a statement
    of its own: the next one then sees what the holder before has committed.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        return _number_at_once(connection, election) if _got_lock(connection, election) else 0
    return _number_one_by_one(session, election)


def _got_lock(connection: Connection, election: Election) -> bool:
    """PostgreSQL lends an advisory lock until the end of the transaction; SQLite has one writer anyway."""
    number = election.id.int & 0x7FFF_FFFF_FFFF_FFFF
    return bool(connection.scalar(text("SELECT pg_try_advisory_xact_lock(:number)"), {"number": number}))


def _number_at_once(connection: Connection, election: Election) -> int:
    waiting = (
        select(Envelope.id, Envelope.hash, func.row_number().over(order_by=Envelope.hash).label("place"))
        .where(Envelope.election_id == election.id, ~Envelope.is_logged)
        .cte("waiting")
    )
    last = (
        select(func.coalesce(func.max(LogLeaf.number), -1))
        .where(LogLeaf.election_id == election.id)
        .scalar_subquery()
    )
    numbered = (
        insert(LogLeaf)
        .from_select(
            ["election_id", "number", "district_id", "envelope_hash"],
            select(
                literal(election.id, LogLeaf.election_id.type),
                last + waiting.c.place,
                literal(election.district_id, LogLeaf.district_id.type),
                waiting.c.hash,
            ),
        )
        .cte("numbered")
    )
    done = connection.execute(
        update(Envelope.__table__)  # type: ignore[arg-type]  # a Table, which the stubs call a FromClause
        .where(Envelope.id == waiting.c.id)
        .values(is_logged=True)
        .add_cte(numbered)
    )
    return done.rowcount


def _number_one_by_one(session: Session, election: Election) -> int:
    waiting = session.execute(
        select(Envelope.id, Envelope.hash)
        .where(Envelope.election_id == election.id, ~Envelope.is_logged)
        .order_by(Envelope.hash)
    ).all()
    if not waiting:
        return 0
    last = session.scalar(select(func.max(LogLeaf.number)).where(LogLeaf.election_id == election.id))
    session.execute(
        insert(LogLeaf),
        [
            {
                "election_id": election.id,
                "number": number,
                "district_id": election.district_id,
                "envelope_hash": row.hash,
            }
            for number, row in enumerate(waiting, start=0 if last is None else last + 1)
        ],
    )
    session.execute(
        update(Envelope).where(Envelope.id.in_([row.id for row in waiting])).values(is_logged=True)
    )
    return len(waiting)
