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
    LaterBallot,
    RollStatus,
)
from ballot_service.rules.ballots import MarksFacts, check_marks
from ballot_service.rules.contests import Contest
from ballot_service.rules.decision import Decision
from ballot_service.sealing.envelopes import envelope_hash, padded_length, seal, write_choices
from ballot_service.sealing.keys import opening_public_key
from ballot_service.sealing.trackers import tracker
from ballot_service.services.accepting import AlreadyCast, put_into_box
from ballot_service.services.facts import manifest_of, read_version, voted_contests
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


def check_choices(
    election: Election, choices: Choices, contests: Sequence[Contest] | None = None
) -> dict[str, Decision]:
    """What the rules say to the choices, contest by contest: in all contests, or in those given. Warnings do not stop
    a ballot.
    """
    return {
        contest.contest: check_marks(
            MarksFacts(contest=contest, marks=tuple(choices.get(contest.contest, ())))
        )
        for contest in (voted_contests(election) if contests is None else contests)
    }


def receipt(session: Session, opened: OpenedLink) -> Receipt | None:
    """The receipt of a ballot that is already in the box, or None."""
    box = opened.box or _look(session, opened)
    if not box.is_there:
        return None
    tracker = _newest_tracker(session, opened) or box.tracker
    return Receipt(tracker=tracker, was_there_before=True, is_provisional=_is_held(opened))


def _newest_tracker(session: Session, opened: OpenedLink) -> str | None:
    """Of what the voter chose again on a corrected ballot."""
    if len(opened.election.manifests) < 2:
        return None
    return session.scalar(
        select(Envelope.tracker)
        .join(LaterBallot, LaterBallot.envelope_id == Envelope.id)
        .where(LaterBallot.roll_entry_id == opened.entry.id)
        .order_by(LaterBallot.manifest_version.desc())
        .limit(1)
    )


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
    if is_shut(session, election):
        raise VotingNotOpen
    if status is RollStatus.HELD:
        hold(session, opened, envelope, now)
    is_held = status is RollStatus.HELD
    return Receipt(tracker=envelope["tracker"], was_there_before=False, is_provisional=is_held)


def is_shut(session: Session, election: Election) -> bool:
    """Whether voting was paused or counted while this ballot came in.

    One that comes in after the count would be added alone, and could be read from the difference.
    """
    now = session.execute(
        select(Election.counted_at, Election.paused_at).where(Election.id == election.id)
    ).one()
    return now.counted_at is not None or now.paused_at is not None


def sealed_row(election: Election, choices: Choices, version: int | None = None) -> dict[str, Any]:
    """The choices as a row of the box: sealed to the election's opening key, under a random id.

    `version` is that of the ballot they were made on; None for the newest.
    """
    rows = [each for each in election.manifests if each.version == version]
    manifest = read_version(rows[0]) if rows else manifest_of(election)
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
        "adds_to_earlier": False,
    }


def hold(session: Session, opened: OpenedLink, envelope: dict[str, Any], now: datetime) -> None:
    """Keeps a held voter's envelope apart until a person has decided."""
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
