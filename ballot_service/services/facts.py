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
    Manifest,
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
from ballot_service.sealing.manifest import Manifest as FrozenManifest
from ballot_service.sealing.manifest import read_manifest


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
    """The contests on the newest ballot, as voters see them. Raises ValueError before the ballot is frozen."""
    return _contests_on(election, _frozen(election))


def contests_on(election: Election, version: int) -> tuple[rules.Contest, ...]:
    """The contests on one version of the ballot, as its voters saw them."""
    return _contests_on(election, next(each for each in election.manifests if each.version == version))


def names_from(election: Election, version: int) -> int:
    """The version from which a version of the ballot has its names: the last one that corrected any, or the first."""
    corrected = (
        row.version for row in reversed(election.manifests) if row.version <= version and corrects_names(row)
    )
    return next(corrected, 1)


def corrects_names(row: Manifest) -> bool:
    """Whether this version corrects names, and not only the close."""
    corrects = read_version(row).corrects
    return corrects is not None and bool(corrects.contests)


def names_on_ballot(contest: Contest) -> list[Candidate]:
    """Who stands in a contest as everybody may know it: on the newest frozen ballot, or so far."""
    if contest.election.manifest is None:
        return contest.qualified
    by_id = {str(each.id): each for each in contest.candidates}
    frozen = next(one for one in manifest_of(contest.election).contests if one.id == str(contest.id))
    return [by_id[each.id] for each in frozen.candidates]


def _contests_on(election: Election, row: Manifest) -> tuple[rules.Contest, ...]:
    """They are worked out once for each fingerprint: what was frozen under it never changes."""
    known = _VOTED.get(row.fingerprint)
    if known is None:
        if len(_VOTED) >= MOST_KEPT:
            _VOTED.clear()
        known = _VOTED[row.fingerprint] = _voted_contests(election, read_version(row))
    return known


MOST_KEPT = 64
"""Ballots kept worked out in a process; more elections than that are hardly open at once."""
_VOTED: dict[str, tuple[rules.Contest, ...]] = {}


def _voted_contests(election: Election, manifest: FrozenManifest) -> tuple[rules.Contest, ...]:
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


def manifest_of(election: Election) -> FrozenManifest:
    """The newest frozen manifest. Raises ValueError before the freeze."""
    return read_version(_frozen(election))


def _frozen(election: Election) -> Manifest:
    row = election.manifest
    if row is None:
        raise ValueError("the ballot is not frozen")
    return row


def read_version(row: Manifest) -> FrozenManifest:
    """One version of a manifest, read and checked once for each fingerprint."""
    known = _READ.get(row.fingerprint)
    if known is None:
        if len(_READ) >= MOST_KEPT:
            _READ.clear()
        known = _READ[row.fingerprint] = read_manifest(row.document)
    return known


_READ: dict[str, FrozenManifest] = {}
