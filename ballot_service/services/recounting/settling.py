"""Where the two counts of a batch differ: one person writes which stands and why, one of the other pair confirms it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import RecountBatch
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.recounts import PAIR_SOURCE, SettlingFacts, Stands, may_settle_recount
from ballot_service.rules.tellers import ExplanationFacts
from ballot_service.rules.words import say
from ballot_service.sealing import acts
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.paper_count import as_teller, declared_teller, entered_by
from ballot_service.services.reconciling import take_turn
from ballot_service.services.recounting.comparing import first_numbers
from ballot_service.services.recounting.telling import last_again


def write_stands(
    session: Session, row: RecountBatch, stands: Stands, reason: str, *, now: datetime, by: UUID
) -> None:
    """Keeps which count stands and why, in place of what was written before. Raises Refused for a settled batch."""
    election = row.recount.election
    take_turn(session, election)
    session.refresh(row, ["confirmed_at"], with_for_update=True)
    decision = _open(row)
    if not reason.strip():
        decision += Decision(reasons=(_no_reason(),))
    if not decision.allowed:
        raise Refused.for_election("write_recount_reason", decision, election, row.id)
    row.stands, row.reason, row.written_at, row.written_by = stands, reason.strip(), now, by
    session.flush()
    _record(session, "write_recount_reason", row, now, by)


def confirm_stands(
    session: Session, row: RecountBatch, *, shown: datetime | None, now: datetime, by: UUID
) -> None:
    """Somebody of the other pair stands by it. Raises Refused as `may_settle_recount` says.

    `shown` is when what this person has read was written (UTC); what was written since is read first.
    """
    election = row.recount.election
    take_turn(session, election)
    session.refresh(row, with_for_update=True)
    if row.written_at is None or shown != row.written_at:
        changed = Decision(reasons=(_written_since(),))
        raise Refused.for_election(acts.CONFIRM_STANDS, changed, election, row.id)
    facts = settling_facts(session, row, by)
    asked, decision = Asked(rule="may_settle_recount", facts=facts), may_settle_recount(facts)
    decision += _open(row)
    if not decision.allowed:
        raise Refused.for_election(acts.CONFIRM_STANDS, decision, election, row.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=row.id, now=now)
    row.confirmed_at, row.confirmed_by = now, by
    session.flush()
    _record(session, acts.CONFIRM_STANDS, row, now, by)


def settling_facts(session: Session, row: RecountBatch, by: UUID) -> SettlingFacts:
    """What `may_settle_recount` takes, with `by` as the one who confirms.

    Raises ValueError before a reason is written.
    """
    if row.written_by is None or row.stands is None:
        raise ValueError("nobody has written which count stands")
    election, batch, writer = row.recount.election, row.batch, row.written_by
    declared = declared_teller(session, election, by) is not None
    confirmer = as_teller(session, election, by, (writer,)) if declared else None
    second = last_again(session, row.recount, batch)
    two, first = {writer, by}, set(entered_by(session, batch))
    last = list(second.values())[-1]
    explanation = ExplanationFacts(
        written_by=str(writer),
        confirmed_by=confirmer.person if confirmer else str(by),
        confirmer=confirmer,
        writer_is_employee=as_teller(session, election, writer, ()).is_employee,
    )
    return SettlingFacts(
        explanation=explanation,
        stands=row.stands,
        by_first_pair=bool(two & first),
        by_second_pair=bool(two & second.keys()),
        same_ballots=frozenset(last.numbers["numbers"]) == first_numbers(session, batch),
    )


def _open(row: RecountBatch) -> Decision:
    if not row.is_settled and row.recount.ended_at is None:
        return Decision()
    settled = Reason(
        code="recount_settled",
        sentence=say("This batch is settled already."),
        source=PAIR_SOURCE,
        remedy=say("Go on to the next batch."),
    )
    return Decision(reasons=(settled,))


def _written_since() -> Reason:
    return Reason(
        code="recount_written_since",
        sentence=say("Something else was written since you opened the page."),
        source=PAIR_SOURCE,
        remedy=say("Read it again, then confirm it if it is right."),
    )


def _no_reason() -> Reason:
    return Reason(
        code="reason_missing",
        sentence=say("A written reason is needed."),
        source=PAIR_SOURCE,
        remedy=say("Say in a sentence what both pairs saw on the paper."),
    )


def _record(session: Session, act: str, row: RecountBatch, now: datetime, by: UUID) -> None:
    trail.of_election(
        session,
        row.recount.election,
        act,
        now=now,
        by=by,
        subject_id=row.batch_id,
        details={"number": row.batch.number, "stands": str(row.stands)},
        words={"reason": row.reason},
    )
