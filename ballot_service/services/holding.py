"""A person decides about a voter whom the rules held; a ballot already in the box follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    AcceptedBallot,
    Case,
    CertificationSignature,
    Disposition,
    DispositionKind,
    Election,
    LaterBallot,
    RollStatus,
    VoterRollEntry,
)
from ballot_service.rules.cases import CaseKind
from ballot_service.rules.held_voters import HeldVoterFacts, may_decide_held
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.following_envelopes import follow_with_envelope
from ballot_service.services.reconciling import take_turn
from ballot_service.services.roll_screening import (
    recorded_voter_facts,
)


def decide_held(
    session: Session,
    election: Election,
    entry: VoterRollEntry,
    *,
    may: bool,
    reason: str,
    now: datetime,
    by: UUID,
) -> None:
    """A person decides about somebody the rules held; a provisional ballot already cast follows the decision.

    A decision after the list of ballots was fixed opens the list again. Raises Refused for somebody who is not held,
    and once anybody has signed the count.
    """
    take_turn(session, election)
    # a cast that is under way at this moment is waited for, so that no ballot stays on hold for ever
    session.refresh(entry, ["status"], with_for_update={"key_share": True})
    asked = _held_facts(session, election, entry)
    decision = may_decide_held(asked)
    kept = Asked(rule="may_decide_held", facts=asked)
    if not decision.allowed:
        raise Refused.for_election("decide_held", decision, election, entry.id, asked=(kept,))
    _keep_decided(session, election, entry, may, now)
    keep_for(session, election, kept, subject_id=entry.id, now=now)
    entry.status = RollStatus.ELIGIBLE if may else RollStatus.EXCLUDED
    session.flush()
    kind = DispositionKind.ACCEPTED if may else DispositionKind.NOT_ELIGIBLE
    follow_with_ballot(session, election, entry, kind, reason, now)
    session.flush()
    trail.of_election(
        session,
        election,
        "decide_held",
        now=now,
        by=by,
        subject_id=entry.id,
        details={"may_vote": may},
        words={"reason": reason},
    )


def follow_with_ballot(
    session: Session,
    election: Election,
    entry: VoterRollEntry,
    kind: DispositionKind,
    reason: str,
    now: datetime,
) -> None:
    """A ballot that is already in the box follows what was decided about its voter; the list of ballots opens again."""
    follow_with_envelope(session, election, entry, reason, now)
    accepted = session.get(AcceptedBallot, entry.id)
    if accepted is None or accepted.envelope_id is None:
        return
    election.dispositions_frozen_at = None
    session.add_all(
        Disposition(
            district_id=election.district_id, envelope_id=envelope, kind=kind, reason=reason, made_at=now
        )
        for envelope in (accepted.envelope_id, *_chosen_again(session, entry))
    )
    session.flush()


def _chosen_again(session: Session, entry: VoterRollEntry) -> list[UUID]:
    """What the voter chose again on a corrected ballot shares the fate of the first envelope."""
    rows = session.scalars(select(LaterBallot.envelope_id).where(LaterBallot.roll_entry_id == entry.id))
    return [envelope for envelope in rows if envelope is not None]


def _held_facts(session: Session, election: Election, entry: VoterRollEntry) -> HeldVoterFacts:
    signed = select(func.count()).where(CertificationSignature.election_id == election.id)
    in_review = (Case.roll_entry_id == entry.id, Case.kind == CaseKind.REVIEW, Case.outcome.is_(None))
    return HeldVoterFacts(
        is_held=entry.status is RollStatus.HELD,
        signatures=session.scalar(signed) or 0,
        is_certified=election.certified_at is not None,
        in_review=bool(session.scalar(select(exists().where(*in_review)))),
    )


def _keep_decided(
    session: Session, election: Election, entry: VoterRollEntry, may: bool, now: datetime
) -> None:
    """Keeps the facts that held the voter, with what the person decided beside them."""
    held_on = recorded_voter_facts(session, entry)
    if held_on is not None:
        asked = Asked(rule="may_vote", facts=replace(held_on, may_by_person=may))
        keep_for(session, election, asked, subject_id=entry.id, now=now)
