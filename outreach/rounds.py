"""One channel's turn: claim, fill, begin, call, settle, a few deliveries at a time.

A few deliveries at a time it asks for the personal values, commits the attempts, calls the provider, and commits what
came back. Killed, it leaves at most that few (`stride`) unclear. Links stay in memory: no database and no log has them.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.orm import Session

from outreach.again import DATABASE_ERRORS, again
from outreach.consent import stopped_deliveries
from outreach.faring import Leave, leave_for, note_round
from outreach.groups import PUT_OFF, Group, Pace
from outreach.leasing import Begun, Claimed, Lease, begin, claim, release, withdraw
from outreach.locking import hold
from outreach.no_failing_over import unclear_elsewhere
from outreach.readying import Readying
from outreach.sending import NOT_TRIED, Message, Outcome, Sender, not_sent, uncertain
from outreach.settling import Settlement, settle
from outreach.states import Answer, DeliveryStatus

_log = structlog.get_logger(__name__)
_SETTLE_PAUSES = (0.2, 1.0, 5.0)


@dataclass(slots=True)
class Round:
    """One channel's turn."""

    sessions: Callable[[], Session]
    sender: Sender
    channel: str
    readying: Readying
    clock: Callable[[], datetime]
    worker: str
    pace: Pace
    stop: Callable[[], bool]
    halted: bool = False
    used_up: bool = False  # the provider got all that it may be handed now, or somebody has paused it
    failed_with: str = ""
    tally: Counter[Answer] = field(default_factory=Counter)

    def deliver(self) -> Counter[Answer]:
        """Sends what is due on this channel; answers how many attempts ended how."""
        leave = again(self.sessions, lambda session: leave_for(session, self.sender.name, self.clock()))
        if leave is Leave.ONE and not self._probe():
            leave = Leave.NONE
        while leave is not Leave.NONE and not self._must_stop():
            lease = self._claim()
            if lease is None:
                break
            self._deliver_lease(lease)
        self._note()
        return self.tally

    def _probe(self) -> bool:
        """Tries one message; whether it was taken, and the provider may have the others."""
        usual, self.pace = self.pace, replace(self.pace, batch=1, stride=1)
        lease = self._claim()
        if lease is not None:
            self._deliver_lease(lease)
        self.pace = usual
        if self._answered():
            self._note()
        return bool(self._answered())

    def _answered(self) -> int:
        """Messages on which the provider gave its word; one that refuses a number works, too."""
        return self.tally[Answer.ACCEPTED] + self.tally[Answer.REFUSED]

    def _note(self) -> None:
        if not self.tally:
            return
        note = partial(
            note_round,
            name=self.sender.name,
            taken=self._answered(),
            failed_with=self.failed_with,
            now=self.clock(),
        )
        try:
            again(self.sessions, note)
        except DATABASE_ERRORS as error:  # only a count: the next round brings another
            _log.warning("round_not_noted", error=type(error).__name__)

    def _must_stop(self) -> bool:
        return self.halted or self.used_up or self.stop()

    def _claim(self) -> Lease | None:
        return again(
            self.sessions,
            lambda session: claim(
                session,
                channel=self.channel,
                worker=self.worker,
                now=self.clock(),
                limit=self.pace.batch,
                lease=self.pace.lease,
            ),
        )

    def _deliver_lease(self, lease: Lease) -> None:
        waiting = list(lease.deliveries)
        while waiting and not self._must_stop():
            few, waiting = waiting[: self.pace.stride], waiting[self.pace.stride :]
            self._deliver_few(lease, few)
        if waiting:
            left = [delivery.id for delivery in waiting]
            again(self.sessions, partial(release, lease=lease, deliveries=left))

    def _deliver_few(self, lease: Lease, few: Sequence[Claimed]) -> None:
        group = self.readying.group(few)
        self.used_up = self.used_up or group.used_up
        until = self.clock() + self.pace.lease
        begun = self._begin(lease, group, until)
        settlements = [
            self._settlement(one, group.ready[one.delivery_id], min(until, group.latest[one.delivery_id]))
            for one in begun
        ]
        self._settle(lease, settlements)
        for settlement in settlements:
            self.tally[settlement.outcome.answer] += 1
            _log_settlement(settlement)

    def _begin(self, lease: Lease, group: Group, until: datetime) -> list[Begun]:
        begun = again(self.sessions, partial(self._begin_ready, lease=lease, group=group, until=until))
        order = {delivery_id: place for place, delivery_id in enumerate(group.ready)}
        return sorted(begun, key=lambda one: order[one.delivery_id])

    def _begin_ready(self, session: Session, lease: Lease, group: Group, until: datetime) -> list[Begun]:
        """What must not go is given back, the rest is begun; a pause that came meanwhile is seen here."""
        now, name = self.clock(), self.sender.name
        put_off = [one for some in group.put_off.values() for one in some]
        hold(session, [*group.ready, *group.withdrawn, *put_off])
        withdraw(session, lease, group.withdrawn, why="link_withdrawn")
        for moment, some in group.put_off.items():
            release(session, lease, some, not_before=moment)
        opted_out = stopped_deliveries(session, group.ready)
        withdraw(session, lease, opted_out, why="", status=DeliveryStatus.OPTED_OUT)
        elsewhere = unclear_elsewhere(session, group.ready, name) - opted_out
        withdraw(session, lease, elsewhere, why="", status=DeliveryStatus.UNCERTAIN)
        ready = [one for one in group.ready if one not in opted_out | elsewhere]
        begun: list[Begun] = []
        if leave_for(session, name, now) is Leave.NONE:
            self.used_up = True
        else:
            begun = begin(session, lease, ready, sender=name, now=now, until=until, segments=group.segments)
        left_out = set(ready) - {one.delivery_id for one in begun}
        release(session, lease, left_out, not_before=now + PUT_OFF)
        return begun

    def _settlement(self, begun: Begun, message: Message, until: datetime) -> Settlement:
        outcome = self._outcome(replace(message, attempt_id=begun.attempt_id), until)
        if outcome.halt and not self.halted:
            self.halted, self.failed_with = True, outcome.error
        return Settlement(begun=begun, outcome=outcome, at=self.clock())

    def _outcome(self, message: Message, until: datetime) -> Outcome:
        if self.halted:
            return not_sent(NOT_TRIED, "Not tried, because the one before could not be sent.", halt=True)
        if self.clock() >= until:
            return not_sent("out_of_time", "Not tried, because its time was over.")
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
            except DATABASE_ERRORS as error:
                _log.error("answers_not_written", error=type(error).__name__, answers=len(settlements))
                if pause is None:
                    raise
                time.sleep(pause)


def _log_settlement(settlement: Settlement) -> None:
    _log.info(
        "attempt_settled",
        delivery=str(settlement.begun.delivery_id),
        attempt=str(settlement.begun.attempt_id),
        number=settlement.begun.number,
        outcome=settlement.outcome.answer.value,
        error=settlement.outcome.error,
    )
