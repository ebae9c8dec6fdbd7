"""What tellers read of a batch: sealed entries, opened again for whoever wrote them, and compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import (
    PaperBatch,
    PaperBatchEntry,
    PaperRun,
)
from ballot_service.rules.decision import Decision
from ballot_service.rules.paper_batches import AgreementFacts, BatchEntry, batch_agrees
from ballot_service.rules.paper_entry import different
from ballot_service.sealing.batch_entries import open_entry
from ballot_service.sealing.keys import election_key
from ballot_service.services.facts import names_from

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


def reading_of(session: Session, batch: PaperBatch, secret: bytes, account_id: UUID) -> Reading:
    """How the batch stands for one person; what somebody else wrote stays hidden until both have entered."""
    entries = last_entries(session, batch)
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
    return replace(reading, decision=batch_agrees(agreement(session, batch, reading)))


def agreement(session: Session, batch: PaperBatch, reading: Reading) -> AgreementFacts:
    """How two readings of the batch compare, in numbers only."""
    return AgreementFacts(
        sheets=batch.sheets,
        entries=tuple(
            BatchEntry(teller=str(account), read=len(entry.numbers["numbers"]), set_aside=entry.set_aside)
            for account, entry in last_entries(session, batch).items()
        ),
        only_one=len(reading.mine_only) + len(reading.other_only),
        different=len(reading.different),
    )


def entered_by(session: Session, batch: PaperBatch) -> tuple[UUID, ...]:
    """The accounts that have entered this batch, the first one first."""
    return tuple(last_entries(session, batch))


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


def last_entries(session: Session, batch: PaperBatch) -> dict[UUID, PaperBatchEntry]:
    """Each person's last entry, in the order in which they began."""
    rows = session.scalars(
        select(PaperBatchEntry)
        .where(PaperBatchEntry.batch_id == batch.id)
        .order_by(PaperBatchEntry.attempt, PaperBatchEntry.entered_at, PaperBatchEntry.id)
    )
    return {row.account_id: row for row in rows}
