"""Keeps a decision with the facts it stood on, so that anyone may run the same rule again to the same answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Election, RecordedDecision
from ballot_service.rules.decision import Decision
from ballot_service.services.explaining import decision_to_json, facts_to_json


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which rule was asked, and with which facts."""

    rule: str
    facts: object


def keep(
    session: Session,
    asked: Asked,
    decision: Decision,
    *,
    district_id: UUID,
    election_id: UUID,
    subject_id: UUID,
    now: datetime,
) -> RecordedDecision:
    row = RecordedDecision(
        district_id=district_id,
        election_id=election_id,
        rule=asked.rule,
        subject_id=subject_id,
        facts=json.loads(facts_to_json(asked.rule, asked.facts)),
        answer=decision_to_json(asked.rule, decision),
        decided_at=now,
    )
    session.add(row)
    session.flush()
    return row


def keep_for(
    session: Session, election: Election, asked: Asked, decision: Decision, *, subject_id: UUID, now: datetime
) -> RecordedDecision:
    """Keeps a decision about an election or a row of it."""
    return keep(
        session,
        asked,
        decision,
        district_id=election.district_id,
        election_id=election.id,
        subject_id=subject_id,
        now=now,
    )


def decisions_of(session: Session, election: Election) -> list[RecordedDecision]:
    """Every recorded decision of an election, oldest first."""
    return list(
        session.scalars(
            select(RecordedDecision)
            .where(RecordedDecision.election_id == election.id)
            .order_by(RecordedDecision.decided_at, RecordedDecision.rule)
        )
    )
