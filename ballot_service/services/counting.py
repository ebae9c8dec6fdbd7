"""Opening and counting: the list is fixed first, envelopes open in memory, and every link to a voter is cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import SystemRandom
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import (
    CastVoteRecord,
    Election,
    Envelope,
    LotDrawing,
    Result,
)
from ballot_service.rules.count_time import (
    CountTimeFacts,
    ResultsStatus,
    may_publish_votes,
    may_still_be_added,
    results_status,
)
from ballot_service.sealing import acts
from ballot_service.sealing.documents import ResultDocument
from ballot_service.sealing.records import CastVoteRecord as SealedRecord
from ballot_service.sealing.records import Marks, group, write_records
from ballot_service.sealing.recount import recount
from ballot_service.sealing.shapes import write_shape
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.card_account import card_numbers
from ballot_service.services.cutting import cut_links
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.facts import manifest_of
from ballot_service.services.heads import log_hashes, make_head
from ballot_service.services.opening_envelopes import open_accepted
from ballot_service.services.reconciling import (
    ballot_account,
    count_time_facts,
    dispositions,
    is_counted,
    may_fix_list,
    may_open,
    take_turn,
    window_facts,
)
from ballot_service.services.vote_records import Shuffle, add_records, count_facts


def freeze_dispositions(
    session: Session, election: Election, secret: bytes, *, now: datetime, by: UUID | None = None
) -> None:
    """Fixes the list of envelopes, accepted and rejected, in the order of the log. Raises Refused as `count`."""
    take_turn(session, election)
    facts = replace(count_time_facts(session, election, now), dispositions_frozen=True)
    asked = Asked(rule="may_count", facts=facts)
    decision = may_fix_list(session, election, facts)
    if not decision.allowed:
        raise Refused.for_election("freeze_dispositions", decision, election, asked=(asked,))
    keep_for(session, election, asked, now=now)
    make_head(session, election, secret, now=now)
    kinds = dispositions(session, election)
    rows = session.execute(select(Envelope.id, Envelope.hash).where(Envelope.election_id == election.id))
    by_hash = {row.hash: kinds[row.id].value for row in rows}
    details = acts.freezing_details((name, by_hash[name]) for name in log_hashes(session, election))
    election.dispositions_frozen_at = now
    trail.of_election(session, election, acts.FREEZE_DISPOSITIONS, now=now, by=by, details=details)


def count(
    session: Session,
    election: Election,
    secret: bytes,
    *,
    now: datetime,
    by: UUID | None = None,
    shuffle: Shuffle | None = None,
) -> Result:
    """Opens the accepted envelopes, writes shuffled cast vote records, and cuts every link from roll to envelope.

    Where nothing came of what the votes waited for, nothing is opened, and they are published as they are.
    Raises Refused before the close, or while something is undecided that the settings wait for.
    """
    take_turn(session, election, waits_for_casts=True)
    facts = count_time_facts(session, election, now)
    asked = Asked(rule="may_count", facts=facts)
    once_more = votes_wait_for_nothing(session, election, facts)
    decision = may_open(session, election, facts, once_more=once_more)
    if not decision.allowed:
        raise Refused.for_election("count", decision, election, asked=(asked,))
    if not (once_more and is_counted(session, election)):
        _open_all(session, election, secret, shuffle or SystemRandom().shuffle, now=now, by=by)
    windows = Asked(rule="window_dates", facts=window_facts(election))
    account = Asked(rule="ballots_reconcile", facts=ballot_account(session, election))
    keep_for(session, election, asked, windows, account, now=now)
    status = results_status(may_be_added=may_still_be_added(facts), is_certified=False)
    return publish(session, election, status.value, now=now, by=by)


def _open_all(
    session: Session, election: Election, secret: bytes, shuffle: Shuffle, *, now: datetime, by: UUID | None
) -> None:
    opened, unreadable = open_accepted(session, election, secret, now)
    readings = [reading for one in opened for reading in one.readings]
    add_records(session, election, readings, shuffle)
    cut_links(session, election, [envelope for one in opened for envelope in one.envelope_ids])
    election.counted_at = election.counted_at or now
    session.flush()
    csv = write_records(manifest_of(election), cast_vote_records(session, election))
    cards = card_numbers(session, election)
    details = acts.opening_details(csv, unreadable, cards.counted if cards else None)
    trail.of_election(session, election, acts.OPEN_BALLOTS, now=now, by=by, details=details)


def votes_wait_for_nothing(session: Session, election: Election, facts: CountTimeFacts) -> bool:
    """Whether the newest result still waits for ballots, of which none can be added any more, and none has come."""
    newest = newest_result(session, election)
    is_partial = newest is not None and newest.status == ResultsStatus.UNOFFICIAL_PARTIAL
    return is_partial and not may_still_be_added(facts) and not facts.uncounted


def cast_vote_records(session: Session, election: Election) -> list[SealedRecord]:
    """The cast vote records as the bundle writes them."""
    rows = session.scalars(select(CastVoteRecord).where(CastVoteRecord.election_id == election.id))
    return [
        SealedRecord(
            str(row.id),
            Marks(
                str(row.contest_id), tuple(row.selections["marks"]), row.votes, row.overvotes, row.undervotes
            ),
        )
        for row in rows
    ]


def confirmed_lots(session: Session, election: Election) -> dict[str, tuple[str, ...]]:
    """Contest id to the order drawn, for lots that a second person confirmed."""
    ids = [contest.id for contest in election.contests]
    rows = session.scalars(
        select(LotDrawing).where(
            LotDrawing.contest_id.in_(ids),
            LotDrawing.confirmed_at.is_not(None),
            LotDrawing.withdrawn_at.is_(None),
        )
    )
    return {str(row.contest_id): tuple(row.drawn_order["order"]) for row in rows}


def tally(session: Session, election: Election, status: str) -> ResultDocument:
    """The result of the cast vote records as they stand, with confirmed lots."""
    records = cast_vote_records(session, election)
    manifest = manifest_of(election)
    voted = manifest.voted
    counted = sum(record.marks.contest == voted[0].id for record in records) if voted else 0
    return recount(
        manifest,
        group(records),
        ballots_counted=counted,
        status=status,
        lots=confirmed_lots(session, election),
    )


def publish(
    session: Session, election: Election, status: str, *, now: datetime, by: UUID | None = None
) -> Result:
    """Keeps a result as the next version, beside those before it."""
    versions = select(Result.version).where(Result.election_id == election.id).order_by(Result.version.desc())
    last = session.scalar(versions.limit(1)) or 0
    result = Result(
        district_id=election.district_id,
        election_id=election.id,
        version=last + 1,
        status=status,
        document=write_shape(_publishable(session, election, status, now)),
        made_at=now,
    )
    session.add(result)
    session.flush()
    trail.of_election(
        session,
        election,
        "publish_result",
        now=now,
        by=by,
        subject_id=result.id,
        details={"version": result.version, "status": status},
    )
    _keep_result(session, election, now)
    return result


def _publishable(session: Session, election: Election, status: str, now: datetime) -> ResultDocument:
    """The result without its votes while these wait: two stored results would show what was added between them."""
    result = tally(session, election, status)
    waits = not may_publish_votes(count_time_facts(session, election, now)).allowed
    return replace(result, contests=()) if waits else result


def may_see_votes(session: Session, election: Election, now: datetime) -> bool:
    """Whether votes may be seen by anybody at all; until then not even facts of a decision may tell of them."""
    facts = count_time_facts(session, election, now)
    return election.counted_at is not None and may_publish_votes(facts).allowed


def _keep_result(session: Session, election: Election, now: datetime) -> None:
    """Keeps why the votes are published or wait, and once they are, what was counted in each contest."""
    facts = count_time_facts(session, election, now)
    keep_for(session, election, Asked(rule="may_publish_votes", facts=facts), now=now)
    if not may_publish_votes(facts).allowed:
        return
    groups = group(cast_vote_records(session, election))
    for contest_id, counted in count_facts(manifest_of(election), groups, confirmed_lots(session, election)):
        asked = Asked(rule="contest_decided", facts=counted)
        keep_for(session, election, asked, subject_id=contest_id, now=now)


def newest_result(session: Session, election: Election) -> Result | None:
    return session.scalar(
        select(Result).where(Result.election_id == election.id).order_by(Result.version.desc()).limit(1)
    )
