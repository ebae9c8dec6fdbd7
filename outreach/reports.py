"""What providers report after they have taken a message, and what it settles.

Reports come twice, late and in any order. They are only ever added, and what they mean is worked out from all of them
together, so that the order in which they arrive cannot matter. A report proves that the provider has the message:
it settles an attempt of which nobody knew. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from outreach.locking import hold_of_attempts
from outreach.models import Attempt, Delivery, ProviderReport
from outreach.states import Answer, DeliveryStatus, ReportKind

SETTLED_BY_REPORT = "reported"
_ENDINGS = {ReportKind.DELIVERED: 0, ReportKind.FAILED: 1}
"""Reports that end the matter; of two in the same second the bad news counts, so that nobody is passed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report about one attempt. `occurred_at` is the provider's own time (aware), if it gives one.

    `name` is the provider's word, `error` our short code for a failure. `stamp` tells two reports of the same name
    apart, where a provider sends the same name more than once.
    """

    attempt_id: UUID
    sender: str
    kind: ReportKind
    name: str
    error: str = ""
    stamp: str = ""
    occurred_at: datetime | None = None
    provider_reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """How many reports were new, known already, or about no attempt of ours."""

    new: int = 0
    known: int = 0
    unknown: int = 0


def record_reports(session: Session, reports: Iterable[Report], *, now: datetime) -> Recorded:
    """Adds reports and settles what they settle. `now` is aware. The same report again changes nothing.

    With several at once a worker that settles the same messages waits until the caller commits.
    """
    reports = list(reports)
    hold_of_attempts(session, [report.attempt_id for report in reports])
    new = known = unknown = 0
    for report in reports:
        attempt = session.get(Attempt, report.attempt_id, populate_existing=True)
        if attempt is None or attempt.sender != report.sender:
            unknown += 1
        elif _record(session, attempt, report, now):
            new += 1
        else:
            known += 1
    return Recorded(new=new, known=known, unknown=unknown)


def conclusion(reports: Sequence[ProviderReport]) -> ProviderReport | None:
    """The report that says how it stands: the last one that ends the matter, or else the last one."""
    endings = [report for report in reports if report.kind in _ENDINGS]
    return max(
        endings or reports,
        key=lambda report: (report.occurred_at, _ENDINGS.get(report.kind, 0), report.name),
        default=None,
    )


def _record(session: Session, attempt: Attempt, report: Report, now: datetime) -> bool:
    """Whether the report was new. The delivery is held, and the attempt with it."""
    delivery = session.get_one(Delivery, attempt.delivery_id, populate_existing=True)
    if not _insert_new(session, attempt, report, now):
        return False
    mine = select(ProviderReport).where(ProviderReport.attempt_id == attempt.id)
    last = conclusion(session.scalars(mine).all())
    if last is not None:
        _settle(delivery, attempt, last)
    session.flush()
    return True


def _insert_new(session: Session, attempt: Attempt, report: Report, now: datetime) -> bool:
    insert = (
        postgresql.insert if session.get_bind(ProviderReport).dialect.name == "postgresql" else sqlite.insert
    )
    occurred_at = min(max(report.occurred_at or now, attempt.started_at), max(now, attempt.started_at))
    added = (
        insert(ProviderReport)
        .values(
            id=uuid4(),
            attempt_id=attempt.id,
            kind=report.kind,
            name=report.name[:40],
            error=report.error[:60],
            stamp=report.stamp[:40],
            provider_reference=report.provider_reference[:200],
            occurred_at=occurred_at,
            received_at=now,
        )
        .on_conflict_do_nothing(index_elements=["attempt_id", "name", "stamp"])
        .returning(ProviderReport.id)
    )
    return session.scalar(added) is not None


def _settle(delivery: Delivery, attempt: Attempt, last: ProviderReport) -> None:
    was_last = delivery.tries == attempt.number
    if attempt.outcome in (None, Answer.UNCERTAIN):
        attempt.outcome, attempt.finished_at = Answer.ACCEPTED, last.occurred_at
        attempt.error, attempt.words = SETTLED_BY_REPORT, "The provider reported that it has the message."
        attempt.provider_reference = attempt.provider_reference or last.provider_reference
    if last.kind is ReportKind.FAILED:
        if was_last and delivery.status in _MAY_FAIL:
            _end(delivery, DeliveryStatus.UNDELIVERED)
    elif was_last or delivery.status is not DeliveryStatus.LEASED:
        # also after a person gave it up or queued a repeat that nobody has begun: it has arrived, so none is needed
        _end(delivery, DeliveryStatus.SENT)


_MAY_FAIL = (DeliveryStatus.LEASED, DeliveryStatus.UNCERTAIN, DeliveryStatus.SENT)
"""A repeat that is queued still goes out, and what a person gave up is listed for another channel already."""


def _end(delivery: Delivery, status: DeliveryStatus) -> None:
    delivery.status = status
    delivery.lease_id = delivery.leased_by = delivery.lease_until = None
