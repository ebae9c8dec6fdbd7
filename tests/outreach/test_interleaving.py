"""Claims, calls, answers, deaths, sweeps and rulings in any order: never sent twice unless a person asks.

Workers are played step by step, so that each can stop for any time, or for ever, between two steps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import StaticPool

from outreach import Attempt, Base, Delivery, DeliveryStatus, Outcome, give_up, repeat, sweep
from outreach.leasing import Begun, Lease, begin, claim, release
from outreach.sending import accepted, not_sent, refused, uncertain
from outreach.settling import Settlement, settle
from tests.outreach.samples import MONDAY, by_email, queue

TEN_MINUTES = timedelta(minutes=10)
TAKEN = "taken"
ANSWERS = {
    "taken": accepted("ref"),
    "taken, no answer": uncertain("no_answer", "?"),
    "refused": refused("no", "No."),
    "not taken": not_sent("later", "Later."),
    "lost on the way": uncertain("no_answer", "?"),
}


@dataclass
class Worker:
    lease: Lease
    begun: list[Begun] = field(default_factory=list)
    answered: list[tuple[Begun, Outcome]] = field(default_factory=list)
    has_begun: bool = False


@dataclass
class Play:
    """A short life of an outbox with two deliveries and workers that come and go."""

    sessions: sessionmaker[Session]
    chance: Random
    now: datetime = MONDAY
    workers: list[Worker] = field(default_factory=list)
    taken: Counter[UUID] = field(default_factory=Counter)
    repeats: Counter[UUID] = field(default_factory=Counter)

    def step(self) -> None:
        acts: list[Callable[[], None]] = [self.lives, self.lives, self.time_passes, self.person_rules]
        late: list[Callable[[Worker], None]] = [self.begins, self.calls, self.settles, self.gives_back]
        if self.workers and self.chance.random() < 0.4:
            self.chance.choice(late)(self.chance.choice(self.workers))
        else:
            self.chance.choice(acts)()

    def lives(self) -> None:
        """A worker takes, begins, calls and settles, and may stop in any gap; what is left may come later."""
        with self.sessions.begin() as session:
            limit = self.chance.randint(1, 2)
            lease = claim(session, channel="email", worker="w", now=self.now, limit=limit, lease=TEN_MINUTES)
        if not lease:
            return
        worker = Worker(lease)
        self.workers = [*self.workers[-1:], worker]
        for goes_on in (self.begins, self.calls, self.settles):
            if self.chance.random() < 0.2:
                return
            goes_on(worker)

    def begins(self, worker: Worker) -> None:
        if worker.has_begun:
            return
        worker.has_begun = True
        ids = [delivery.id for delivery in worker.lease.deliveries]
        with self.sessions.begin() as session:
            worker.begun = begin(
                session, worker.lease, ids, sender="fake", now=self.now, until=self.now + TEN_MINUTES
            )

    def calls(self, worker: Worker) -> None:
        for one in worker.begun:
            answer = self.chance.choice(sorted(ANSWERS))
            self.taken[one.delivery_id] += answer.startswith(TAKEN)
            assert self.taken[one.delivery_id] <= 1 + self.repeats[one.delivery_id], "sent twice"
            worker.answered.append((one, ANSWERS[answer]))
        worker.begun = []

    def settles(self, worker: Worker) -> None:
        done = [Settlement(begun=one, outcome=outcome, at=self.now) for one, outcome in worker.answered]
        worker.answered = []
        with self.sessions.begin() as session:
            settle(session, worker.lease, done)

    def gives_back(self, worker: Worker) -> None:
        if worker.has_begun:
            return
        self.workers.remove(worker)
        with self.sessions.begin() as session:
            release(session, worker.lease, [delivery.id for delivery in worker.lease.deliveries])

    def time_passes(self) -> None:
        self.now += timedelta(minutes=self.chance.choice([1, 5, 11, 40]))
        with self.sessions.begin() as session:
            sweep(session, now=self.now)

    def person_rules(self) -> None:
        with self.sessions.begin() as session:
            unclear = select(Delivery.id).where(Delivery.status == DeliveryStatus.UNCERTAIN)
            delivery = session.scalars(unclear.order_by(Delivery.recipient)).first()
            if delivery is None:
                return
            if self.chance.random() < 0.7:
                self.repeats[delivery] += 1
                repeat(session, delivery, ruled_by="clerk-1", why="asked", now=self.now)
            else:
                give_up(session, delivery, ruled_by="clerk-1", why="letter", now=self.now)

    def check(self) -> None:
        """What is called sent was taken, and an attempt without an answer is held, never queued."""
        with self.sessions() as session:
            sent = session.scalars(select(Delivery.id).where(Delivery.status == DeliveryStatus.SENT)).all()
            rows = select(Delivery.status).join(Attempt).where(Attempt.finished_at.is_(None))
            open_ones = set(session.scalars(rows))
        assert all(self.taken[delivery] for delivery in sent)
        assert open_ones <= {DeliveryStatus.LEASED}


@settings(max_examples=50, deadline=None)
@given(st.integers(min_value=0, max_value=2**64))
def test_never_twice_unless_a_person_asks(seed: int) -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    play = Play(sessionmaker(engine), Random(seed))
    queue(play.sessions, map(by_email, range(2)))
    for _ in range(30):
        play.step()
    play.check()
    engine.dispose()
