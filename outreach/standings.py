"""Reads how each message of a notice stands: its last try that came to something, and what was reported since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from outreach.models import Attempt, Delivery, ProviderReport
from outreach.reports import conclusion
from outreach.sending import NOT_TRIED
from outreach.states import DeliveryStatus, ReportKind

_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One message to one address. `tried_at` and `reported_at` are UTC; errors are short codes, never words."""

    delivery_id: UUID
    recipient: str
    channel: str
    language: str
    status: DeliveryStatus
    tries: int
    ended_why: str = ""
    sender: str = ""
    tried_at: datetime | None = None
    error: str = ""
    report: ReportKind | None = None
    report_error: str = ""
    reported_at: datetime | None = None


def standings(
    session: Session, notice_id: UUID, *, statuses: Collection[DeliveryStatus] | None = None
) -> Sequence[Standing]:
    """Every message of a notice, or those in some states, in no promised order."""
    said = aliased(Attempt)
    last_word = (
        select(func.max(said.number))
        .where(said.delivery_id == Delivery.id, said.error != NOT_TRIED)
        .correlate(Delivery)
        .scalar_subquery()
    )  # a message held up by another one keeps the answer that it got itself
    wanted = (
        select(
            Delivery.id.label("delivery_id"),
            Delivery.recipient,
            Delivery.channel,
            Delivery.language,
            Delivery.status,
            Delivery.tries,
            Delivery.ended_why,
            Attempt.id.label("attempt_id"),
            Attempt.sender,
            Attempt.started_at.label("tried_at"),
            Attempt.error,
        )
        .outerjoin(
            Attempt,
            (Attempt.delivery_id == Delivery.id)
            & (Attempt.number == func.coalesce(last_word, Delivery.tries)),
        )
        .where(Delivery.notice_id == notice_id)
    )
    if statuses is not None:
        wanted = wanted.where(Delivery.status.in_(statuses))
    rows = [dict(row) for row in session.execute(wanted).mappings()]
    last = _last_reports(session, [row["attempt_id"] for row in rows if row["attempt_id"] is not None])
    return [_standing(row, last.get(row.pop("attempt_id"))) for row in rows]


def _standing(row: dict[str, object], report: ProviderReport | None) -> Standing:
    known = {name: value for name, value in row.items() if value is not None}
    if report is not None:
        known |= {"report": report.kind, "report_error": report.error, "reported_at": report.occurred_at}
    return Standing(**known)  # type: ignore[arg-type]  # the columns of the query carry these names and types


def _last_reports(session: Session, attempts: Sequence[UUID]) -> dict[UUID, ProviderReport]:
    found: dict[UUID, list[ProviderReport]] = defaultdict(list)
    for few in _few(attempts):
        for report in session.scalars(select(ProviderReport).where(ProviderReport.attempt_id.in_(few))):
            found[report.attempt_id].append(report)
    return {attempt: last for attempt, reports in found.items() if (last := conclusion(reports)) is not None}


def _few(attempts: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """A statement takes only so many values."""
    yield from (attempts[at : at + _AT_ONCE] for at in range(0, len(attempts), _AT_ONCE))
