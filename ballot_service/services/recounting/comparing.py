"""The first count and the recount beside each other, batch by batch, in totals that show nobody's choice.

Totals of the first count are kept nowhere: the batch's sealed envelopes are opened in memory, and only sums leave here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.models import Envelope, PaperBatch, PaperBatchEntry, PaperSheet
from ballot_service.rules.ballot_merging import OpenedBallot, merge_ballots
from ballot_service.rules.ballots import ContestReading
from ballot_service.rules.compared_batches import BatchSize, compared_together
from ballot_service.sealing.envelopes import open_envelope, read_choices
from ballot_service.sealing.keys import election_key
from ballot_service.services.facts import voted_contests
from ballot_service.services.paper_count import Read
from ballot_service.services.reconciling import ballot_account

Totals = Mapping[tuple[str, str], int]
"""Contest id and a candidate id, or "overvotes" or "undervotes", to a number."""
OVER, UNDER = "overvotes", "undervotes"


def first_readings(session: Session, batch: PaperBatch, secret: bytes) -> list[ContestReading]:
    """How the ballots of a batch were read in the first count, in no order."""
    election, contests = batch.election, voted_contests(batch.election)
    key = election_key(secret, election.id)
    rows = session.execute(
        select(Envelope.sealed, Envelope.manifest_version)
        .join(PaperSheet, PaperSheet.envelope_id == Envelope.id)
        .where(PaperSheet.batch_id == batch.id)
    )
    found = [
        OpenedBallot(
            version=row.manifest_version,
            choices=read_choices(
                open_envelope(key, row.sealed, election_id=election.id, manifest_version=row.manifest_version)
            ),
        )
        for row in rows
    ]
    return [reading for one in found for reading in merge_ballots([one], contests)]


def second_readings(batch: PaperBatch, read: Read) -> list[ContestReading]:
    """How the second pair read the ballots of a batch."""
    contests = voted_contests(batch.election)
    ballots = [OpenedBallot(version=batch.manifest_version, choices=marks) for marks in read.sheets.values()]
    return [reading for one in ballots for reading in merge_ballots([one], contests)]


def totals_of(readings: Iterable[ContestReading]) -> Totals:
    """Votes for each candidate, and votes lost, over some ballots."""
    totals: Counter[tuple[str, str]] = Counter()
    for reading in readings:
        totals.update((reading.contest, candidate) for candidate in reading.votes)
        totals[reading.contest, OVER] += reading.overvotes
        totals[reading.contest, UNDER] += reading.undervotes
    return +totals


def first_numbers(session: Session, batch: PaperBatch) -> frozenset[str]:
    """The numbers on the ballots of a batch, as two people agreed on them."""
    last = session.scalar(
        select(PaperBatchEntry.numbers)
        .where(PaperBatchEntry.batch_id == batch.id)
        .order_by(PaperBatchEntry.attempt.desc(), PaperBatchEntry.entered_at.desc())
        .limit(1)
    )
    return frozenset(last["numbers"]) if last else frozenset()


def is_same(session: Session, batch: PaperBatch, read: Read, secret: bytes) -> bool:
    """Whether the second count of a batch has the totals and the sheets of the first one."""
    first = totals_of(first_readings(session, batch, secret))
    same_sheets = first_numbers(session, batch) == read.sheets.keys()
    return same_sheets and first == totals_of(second_readings(batch, read))


def compare(
    session: Session, batches: list[PaperBatch], reads: Mapping[UUID, Read], secret: bytes
) -> list[dict[str, Any]]:
    """Every group of batches as it is published: which batches, their state, and the totals of both counts.

    `reads` are the batches on which the second pair agrees. Totals stand there once the whole group is counted, and
    only where they tell nothing of a single ballot (1.14, small groups).
    """
    if not batches:
        return []
    of_batch = {batch.number: batch for batch in batches}
    sizes = [BatchSize(number=each.number, ballots=_ballots(session, each)) for each in batches]
    elsewhere = ballot_account(session, batches[0].election).counted - sum(each.ballots for each in sizes)
    groups = []
    for group in compared_together(sizes, elsewhere):
        stacks = [of_batch[number] for number in group.batches]
        groups.append(_group(session, stacks, reads, secret, shows=group.shows_votes))
    return groups


def _group(
    session: Session, stacks: list[PaperBatch], reads: Mapping[UUID, Read], secret: bytes, *, shows: bool
) -> dict[str, Any]:
    numbers = [batch.number for batch in stacks]
    if any(batch.id not in reads for batch in stacks):
        return {"batches": numbers, "state": "waits", "lines": []}
    first = totals_of(each for batch in stacks for each in first_readings(session, batch, secret))
    second = totals_of(each for batch in stacks for each in second_readings(batch, reads[batch.id]))
    same = all(is_same(session, batch, reads[batch.id], secret) for batch in stacks)
    lines = [
        {"contest": contest.contest, "what": what, "first": first_votes, "second": second_votes}
        for contest in voted_contests(stacks[0].election)
        for what in (*contest.candidates, OVER, UNDER)
        for first_votes, second_votes in [
            (first.get((contest.contest, what), 0), second.get((contest.contest, what), 0))
        ]
    ]
    return {"batches": numbers, "state": "same" if same else "differs", "lines": lines if shows else []}


def _ballots(session: Session, batch: PaperBatch) -> int:
    rows = select(func.count()).select_from(PaperSheet).where(PaperSheet.batch_id == batch.id)
    return session.scalar(rows) or 0
