"""Who tells: a person's declaration to have no stake in the result, and who somebody is when it comes to signing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import (
    Appointment,
    Election,
    TellerDeclaration,
)
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.paper_batches import BATCH_SOURCE
from ballot_service.rules.signatures import Signer, stake_objections
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.reconciling import take_turn
from ballot_service.services.stakes import known_signer


def declared_teller(session: Session, election: Election, account_id: UUID) -> TellerDeclaration | None:
    return session.scalar(
        select(TellerDeclaration).where(
            TellerDeclaration.election_id == election.id, TellerDeclaration.account_id == account_id
        )
    )


def declare_teller(
    session: Session, election: Election, signer: Signer, name: str, *, now: datetime, by: UUID
) -> TellerDeclaration:
    """Keeps what a teller declares, once. Raises Refused for somebody with a stake in the result (1.15)."""
    take_turn(session, election)
    known = known_signer(session, election, signer, account_id=by, others=())
    objections = stake_objections(known)
    if declared_teller(session, election, by) is not None:
        objections.append(_declared())
    if objections:
        raise Refused.for_election("declare_teller", Decision(reasons=tuple(objections)), election)
    row = TellerDeclaration(
        district_id=election.district_id,
        election_id=election.id,
        account_id=by,
        name=name,
        is_employee=signer.is_employee,
        is_nominee=signer.is_nominee,
        is_relative=bool(signer.is_close_relative),
        declared_at=now,
    )
    session.add(row)
    session.flush()
    trail.of_election(
        session,
        election,
        "declare_teller",
        now=now,
        by=by,
        subject_id=row.id,
        details={"is_employee": row.is_employee},
        words={"name": name},
    )
    return row


def as_teller(session: Session, election: Election, account_id: UUID, others: Sequence[UUID]) -> Signer:
    """As declared, and an employee by any office here too; one person with two accounts has the id of the first."""
    row = declared_teller(session, election, account_id)
    by_office = select(Appointment.id).where(
        Appointment.account_id == account_id,
        Appointment.district_id == election.district_id,
        Appointment.is_employee,
    )
    is_employee = (row is not None and row.is_employee) or session.scalar(by_office.limit(1)) is not None
    signer = Signer(
        person=str(account_id),
        is_employee=is_employee,
        is_nominee=row.is_nominee if row else False,
        is_close_relative=row.is_relative if row else None,
    )
    return known_signer(session, election, signer, account_id=account_id, others=others)


def _declared() -> Reason:
    return Reason(
        code="teller_declared",
        sentence=say("You have made this declaration already."),
        source=BATCH_SOURCE,
        remedy=say("Go on to the batches."),
    )
