"""Casting a ballot: sealed on arrival, accepted once, answered with the same tracker however often it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import (
    AcceptedBallot,
    Disposition,
    DispositionKind,
    Election,
    Envelope,
    RollStatus,
)
from ballot_service.rules.ballots import MarksFacts, check_marks
from ballot_service.rules.decision import Decision
from ballot_service.sealing.envelopes import envelope_hash, padded_length, seal, write_choices
from ballot_service.sealing.keys import opening_public_key
from ballot_service.sealing.trackers import tracker
from ballot_service.services.accepting import AlreadyCast, put_into_box
from ballot_service.services.facts import manifest_of, voted_contests
from ballot_service.services.issuing import InTheBox, OpenedLink
from ballot_service.services.numbering import log_waiting

__all__ = [
    "AlreadyCast",
    "BallotRefused",
    "Choices",
    "Receipt",
    "VotingNotOpen",
    "cast",
    "check_choices",
    "log_waiting",
    "receipt",
    "sealed_row",
]

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
    box = opened.box or _look(session, opened)
    if not box.is_there:
        return None
    return Receipt(tracker=box.tracker, was_there_before=True, is_provisional=_is_held(opened))


def _look(session: Session, opened: OpenedLink) -> InTheBox:
    found = session.execute(
        select(AcceptedBallot.roll_entry_id, Envelope.tracker)
        .outerjoin(Envelope, Envelope.id == AcceptedBallot.envelope_id)
        .where(AcceptedBallot.roll_entry_id == opened.entry.id)
    ).first()
    return InTheBox(is_there=found is not None, tracker=found.tracker if found else None)


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
    envelope = sealed_row(election, {contest: tuple(choices.get(contest, ())) for contest in decisions})
    status = put_into_box(session, opened, envelope)
    # a ballot that comes in after the count would be added alone, and could be read from the difference
    if session.scalar(select(Election.counted_at).where(Election.id == election.id)) is not None:
        raise VotingNotOpen
    if status is RollStatus.HELD:
        _hold(session, opened, envelope, now)
    is_held = status is RollStatus.HELD
    return Receipt(tracker=envelope["tracker"], was_there_before=False, is_provisional=is_held)


def sealed_row(election: Election, choices: Choices) -> dict[str, Any]:
    """The choices as a row of the box: sealed to the election's opening key, under a random id."""
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
        "is_opened": False,
    }


def _hold(session: Session, opened: OpenedLink, envelope: dict[str, Any], now: datetime) -> None:
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
