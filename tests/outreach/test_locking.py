"""Two that touch the same deliveries never wait for each other in a ring, wherever one of them stops to breathe.

One goes first and halts after its nth statement; the other runs until it is done or waits for a row; then the first
goes on. Each pair is played for every n, so that every order in which their statements can meet is among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from threading import Event, Thread, current_thread
from time import monotonic, sleep
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, delete, event, select, text
from sqlalchemy.orm import Session, sessionmaker

from outreach import (
    Base,
    Delivery,
    Policy,
    Report,
    ReportKind,
    Then,
    cancel,
    pause,
    record_reports,
    resume,
    sweep,
)
from outreach.groups import USUAL_PACE, Group
from outreach.inquiring import Inquiries
from outreach.leasing import Begun, Lease, begin, claim
from outreach.pacing import NO_PACING
from outreach.readying import Readying
from outreach.rounds import Round
from outreach.sending import accepted, refused
from outreach.settling import Settlement, settle
from tests.outreach.samples import MONDAY, FakeSender, by_email, link_for, queue

Sessions = sessionmaker[Session]
LATER = MONDAY + timedelta(minutes=20)
TEN_MINUTES = timedelta(minutes=10)
PATIENCE = 20.0
MOST_STATEMENTS = 60


@dataclass
class Scene:
    """Four deliveries in a worker's hands, three of them begun; the lease has run out at `LATER`."""

    sessions: Sessions
    lease: Lease
    begun: list[Begun]
    notice_id: UUID

    @classmethod
    def set(cls, sessions: Sessions) -> Scene:
        with sessions.begin() as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(delete(table))
        queue(sessions, map(by_email, range(4)))
        with sessions.begin() as session:
            lease = claim(session, channel="email", worker="w", now=MONDAY, limit=4, lease=TEN_MINUTES)
            assert lease is not None
            ids = sorted(one.id for one in lease.deliveries)[:3]
            some = begin(session, lease, ids, sender="fake", now=MONDAY, until=lease.until)
            some.sort(key=lambda one: one.delivery_id, reverse=True)
            return cls(sessions, lease, some, session.scalars(select(Delivery.notice_id)).first())


def settles(scene: Scene) -> None:
    """Two kinds of answers, the last delivery by id first."""
    answers = (refused("no", "No."), accepted("x"), refused("no", "No."))
    done = [Settlement(begun=b, outcome=a, at=LATER) for b, a in zip(scene.begun, answers, strict=True)]
    with scene.sessions.begin() as session:
        settle(session, scene.lease, done)


def hears(scene: Scene) -> None:
    reports = [
        Report(attempt_id=one.attempt_id, sender="fake", kind=ReportKind.DELIVERED, name="delivered")
        for one in scene.begun
    ]
    with scene.sessions.begin() as session:
        record_reports(session, reports, now=LATER)


def sweeps(scene: Scene) -> None:
    with scene.sessions.begin() as session:
        sweep(session, now=LATER)


def pauses(scene: Scene) -> None:
    with scene.sessions.begin() as session:
        pause(session, scene.notice_id, now=LATER)


def resumes(scene: Scene) -> None:
    with scene.sessions.begin() as session:
        resume(session, scene.notice_id)


def calls_off(scene: Scene) -> None:
    with scene.sessions.begin() as session:
        cancel(session, scene.notice_id, why="changed")


def begins(scene: Scene) -> None:
    """A worker that finds out late what must not go, and gives it back in several pieces."""
    first, second, third, fourth = sorted((one.id for one in scene.lease.deliveries), reverse=True)
    moments = {MONDAY + timedelta(hours=1): [first], MONDAY + timedelta(hours=2): [third]}
    group = Group(withdrawn=[second], put_off=moments, ready={fourth: None})
    sender = FakeSender()
    clock = lambda: MONDAY  # noqa: E731
    readying = Readying(scene.sessions, sender.name, "email", link_for, clock, NO_PACING)
    round_ = Round(scene.sessions, sender, "email", readying, clock, "w", USUAL_PACE, lambda: False)
    round_._begin(scene.lease, group, scene.lease.until)


def inquires(scene: Scene) -> None:
    """The policy gives up what the sweep found."""
    sweeps(scene)
    policies = {"ballot_link": Policy(then=Then.GIVE_UP)}
    later = LATER + timedelta(days=2)
    Inquiries(scene.sessions, {}, link_for, lambda: later, policies).settle(lambda: False)


PAIRS = [
    (sweeps, settles),
    (sweeps, hears),
    (settles, sweeps),
    (settles, pauses),
    (settles, calls_off),
    (pauses, settles),
    (hears, settles),
    (settles, hears),
    (calls_off, hears),
    (inquires, hears),
    (begins, resumes),
    (begins, calls_off),
]


@dataclass
class Actor:
    """One act in a thread of its own; it halts after its statement number `halt`, if it gets so far."""

    engine: Engine
    act: Callable[[], None]
    halt: int = 0
    backend: int = 0
    stopped: Event = field(default_factory=Event)
    may_go_on: Event = field(default_factory=Event)
    error: BaseException | None = None

    def __post_init__(self) -> None:
        self.thread = Thread(target=self._run)

    def _run(self) -> None:
        try:
            self.act()
        except BaseException as error:
            self.error = error
        finally:
            self.stopped.set()

    def before(self, connection: Connection, *_seen: object) -> None:
        if current_thread() is self.thread:
            self.backend = connection.connection.driver_connection.info.backend_pid

    def after(self, *_seen: object) -> None:
        if current_thread() is self.thread:
            self.halt -= 1
            if self.halt == 0:
                self.stopped.set()
                self.may_go_on.wait(PATIENCE)


@contextmanager
def watched(engine: Engine, *actors: Actor) -> Iterator[None]:
    hooks = [
        (f"{when}_cursor_execute", getattr(actor, when)) for actor in actors for when in ("before", "after")
    ]
    for hook in hooks:
        event.listen(engine, *hook)
    yield
    for hook in hooks:
        event.remove(engine, *hook)


def meet(engine: Engine, first: Callable[[], None], second: Callable[[], None], halt: int) -> bool:
    """Plays one meeting; answers whether the first had so many statements. Raises what either of them raised."""
    one, other = Actor(engine, first, halt), Actor(engine, second)
    with watched(engine, one, other):
        one.thread.start()
        assert one.stopped.wait(PATIENCE)
        other.thread.start()
        _until_done_or_waiting(engine, other)
        one.may_go_on.set()
        for each in (one, other):
            each.thread.join(PATIENCE)
    for each in (one, other):
        assert not each.thread.is_alive()
        if each.error is not None:
            raise each.error
    return one.halt <= 0


def _until_done_or_waiting(engine: Engine, actor: Actor) -> None:
    waits = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid AND wait_event_type = 'Lock'")
    deadline = monotonic() + PATIENCE
    with engine.connect() as watching:
        while actor.thread.is_alive() and monotonic() < deadline:
            if actor.backend and watching.scalar(waits, {"pid": actor.backend}):
                return
            watching.rollback()  # so that the next look sees something new
            sleep(0.002)


@pytest.mark.parametrize("empty_database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("first", "second"), PAIRS, ids=lambda act: act.__name__)
def test_nobody_waits_in_a_ring(
    sessions: Sessions, first: Callable[[Scene], None], second: Callable[[Scene], None]
) -> None:
    for halt in range(1, MOST_STATEMENTS):
        scene = Scene.set(sessions)
        if not meet(sessions.kw["bind"], partial(first, scene), partial(second, scene), halt):
            assert halt > 1
            return
    pytest.fail("more statements than anybody thought of")
