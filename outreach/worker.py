"""The worker: sends what is due, and never the same thing twice by itself.

For a few deliveries at a time it asks for the personal values, commits the attempts, calls the provider, and
commits what came back. If it is killed, at most that few (`stride`) are left unclear. Links stay in memory:
they reach neither the database nor a log. The worker alone commits by itself: each
step must outlive it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from outreach.leasing import Begun, Claimed, Lease, begin, claim, release, withdraw
from outreach.reconcile import sweep
from outreach.sending import NOT_TRIED, Message, Outcome, Sender, not_sent, uncertain
from outreach.settling import Settlement, settle
from outreach.states import Answer
from outreach.wording import fill_in, fill_in_html

Fill = Callable[[str], Mapping[str, str] | None]
"""Gives the personal values for a link reference, e.g. {"personal_link": …}; None if the link is no longer
valid.
"""

_log = structlog.get_logger(__name__)
_PUT_OFF = timedelta(minutes=1)
_SETTLE_PAUSES = (0.2, 1.0, 5.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much is done at a time: claimed (`batch`), begun before it is settled (`stride`), held for
    (`lease`).
    """

    batch: int = 50
    stride: int = 10
    lease: timedelta = timedelta(minutes=10)


@dataclass(slots=True)
class _Group:
    """A few deliveries of one lease on their way: filled, withdrawn, or put off."""

    ready: dict[UUID, Message] = field(default_factory=dict)
    withdrawn: list[UUID] = field(default_factory=list)
    put_off: list[UUID] = field(default_factory=list)


def deliver_due(
    session_factory: Callable[[], Session],
    senders: Mapping[str, Sender],
    fill: Fill,
    clock: Callable[[], datetime],
    worker_name: str,
    pace: Pace = Pace(),
    *,
    stop: Callable[[], bool] = lambda: False,
) -> Counter[Answer]:
    """Sweeps, then sends everything that is due, channel by channel, until nothing is left or `stop()` says
    so.

    `senders` maps a kind of address ("email", "sms") to the sender that carries it. `clock` gives aware UTC
    times. Returns how many attempts ended how. A sender that says `halt` is left alone until the next call.
    """
    _sweep_all(session_factory, clock)
    tally: Counter[Answer] = Counter()
    for channel, sender in senders.items():
        round_ = _Round(session_factory, sender, channel, fill, clock, worker_name, pace, stop)
        try:
            tally.update(round_.deliver())
        finally:
            sender.close()
    return tally


