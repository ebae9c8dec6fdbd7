"""A request for a recount: who asks and why, within the days that the settings give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Election, Recount, Result
from ballot_service.rules.calendar import local_date
from ballot_service.rules.holidays import holidays_between
from ballot_service.rules.recounts import AskedAs, RecountRequestFacts, may_recount
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.counting import newest_result
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.facts import settings_of
from ballot_service.services.reconciling import count_is_whole, take_turn

PARTIAL = "unofficial-partial"


@dataclass(frozen=True, kw_only=True)
class Request:
    """Who asks, as what, why, and when the request came (aware)."""

    asked_as: AskedAs
    name: str
    reason: str
    asked_at: datetime


def recounts_of(session: Session, election: Election) -> list[Recount]:
    """Every recount, the first one first."""
    rows = select(Recount).where(Recount.election_id == election.id).order_by(Recount.begun_at)
    return list(session.scalars(rows))


def running_recount(session: Session, election: Election) -> Recount | None:
    return next((each for each in recounts_of(session, election) if each.ended_at is None), None)


def request_facts(
    session: Session, election: Election, asked_at: datetime, *, is_known: bool = True
) -> RecountRequestFacts:
    """What `may_recount` takes; `asked_at` is when the request came."""
    settings, before = settings_of(election), recounts_of(session, election)
    result_at = _whole_since(session, election)
    first = local_date(result_at or asked_at, election.district.zone)
    return RecountRequestFacts(
        asked_at=asked_at,
        zone=election.district.zone,
        result_at=result_at,
        holidays=tuple(sorted(holidays_between(first, first + timedelta(days=60)))),
        business_days=settings.recount_business_days,
        windows_end_at=settings.windows_end_at,
        is_known=is_known,
        is_running=any(each.ended_at is None for each in before),
        was_recounted=any(each.ended_at is not None for each in before),
    )


def begin_recount(
    session: Session, election: Election, request: Request, *, now: datetime, by: UUID
) -> Recount:
    """Begins a recount on request. Raises Refused as `may_recount` says."""
    take_turn(session, election)
    is_known = bool(request.name.strip() and request.reason.strip())
    asked_at = min(request.asked_at, now)
    facts = request_facts(session, election, asked_at, is_known=is_known)
    asked, decision = Asked(rule="may_recount", facts=facts), may_recount(facts)
    decision += count_is_whole(session, election)
    if not decision.allowed:
        raise Refused.for_election("begin_recount", decision, election, asked=(asked,))
    keep_for(session, election, asked, now=now)
    recount = Recount(
        district_id=election.district_id,
        election=election,
        asked_as=request.asked_as,
        asked_by=request.name.strip(),
        reason=request.reason.strip(),
        asked_at=asked_at,
        begun_at=now,
        begun_by=by,
    )
    session.add(recount)
    session.flush()
    trail.of_election(
        session,
        election,
        "begin_recount",
        now=now,
        by=by,
        subject_id=recount.id,
        details={"asked_as": recount.asked_as.value},
        words={"name": recount.asked_by, "reason": recount.reason},
    )
    return recount


def _whole_since(session: Session, election: Election) -> datetime | None:
    """When the result became whole, or was first certified; None while ballots may still be added."""
    newest = newest_result(session, election)
    if newest is None or newest.status == PARTIAL:
        return None
    whole = select(Result.made_at).where(Result.election_id == election.id, Result.status != PARTIAL)
    return election.certified_at or session.scalar(whole.order_by(Result.version).limit(1))
