"""What people say about a case, in their own words, and how it came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import Case, CaseStatement, CaseWay, Side
from ballot_service.services import trail


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody said, as it came. `received_at` is aware; `sent_key` makes the same press twice one request."""

    name: str
    contact: str
    words: str
    way: CaseWay
    language: str
    received_at: datetime
    receipt_given: str = ""
    sent_key: str | None = None


def add_statement(
    session: Session, case: Case, said: Said, side: Side, *, now: datetime, by: UUID | None
) -> CaseStatement:
    """Keeps what somebody said about a case, and notes it in the trail."""
    row = statement_of(case, said, side, now, by)
    case.statements.append(row)
    session.flush()
    subject = case.subject
    trail.of_election(
        session,
        case.election,
        "add_to_case",
        now=now,
        by=by,
        subject_id=subject.id if subject is not None else case.id,
        details={"case": str(case.id), "kind": case.kind.value, "side": side.value, "way": said.way.value},
        words={"name": said.name, "reason": said.words},
    )
    return row


def statement_of(case: Case, said: Said, side: Side, now: datetime, by: UUID | None) -> CaseStatement:
    return CaseStatement(
        district_id=case.district_id,
        side=side,
        way=said.way,
        name=said.name,
        contact=said.contact,
        language=said.language,
        words=said.words,
        receipt_given=said.receipt_given,
        received_at=said.received_at,
        entered_at=now,
        entered_by=by,
        sent_key=said.sent_key,
    )


def as_said(one: CaseStatement) -> Said:
    """The same words, to be kept with another case."""
    return Said(
        name=one.name,
        contact=one.contact,
        words=one.words,
        way=one.way,
        language=one.language,
        received_at=one.received_at,
        receipt_given=one.receipt_given,
    )
