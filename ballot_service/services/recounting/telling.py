"""The second pair of tellers: two people who did not enter a batch the first time enter it again from the paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import PaperBatch, PaperBatchEntry, Recount, RecountBatch, RecountEntry
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.paper_batches import AgreementFacts, BatchEntry, batch_agrees
from ballot_service.rules.paper_entry import different
from ballot_service.rules.recounts import PAIR_SOURCE, TellingAgainFacts, may_tell_again
from ballot_service.rules.tellers import TellingFacts
from ballot_service.rules.words import say
from ballot_service.sealing import acts
from ballot_service.sealing.batch_entries import open_entry, seal_entry
from ballot_service.sealing.keys import election_key, opening_public_key
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.facts import manifest_of
from ballot_service.services.paper_count import Read, Reading, as_teller, batches_of, entered_by
from ballot_service.services.reconciling import take_turn
from ballot_service.services.recounting.comparing import is_same


def batches_again(session: Session, recount: Recount) -> list[PaperBatch]:
    """The batches of the first count, by number: what a second pair enters."""
    return [each for each in batches_of(session, recount.election) if each.agreed_at is not None]


def agreed_again(session: Session, recount: Recount) -> dict[UUID, RecountBatch]:
    """Batch to how its second count stands, once the second pair agrees."""
    rows = session.scalars(select(RecountBatch).where(RecountBatch.recount_id == recount.id))
    return {row.batch_id: row for row in rows}


def may_enter_again(session: Session, recount: Recount, batch: PaperBatch, account_id: UUID) -> Decision:
    """Whether this person may enter the batch for the recount now."""
    return may_tell_again(_facts(session, recount, batch, account_id)) + _as_it_stands(recount, batch)


def enter_again(
    session: Session,
    recount: Recount,
    batch: PaperBatch,
    secret: bytes,
    read: Read,
    *,
    now: datetime,
    by: UUID,
) -> Reading:
    """Keeps what one of the second pair read, sealed; once both agree, says whether it equals the first count.

    Raises Refused as `may_tell_again` says, and for a sheet that belongs to another batch.
    """
    election = recount.election
    take_turn(session, election)
    session.refresh(recount, ["ended_at"], with_for_update=True)
    facts = _facts(session, recount, batch, by)
    asked, decision = Asked(rule="may_tell_again", facts=facts), may_tell_again(facts)
    decision += _as_it_stands(recount, batch) + Decision(reasons=tuple(_strays(session, batch, read)))
    if not decision.allowed:
        raise Refused.for_election("enter_recount_batch", decision, election, batch.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=batch.id, now=now)
    before = agreed_again(session, recount).get(batch.id)
    if before is not None:
        session.delete(before)
    key = opening_public_key(manifest_of(election).opening_key)
    mine = [each for each in _entries(session, recount, batch) if each.account_id == by]
    row = RecountEntry(
        district_id=batch.district_id,
        recount_id=recount.id,
        batch_id=batch.id,
        account_id=by,
        attempt=len(mine) + 1,
        numbers={"numbers": sorted(read.sheets)},
        set_aside=read.set_aside,
        set_aside_reason=read.set_aside_reason,
        sealed=seal_entry(key, read.sheets, election_id=election.id, batch_id=batch.id),
        entered_at=now,
    )
    session.add(row)
    session.flush()
    details = {"number": batch.number, "sheets": len(read.sheets), "attempt": row.attempt}
    trail.of_election(
        session, election, acts.ENTER_AGAIN, now=now, by=by, subject_id=batch.id, details=details
    )
    return _settle(session, recount, batch, secret, now=now, by=by)


def _settle(
    session: Session, recount: Recount, batch: PaperBatch, secret: bytes, *, now: datetime, by: UUID
) -> Reading:
    reading = reading_again(session, recount, batch, secret, by)
    if not reading.decision.allowed or reading.mine is None:
        return reading
    same = is_same(session, batch, reading.mine, secret)
    session.add(
        RecountBatch(
            district_id=batch.district_id,
            recount_id=recount.id,
            batch_id=batch.id,
            agreed_at=now,
            is_same=same,
        )
    )
    session.flush()
    trail.of_election(
        session,
        recount.election,
        acts.AGREE_AGAIN,
        now=now,
        by=by,
        subject_id=batch.id,
        details={"number": batch.number, "is_same": same},
    )
    return reading


def reading_again(
    session: Session, recount: Recount, batch: PaperBatch, secret: bytes, account_id: UUID
) -> Reading:
    """How the batch stands for one of the second pair; nobody sees the other's entry, nor the first count."""
    last = last_again(session, recount, batch)
    mine = opened_again(batch, last.get(account_id), secret)
    other_row = next((entry for account, entry in last.items() if account != account_id), None)
    other = opened_again(batch, other_row, secret) if mine else None
    reading = Reading(decision=Decision(), mine=mine, other=other)
    if mine and other:
        reading = replace(
            reading,
            different=tuple(different(mine.sheets, other.sheets)),
            mine_only=tuple(sorted(mine.sheets.keys() - other.sheets.keys())),
            other_only=tuple(sorted(other.sheets.keys() - mine.sheets.keys())),
        )
    facts = AgreementFacts(
        sheets=batch.sheets,
        entries=tuple(
            BatchEntry(teller=str(who), read=len(entry.numbers["numbers"]), set_aside=entry.set_aside)
            for who, entry in last.items()
        ),
        only_one=len(reading.mine_only) + len(reading.other_only),
        different=len(reading.different),
    )
    return replace(reading, decision=batch_agrees(facts))


