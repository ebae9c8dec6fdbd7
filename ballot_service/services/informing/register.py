"""The sessions of an election in order, and how they stand before the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import Election, InformationSession, ProofKind, SessionProof
from ballot_service.rules.decision import Decision
from ballot_service.rules.information_sessions import SessionRecord, SessionsFacts, sessions_in_order
from ballot_service.rules.notice_entry import OutreachFacts, varied_outreach
from ballot_service.services.facts import settings_of
from ballot_service.services.noticing import ledger


def sessions_of(session: Session, election: Election) -> list[InformationSession]:
    """Every session, the earliest first, cancelled ones too, with what a line of a list needs."""
    query = (
        select(InformationSession)
        .where(InformationSession.election_id == election.id)
        .options(
            selectinload(InformationSession.sign_ins),
            selectinload(InformationSession.proofs).selectinload(SessionProof.file),
        )
        .order_by(InformationSession.starts_at, InformationSession.entered_at, InformationSession.id)
    )
    return list(session.scalars(query))


@dataclass(frozen=True, kw_only=True)
class PublicSession:
    """A session as everybody reads of it, and whether it is over."""

    row: InformationSession
    is_over: bool


def sessions_for_everybody(session: Session, election: Election, now: datetime) -> list[PublicSession]:
    """The sessions, the earliest first; none once the election was called off."""
    if election.cancelled_at is not None:
        return []
    return [PublicSession(row=row, is_over=now >= row.ends_at) for row in sessions_of(session, election)]


def has_agenda(row: InformationSession) -> bool:
    return any(proof.kind is ProofKind.AGENDA for proof in row.proofs)


def has_sign_in(row: InformationSession) -> bool:
    """A scanned sheet, or people who signed in by phone or at the table."""
    return bool(row.sign_ins) or any(proof.kind is ProofKind.SIGN_IN_SHEET for proof in row.proofs)


def has_evidence(row: InformationSession) -> bool:
    """A sign-in sheet or an agenda makes it complete (1.15)."""
    return has_agenda(row) or has_sign_in(row)


def sessions_facts(rows: list[InformationSession], election: Election, now: datetime) -> SessionsFacts:
    """The rows as the rule judges them. `now` is aware."""
    return SessionsFacts(
        sessions=tuple(
            SessionRecord(
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                languages=tuple(row.languages),
                has_agenda=has_agenda(row),
                has_sign_in=has_sign_in(row),
                is_cancelled=row.cancelled_at is not None,
            )
            for row in rows
        ),
        forms_close_at=election.nominations_close_at,
        asked_at=now,
        zone=election.district.zone,
        required_languages=settings_of(election).required_languages,
    )


def outreach_standing(session: Session, election: Election, now: datetime) -> Decision:
    """Steps 1 and 2 of the round: told in different ways, at different times, in people's languages, with proof."""
    rows = sessions_of(session, election)
    facts = OutreachFacts(
        kinds=tuple({line.kind: None for line in ledger(session, election) if line.voided_at is None}),
        sessions_at=tuple(row.starts_at for row in rows if row.cancelled_at is None),
        zone=election.district.zone,
    )
    return varied_outreach(facts) + sessions_in_order(sessions_facts(rows, election, now))
