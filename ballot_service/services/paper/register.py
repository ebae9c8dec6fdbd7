"""The register of wishes for paper ballots: those that wait first, and how many there are of each kind."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

from ballot_service.models import Election, PaperRequest, VoterRollEntry


@dataclass(frozen=True, kw_only=True)
class PaperNumbers:
    """Wishes of one election, by what became of them."""

    waiting: int
    answered: int
    withdrawn: int


def paper_numbers(session: Session, election: Election) -> PaperNumbers:
    answered, withdrawn = PaperRequest.answered_at, PaperRequest.withdrawn_at
    counted = session.execute(
        select(
            func.count(),
            func.count(answered),
            func.count(withdrawn),
        )
        .select_from(PaperRequest)
        .join(VoterRollEntry, VoterRollEntry.id == PaperRequest.roll_entry_id)
        .where(VoterRollEntry.election_id == election.id)
    ).one()
    return PaperNumbers(
        waiting=counted[0] - counted[1] - counted[2], answered=counted[1], withdrawn=counted[2]
    )


def paper_requests(session: Session, election: Election) -> list[PaperRequest]:
    """Every wish: those that wait first, each kind by when it came."""
    rows = session.scalars(
        select(PaperRequest)
        .join(PaperRequest.roll_entry)
        .where(VoterRollEntry.election_id == election.id)
        .options(contains_eager(PaperRequest.roll_entry).joinedload(VoterRollEntry.person))
        .order_by(PaperRequest.asked_at, PaperRequest.id)
    )
    return sorted(rows, key=lambda request: not request.is_waiting)


def requests_of(session: Session, entry: VoterRollEntry) -> list[PaperRequest]:
    """One voter's wishes, the newest first."""
    return list(session.scalars(_of(entry).order_by(PaperRequest.entered_at.desc())))


def waiting_request(session: Session, entry: VoterRollEntry) -> PaperRequest | None:
    """The one wish of a voter that waits."""
    waits = PaperRequest.answered_at.is_(None), PaperRequest.withdrawn_at.is_(None)
    return session.scalars(_of(entry).where(*waits)).one_or_none()


def _of(entry: VoterRollEntry) -> Select[PaperRequest]:
    return select(PaperRequest).where(PaperRequest.roll_entry_id == entry.id)
