"""Rows as the facts that rules take. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    BallotLink,
    Candidate,
    Contest,
    Election,
    NoticeRecord,
    SeatGroup,
    VoterRollEntry,
)
from ballot_service.rules import contests as rules
from ballot_service.rules.election_settings import (
    ElectionSettings,
    Stage,
    Uncontested,
    furthest,
    settings_from_json,
)
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.words import Sentence
from ballot_service.sealing.manifest import Manifest, read_manifest


def settings_of(election: Election) -> ElectionSettings:
    return settings_from_json(election.settings)


def seat_plans(groups: Sequence[SeatGroup]) -> tuple[SeatPlan, ...]:
    """Each seat as a plan of one, with the name of the school it is reserved for."""
    return tuple(
        SeatPlan(
            group=group.kind,
            seats=1,
            selection=group.selection_method,
            reserved_school=seat.reserved_school.name if seat.reserved_school else None,
            is_voting=seat.is_voting,
        )
        for group in groups
        for seat in group.seats
    )


def contest_facts(contest: Contest, candidates: Sequence[Candidate] | None = None) -> rules.Contest:
    """The contest with its qualified candidates in ballot order."""
    standing = contest.qualified if candidates is None else candidates
    others = [c for c in contest.election.contests if c.seat_group_id == contest.seat_group_id]
    declares = settings_of(contest.election).uncontested is Uncontested.DECLARE_ELECTED
    return rules.Contest(
        contest=str(contest.id),
        group=contest.seat_group.kind,
        seats=contest.seats,
        candidates=tuple(str(candidate.id) for candidate in standing),
        reserved_school=contest.reserved_school.name if contest.reserved_school else None,
        is_at_large=contest.reserved_school is None and len(others) > 1,
        is_declared=declares and 0 < len(standing) <= contest.seats,
    )


def voted_contests(election: Election) -> tuple[rules.Contest, ...]:
    """The contests on the frozen ballot, as voters see them. Raises ValueError before the ballot is frozen.

    They are worked out once for each fingerprint: what was frozen under it never changes.
    """
    manifest = manifest_of(election)
    row = election.manifest
    fingerprint = row.fingerprint if row else ""
    known = _VOTED.get(fingerprint)
    if known is None:
        if len(_VOTED) >= MOST_KEPT:
            _VOTED.clear()
        known = _VOTED[fingerprint] = _voted_contests(election, manifest)
    return known


MOST_KEPT = 64
"""Ballots kept worked out in a process; more elections than that are hardly open at once."""
_VOTED: dict[str, tuple[rules.Contest, ...]] = {}


def _voted_contests(election: Election, manifest: Manifest) -> tuple[rules.Contest, ...]:
    by_id = {str(contest.id): contest for contest in election.contests}
    on_ballot = {str(c.id): c for contest in election.contests for c in contest.candidates}
    return tuple(
        contest_facts(by_id[contest.id], [on_ballot[candidate.id] for candidate in contest.candidates])
        for contest in manifest.voted
    )


def title_of(contest: Contest) -> Sentence:
    return rules.contest_title(contest_facts(contest))


def stage_of(session: Session, election: Election, now: datetime) -> Stage:
    """How far the election has come; decides which settings are frozen."""
    reached = [
        (Stage.FORMS_OPEN, now >= election.nominations_open_at),
        (
            Stage.NOTICE_PUBLISHED,
            _any(session, NoticeRecord.election_id == election.id, NoticeRecord.voided_at.is_(None)),
        ),
        (Stage.FIRST_LINK_ISSUED, _any_link(session, election)),
        (Stage.BALLOT_FROZEN, election.ballot_frozen_at is not None),
        (Stage.VOTING_OPEN, election.opening_confirmed_at is not None and now >= election.opens_at),
        (Stage.VOTING_CLOSED, election.is_closed(now)),
        (Stage.CERTIFIED, election.certified_at is not None),
    ]
    return furthest(stage for stage, is_reached in reached if is_reached)


def _any(session: Session, *conditions: Any) -> bool:
    return bool(session.scalar(select(exists().where(*conditions))))


def _any_link(session: Session, election: Election) -> bool:
    return _any(
        session, BallotLink.roll_entry_id == VoterRollEntry.id, VoterRollEntry.election_id == election.id
    )


def manifest_of(election: Election) -> Manifest:
    """The newest frozen manifest, read and checked once for each fingerprint. Raises ValueError before the freeze."""
    row = election.manifest
    if row is None:
        raise ValueError("the ballot is not frozen")
    known = _READ.get(row.fingerprint)
    if known is None:
        if len(_READ) >= MOST_KEPT:
            _READ.clear()
        known = _READ[row.fingerprint] = read_manifest(row.document)
    return known


_READ: dict[str, Manifest] = {}