def last_again(session: Session, recount: Recount, batch: PaperBatch) -> dict[UUID, RecountEntry]:
    """Each person's last entry, in the order in which they began."""
    return {row.account_id: row for row in _entries(session, recount, batch)}


def opened_again(batch: PaperBatch, entry: RecountEntry | None, secret: bytes) -> Read | None:
    """What somebody entered; None before, and after the recount has ended."""
    if entry is None or not entry.sealed:
        return None
    key = election_key(secret, batch.election_id)
    sheets = open_entry(key, entry.sealed, election_id=batch.election_id, batch_id=batch.id)
    return Read(sheets=sheets, set_aside=entry.set_aside, set_aside_reason=entry.set_aside_reason)


def _entries(session: Session, recount: Recount, batch: PaperBatch) -> list[RecountEntry]:
    rows = (
        select(RecountEntry)
        .where(RecountEntry.recount_id == recount.id, RecountEntry.batch_id == batch.id)
        .order_by(RecountEntry.attempt, RecountEntry.entered_at, RecountEntry.id)
    )
    return list(session.scalars(rows))


def _facts(session: Session, recount: Recount, batch: PaperBatch, by: UUID) -> TellingAgainFacts:
    election = recount.election
    before = [account for account in last_again(session, recount, batch) if account != by]
    first = entered_by(session, batch)
    teller = as_teller(session, election, by, before)
    agreed = agreed_again(session, recount).get(batch.id)
    telling = TellingFacts(
        teller=replace(teller, person=str(by)),
        others=tuple(as_teller(session, election, account, ()) for account in before),
        has_other_account=teller.person != str(by),
        is_agreed=agreed is not None and agreed.is_settled,
    )
    known = as_teller(session, election, by, first).person
    return TellingAgainFacts(telling=telling, told_before=known in {str(each) for each in first})


def _as_it_stands(recount: Recount, batch: PaperBatch) -> Decision:
    if recount.ended_at is None and batch.agreed_at is not None:
        return Decision()
    over = Reason(
        code="recount_over",
        sentence=say("This batch is not counted again now."),
        source=PAIR_SOURCE,
        remedy=say("Go back to the batches, and see which of them wait."),
    )
    return Decision(reasons=(over,))


def _strays(session: Session, batch: PaperBatch, read: Read) -> Iterator[Reason]:
    """Sheets that belong to another batch of the first count."""
    rows = session.execute(
        select(PaperBatch.number, PaperBatchEntry.account_id, PaperBatchEntry.numbers)
        .join(PaperBatch, PaperBatch.id == PaperBatchEntry.batch_id)
        .where(
            PaperBatch.election_id == batch.election_id,
            PaperBatch.agreed_at.is_not(None),
            PaperBatch.id != batch.id,
        )
        .order_by(PaperBatchEntry.attempt)
    )
    last = {(row.number, row.account_id): row.numbers["numbers"] for row in rows}
    homes = {each: number for (number, _who), known in last.items() for each in known if each in read.sheets}
    for sheet, home in sorted(homes.items()):
        yield Reason(
            code="ballot_of_other_batch",
            sentence=say("Ballot {number} belongs to batch {batch}.", number=sheet, batch=home),
            source=PAIR_SOURCE,
            remedy=say("Put the sheet back into its batch, and look for the one that is missing here."),
        )
