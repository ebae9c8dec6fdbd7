"""Reads the outbox: how far a notice is, when it was published, what is unclear, and who was not reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Subquery, case, func, or_, select
from sqlalchemy.orm import Session

from outreach.base import UtcTime
from outreach.models import Attempt, Delivery, OutreachNotice
from outreach.one_address import lost_with_another
from outreach.states import NOT_REACHED, WAITING, Answer, DeliveryStatus

_NEVER_TRIED = (DeliveryStatus.NO_ADDRESS, DeliveryStatus.NO_TEXT, DeliveryStatus.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """A delivery that may have been sent, for a person to decide about."""

    delivery_id: UUID
    notice_id: UUID
    recipient: str
    channel: str
    language: str
    tries: int
    started_at: datetime
    error: str
    words: str
    purpose: str
    sender: str
    ended_at: datetime | None
    look_said: str
    """What came of the last look at the provider; empty before the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """A recipient whom one delivery did not reach, and how it ended."""

    recipient: str
    channel: str
    language: str
    status: DeliveryStatus


def progress(session: Session, notice_id: UUID, *, language: str | None = None) -> dict[DeliveryStatus, int]:
    """How many deliveries of a notice stand where; the numbers add up to all of them."""
    counted = select(Delivery.status, func.count()).where(Delivery.notice_id == notice_id)
    if language is not None:
        counted = counted.where(Delivery.language == language)
    return {status: number for status, number in session.execute(counted.group_by(Delivery.status))}


def published_at(
    session: Session, notice_id: UUID, language: str, *, channel: str | None = None
) -> datetime | None:
    """When a notice was published in a language (UTC), or None; on one channel, if that is asked (R048-R049).

    It is published when the provider has accepted the last of its first attempts: each first answer is in,
    and the latest of those that said "accepted" is the time. One that cannot be sent yet (no connection) or
    is unclear is waited for. Refused, expired and given-up ones are left out: they are listed for another
    channel. People who were queued later than the first ones (by `queued_at`) never move the time, and
    neither does a repeat. Whoever reads another language and got this one in its place does not count. Settled
    in the requirements, 1.15 "Notice".
    """
    answers = _answers(notice_id, language, channel)
    waiting = case((answers.c.status.in_(WAITING), 1), else_=0)
    unanswered = case((answers.c.first_answer_at.is_(None), waiting), else_=0)
    accepted_first = case((answers.c.accepted_at == answers.c.first_answer_at, answers.c.accepted_at))
    row = session.execute(
        select(
            func.sum(unanswered).label("unanswered"),
            func.sum(waiting).label("waiting"),
            func.max(accepted_first, type_=UtcTime()).label("first"),
            func.max(answers.c.accepted_at, type_=UtcTime()).label("any"),
        )
    ).one()
    if row.unanswered:
        return None
    if row.first is None and row.waiting:
        return None  # All were refused at first and some are being repeated: wait for the last of those.
    answer: datetime | None = row.first or row.any
    return answer


def uncertain(session: Session, *, scope: str | None = None, limit: int = 200) -> Sequence[Unclear]:
    """Deliveries that wait for a person's word, oldest first: of all notices, or those of one scope."""
    wanted = (
        select(
            Delivery.id.label("delivery_id"),
            Delivery.notice_id,
            Delivery.recipient,
            Delivery.channel,
            Delivery.language,
            Delivery.tries,
            Attempt.started_at,
            Attempt.error,
            Attempt.words,
            Delivery.purpose,
            Attempt.sender,
            Attempt.finished_at.label("ended_at"),
            Attempt.look_said,
        )
        .join(Attempt, (Attempt.delivery_id == Delivery.id) & (Attempt.number == Delivery.tries))
        .where(Delivery.status == DeliveryStatus.UNCERTAIN)
        .order_by(Attempt.started_at)
        .limit(limit)
    )
    if scope is not None:
        of_scope = select(OutreachNotice.id).where(OutreachNotice.scope == scope)
        wanted = wanted.where(Delivery.notice_id.in_(of_scope))
    return [Unclear(**row) for row in session.execute(wanted).mappings()]


def not_reached(session: Session, notice_id: UUID) -> Sequence[Unreached]:
    """Whom to reach by another channel: no delivery of this notice to them was accepted or still waits."""
    reached = select(Delivery.recipient).where(
        Delivery.notice_id == notice_id, Delivery.status.in_((DeliveryStatus.SENT, *WAITING))
    )
    wanted = (
        select(Delivery.recipient, Delivery.channel, Delivery.language, Delivery.status)
        .where(
            Delivery.notice_id == notice_id,
            or_(Delivery.status.in_(NOT_REACHED), lost_with_another()),
            Delivery.recipient.not_in(reached),
        )
        .order_by(Delivery.recipient, Delivery.channel)
    )
    return [Unreached(**row) for row in session.execute(wanted).mappings()]


def _answers(notice_id: UUID, language: str, channel: str | None) -> Subquery:
    """For each delivery of the first round: its status, its first clear answer, its first acceptance."""
    mine = [Delivery.notice_id == notice_id, Delivery.language == language, Delivery.fallback_for == ""]
    if channel is not None:
        mine.append(Delivery.channel == channel)
    first_round = select(func.min(Delivery.queued_at)).where(*mine).scalar_subquery()
    clear = Attempt.outcome.in_((Answer.ACCEPTED, Answer.REFUSED))
    said_yes = Attempt.outcome == Answer.ACCEPTED
    return (
        select(
            Delivery.status.label("status"),
            func.min(case((clear, Attempt.finished_at))).label("first_answer_at"),
            func.min(case((said_yes, Attempt.finished_at))).label("accepted_at"),
        )
        .outerjoin(Attempt, Attempt.delivery_id == Delivery.id)
        .where(*mine, Delivery.queued_at == first_round, Delivery.status.not_in(_NEVER_TRIED))
        .group_by(Delivery.id, Delivery.status)
        .subquery()
    )
