"""Paper envelopes on their lists: what became of each, how many of each kind, and how many can still come by mail."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    AcceptedBallot,
    DispositionKind,
    Election,
    PaperDisposition,
    PaperEnvelope,
    PaperRequest,
    PaperReturn,
    VoterRollEntry,
)
from ballot_service.rules.canvass import RejectionKind
from ballot_service.rules.paper_requests import PaperDelivery


@dataclass(frozen=True, kw_only=True)
class PaperAccount:
    """Envelopes of one election. Received = accepted + waiting + each kind that stays closed."""

    issued: int
    cancelled: int
    received: int
    accepted: int
    waiting: int
    rejected: tuple[tuple[RejectionKind, int], ...]
    outstanding_by_mail: int
    """Mailed out, not cancelled, not back, and no ballot of the voter in the box."""


def paper_dispositions(session: Session, election: Election) -> dict[UUID, DispositionKind]:
    """What became of each envelope that came back: the last word."""
    rows = session.execute(
        select(PaperDisposition.return_id, PaperDisposition.kind)
        .join(PaperReturn, PaperReturn.id == PaperDisposition.return_id)
        .join(PaperEnvelope, PaperEnvelope.id == PaperReturn.envelope_id)
        .join(VoterRollEntry, VoterRollEntry.id == PaperEnvelope.roll_entry_id)
        .where(VoterRollEntry.election_id == election.id)
        .order_by(PaperDisposition.number)
    )
    return {row.return_id: row.kind for row in rows}


def paper_account(session: Session, election: Election) -> PaperAccount:
    """The numbers, each from a record of its own."""
    kinds = Counter(paper_dispositions(session, election).values())
    of_election = (
        select(func.count())
        .select_from(PaperEnvelope)
        .join(VoterRollEntry, VoterRollEntry.id == PaperEnvelope.roll_entry_id)
        .where(VoterRollEntry.election_id == election.id)
    )
    received = select(func.count()).select_from(PaperReturn).join(PaperEnvelope).join(VoterRollEntry)
    return PaperAccount(
        issued=session.scalar(of_election) or 0,
        cancelled=session.scalar(of_election.where(PaperEnvelope.replaced_at.is_not(None))) or 0,
        received=session.scalar(received.where(VoterRollEntry.election_id == election.id)) or 0,
        accepted=kinds[DispositionKind.ACCEPTED],
        waiting=kinds[DispositionKind.PROVISIONAL],
        rejected=tuple(
            (kind, kinds[DispositionKind(kind.value)])
            for kind in RejectionKind
            if kinds[DispositionKind(kind.value)]
        ),
        outstanding_by_mail=outstanding_by_mail(session, election),
    )


def outstanding_by_mail(session: Session, election: Election) -> int:
    """Envelopes that can still come by mail and count."""
    back = select(PaperReturn.envelope_id)
    voted = select(AcceptedBallot.roll_entry_id).where(AcceptedBallot.election_id == election.id)
    out = (
        select(func.count())
        .select_from(PaperEnvelope)
        .join(VoterRollEntry, VoterRollEntry.id == PaperEnvelope.roll_entry_id)
        .join(PaperRequest, PaperRequest.id == PaperEnvelope.request_id)
        .where(
            VoterRollEntry.election_id == election.id,
            PaperRequest.delivery == PaperDelivery.MAIL,
            PaperEnvelope.replaced_at.is_(None),
            PaperEnvelope.id.not_in(back),
            PaperEnvelope.roll_entry_id.not_in(voted),
        )
    )
    return session.scalar(out) or 0
