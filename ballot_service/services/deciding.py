"""Keeps a decision with the facts it stood on, so that anyone may run the same rule again to the same answer.

The answer kept is that of the rule asked, as `ballots explain` prints it; an act may be refused for other reasons
beside it. A decision that only repeats the one before it, about the same row, is not kept twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, and_, insert, or_, select
from sqlalchemy.orm import Session

from ballot_service.models import Election, RecordedDecision
from ballot_service.services.explaining import answer_to_json, facts_to_json


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which rule was asked, and with which facts."""

    rule: str
    facts: object


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """Facts and answer in plain JSON types, as a row holds them."""

    facts: dict[str, Any]
    answer: dict[str, Any]


def _to_keep(asked: Asked) -> _Kept:
    return _Kept(
        facts=json.loads(facts_to_json(asked.rule, asked.facts)),
        answer=answer_to_json(asked.rule, asked.facts),
    )


def keep(
    session: Session,
    asked: Asked,
    *,
    district_id: UUID,
    election_id: UUID | None,
    subject_id: UUID,
    now: datetime,
) -> None:
    """Keeps one decision; without an election it belongs to the district."""
    kept = _to_keep(asked)
    last = session.scalar(
        select(RecordedDecision)
        .where(
            RecordedDecision.subject_id == subject_id,
            RecordedDecision.rule == asked.rule,
            RecordedDecision.election_id == election_id,
        )
        .order_by(RecordedDecision.decided_at.desc())
        .limit(1)
    )
    if last is not None and _Kept(facts=last.facts, answer=last.answer) == kept:
        return
    session.add(
        RecordedDecision(
            district_id=district_id,
            election_id=election_id,
            rule=asked.rule,
            subject_id=subject_id,
            facts=kept.facts,
            answer=kept.answer,
            decided_at=now,
        )
    )
    session.flush()


def keep_for(
    session: Session, election: Election, *asked: Asked, now: datetime, subject_id: UUID | None = None
) -> None:
    """Keeps decisions about an election, or about a row of it."""
    for one in asked:
        keep(
            session,
            one,
            district_id=election.district_id,
            election_id=election.id,
            subject_id=subject_id or election.id,
            now=now,
        )


def keep_for_district(
    session: Session, district_id: UUID, *asked: Asked, subject_id: UUID, now: datetime
) -> None:
    """Keeps decisions that belong to no election: about the district itself, or a council's seats."""
    for one in asked:
        keep(session, one, district_id=district_id, election_id=None, subject_id=subject_id, now=now)


def keep_many(
    session: Session, election: Election, rule: str, asked: Iterable[tuple[UUID, object]], now: datetime
) -> int:
    """Keeps what one rule said about many rows (row, facts) at once; answers how many decisions are new.

    Most voters have the same facts: each kind of facts is asked about and written out once.
    """
    before = _newest_by_subject(session, election, rule)
    known: dict[object, _Kept] = {}
    rows = []
    for subject_id, facts in asked:
        if facts not in known:
            known[facts] = _to_keep(Asked(rule=rule, facts=facts))
        kept = known[facts]
        if before.get(subject_id) != kept:
            rows.append(
                {
                    "id": uuid4(),
                    "district_id": election.district_id,
                    "election_id": election.id,
                    "rule": rule,
                    "subject_id": subject_id,
                    "facts": kept.facts,
                    "answer": kept.answer,
                    "decided_at": now,
                }
            )
    if rows:
        session.execute(insert(RecordedDecision), rows)
    return len(rows)


def _newest_by_subject(session: Session, election: Election, rule: str) -> dict[UUID, _Kept]:
    rows = session.execute(
        select(RecordedDecision.subject_id, RecordedDecision.facts, RecordedDecision.answer)
        .where(RecordedDecision.election_id == election.id, RecordedDecision.rule == rule)
        .order_by(RecordedDecision.decided_at)
    )
    return {row.subject_id: _Kept(facts=row.facts, answer=row.answer) for row in rows}


def decisions_of(election: Election) -> Select[RecordedDecision]:
    """Every recorded decision of an election, and those about its council and district that belong to none.

    Oldest first, in an order that stays the same.
    """
    around = and_(
        RecordedDecision.election_id.is_(None),
        RecordedDecision.district_id == election.district_id,
        RecordedDecision.subject_id.in_((election.council_id, election.district_id)),
    )
    return (
        select(RecordedDecision)
        .where(or_(RecordedDecision.election_id == election.id, around))
        .order_by(RecordedDecision.decided_at, RecordedDecision.rule, RecordedDecision.id)
    )
