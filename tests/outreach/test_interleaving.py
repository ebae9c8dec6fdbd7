"""Claims, calls, answers, deaths, sweeps and rulings in any order: never sent twice unless a person asks."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

from outreach import Attempt, Base, Delivery, DeliveryStatus, Outcome, give_up, repeat, sweep
from outreach.leasing import Begun, Lease, Settlement, begin, claim, release, settle
from outreach.sending import accepted, not_sent, refused, uncertain
from tests.outreach.samples import MONDAY, by_email, queue

WORKERS = ("w1", "w2")
PEOPLE = 2
ANSWERS = {
    "taken": accepted("ref"),
    "refused": refused("no", "No."),
    "not taken": not_sent("later", "Later."),
    "taken, no answer": uncertain("no_answer", "?"),
    "not taken, no answer": uncertain("no_answer", "?"),
}


class Outbox(RuleBasedStateMachine):
    """Workers are played step by step, so that each can stop for any time, or for ever, between two steps."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = create_engine(
            "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
        Base.metadata.create_all(self.engine)
        self.sessions = sessionmaker(self.engine)
        queue(self.sessions, map(by_email, range(PEOPLE)))
        self.now = MONDAY
        self.leases: dict[str, Lease] = {}
        self.begun: dict[str, list[Begun]] = {}
        self.answered: dict[str, list[tuple[Begun, Outcome]]] = {}
        self.taken: Counter[UUID] = Counter()
        self.repeats: Counter[UUID] = Counter()

    def teardown(self) -> None:
        self.engine.dispose()

    @rule(worker=st.sampled_from(WORKERS), limit=st.integers(1, PEOPLE), goes_on=st.booleans())
    def takes(self, worker: str, limit: int, goes_on: bool) -> None:
        """A new claim forgets what the worker held: as if it had died and come back."""
        with self.sessions.begin() as session:
            lease = claim(
                session,
                channel="email",
                worker=worker,
                now=self.now,
                limit=limit,
                lease=timedelta(minutes=10),
            )
        if lease:
            self.leases[worker] = lease
            self.begun[worker], self.answered[worker] = [], []
            if goes_on:
                self.begins(worker)

    @precondition(lambda self: self.leases)
    @rule(worker=st.sampled_from(WORKERS))
    def begins(self, worker: str) -> None:
        if worker not in self.leases or self.begun[worker] or self.answered[worker]:
            return
        lease = self.leases[worker]
        with self.sessions.begin() as session:
            ids = [delivery.id for delivery in lease.deliveries]
            until = self.now + timedelta(minutes=10)
            self.begun[worker] = begin(session, lease, ids, sender="fake", now=self.now, until=until)

    @precondition(lambda self: any(self.begun.values()))
    @rule(answers=st.lists(st.sampled_from(sorted(ANSWERS)), min_size=PEOPLE, max_size=PEOPLE))
    def calls(self, answers: list[str]) -> None:
        """Every worker that has begun attempts makes its calls."""
        for worker, open_ones in self.begun.items():
            for one, answer in zip(open_ones, answers, strict=False):
                if answer.startswith("taken"):
                    self.taken[one.delivery_id] += 1
                self.answered[worker].append((one, ANSWERS[answer]))
            open_ones.clear()

    @precondition(lambda self: self.leases)
    @rule(worker=st.sampled_from(WORKERS))
    def settles(self, worker: str) -> None:
        if worker not in self.leases:
            return
        done = [Settlement(begun=one, outcome=outcome, at=self.now) for one, outcome in self.answered[worker]]
        self.answered[worker] = []
        with self.sessions.begin() as session:
            settle(session, self.leases[worker], done)

    @precondition(lambda self: self.leases)
    @rule(worker=st.sampled_from(WORKERS))
    def gives_back(self, worker: str) -> None:
        """Before anything was begun, as the worker does when it is asked to stop."""
        if worker not in self.leases or self.begun[worker] or self.answered[worker]:
            return
        lease = self.leases.pop(worker)
        with self.sessions.begin() as session:
            untouched = {row for row in session.scalars(select(Delivery.id).where(Delivery.tries == 0))}
            release(session, lease, [one.id for one in lease.deliveries if one.id in untouched])

    @rule(minutes=st.sampled_from([1, 11, 40]), swept=st.booleans())
    def time_passes(self, minutes: int, swept: bool) -> None:
        self.now += timedelta(minutes=minutes)
        if swept:
            with self.sessions.begin() as session:
                sweep(session, now=self.now)

    @precondition(lambda self: self.taken)
    @rule(act=st.sampled_from(["repeat", "give up"]))
    def person_rules(self, act: str) -> None:
        with self.sessions.begin() as session:
            unclear = session.scalars(
                select(Delivery.id)
                .where(Delivery.status == DeliveryStatus.UNCERTAIN)
                .order_by(Delivery.recipient)
            ).first()
            if unclear is None:
                return
            if act == "repeat":
                self.repeats[unclear] += 1
                repeat(session, unclear, ruled_by="clerk-1", why="asked", now=self.now)
            else:
                give_up(session, unclear, ruled_by="clerk-1", why="letter", now=self.now)

    @invariant()
    def nothing_goes_twice_by_itself(self) -> None:
        for delivery, times in self.taken.items():
            assert times <= 1 + self.repeats[delivery]

    @invariant()
    def nothing_is_called_sent_that_was_not(self) -> None:
        with self.sessions() as session:
            sent = session.scalars(select(Delivery.id).where(Delivery.status == DeliveryStatus.SENT)).all()
        assert all(self.taken[delivery] for delivery in sent)

    @precondition(lambda self: not any(self.begun.values()) and not any(self.answered.values()))
    @invariant()
    def an_open_attempt_is_never_forgotten(self) -> None:
        """A delivery with an attempt that has no answer is held or shown, never queued."""
        with self.sessions() as session:
            rows = select(Delivery.status).join(Attempt, Attempt.delivery_id == Delivery.id)
            open_ones = session.scalars(rows.where(Attempt.finished_at.is_(None))).all()
        assert set(open_ones) <= {DeliveryStatus.LEASED}


Outbox.TestCase.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
TestOutbox = Outbox.TestCase
