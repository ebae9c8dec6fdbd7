"""One paper envelope as the rule takes it, the list it stands on, and the voter's one place in the box."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ballot_service.models import (
    AcceptedBallot,
    DispositionKind,
    Election,
    PaperDisposition,
    PaperReturn,
    RollStatus,
    VoterRollEntry,
)
from ballot_service.rules.decision import Decision, Outcome
from ballot_service.rules.paper_envelopes import REJECTED_AS, ReturnedEnvelopeFacts
from ballot_service.services.issuing import MAY_HAVE_A_LINK
from ballot_service.services.reconciling import window_facts


def takes_place(session: Session, election: Election, entry: VoterRollEntry) -> bool:
    """Takes the voter's one place in the box, or finds it taken; provisional ballots take it too, as on the web."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    taking = (postgresql.insert if on_postgresql else sqlite.insert)(AcceptedBallot)
    values = {
        "roll_entry_id": entry.id,
        "district_id": election.district_id,
        "election_id": election.id,
        "envelope_id": None,
    }
    taken = session.execute(
        taking.values(values)
        .on_conflict_do_nothing(index_elements=["roll_entry_id"])
        .returning(AcceptedBallot.roll_entry_id)
    )
    return taken.first() is not None


def put_on_list(
    session: Session, election: Election, row: PaperReturn, decision: Decision, reason: str, now: datetime
) -> DispositionKind:
    """Appends the next word about an envelope; answers the list it stands on now."""
    kind = list_of(decision)
    said = select(func.count()).where(PaperDisposition.return_id == row.id)
    session.add(
        PaperDisposition(
            district_id=election.district_id,
            return_id=row.id,
            number=(session.scalar(said) or 0) + 1,
            kind=kind,
            reason=reason,
            made_at=now,
        )
    )
    session.flush()
    return kind


def list_of(decision: Decision) -> DispositionKind:
    """The list on which the rule's answer puts an envelope."""
    if decision.outcome is Outcome.REFUSED:
        first = next(REJECTED_AS[code] for code in decision.codes if code in REJECTED_AS)
        return DispositionKind(first.value)
    return DispositionKind.PROVISIONAL if decision.outcome is Outcome.HELD else DispositionKind.ACCEPTED


def envelope_facts(
    session: Session, election: Election, row: PaperReturn, now: datetime, *, has_voted: bool | None = None
) -> ReturnedEnvelopeFacts:
    """An envelope as the rule takes it. `has_voted` None: looked up, its own place left out."""
    entry = row.envelope.roll_entry.voter
    if has_voted is None:
        has_voted = session.get(AcceptedBallot, entry.id) is not None and not holds_place(session, row)
    return ReturnedEnvelopeFacts(
        windows=window_facts(election),
        asked_at=now,
        way=row.way,
        received_at=row.received_at,
        postmarked_on=row.postmarked_on,
        is_signed=row.is_signed,
        is_cancelled=row.envelope.replaced_at is not None,
        has_voted=has_voted,
        may_have_a_ballot=entry.status in MAY_HAVE_A_LINK,
        is_held=entry.status is RollStatus.HELD,
    )


def holds_place(session: Session, row: PaperReturn) -> bool:
    """Whether this envelope took its voter's one place: accepted, or on hold for the voter, with a signature.

    It keeps the place while the voter is found to be none, because that may be decided otherwise again.
    """
    last = session.scalars(
        select(PaperDisposition)
        .where(PaperDisposition.return_id == row.id, PaperDisposition.kind != DispositionKind.NOT_ELIGIBLE)
        .order_by(PaperDisposition.number.desc())
        .limit(1)
    ).first()
    if last is None:
        return False
    signed_by_then = row.was_signed or (
        row.signed_later_at is not None and row.signed_later_at <= last.made_at
    )
    on_hold = last.kind is DispositionKind.PROVISIONAL and signed_by_then
    return last.kind is DispositionKind.ACCEPTED or on_hold
