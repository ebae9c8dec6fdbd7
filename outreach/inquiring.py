"""Settles what is unclear: asks the provider, and when that brings nothing, does what the purpose's policy says.

An unclear message never goes to another provider, and is never sent again before it was looked for. The worker runs
this before it sends; each step is committed by itself, and no session is open while a provider is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from outreach.again import again
from outreach.errors import NotUncertain, NotYet
from outreach.filling import message_of
from outreach.groups import Fill
from outreach.leasing import Claimed
from outreach.locking import hold
from outreach.looking_up import LATEST, NO_ANSWER, UNKNOWN, Answering, Heard, Inquiry, Trace
from outreach.models import Attempt, Delivery, Ruling
from outreach.policies import ASK, BY_POLICY, MOST_REPEATS, Policies, Policy, Then
from outreach.reconcile import give_up, repeat
from outreach.reports import Report, record_reports
from outreach.restoring import RESTORED
from outreach.sending import Sender
from outreach.states import Answer, DeliveryStatus

FIRST_LOOK = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=2)
ASKED_FOR = timedelta(days=7)
"""After this long nobody is asked any more; a report that comes even later still settles it."""
SILENT_FOR = timedelta(days=1)
"""So long a provider that cannot be asked holds up the policy, because it may well have the message."""
_AT_ONCE = 200
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """One unclear attempt and its delivery."""

    attempt_id: UUID
    sender: str
    started_at: datetime
    ended_at: datetime
    looks: int
    purpose: str
    delivery: Claimed = field(repr=False)


@dataclass(slots=True)
class Inquiries:
    """One pass over everything that is unclear and due to be looked at."""

    sessions: Callable[[], Session]
    senders: Mapping[str, Sender]
    fill: Fill
    clock: Callable[[], datetime]
    policies: Policies
    silent: set[str] = field(default_factory=set)
    asked: dict[str, Sender] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)

    def settle(self, stop: Callable[[], bool]) -> Counter[str]:
        """Answers how many were found, repeated or given up."""
        for one in again(self.sessions, lambda session: _open(session, self.clock())):
            if stop():
                break
            heard = self._ask(one)
            self.tally[again(self.sessions, partial(self._settle, one=one, heard=heard))] += 1
        return self.tally

    def _ask(self, one: Open) -> Heard:
        sender = self.senders.get(one.delivery.channel)
        if not self._has_same_sender(one) or not isinstance(sender, Answering):
            return UNKNOWN
        if one.sender in self.silent:
            return NO_ANSWER
        inquiry = again(self.sessions, partial(_inquiry, one=one))
        try:
            delivery = one.delivery
            values = self.fill(delivery.link_reference) if delivery.link_reference else {}
            if values is None:
                return UNKNOWN
            self.asked[one.sender] = sender
            message = replace(message_of(delivery, values, one.started_at), attempt_id=one.attempt_id)
            heard = sender.look_up(message, inquiry)
        except NotYet:  # nor would it be sent again now
            return NO_ANSWER
        except (
            Exception
        ) as error:  # the application's code, or a channel file's: one failure must not stop the rest
            _log.error("look_up_failed", delivery=str(one.delivery.id), error=type(error).__name__)
            return NO_ANSWER
        if heard.trace is Trace.NO_ANSWER:
            self.silent.add(one.sender)
        return heard

    def _has_same_sender(self, one: Open) -> bool:
        sender = self.senders.get(one.delivery.channel)
        return sender is not None and sender.name == one.sender

    def _settle(self, session: Session, one: Open, heard: Heard) -> str:
        now = self.clock()
        hold(session, [one.delivery.id])
        if heard.report is not None:
            recorded = record_reports(session, [_about(one, heard)], now=now)
            _put_off(session, one, heard, now)
            return "found" if recorded.new else "known"
        policy = self.policies.get(one.purpose, ASK)
        _put_off(session, one, heard, now)
        if not _is_time(one, heard, policy, now):
            return "waiting"
        if policy.then is Then.REPEAT and not self._has_same_sender(one):
            return "asked"  # by another provider it could arrive twice, and neither could tell
        try:
            return _rule(session, one, heard, policy, now)
        except NotUncertain:  # a report or a person was faster
            return "known"


def _is_time(one: Open, heard: Heard, policy: Policy, now: datetime) -> bool:
    wait = max(policy.after, SILENT_FOR) if heard.trace is Trace.NO_ANSWER else policy.after
    return now >= one.ended_at + wait


def _rule(session: Session, one: Open, heard: Heard, policy: Policy, now: datetime) -> str:
    why = f"{policy.why} ({heard.trace.value})".strip()
    delivery = one.delivery
    if policy.then is Then.GIVE_UP:
        give_up(session, delivery.id, ruled_by=BY_POLICY, why=why, now=now)
        return "given_up"
    may_repeat = policy.then is Then.REPEAT and delivery.expires_at > now
    if may_repeat and _repeats(session, delivery.id) < MOST_REPEATS:
        repeat(session, delivery.id, ruled_by=BY_POLICY, why=why, now=now)
        return "repeated"
    return "asked"


def _about(one: Open, heard: Heard) -> Report:
    if heard.report is None or heard.report.attempt_id != one.attempt_id:
        raise ValueError("A report on another attempt settles nothing.")
    return heard.report


def _put_off(session: Session, one: Open, heard: Heard, now: datetime) -> None:
    """When it is looked at again, at the latest: each pause twice as long as the one before."""
    pause = min(FIRST_LOOK * (1 << min(one.looks, 8)), LONGEST_PAUSE)
    session.execute(
        update(Attempt)
        .where(Attempt.id == one.attempt_id)
        .values(looks=one.looks + 1, look_said=heard.trace.value, look_at=now + pause),
        execution_options={"synchronize_session": False},
    )


def _open(session: Session, now: datetime) -> list[Open]:
    rows = session.execute(
        select(Delivery, Attempt)
        .join(Attempt, (Attempt.delivery_id == Delivery.id) & (Attempt.number == Delivery.tries))
        .where(
            Delivery.status == DeliveryStatus.UNCERTAIN,
            Attempt.sender != RESTORED,
            Attempt.started_at > now - ASKED_FOR,
            or_(
                Attempt.look_at <= now,
                Attempt.look_at.is_(None) & (Attempt.finished_at <= now - FIRST_LOOK),
            ),
        )
        .order_by(Attempt.started_at)
        .limit(_AT_ONCE)
    ).all()
    return [
        Open(
            attempt_id=attempt.id,
            sender=attempt.sender,
            started_at=attempt.started_at,
            ended_at=attempt.finished_at or attempt.started_at,
            looks=attempt.looks,
            purpose=delivery.purpose,
            delivery=Claimed(**{name: getattr(delivery, name) for name in Claimed.__dataclass_fields__}),
        )
        for delivery, attempt in rows
    ]


def _inquiry(session: Session, one: Open) -> Inquiry:
    """What is known of other attempts to the same address, so that no message settles two."""
    others = session.execute(
        select(Attempt.provider_reference, Attempt.outcome, Attempt.started_at)
        .join(Delivery, Delivery.id == Attempt.delivery_id)
        .where(
            Delivery.address == one.delivery.address,
            Delivery.channel == one.delivery.channel,
            Attempt.sender == one.sender,
            Attempt.id != one.attempt_id,
            Attempt.started_at >= one.started_at - 2 * LATEST,
        )
    ).all()
    rivals = (row for row in others if row.outcome in (None, Answer.UNCERTAIN))
    return Inquiry(
        started_at=one.started_at,
        not_these=frozenset(row.provider_reference for row in others if row.provider_reference),
        alone=not any(abs(row.started_at - one.started_at) <= 2 * LATEST for row in rivals),
    )


def _repeats(session: Session, delivery_id: UUID) -> int:
    mine = select(func.count()).select_from(Ruling)
    return session.scalar(mine.where(Ruling.delivery_id == delivery_id, Ruling.ruled_by == BY_POLICY)) or 0
