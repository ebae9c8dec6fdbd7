"""Corrections of a certified result: written by one person, confirmed by another, and certified anew beside the old."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Contest, Correction, Election
from ballot_service.rules.corrections import CORRECTION_SOURCE, ResultCorrectionFacts, may_correct
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.signatures import Signer
from ballot_service.rules.tellers import ExplanationFacts, may_confirm_explanation
from ballot_service.rules.words import say
from ballot_service.sealing import acts
from ballot_service.sealing.documents import CORRECTION
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.counting import publish
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.lots import confirmed_lot, withdraw_lot
from ballot_service.services.paper_count import as_teller
from ballot_service.services.reconciling import take_turn
from ballot_service.services.rounds import is_being_changed, wants_certificate
from ballot_service.services.stakes import known_signer


def corrections_of(session: Session, election: Election) -> list[Correction]:
    """Every correction, the first one first."""
    rows = select(Correction).where(Correction.election_id == election.id).order_by(Correction.written_at)
    return list(session.scalars(rows))


def waiting_correction(session: Session, election: Election) -> Correction | None:
    return next((each for each in corrections_of(session, election) if each.confirmed_at is None), None)


def correction_facts(
    session: Session, election: Election, reason: str, contest: Contest | None
) -> ResultCorrectionFacts:
    """What `may_correct` takes."""
    return ResultCorrectionFacts(
        is_certified=election.certified_at is not None,
        has_reason=bool(reason.strip()),
        is_running=election.certified_at is not None
        and (is_being_changed(session, election) or wants_certificate(session, election)),
        names_lot=contest is not None,
        has_lot=contest is not None and confirmed_lot(session, contest) is not None,
    )


def write_correction(
    session: Session,
    election: Election,
    reason: str,
    contest: Contest | None = None,
    *,
    now: datetime,
    by: UUID,
) -> Correction:
    """Keeps what was wrong; `contest` is the one whose lot is entered again. Raises Refused as `may_correct` says."""
    take_turn(session, election)
    facts = correction_facts(session, election, reason, contest)
    asked, decision = Asked(rule="may_correct", facts=facts), may_correct(facts)
    if not decision.allowed:
        raise Refused.for_election(acts.WRITE_CORRECTION, decision, election, asked=(asked,))
    keep_for(session, election, asked, now=now)
    row = Correction(
        district_id=election.district_id,
        election=election,
        contest=contest,
        reason=reason.strip(),
        written_at=now,
        written_by=by,
    )
    session.add(row)
    session.flush()
    _record(session, acts.WRITE_CORRECTION, row, now, by)
    return row


def confirm_correction(session: Session, row: Correction, signer: Signer, *, now: datetime, by: UUID) -> None:
    """A second person, without a stake, stands by it: a new version is published, and waits for its certificate.

    Raises Refused as `may_confirm_explanation` says: two people, one of whom does not work for the district.
    """
    election = row.election
    take_turn(session, election)
    session.refresh(row, ["confirmed_at"], with_for_update=True)
    confirmer = known_signer(session, election, signer, account_id=by, others=[row.written_by])
    facts = ExplanationFacts(
        written_by=str(row.written_by),
        confirmed_by=confirmer.person,
        confirmer=confirmer,
        writer_is_employee=as_teller(session, election, row.written_by, ()).is_employee,
    )
    asked, decision = Asked(rule="may_confirm_explanation", facts=facts), may_confirm_explanation(facts)
    if row.confirmed_at is not None:
        decision += Decision(reasons=(_confirmed(),))
    if not decision.allowed:
        raise Refused.for_election(acts.CONFIRM_CORRECTION, decision, election, row.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=row.id, now=now)
    row.confirmed_at, row.confirmed_by = now, by
    session.flush()
    _record(session, acts.CONFIRM_CORRECTION, row, now, by)
    lot = confirmed_lot(session, row.contest) if row.contest else None
    if lot is not None:
        withdraw_lot(session, election, lot, now=now, by=by)
    publish(session, election, CORRECTION, now=now, by=by)


def _confirmed() -> Reason:
    return Reason(
        code="correction_confirmed",
        sentence=say("This correction is confirmed already."),
        source=CORRECTION_SOURCE,
        remedy=say("Two people sign the result, and it is certified anew."),
    )


def _record(session: Session, act: str, row: Correction, now: datetime, by: UUID) -> None:
    trail.of_election(
        session,
        row.election,
        act,
        now=now,
        by=by,
        subject_id=row.id,
        details={"contest": str(row.contest_id) if row.contest_id else None},
        words={"reason": row.reason},
    )
