"""Opening what is accepted, in memory: the envelopes of one voter are read together as one ballot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import (
    AcceptedBallot,
    Disposition,
    DispositionKind,
    Election,
    Envelope,
    LaterBallot,
)
from ballot_service.rules.ballot_merging import OpenedBallot, merge_ballots
from ballot_service.rules.ballots import ContestReading, UnreadableBallot, read_ballot
from ballot_service.sealing.envelopes import EnvelopeError, open_envelope, read_choices
from ballot_service.sealing.keys import election_key
from ballot_service.services.facts import contests_on, voted_contests
from ballot_service.services.reconciling import dispositions

NOTHING_TO_ADD_TO = "The ballot that this one adds to could not be read."


@dataclass(frozen=True, kw_only=True)
class Opened:
    """One voter's ballot, from as many envelopes as the voter cast."""

    envelope_ids: tuple[UUID, ...]
    readings: tuple[ContestReading, ...]


def open_accepted(
    session: Session, election: Election, secret: bytes, now: datetime
) -> tuple[list[Opened], list[str]]:
    """Opens what is accepted and unopened; answers the ballots, and the hashes of what cannot be read.

    What cannot be read is rejected with that reason, and with a first envelope what was chosen again beside it.
    """
    private = election_key(secret, election.id)
    contests = voted_contests(election)
    opened, unreadable = [], []
    for envelopes in _by_voter(session, election):
        found: list[OpenedBallot] = []
        kept: list[UUID] = []
        for place, envelope in enumerate(envelopes):
            try:
                if place and not found:
                    raise UnreadableBallot(NOTHING_TO_ADD_TO)
                found.append(_read(election, private, envelope))
            except (EnvelopeError, UnreadableBallot) as problem:
                _reject(session, envelope, str(problem), now)
                unreadable.append(envelope.hash)
                continue
            kept.append(envelope.id)
        if found:
            opened.append(Opened(envelope_ids=tuple(kept), readings=merge_ballots(found, contests)))
    return opened, unreadable


def _by_voter(session: Session, election: Election) -> Iterator[list[Envelope]]:
    """The accepted, unopened envelopes of each voter, the first one first. One that no voter leads to stands alone."""
    kinds = dispositions(session, election)
    whose = _whose(session, election)
    groups: dict[UUID, list[Envelope]] = {}
    rows = select(Envelope).where(Envelope.election_id == election.id, ~Envelope.is_opened)
    for envelope in session.scalars(rows.order_by(Envelope.manifest_version)):
        if kinds[envelope.id] is DispositionKind.ACCEPTED:
            groups.setdefault(whose.get(envelope.id, envelope.id), []).append(envelope)
    return (sorted(group, key=lambda each: each.adds_to_earlier) for group in groups.values())


def _whose(session: Session, election: Election) -> dict[UUID, UUID]:
    """Of voters who voted again: envelope to roll line. It never leaves the memory of this count."""
    later = session.execute(
        select(LaterBallot.envelope_id, LaterBallot.roll_entry_id).where(
            LaterBallot.election_id == election.id, LaterBallot.envelope_id.is_not(None)
        )
    ).all()
    voters = {row.roll_entry_id for row in later}
    if not voters:
        return {}
    first = session.execute(
        select(AcceptedBallot.envelope_id, AcceptedBallot.roll_entry_id).where(
            AcceptedBallot.election_id == election.id, AcceptedBallot.envelope_id.is_not(None)
        )
    )
    rows = [*later, *(row for row in first if row.roll_entry_id in voters)]
    return {row.envelope_id: row.roll_entry_id for row in rows}


def _read(election: Election, private: X25519PrivateKey, envelope: Envelope) -> OpenedBallot:
    version = envelope.manifest_version
    plain = open_envelope(private, envelope.sealed, election_id=election.id, manifest_version=version)
    choices = read_choices(plain)
    read_ballot(
        contests_on(election, version), choices
    )  # raises for what was not on the ballot it was cast on
    return OpenedBallot(version=version, choices=choices)


def _reject(session: Session, envelope: Envelope, reason: str, now: datetime) -> None:
    session.add(
        Disposition(
            district_id=envelope.district_id,
            envelope_id=envelope.id,
            kind=DispositionKind.UNREADABLE,
            reason=reason,
            made_at=now,
        )
    )
