"""What a staff liaison signs after looking at an election: the only thing that role may write."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Election, Remark
from ballot_service.rules.signatures import Signer, SigningFacts, may_sign
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import Asked, keep_for


def sign_remark(
    session: Session,
    election: Election,
    text: str,
    *,
    is_employee: bool,
    is_nominee: bool,
    is_close_relative: bool,
    now: datetime,
    by: UUID,
) -> Remark:
    """Keeps "I have reviewed", with what the liaison adds in words; changes nothing else.

    Raises Refused for somebody who stands in this election or is close to a nominee. Source: users.md (d) and
    requirements 1.15 (whoever signs declares to have no stake).
    """
    signer = Signer(
        person=str(by), is_employee=is_employee, is_nominee=is_nominee, is_close_relative=is_close_relative
    )
    facts = SigningFacts(signer=signer)
    asked = Asked(rule="may_sign", facts=facts)
    decision = may_sign(facts)
    if not decision.allowed:
        raise Refused.for_election("sign_remark", decision, election, asked=(asked,))
    keep_for(session, election, asked, now=now)
    remark = Remark(
        district_id=election.district_id,
        election_id=election.id,
        account_id=by,
        text=text.strip(),
        made_at=now,
    )
    session.add(remark)
    session.flush()
    details = {"is_nominee": is_nominee, "is_close_relative": is_close_relative}
    trail.of_election(
        session,
        election,
        "sign_remark",
        now=now,
        by=by,
        subject_id=remark.id,
        details=details,
        words={"remark": remark.text},
    )
    return remark


def remarks_of(session: Session, election: Election) -> list[Remark]:
    """Every signed remark, oldest first."""
    return list(
        session.scalars(select(Remark).where(Remark.election_id == election.id).order_by(Remark.made_at))
    )
