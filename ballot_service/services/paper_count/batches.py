"""Batches of paper ballots: stacks counted by hand, each with its picture, entered by two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.models import Account, Election, PaperBatch, PaperBatchEntry, PaperRun
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.paper_batches import BATCH_SOURCE, BatchFacts, may_add_batch
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.cancelling import require_running
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.facts import manifest_of, names_from
from ballot_service.services.noticing import Evidence, keep_file
from ballot_service.services.paper_account import paper_numbers
from ballot_service.services.reconciling import require_unsigned, take_turn
from ballot_service.storage import Storage


@dataclass(frozen=True, kw_only=True)
class BatchView:
    """A batch with the accounts that have entered it, the first one first."""

    batch: PaperBatch
    tellers: tuple[UUID, ...]
    names: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        return self.batch.agreed_at is not None

    @property
    def differs(self) -> bool:
        """Entered by two people who do not agree yet."""
        return not self.is_done and len(self.tellers) > 1


def add_batch(
    session: Session, election: Election, sheets: int, *, now: datetime, by: UUID, version: int | None = None
) -> PaperBatch:
    """Begins a batch of so many sheets of one version of the ballot (None: the newest), counted by hand.

    Raises Refused as `may_add_batch` says.
    """
    require_running("add_batch", election)
    take_turn(session, election)
    require_unsigned(session, "add_batch", election, election.id)
    facts = batch_facts(session, election, sheets)
    asked, decision = Asked(rule="may_add_batch", facts=facts), may_add_batch(facts)
    if not decision.allowed:
        raise Refused.for_election("add_batch", decision, election, asked=(asked,))
    keep_for(session, election, asked, now=now)
    last = session.scalar(select(func.max(PaperBatch.number)).where(PaperBatch.election_id == election.id))
    batch = PaperBatch(
        district_id=election.district_id,
        election=election,
        number=(last or 0) + 1,
        sheets=sheets,
        manifest_version=version or manifest_of(election).version,
        made_at=now,
        made_by=by,
    )
    session.add(batch)
    session.flush()
    details = {"number": batch.number, "sheets": sheets, "version": batch.manifest_version}
    trail.of_election(session, election, "add_batch", now=now, by=by, subject_id=batch.id, details=details)
    return batch


def versions_on_paper(session: Session, election: Election) -> list[int]:
    """The versions of the ballot whose names were printed on paper, the newest first: each has its own batches."""
    runs = session.scalars(select(PaperRun).where(PaperRun.election_id == election.id))
    return sorted({names_from(election, run.manifest.version) for run in runs}, reverse=True)


def batch_facts(session: Session, election: Election, sheets: int) -> BatchFacts:
    """What `may_add_batch` takes."""
    numbers = paper_numbers(session, election)
    before = batches_of(session, election)
    return BatchFacts(
        sheets=sheets,
        opened=numbers.opened if numbers else 0,
        in_batches=sum(batch.sheets for batch in before if batch.withdrawn_at is None),
    )


def keep_photo(
    session: Session, batch: PaperBatch, photo: Evidence, storage: Storage, *, now: datetime, by: UUID
) -> None:
    """Keeps a picture or scan of the batch; a later one takes its place, and the first stays on file."""
    batch.photo = keep_file(session, batch.district_id, photo, storage, now)
    session.flush()
    trail.of_election(
        session,
        batch.election,
        "keep_batch_photo",
        now=now,
        by=by,
        subject_id=batch.id,
        details={"number": batch.number, "sha256": batch.photo.sha256},
    )


def withdraw_batch(session: Session, batch: PaperBatch, reason: str, *, now: datetime, by: UUID) -> None:
    """Takes a batch out that was entered by mistake. Raises Refused once two people have agreed on it."""
    election = batch.election
    take_turn(session, election)
    session.refresh(batch, ["agreed_at", "withdrawn_at"], with_for_update=True)
    if batch.agreed_at is not None or batch.withdrawn_at is not None:
        raise Refused.for_election("withdraw_batch", Decision(reasons=(_settled(),)), election, batch.id)
    batch.withdrawn_at, batch.withdrawn_reason = now, reason
    session.flush()
    trail.of_election(
        session,
        election,
        "withdraw_batch",
        now=now,
        by=by,
        subject_id=batch.id,
        details={"number": batch.number, "sheets": batch.sheets},
        words={"reason": reason},
    )


def batches_of(session: Session, election: Election) -> list[PaperBatch]:
    """Every batch by its number, withdrawn ones too."""
    rows = select(PaperBatch).where(PaperBatch.election_id == election.id)
    return list(session.scalars(rows.order_by(PaperBatch.number)))


def batch_views(session: Session, election: Election) -> list[BatchView]:
    """Every batch with who has entered it."""
    batches = batches_of(session, election)
    rows = session.execute(
        select(PaperBatchEntry.batch_id, PaperBatchEntry.account_id, Account.name)
        .join(Account, Account.id == PaperBatchEntry.account_id)
        .where(PaperBatchEntry.batch_id.in_([batch.id for batch in batches]), PaperBatchEntry.attempt == 1)
        .order_by(PaperBatchEntry.entered_at, PaperBatchEntry.id)
    ).all()
    return [
        BatchView(
            batch=batch,
            tellers=tuple(row.account_id for row in rows if row.batch_id == batch.id),
            names=tuple(row.name for row in rows if row.batch_id == batch.id),
        )
        for batch in batches
    ]


def _settled() -> Reason:
    return Reason(
        code="batch_settled",
        sentence=say("This batch is settled: two people have agreed on it, or it was taken out before."),
        source=BATCH_SOURCE,
        remedy=say("If it was entered twice, write down the difference. Two people sign the reason."),
    )
