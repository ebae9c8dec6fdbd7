"""Casting a ballot: sealed on arrival, accepted once, answered with the same tracker however often it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ballot_service.models import (
    AcceptedBallot,
    Disposition,
    DispositionKind,
    Election,
    Envelope,
    LogLeaf,
    RollStatus,
)
from ballot_service.rules.ballots import MarksFacts, check_marks
from ballot_service.rules.decision import Decision
from ballot_service.sealing.envelopes import envelope_hash, padded_length, seal, write_choices
from ballot_service.sealing.keys import opening_public_key
from ballot_service.sealing.trackers import tracker
from ballot_service.services.facts import manifest_of, voted_contests
from ballot_service.services.issuing import LinkRevoked, OpenedLink

Choices = Mapping[str, Sequence[str]]
"""Contest id to the candidate ids chosen in it."""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the voter keeps. After the count the tracker no longer leads from the voter to an envelope."""

    tracker: str | None
    was_there_before: bool
    is_provisional: bool


class VotingNotOpen(Exception):
    """Voting has not begun, or is over. Nothing was cast."""


class BallotRefused(Exception):
    """The choices do not fit the ballot. They are shown again and never recorded."""

    def __init__(self, decisions: Mapping[str, Decision]) -> None:
        super().__init__("the choices do not fit the ballot")
        self.decisions = decisions


class AlreadyCast(Exception):
    """Another request of the same voter was first; roll back and answer with `receipt`."""


def check_choices(election: Election, choices: Choices) -> dict[str, Decision]:
    """What the rules say to the choices, contest by contest. Warnings do not stop a ballot."""
    return {
        contest.contest: check_marks(
            MarksFacts(contest=contest, marks=tuple(choices.get(contest.contest, ())))
        )
        for contest in voted_contests(election)
    }


def receipt(session: Session, opened: OpenedLink) -> Receipt | None:
    """The receipt of a ballot that is already in the box, or None."""
    found = session.execute(
        select(AcceptedBallot.roll_entry_id, Envelope.tracker)
        .outerjoin(Envelope, Envelope.id == AcceptedBallot.envelope_id)
        .where(AcceptedBallot.roll_entry_id == opened.entry.id)
    ).first()
    if found is None:
        return None
    return Receipt(tracker=found.tracker, was_there_before=True, is_provisional=_is_held(opened))


def cast(session: Session, opened: OpenedLink, choices: Choices, *, now: datetime) -> Receipt:
    """Seals the choices and puts the envelope into the box: one a voter, whoever is first.

    Raises VotingNotOpen, BallotRefused, LinkRevoked for somebody who was found not to be a voter meanwhile, or
    AlreadyCast (then the caller rolls back and shows `receipt`).
    """
    if (before := receipt(session, opened)) is not None:
        return before
    election = opened.election
    if not election.is_open(now):
        raise VotingNotOpen
    decisions = check_choices(election, choices)
    if any(not decision.allowed for decision in decisions.values()):
        raise BallotRefused(decisions)
    # read and held until the ballot is in the box: somebody may decide about this voter at the same moment
    session.refresh(opened.entry, ["status"], with_for_update={"read": True})
    if opened.entry.status is RollStatus.EXCLUDED:
        raise LinkRevoked(was_replaced=False)
    envelope = _sealed(election, {contest: tuple(choices.get(contest, ())) for contest in decisions})
    _accept(session, opened, envelope, now)
    return Receipt(tracker=envelope["tracker"], was_there_before=False, is_provisional=_is_held(opened))


def _sealed(election: Election, choices: Choices) -> dict[str, Any]:
    manifest = manifest_of(election)
    sealed = seal(
        opening_public_key(manifest.opening_key),
        write_choices(choices),
        election_id=election.id,
        manifest_version=manifest.version,
        padded_to=padded_length(manifest),
    )
    name = envelope_hash(sealed)
    return {
        "id": uuid4(),
        "district_id": election.district_id,
        "election_id": election.id,
        "manifest_version": manifest.version,
        "sealed": sealed,
        "hash": name,
        "tracker": tracker(name),
        "is_logged": False,
    }


def _accept(session: Session, opened: OpenedLink, envelope: dict[str, Any], now: datetime) -> None:
    """Two inserts; the primary key of the second decides who was first."""
    session.execute(insert(Envelope).values(envelope))
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    accepted = session.execute(
        dialect.insert(AcceptedBallot)
        .values(
            roll_entry_id=opened.entry.id,
            district_id=opened.election.district_id,
            election_id=opened.election.id,
            envelope_id=envelope["id"],
        )
        .on_conflict_do_nothing(index_elements=["roll_entry_id"])
        .returning(AcceptedBallot.roll_entry_id)
    )
    if accepted.first() is None:
        raise AlreadyCast
    if _is_held(opened):
        session.add(
            Disposition(
                district_id=opened.election.district_id,
                envelope_id=envelope["id"],
                kind=DispositionKind.PROVISIONAL,
                reason="A person decides first whether the voter is staff.",
                made_at=now,
            )
        )
        session.flush()


def _is_held(opened: OpenedLink) -> bool:
    return opened.entry.status is RollStatus.HELD


def log_waiting(session: Session, election: Election) -> int:
    """Numbers the envelopes that the log does not hold yet, in one go. Answers how many.

    Runs after the cast has been committed, so that casting never waits for it: whoever gets the lock numbers all
    that wait, and whoever does not leaves it to them.
    """
    if not _got_lock(session.connection(), election):
        return 0
    waiting = session.execute(
        select(Envelope.id, Envelope.hash)
        .where(Envelope.election_id == election.id, ~Envelope.is_logged)
        .order_by(Envelope.hash)
    ).all()
    if not waiting:
        return 0
    last = session.scalar(
        select(LogLeaf.number)
        .where(LogLeaf.election_id == election.id)
        .order_by(LogLeaf.number.desc())
        .limit(1)
    )
    start = 0 if last is None else last + 1
    session.execute(
        insert(LogLeaf),
        [
            {
                "election_id": election.id,
                "number": number,
                "district_id": election.district_id,
                "envelope_hash": row.hash,
            }
            for number, row in enumerate(waiting, start=start)
        ],
    )
    session.execute(
        update(Envelope).where(Envelope.id.in_([row.id for row in waiting])).values(is_logged=True)
    )
    return len(waiting)


def _got_lock(connection: Connection, election: Election) -> bool:
    """SQLite has one writer anyway; PostgreSQL lends an advisory lock until the end of the transaction."""
    if connection.dialect.name != "postgresql":
        return True
    number = election.id.int & 0x7FFF_FFFF_FFFF_FFFF
    return bool(connection.scalar(text("SELECT pg_try_advisory_xact_lock(:number)"), {"number": number}))
