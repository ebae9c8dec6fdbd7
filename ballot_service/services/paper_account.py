"""Paper envelopes on their lists: what became of each, how many of each kind, and how many can still come by mail."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    AcceptedBallot,
    DifferenceReason,
    DispositionKind,
    Election,
    PaperBatch,
    PaperDisposition,
    PaperEnvelope,
    PaperOpening,
    PaperRequest,
    PaperReturn,
    PaperSheet,
    VoterRollEntry,
)
from ballot_service.rules.ballot_account import PaperNumbers, RejectedCount, RejectionKind
from ballot_service.rules.paper_requests import PaperDelivery
from ballot_service.sealing.acts import PAPER_LINE


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


def paper_numbers(session: Session, election: Election) -> PaperNumbers | None:
    """The paper as the canvass takes it, each number from a record of its own; None while no envelope came back."""
    account = paper_account(session, election)
    if not account.received:
        return None
    opened = session.scalar(
        select(func.sum(PaperOpening.envelopes)).where(PaperOpening.election_id == election.id)
    )
    entered = session.scalar(
        select(func.count())
        .select_from(PaperSheet)
        .join(PaperBatch, PaperBatch.id == PaperSheet.batch_id)
        .where(PaperBatch.election_id == election.id)
    )
    set_aside = session.scalar(
        select(func.sum(PaperBatch.set_aside)).where(PaperBatch.election_id == election.id)
    )
    numbers = PaperNumbers(
        received=account.received,
        accepted=account.accepted,
        undecided=account.waiting,
        opened=int(opened or 0),
        entered=entered or 0,
        set_aside=int(set_aside or 0),
        rejected=tuple(RejectedCount(kind=kind, ballots=number) for kind, number in account.rejected),
    )
    reason = reasons_by_line(session, election).get(PAPER_LINE)
    holds = reason is not None and reason.confirmed_at is not None
    if reason is not None and holds and reason.difference == numbers.difference:
        return replace(numbers, explained=reason.difference)
    return numbers


def reasons_by_line(session: Session, election: Election) -> dict[str, DifferenceReason]:
    """The reason in use for each line of the canvass, confirmed or not."""
    rows = session.scalars(
        select(DifferenceReason).where(
            DifferenceReason.election_id == election.id, DifferenceReason.withdrawn_at.is_(None)
        )
    )
    return {row.line: row for row in rows}


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
            func.coalesce(VoterRollEntry.merged_into_id, VoterRollEntry.id).not_in(voted),
        )
    )
    return session.scalar(out) or 0
