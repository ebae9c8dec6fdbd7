"""The end of a recount: what the second pair read right goes into the records, and a new version is published."""

from __future__ import annotations

from datetime import datetime
from random import SystemRandom
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from ballot_service.models import PaperBatch, Recount, RecountEntry, Result
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.recounts import RECOUNT_SOURCE, RecountStandFacts, Stands, may_end_recount
from ballot_service.rules.words import say
from ballot_service.sealing import acts
from ballot_service.sealing.canonical import canonical_json
from ballot_service.sealing.documents import RECOUNT
from ballot_service.sealing.records import write_records
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.counting import cast_vote_records, publish
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.facts import manifest_of
from ballot_service.services.lots import withdraw_stale_lots
from ballot_service.services.paper_count import Read
from ballot_service.services.reconciling import take_turn
from ballot_service.services.recounting.comparing import compare, first_readings, second_readings
from ballot_service.services.recounting.telling import agreed_again, batches_again, last_again, opened_again
from ballot_service.services.vote_records import Shuffle, replace_records


def stand_facts(session: Session, recount: Recount) -> RecountStandFacts:
    """How far the recount is."""
    agreed = agreed_again(session, recount).values()
    return RecountStandFacts(
        batches=len(batches_again(session, recount)),
        agreed=len(agreed),
        unsettled=sum(not row.is_settled for row in agreed),
    )


def comparison(session: Session, recount: Recount, secret: bytes) -> list[dict[str, Any]]:
    """Both counts beside each other: as kept once the recount has ended, and worked out until then."""
    if recount.ended_at is not None:
        kept: list[dict[str, Any]] = recount.comparison["groups"]
        return kept
    return compare(session, batches_again(session, recount), _reads(session, recount, secret), secret)


def end_recount(
    session: Session,
    recount: Recount,
    secret: bytes,
    *,
    now: datetime,
    by: UUID,
    shuffle: Shuffle | None = None,
) -> Result:
    """Tallies the records anew, with the second reading of each batch whose second count stands, and publishes it.

    Raises Refused while a batch waits or a difference is not settled, and once it has ended.
    """
    election = recount.election
    take_turn(session, election)
    session.refresh(recount, ["ended_at"], with_for_update=True)
    facts = stand_facts(session, recount)
    asked, decision = Asked(rule="may_end_recount", facts=facts), may_end_recount(facts)
    if recount.ended_at is not None:
        decision += Decision(reasons=(_ended(),))
    if not decision.allowed:
        raise Refused.for_election(acts.END_RECOUNT, decision, election, recount.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=recount.id, now=now)
    groups = comparison(session, recount, secret)
    changed = _put_right(session, recount, secret, shuffle or SystemRandom().shuffle)
    recount.comparison = {"groups": groups}
    recount.ended_at, recount.ended_by = now, by
    of_recount = update(RecountEntry).where(RecountEntry.recount_id == recount.id)
    session.execute(of_recount.values(sealed=b""), execution_options={"synchronize_session": False})
    session.flush()
    session.expire_all()
    _record(session, recount, changed, now, by)
    withdraw_stale_lots(session, election, now=now, by=by)
    return publish(session, election, RECOUNT, now=now, by=by)


def _put_right(session: Session, recount: Recount, secret: bytes, shuffle: Shuffle) -> list[int]:
    """Replaces the records of each batch whose second count stands; answers their numbers."""
    rows = agreed_again(session, recount)
    reads = _reads(session, recount, secret)
    changed = [
        batch
        for batch in batches_again(session, recount)
        if rows[batch.id].stands is Stands.SECOND and rows[batch.id].confirmed_at is not None
    ]
    if changed:
        gone = [each for batch in changed for each in first_readings(session, batch, secret)]
        new = [each for batch in changed for each in second_readings(batch, reads[batch.id])]
        replace_records(session, recount.election, gone, new, shuffle)
    return [batch.number for batch in changed]


def _reads(session: Session, recount: Recount, secret: bytes) -> dict[UUID, Read]:
    """Batch to what the second pair agreed on."""
    agreed = agreed_again(session, recount)
    found = {}
    for batch in batches_again(session, recount):
        read = _agreed_read(session, recount, batch, secret) if batch.id in agreed else None
        if read is not None:
            found[batch.id] = read
    return found


def _agreed_read(session: Session, recount: Recount, batch: PaperBatch, secret: bytes) -> Read | None:
    entry = next(iter(last_again(session, recount, batch).values()), None)
    return opened_again(batch, entry, secret)


def _record(session: Session, recount: Recount, changed: list[int], now: datetime, by: UUID) -> None:
    election = recount.election
    csv = write_records(manifest_of(election), cast_vote_records(session, election))
    numbers = [batch.number for batch in batches_again(session, recount)]
    details = acts.recount_details(csv, numbers, changed, canonical_json(recount.comparison["groups"]))
    trail.of_election(
        session, election, acts.END_RECOUNT, now=now, by=by, subject_id=recount.id, details=details
    )


def _ended() -> Reason:
    return Reason(
        code="recount_ended",
        sentence=say("This recount is finished."),
        source=RECOUNT_SOURCE,
        remedy=say("Read its result."),
    )
