"""A session is entered, changed until it begins, and called off with a reason; none is ever deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.links import Links
from ballot_service.models import Election, InformationSession
from ballot_service.rules.decision import Decision
from ballot_service.rules.session_plans import (
    SessionAct,
    SessionChange,
    SessionPlan,
    may_change_session,
    may_schedule_session,
)
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.reconciling import take_turn


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A session as people will read of it. Both moments are aware; `note` is for the office alone."""

    starts_at: datetime
    ends_at: datetime
    place: str
    languages: tuple[str, ...]
    online: str = ""
    note: str = ""


def schedule_session(
    session: Session, election: Election, planned: Planned, *, now: datetime, by: UUID | None = None
) -> InformationSession:
    """Enters a session, one that was held already too. Raises Refused for times that make no sense."""
    facts = _plan(election, planned, now)
    asked, decision = Asked(rule="may_schedule_session", facts=facts), may_schedule_session(facts)
    if not decision.allowed:
        raise Refused.for_election("schedule_session", decision, election, asked=(asked,))
    row = InformationSession(
        district_id=election.district_id,
        election=election,
        key=Links.new_key(),
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        place=planned.place,
        online=planned.online,
        languages=list(planned.languages),
        note=planned.note,
        entered_by=by,
        entered_at=now,
    )
    session.add(row)
    session.flush()
    keep_for(session, election, asked, subject_id=row.id, now=now)
    trail.of_election(
        session,
        election,
        "schedule_session",
        now=now,
        by=by,
        subject_id=row.id,
        details={
            "starts_at": planned.starts_at.isoformat(),
            "ends_at": planned.ends_at.isoformat(),
            "languages": list(planned.languages),
        },
        words={"place": planned.place, "online": planned.online, "note": planned.note},
    )
    return row


def change_session(
    session: Session, row: InformationSession, planned: Planned, *, now: datetime, by: UUID | None = None
) -> None:
    """Changes a session that has not begun; the trail says what it was before. Nothing is written if nothing changed.

    Raises Refused once it has begun or was cancelled, and for times that make no sense.
    """
    take_turn(session, row.election)
    session.refresh(row)
    may = _change(row, SessionAct.CHANGE, now)
    plan = _plan(row.election, planned, now)
    asked = (Asked(rule="may_change_session", facts=may), Asked(rule="may_schedule_session", facts=plan))
    decision = may_change_session(may)
    if decision.allowed:
        decision = may_schedule_session(plan)
    if not decision.allowed:
        raise Refused.for_election("change_session", decision, row.election, row.id, asked=asked)
    before = _as_planned(row)
    if before == planned:
        return
    row.starts_at, row.ends_at = planned.starts_at, planned.ends_at
    row.place, row.online, row.note = planned.place, planned.online, planned.note
    row.languages = list(planned.languages)
    row.changes += 1
    session.flush()
    keep_for(session, row.election, *asked, subject_id=row.id, now=now)
    trail.of_election(
        session,
        row.election,
        "change_session",
        now=now,
        by=by,
        subject_id=row.id,
        details={"from": _document(before), "to": _document(planned)},
        words=_changed_words(before, planned),
    )


def cancel_session(
    session: Session, row: InformationSession, reason: str, *, now: datetime, by: UUID | None = None
) -> None:
    """Calls a session off, before or after its day; it stays on the record. Raises Refused without a reason."""
    take_turn(session, row.election)
    session.refresh(row)
    facts = _change(row, SessionAct.CANCEL, now, has_reason=bool(reason.strip()))
    asked, decision = Asked(rule="may_change_session", facts=facts), may_change_session(facts)
    if not decision.allowed:
        raise Refused.for_election("cancel_session", decision, row.election, row.id, asked=(asked,))
    row.cancelled_at = now
    row.cancelled_because = reason.strip()
    row.changes += 1
    session.flush()
    keep_for(session, row.election, asked, subject_id=row.id, now=now)
    trail.of_election(
        session,
        row.election,
        "cancel_session",
        now=now,
        by=by,
        subject_id=row.id,
        details={"starts_at": row.starts_at.isoformat()},
        words={"reason": row.cancelled_because},
    )


def may_change(row: InformationSession, now: datetime) -> Decision:
    """May it still be changed? For the page that offers it."""
    return may_change_session(_change(row, SessionAct.CHANGE, now))


def _change(
    row: InformationSession, act: SessionAct, now: datetime, *, has_reason: bool = False
) -> SessionChange:
    return SessionChange(
        act=act,
        starts_at=row.starts_at,
        asked_at=now,
        zone=row.election.district.zone,
        is_cancelled=row.cancelled_at is not None,
        has_reason=has_reason,
    )


def _plan(election: Election, planned: Planned, now: datetime) -> SessionPlan:
    return SessionPlan(
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        forms_open_at=election.nominations_open_at,
        voting_closes_at=election.closes_at,
        asked_at=now,
        zone=election.district.zone,
    )


def _as_planned(row: InformationSession) -> Planned:
    return Planned(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        languages=tuple(row.languages),
        online=row.online,
        note=row.note,
    )


def _document(planned: Planned) -> list[object]:
    """Times and languages; places and notes are free text and stay out of the details."""
    return [planned.starts_at.isoformat(), planned.ends_at.isoformat(), list(planned.languages)]


def _changed_words(before: Planned, after: Planned) -> dict[trail.Field, str]:
    """What was written anew, and the place that people were told before."""
    words: dict[trail.Field, str] = {}
    if before.place != after.place:
        words |= {"place": after.place, "place before": before.place}
    if before.online != after.online:
        words["online"] = after.online
    if before.note != after.note:
        words["note"] = after.note
    return words
