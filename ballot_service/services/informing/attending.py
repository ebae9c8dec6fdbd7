"""Who came: people sign in with their own phone or at the table, or are typed or counted from the paper sheet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.links import Links, Purpose
from ballot_service.models import InformationSession, SessionSignIn
from ballot_service.rules.decision import Decision
from ballot_service.rules.likeness import name_words
from ballot_service.rules.session_plans import SignInFacts, SignInWay, may_sign_in
from ballot_service.services import trail
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.reconciling import take_turn


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody who came, in their own words; only the name has to be there."""

    name: str
    contact: str = ""
    neighborhood: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenedSession:
    """A sign-in address that fits, and whether people can sign in now."""

    row: InformationSession
    decision: Decision


def open_session(session: Session, links: Links, token: str, now: datetime) -> OpenedSession:
    """What is behind a sign-in address; changes nothing. Raises BadLink or NotFound."""
    key = links.key(Purpose.SESSION, token)
    row = session.scalar(select(InformationSession).where(InformationSession.key == key))
    if row is None:
        raise NotFound("information session")
    return OpenedSession(row=row, decision=may_sign_in(_facts(row, SignInWay.QR, now)))


def sign_in(session: Session, row: InformationSession, guest: Guest, *, now: datetime) -> bool:
    """Puts somebody on the list who signs in with their own phone. False if that name is on it already.

    Raises Refused before the hour in which people can sign in, and after it.
    """
    return put_on_list(session, row, guest, SignInWay.QR, now=now)


def put_on_list(
    session: Session,
    row: InformationSession,
    guest: Guest,
    way: SignInWay,
    *,
    now: datetime,
    by: UUID | None = None,
) -> bool:
    """Puts somebody on the list; False if that name is on it already, and nothing is written.

    From a paper sheet also long after the session. Raises Refused when it is too early, over, or cancelled.
    """
    take_turn(session, row.election)
    asked = _require(session, row, way, "sign_in_to_session", now)
    key = name_key(guest.name)
    known = select(SessionSignIn.id).where(SessionSignIn.session_id == row.id, SessionSignIn.name_key == key)
    if session.scalar(known) is not None:
        return False
    signed = SessionSignIn(
        district_id=row.district_id,
        session=row,
        name=guest.name,
        name_key=key,
        contact=guest.contact,
        neighborhood=guest.neighborhood,
        way=way,
        at=now,
        entered_by=by,
    )
    session.add(signed)
    session.flush()
    keep_for(session, row.election, asked, subject_id=row.id, now=now)
    trail.of_election(
        session,
        row.election,
        "sign_in_to_session",
        now=now,
        by=by,
        subject_id=row.id,
        details={"way": way.value},
        words={"name": guest.name},
    )
    return True


def count_attendance(
    session: Session, row: InformationSession, counted: int, *, now: datetime, by: UUID
) -> None:
    """Enters how many people came in all, as counted on the paper sheet. Raises Refused before the session."""
    take_turn(session, row.election)
    asked = _require(session, row, SignInWay.SHEET, "count_session_attendance", now)
    before, row.counted = row.counted, counted
    session.flush()
    keep_for(session, row.election, asked, subject_id=row.id, now=now)
    trail.of_election(
        session,
        row.election,
        "count_session_attendance",
        now=now,
        by=by,
        subject_id=row.id,
        details={"counted": counted, "before": before},
    )


def name_key(name: str) -> str:
    """The same for "Ana García" and "ana garcia"; for a name without any letter, the name as it stands."""
    plain = " ".join(name_words(name)) or name
    return hashlib.sha256(plain.encode()).hexdigest()


def _require(session: Session, row: InformationSession, way: SignInWay, act: str, now: datetime) -> Asked:
    session.refresh(row, ["cancelled_at", "starts_at", "ends_at"])
    facts = _facts(row, way, now)
    asked, decision = Asked(rule="may_sign_in", facts=facts), may_sign_in(facts)
    if not decision.allowed:
        raise Refused.for_election(act, decision, row.election, row.id, asked=(asked,))
    return asked


def _facts(row: InformationSession, way: SignInWay, now: datetime) -> SignInFacts:
    return SignInFacts(
        way=way,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        asked_at=now,
        zone=row.election.district.zone,
        is_cancelled=row.cancelled_at is not None or row.election.cancelled_at is not None,
    )
