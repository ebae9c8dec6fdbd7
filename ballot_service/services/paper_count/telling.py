"""Tellers: each enters a batch alone; when two have read every sheet alike, the sheets go sealed into the box.

Before that nobody sees what the other wrote. Where they differ, both look at the paper, and whoever misread enters the
batch again; every attempt stays on file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import SystemRandom
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from ballot_service.models import (
    Appointment,
    Election,
    Envelope,
    PaperBatch,
    PaperBatchEntry,
    PaperRun,
    PaperSheet,
    TellerDeclaration,
)
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.paper_count import (
    BATCH_SOURCE,
    AgreementFacts,
    BatchEntry,
    TellingFacts,
    batch_agrees,
    may_tell,
)
from ballot_service.rules.paper_entry import different
from ballot_service.rules.signatures import Signer, stake_objections
from ballot_service.rules.words import Sentence, say
from ballot_service.sealing import acts
from ballot_service.sealing.batch_entries import open_entry, seal_entry
from ballot_service.sealing.keys import election_key, opening_public_key
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.facts import manifest_of, names_from
from ballot_service.services.reconciling import require_unsigned, take_turn
from ballot_service.services.stakes import known_signer
from ballot_service.services.voting import log_waiting, sealed_row

Marks = Mapping[str, Sequence[str]]
"""Contest id to the candidate ids marked on one sheet."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """What one person read: the printed number of each ballot to its marks, and sheets that are no ballot of ours."""

    sheets: Mapping[str, Marks] = field(repr=False)
    set_aside: int = 0
    set_aside_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a batch stands for one of its tellers. `mine` is what this person entered; `other` the second entry, shown
    only once both have entered; `different` are ballot numbers they read differently, `mine_only` and `other_only`
    numbers that only one of them has."""

    decision: Decision
    mine: Read | None = None
    other: Read | None = None
    different: tuple[str, ...] = ()
    mine_only: tuple[str, ...] = ()
    other_only: tuple[str, ...] = ()


def declared_teller(session: Session, election: Election, account_id: UUID) -> TellerDeclaration | None:
    return session.scalar(
        select(TellerDeclaration).where(
            TellerDeclaration.election_id == election.id, TellerDeclaration.account_id == account_id
        )
    )


def declare_teller(
    session: Session, election: Election, signer: Signer, name: str, *, now: datetime, by: UUID
) -> TellerDeclaration:
    """Keeps what a teller declares, once. Raises Refused for somebody with a stake in the result (1.15)."""
    take_turn(session, election)
    known = known_signer(session, election, signer, account_id=by, others=())
    objections = stake_objections(known)
    if declared_teller(session, election, by) is not None:
        objections.append(_declared())
    if objections:
        raise Refused.for_election("declare_teller", Decision(reasons=tuple(objections)), election)
    row = TellerDeclaration(
        district_id=election.district_id,
        election_id=election.id,
        account_id=by,
        name=name,
        is_employee=signer.is_employee,
        is_nominee=signer.is_nominee,
        is_relative=bool(signer.is_close_relative),
        declared_at=now,
    )
    session.add(row)
    session.flush()
    trail.of_election(
        session,
        election,
        "declare_teller",
        now=now,
        by=by,
        subject_id=row.id,
        details={"is_employee": row.is_employee},
        words={"name": name},
    )
    return row


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
    asked = Asked(rule="batch_agrees", facts=_agreement(session, batch, reading))
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


def reading_of(session: Session, batch: PaperBatch, secret: bytes, account_id: UUID) -> Reading:
    """How the batch stands for one person; what somebody else wrote stays hidden until both have entered."""
    entries = _last_entries(session, batch)
    mine = _opened(batch, entries.get(account_id), secret)
    others = [entry for account, entry in entries.items() if account != account_id]
    other = _opened(batch, others[0], secret) if mine and others else None
    reading = Reading(decision=Decision(), mine=mine, other=other)
    if mine and other:
        reading = replace(
            reading,
            different=tuple(different(mine.sheets, other.sheets)),
            mine_only=tuple(sorted(mine.sheets.keys() - other.sheets.keys())),
            other_only=tuple(sorted(other.sheets.keys() - mine.sheets.keys())),
        )
    return replace(reading, decision=batch_agrees(_agreement(session, batch, reading)))


def _agreement(session: Session, batch: PaperBatch, reading: Reading) -> AgreementFacts:
    return AgreementFacts(
        sheets=batch.sheets,
        entries=tuple(
            BatchEntry(teller=str(account), read=len(entry.numbers["numbers"]), set_aside=entry.set_aside)
            for account, entry in _last_entries(session, batch).items()
        ),
        only_one=len(reading.mine_only) + len(reading.other_only),
        different=len(reading.different),
    )


def entered_by(session: Session, batch: PaperBatch) -> tuple[UUID, ...]:
    """The accounts that have entered this batch, the first one first."""
    return tuple(_last_entries(session, batch))


def printed_numbers(session: Session, batch: PaperBatch) -> frozenset[str]:
    """The numbers on all ballots that were printed with the names of this batch."""
    election = batch.election
    runs = session.scalars(select(PaperRun).where(PaperRun.election_id == election.id))
    fits = names_from(election, batch.manifest_version)
    return frozenset(
        number
        for run in runs
        if names_from(election, run.manifest.version) == fits
        for number in run.numbers["numbers"]
    )


def _opened(batch: PaperBatch, entry: PaperBatchEntry | None, secret: bytes) -> Read | None:
    if entry is None or not entry.sealed:
        return None
    private = election_key(secret, batch.election_id)
    sheets = open_entry(private, entry.sealed, election_id=batch.election_id, batch_id=batch.id)
    return Read(sheets=sheets, set_aside=entry.set_aside, set_aside_reason=entry.set_aside_reason)


def _last_entries(session: Session, batch: PaperBatch) -> dict[UUID, PaperBatchEntry]:
    """Each person's last entry, in the order in which they began."""
    rows = session.scalars(
        select(PaperBatchEntry)
        .where(PaperBatchEntry.batch_id == batch.id)
        .order_by(PaperBatchEntry.attempt, PaperBatchEntry.entered_at, PaperBatchEntry.id)
    )
    return {row.account_id: row for row in rows}


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


def as_teller(session: Session, election: Election, account_id: UUID, others: Sequence[UUID]) -> Signer:
    """As declared, and an employee by any office here too; one person with two accounts has the id of the first."""
    row = declared_teller(session, election, account_id)
    by_office = select(Appointment.id).where(
        Appointment.account_id == account_id,
        Appointment.district_id == election.district_id,
        Appointment.is_employee,
    )
    is_employee = (row is not None and row.is_employee) or session.scalar(by_office.limit(1)) is not None
    signer = Signer(
        person=str(account_id),
        is_employee=is_employee,
        is_nominee=row.is_nominee if row else False,
        is_close_relative=row.is_relative if row else None,
    )
    return known_signer(session, election, signer, account_id=account_id, others=others)


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


def _declared() -> Reason:
    return _reason(
        "teller_declared", say("You have made this declaration already."), say("Go on to the batches.")
    )


def _reason(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=BATCH_SOURCE, remedy=remedy)