@dataclass(slots=True)
class _Round:
    """One channel's turn."""

    sessions: Callable[[], Session]
    sender: Sender
    channel: str
    fill: Fill
    clock: Callable[[], datetime]
    worker: str
    pace: Pace
    stop: Callable[[], bool]
    halted: bool = False
    tally: Counter[Answer] = field(default_factory=Counter)

    def deliver(self) -> Counter[Answer]:
        while not self._must_stop():
            lease = self._claim()
            if lease is None:
                break
            self._deliver_lease(lease)
        return self.tally

    def _must_stop(self) -> bool:
        return self.halted or self.stop()

    def _claim(self) -> Lease | None:
        with self.sessions() as session:
            lease = claim(
                session,
                channel=self.channel,
                worker=self.worker,
                now=self.clock(),
                limit=self.pace.batch,
                lease=self.pace.lease,
            )
            session.commit()
        return lease

    def _deliver_lease(self, lease: Lease) -> None:
        waiting = list(lease.deliveries)
        while waiting and not self._must_stop():
            few, waiting = waiting[: self.pace.stride], waiting[self.pace.stride :]
            self._deliver_few(lease, few)
        if waiting:
            with self.sessions() as session:
                release(session, lease, [delivery.id for delivery in waiting])
                session.commit()

    def _deliver_few(self, lease: Lease, few: Sequence[Claimed]) -> None:
        group = self._filled(few)
        until = self.clock() + self.pace.lease
        begun = self._begin(lease, group, until)
        settlements = [self._settlement(one, group.ready[one.delivery_id], until) for one in begun]
        self._settle(lease, settlements)
        for settlement in settlements:
            self.tally[settlement.outcome.answer] += 1
            _log_settlement(settlement)

    def _filled(self, few: Sequence[Claimed]) -> _Group:
        """Personal values put in. No session is open here, because `fill` may open its own."""
        group = _Group()
        for delivery in few:
            try:
                values = self.fill(delivery.link_reference) if delivery.link_reference else {}
                if values is None:
                    group.withdrawn.append(delivery.id)
                    continue
                group.ready[delivery.id] = _message(delivery, values, self.clock())
            except Exception as error:  # the application's code: one failure must not stop the rest
                _log.error("delivery_not_filled", delivery=str(delivery.id), error=type(error).__name__)
                group.put_off.append(delivery.id)
        return group

    def _begin(self, lease: Lease, group: _Group, until: datetime) -> list[Begun]:
        now = self.clock()
        with self.sessions() as session:
            if group.withdrawn:
                withdraw(session, lease, group.withdrawn, why="link_withdrawn")
            if group.put_off:
                release(session, lease, group.put_off, not_before=now + _PUT_OFF)
            begun = begin(session, lease, list(group.ready), sender=self.sender.name, now=now, until=until)
            session.commit()
        order = {delivery_id: place for place, delivery_id in enumerate(group.ready)}
        return sorted(begun, key=lambda one: order[one.delivery_id])

    def _settlement(self, begun: Begun, message: Message, until: datetime) -> Settlement:
        outcome = self._outcome(replace(message, attempt_id=begun.attempt_id), until)
        self.halted = self.halted or outcome.halt
        return Settlement(begun=begun, outcome=outcome, at=self.clock())

    def _outcome(self, message: Message, until: datetime) -> Outcome:
        if self.halted:
            return not_sent(NOT_TRIED, "Not tried, because the one before could not be sent.", halt=True)
        if self.clock() >= until:
            return not_sent("out_of_time", "Not tried, because the worker was too slow.")
        try:
            return self.sender.send(message)
        except Exception as error:  # a sender must not raise; if it does, nobody knows what was sent
            words = f"The channel failed ({type(error).__name__})."
            return uncertain("channel_failed", words, halt=True)

    def _settle(self, lease: Lease, settlements: Sequence[Settlement]) -> None:
        """Writes the answers down, patiently: while they are only in memory they can be lost."""
        for pause in (*_SETTLE_PAUSES, None):
            try:
                with self.sessions() as session:
                    settle(session, lease, settlements)
                    session.commit()
                return
            except SQLAlchemyError as error:
                _log.error("answers_not_written", error=type(error).__name__, answers=len(settlements))
                if pause is None:
                    raise
                time.sleep(pause)


def _message(delivery: Claimed, values: Mapping[str, str], now: datetime) -> Message:
    return Message(
        delivery_id=delivery.id,
        sent_at=now,
        channel=delivery.channel,
        language=delivery.language,
        address=delivery.address,
        subject=fill_in(delivery.subject, values),
        body=fill_in(delivery.body, values),
        html=fill_in_html(delivery.html, values),
    )


def _sweep_all(session_factory: Callable[[], Session], clock: Callable[[], datetime]) -> None:
    while True:
        with session_factory() as session:
            swept = sweep(session, now=clock())
            session.commit()
        if not swept:
            return
        _log.info("swept", uncertain=swept.uncertain, requeued=swept.requeued, expired=swept.expired)


def _log_settlement(settlement: Settlement) -> None:
    _log.info(
        "attempt_settled",
        delivery=str(settlement.begun.delivery_id),
        attempt=str(settlement.begun.attempt_id),
        number=settlement.begun.number,
        outcome=settlement.outcome.answer.value,
        error=settlement.outcome.error,
    )
