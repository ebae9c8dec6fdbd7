"""Tellers: each enters a batch alone; when two have read every sheet alike, the sheets go sealed into the box.

Before that nobody sees what the other wrote. Where they differ, both look at the paper, and whoever misread enters the
batch again; every attempt stays on file.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import SystemRandom
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from ballot_service.models import (
    Envelope,
    PaperBatch,
    PaperBatchEntry,
    PaperSheet,
)
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.paper_batches import BATCH_SOURCE
from ballot_service.rules.tellers import TellingFacts, may_tell
from ballot_service.rules.words import Sentence, say
from ballot_service.sealing import acts
from ballot_service.sealing.batch_entries import seal_entry
from ballot_service.sealing.keys import opening_public_key
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.facts import manifest_of
from ballot_service.services.paper_count.reading import Read, Reading, agreement, entered_by, reading_of
from ballot_service.services.paper_count.tellers import as_teller
from ballot_service.services.reconciling import require_unsigned, take_turn
from ballot_service.services.voting import log_waiting, sealed_row


def enter_batch(
    session: Session, batch: PaperBatch, secret: bytes, read: Read, *, now: datetime, by: UUID
) -> Reading:
    """Keeps what one person read, sealed. When two people agree on every sheet, the batch goes into the box.

    Raises Refused as `may_tell` says, for a batch that was taken out, and for a ballot that another batch has.
    """
    election = batch.election
    take_turn(session, election)
    require_unsigned(session, "enter_batch", election, batch.id)
    session.refresh(batch, ["agreed_at", "withdrawn_at"], with_for_update=True)
    facts = _telling(session, batch, by)
    asked, decision = Asked(rule="may_tell", facts=facts), _may_enter(batch, facts)
    decision += Decision(reasons=tuple(_entered_before(session, batch, read)))
    if not decision.allowed:
        raise Refused.for_election("enter_batch", decision, election, batch.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=batch.id, now=now)
    sealed = seal_entry(
        opening_public_key(manifest_of(election).opening_key),
        read.sheets,
        election_id=election.id,
        batch_id=batch.id,
    )
    attempt = _attempts(session, batch, by) + 1
    session.add(
        PaperBatchEntry(
            district_id=batch.district_id,
            batch_id=batch.id,
            account_id=by,
            attempt=attempt,
            numbers={"numbers": sorted(read.sheets)},
            set_aside=read.set_aside,
            set_aside_reason=read.set_aside_reason,
            sealed=sealed,
            entered_at=now,
        )
    )
    session.flush()
    details = {"number": batch.number, "sheets": len(read.sheets), "attempt": attempt}
    trail.of_election(session, election, "enter_batch", now=now, by=by, subject_id=batch.id, details=details)
    return _settle(session, batch, secret, now=now, by=by)


def may_enter(session: Session, batch: PaperBatch, account_id: UUID) -> Decision:
    """Whether this person may enter the batch now."""
    return _may_enter(batch, _telling(session, batch, account_id))


def _may_enter(batch: PaperBatch, facts: TellingFacts) -> Decision:
    decision = may_tell(facts)
    return decision + Decision(reasons=(_withdrawn(),)) if batch.withdrawn_at is not None else decision


def _settle(session: Session, batch: PaperBatch, secret: bytes, *, now: datetime, by: UUID) -> Reading:
    """Compares the two entries; where they agree, the sheets go into the box in a random order."""
    reading = reading_of(session, batch, secret, by)
    asked = Asked(rule="batch_agrees", facts=agreement(session, batch, reading))
    keep_for(session, batch.election, asked, subject_id=batch.id, now=now)
    if not reading.decision.allowed or reading.mine is None:
        return reading
    rows = [
        sealed_row(batch.election, marks, batch.manifest_version) for marks in reading.mine.sheets.values()
    ]
    SystemRandom().shuffle(rows)
    if rows:
        session.execute(insert(Envelope), rows)
        session.execute(
            insert(PaperSheet),
            [
                {"envelope_id": row["id"], "batch_id": batch.id, "district_id": batch.district_id}
                for row in rows
            ],
        )
    batch.agreed_at, batch.set_aside = now, reading.mine.set_aside
    batch.set_aside_reason = reading.mine.set_aside_reason
    # what is in the box now need not be readable by number any more
    of_batch = update(PaperBatchEntry).where(PaperBatchEntry.batch_id == batch.id)
    session.execute(of_batch.values(sealed=b""), execution_options={"synchronize_session": False})
    session.flush()
    session.expire_all()
    log_waiting(session, batch.election)
    trail.of_election(
        session,
        batch.election,
        acts.AGREE_BATCH,
        now=now,
        by=by,
        subject_id=batch.id,
        details=acts.batch_details(batch.number, (row["hash"] for row in rows), batch.set_aside),
        words={"reason": batch.set_aside_reason},
    )
    return reading


def _attempts(session: Session, batch: PaperBatch, by: UUID) -> int:
    mine = (PaperBatchEntry.batch_id == batch.id, PaperBatchEntry.account_id == by)
    return session.scalar(select(func.count()).select_from(PaperBatchEntry).where(*mine)) or 0


def _telling(session: Session, batch: PaperBatch, by: UUID) -> TellingFacts:
    before = [account for account in entered_by(session, batch) if account != by]
    others = [as_teller(session, batch.election, account, ()) for account in before]
    teller = as_teller(session, batch.election, by, before)
    return TellingFacts(
        teller=replace(teller, person=str(by)),
        others=tuple(others),
        has_other_account=teller.person != str(by),
        is_agreed=batch.agreed_at is not None,
    )


def _withdrawn() -> Reason:
    return _reason(
        "batch_withdrawn",
        say("This batch was taken out."),
        say("Enter the sheets in another batch, if they belong to one."),
    )


def _entered_before(session: Session, batch: PaperBatch, read: Read) -> list[Reason]:
    """Ballots that an agreed batch has. What somebody typed elsewhere by mistake, and corrected, locks nothing."""
    rows = session.execute(
        select(PaperBatch.number, PaperBatchEntry.account_id, PaperBatchEntry.numbers)
        .join(PaperBatch, PaperBatch.id == PaperBatchEntry.batch_id)
        .where(PaperBatch.election_id == batch.election_id, PaperBatch.agreed_at.is_not(None))
        .order_by(PaperBatchEntry.attempt)
    )
    last = {(row.number, row.account_id): row.numbers["numbers"] for row in rows}
    twice = {each: number for (number, _who), known in last.items() for each in known if each in read.sheets}
    return [
        _reason(
            "ballot_entered_before",
            say("Ballot {number} was entered in batch {batch} before.", number=number, batch=elsewhere),
            say("Look for this sheet. A ballot belongs to one batch only."),
        )
        for number, elsewhere in sorted(twice.items())
    ]


def _reason(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=BATCH_SOURCE, remedy=remedy)
