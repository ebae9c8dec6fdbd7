"""What a correction would change, and whom it concerns: for the page before it, and for the rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, object_session

from ballot_service.models import (
    AcceptedBallot,
    BallotCorrection,
    BallotLink,
    Election,
    PaperEnvelope,
    PaperOpening,
    PaperReturn,
)
from ballot_service.rules.ballot_correction import CorrectionFacts, CorrectionStep
from ballot_service.sealing.canonical import canonical_json, fingerprint_of_bytes
from ballot_service.sealing.manifest import ManifestContest, differing_contests
from ballot_service.sealing.shapes import write_shape
from ballot_service.services.facts import manifest_of
from ballot_service.services.freezing import manifest_as_it_stands


@dataclass(frozen=True, kw_only=True)
class NameChange:
    """What happens to the names of one contest. `statements` are names whose statement changed."""

    before: ManifestContest
    after: ManifestContest
    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    statements: tuple[str, ...]


def corrections(session: Session, election: Election) -> Sequence[BallotCorrection]:
    """Every correction of the election, the newest first; one that has not ended is the newest."""
    rows = select(BallotCorrection).where(BallotCorrection.election_id == election.id)
    return session.scalars(rows.order_by(BallotCorrection.paused_at.desc())).all()


def running_correction(session: Session, election: Election) -> BallotCorrection | None:
    """The correction for which voting is paused now."""
    return next((row for row in corrections(session, election) if row.ended_at is None), None)


def name_changes(election: Election, secret: bytes) -> tuple[NameChange, ...]:
    """How the names as they stand now differ from the frozen ballot, contest by contest."""
    before, after = manifest_of(election), manifest_as_it_stands(election, secret)
    then = {contest.id: contest for contest in before.contests}
    changed = differing_contests(before, after)
    return tuple(_change(then[each.id], each) for each in after.contests if each.id in changed)


def _change(before: ManifestContest, after: ManifestContest) -> NameChange:
    then = {one.id: one for one in before.candidates}
    here = {one.id: one for one in after.candidates}
    stayed = [(then[each], here[each]) for each in here if each in then]
    return NameChange(
        before=before,
        after=after,
        added=tuple(one.name for one in after.candidates if one.id not in then),
        removed=tuple(one.name for one in before.candidates if one.id not in here),
        renamed=tuple((old.name, new.name) for old, new in stayed if old.name != new.name),
        statements=tuple(new.name for old, new in stayed if old.statements != new.statements),
    )


def correction_facts(
    session: Session, election: Election, secret: bytes, now: datetime, *, new_closes_at: datetime | None
) -> CorrectionFacts:
    """What entering the correction as it stands would be judged by."""
    after = manifest_as_it_stands(election, secret)
    facts = step_facts(election, CorrectionStep.ENTER, now)
    in_box, told = _voters_in_box(session, election)
    return replace(
        facts,
        new_closes_at=new_closes_at,
        contests_changed=len(name_changes(election, secret)),
        contests_voted=len(after.voted),
        in_box=in_box,
        untold=in_box - told,
    )


def step_facts(election: Election, step: CorrectionStep, now: datetime) -> CorrectionFacts:
    """What is known before any name has changed."""
    return CorrectionFacts(
        step=step,
        asked_at=now,
        closes_at=election.closes_at,
        zone=election.district.zone,
        is_frozen=election.manifest is not None,
        is_paused=election.paused_at is not None,
        is_list_fixed=election.dispositions_frozen_at is not None
        or election.counted_at is not None
        or _paper_is_open(election),
    )


def _paper_is_open(election: Election) -> bool:
    """Tellers may have read ballots: nobody may vote after that, even if the list is open again for a late decision."""
    session = object_session(election)
    assert session is not None  # a row that was read
    found = select(PaperOpening.id).where(PaperOpening.election_id == election.id).limit(1)
    return session.scalar(found) is not None


def _voters_in_box(session: Session, election: Election) -> tuple[int, int]:
    """How many have voted, and how many of them a message with their own link can reach.

    Who voted without a link, or with a card drawn at the table, is known to no record that leads to a contact.
    """
    places = select(func.count()).where(AcceptedBallot.election_id == election.id)
    working = select(BallotLink.roll_entry_id).where(BallotLink.revoked_at.is_(None))
    by_paper = select(PaperEnvelope.roll_entry_id).join(
        PaperReturn, PaperReturn.envelope_id == PaperEnvelope.id
    )
    reached = (
        AcceptedBallot.roll_entry_id.in_(working),
        or_(AcceptedBallot.envelope_id.is_not(None), AcceptedBallot.roll_entry_id.in_(by_paper)),
    )
    return (
        session.scalar(places) or 0,
        session.scalar(places.where(*reached)) or 0,
    )


def names_hash(election: Election, secret: bytes) -> str:
    """Of the names as they stand, whatever their order: places for new names are drawn at the end."""
    contests = manifest_as_it_stands(election, secret).contests
    unordered = [
        replace(each, candidates=tuple(sorted(each.candidates, key=lambda one: one.id))) for each in contests
    ]
    return fingerprint_of_bytes(canonical_json([write_shape(each) for each in unordered]))
