"""The three acts of a correction: pause voting, say that the names are right now, and confirm it as a second person.

While voting is paused the nominees' pages are open again, with their rules. What differs from the frozen ballot is the
correction. Ballots in the box stay sealed under the version they were cast on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Appointment, BallotCorrection, Election
from ballot_service.rules.ballot_correction import CorrectionFacts, CorrectionStep, may_correct_ballot
from ballot_service.rules.decision import Decision
from ballot_service.rules.signatures import Signer
from ballot_service.sealing.canonical import canonical_json, fingerprint_of_bytes
from ballot_service.sealing.manifest import ManifestCorrection
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.cancelling import require_running
from ballot_service.services.correcting.previewing import (
    correction_facts,
    name_changes,
    names_hash,
    running_correction,
    step_facts,
)
from ballot_service.services.correcting.settling import move_close, place_new_names, retire_paper
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.freezing import add_manifest, read_names_again
from ballot_service.services.reconciling import take_turn
from ballot_service.services.stakes import known_signer


def may_pause(election: Election, now: datetime) -> Decision:
    return may_correct_ballot(step_facts(election, CorrectionStep.PAUSE, now))


def pause_voting(
    session: Session, election: Election, reason: str, *, now: datetime, by: UUID
) -> BallotCorrection:
    """Nobody can vote from now on; ballots in the box stay there. Raises Refused as `may_correct_ballot` says."""
    require_running("pause_voting", election)
    take_turn(session, election)
    facts = step_facts(election, CorrectionStep.PAUSE, now)
    _require(session, election, "pause_voting", facts, now)
    row = BallotCorrection(
        district_id=election.district_id, election=election, reason=reason, paused_at=now, paused_by=by
    )
    election.paused_at = now
    session.add(row)
    session.flush()
    trail.of_election(
        session, election, "pause_voting", now=now, by=by, subject_id=row.id, words={"reason": reason}
    )
    return row


def enter_correction(
    session: Session,
    election: Election,
    secret: bytes,
    explanation: str,
    *,
    new_closes_at: datetime | None,
    now: datetime,
    by: UUID,
) -> BallotCorrection:
    """The clerk says that the names are right now; a second person confirms exactly these. Raises Refused."""
    take_turn(session, election)
    read_names_again(session, election)
    facts = correction_facts(session, election, secret, now, new_closes_at=new_closes_at)
    row = running_correction(session, election)
    _require(session, election, "enter_correction", facts, now)
    assert row is not None  # the rule refuses without a pause
    row.entered_at, row.entered_by = now, by
    row.explanation, row.new_closes_at = explanation, new_closes_at
    row.proposed = {"names": names_hash(election, secret)}
    session.flush()
    details = {"contests": [each.after.id for each in name_changes(election, secret)]}
    if new_closes_at:
        details |= {"closes_at": [new_closes_at.isoformat()]}
    trail.of_election(
        session,
        election,
        "enter_correction",
        now=now,
        by=by,
        subject_id=row.id,
        details=details,
        words={"reason": explanation},
    )
    return row


def confirm_correction(
    session: Session,
    row: BallotCorrection,
    secret: bytes,
    signer: Signer,
    *,
    shown: str,
    now: datetime,
    by: UUID,
) -> None:
    """A second person agrees: the ballot gets its new version, paper of the old one leaves the stock, voting goes on.

    `shown` is the `digest_of` what this person has read. Raises Refused for somebody with a stake, for two employees,
    and where the names, the words or the close have changed since.
    """
    election = row.election
    take_turn(session, election)
    read_names_again(session, election)
    session.refresh(row, with_for_update=True)
    facts = _confirmation_facts(session, row, secret, signer, now, by)
    if shown != digest_of(row):
        facts = replace(facts, has_changed_since=True)
    _require(session, election, "confirm_correction", facts, now)
    changed = bool(facts.contests_changed)
    row.ended_at, row.confirmed_by = now, by
    if row.new_closes_at:
        move_close(session, election, row.new_closes_at)
    if changed:
        place_new_names(session, election, now, by)
    election.paused_at = None
    if changed or row.new_closes_at:
        named = tuple(each.after.id for each in name_changes(election, secret))
        corrects = ManifestCorrection(contests=named, reason=row.explanation)
        row.manifest = add_manifest(session, election, secret, now=now, by=by, corrects=corrects)
    if changed:
        retire_paper(session, election, now, by)
    session.flush()
    version = row.manifest.version if row.manifest else None
    trail.of_election(
        session,
        election,
        "confirm_correction",
        now=now,
        by=by,
        subject_id=row.id,
        details={"version": version, "closes_at": election.closes_at.isoformat()},
    )


def digest_of(row: BallotCorrection) -> str:
    """Of everything that a second person confirms: the names, the explanation and a later close."""
    later = row.new_closes_at.isoformat() if row.new_closes_at else None
    return fingerprint_of_bytes(canonical_json([row.proposed.get("names"), row.explanation, later]))


def may_confirm(
    session: Session, row: BallotCorrection, secret: bytes, signer: Signer, *, now: datetime, by: UUID
) -> Decision:
    """What the rule says to this person's confirmation now."""
    return may_correct_ballot(_confirmation_facts(session, row, secret, signer, now, by))


def _confirmation_facts(
    session: Session, row: BallotCorrection, secret: bytes, signer: Signer, now: datetime, by: UUID
) -> CorrectionFacts:
    election = row.election
    facts = correction_facts(session, election, secret, now, new_closes_at=row.new_closes_at)
    enterer = row.entered_by or row.paused_by
    confirmer = known_signer(session, election, signer, account_id=by, others=[enterer])
    return replace(
        facts,
        step=CorrectionStep.CONFIRM,
        is_paused=row.ended_at is None and row.entered_at is not None,
        has_changed_since=row.proposed.get("names") != names_hash(election, secret),
        entered_by=str(enterer),
        enterer_is_employee=_works_here(session, election, enterer),
        confirmer=confirmer,
    )


def _works_here(session: Session, election: Election, account_id: UUID) -> bool:
    offices = select(Appointment.id).where(
        Appointment.account_id == account_id,
        Appointment.district_id == election.district_id,
        Appointment.is_employee,
    )
    return session.scalar(offices.limit(1)) is not None


def _require(session: Session, election: Election, act: str, facts: CorrectionFacts, now: datetime) -> None:
    asked, decision = Asked(rule="may_correct_ballot", facts=facts), may_correct_ballot(facts)
    if not decision.allowed:
        raise Refused.for_election(act, decision, election, asked=(asked,))
    keep_for(session, election, asked, now=now)
