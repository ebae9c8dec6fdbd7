"""Pauses, calls off, quiet hours and limits: all looked at again at the moment of sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from outreach import (
    Answer,
    Attempt,
    ContactPoint,
    Delivery,
    DeliveryStatus,
    Message,
    Outcome,
    OutreachNotice,
    Pace,
    Pacing,
    Rate,
    SendingHours,
    approve,
    cancel,
    deliver_due,
    enqueue,
    farings,
    pause,
    pause_provider,
    repeat,
    resume,
    resume_provider,
    send_at_any_hour,
)
from outreach.sending import accepted, not_sent, uncertain
from tests.outreach.samples import EXPIRY, MONDAY, Clock, FakeSender, ballot_notice, by_email, link_for, queue

Sessions = sessionmaker[Session]
ONE_BY_ONE = Pace(batch=4, stride=1)
NIGHT = MONDAY.replace(hour=3)
"""Sunday evening in Mississippi."""
PACING = Pacing(hours=SendingHours())


def notice_id(sessions: Sessions) -> UUID:
    with sessions() as session:
        return session.scalars(select(OutreachNotice.id)).one()


def statuses(sessions: Sessions) -> list[DeliveryStatus]:
    with sessions() as session:
        return list(session.scalars(select(Delivery.status).order_by(Delivery.recipient)))


def queue_texts(sessions: Sessions, number: int, now: datetime, zone: str = "America/Chicago") -> None:
    people = (
        replace(by_email(n), contact_points=(ContactPoint(channel="sms", address=f"+1601555010{n}"),))
        for n in range(number)
    )
    with sessions.begin() as session:
        approve(session, ballot_notice(), approved_by="clerk-1", now=now)
        enqueue(session, ballot_notice(), people, now=now, expires_at=EXPIRY, hours_zone=zone)


def after(number: int, act: Callable[[], object]) -> Callable[[Message], Outcome]:
    """A provider that takes everything; something happens while it has the nth message."""
    seen: list[Message] = []

    def answer(message: Message) -> Outcome:
        seen.append(message)
        if len(seen) == number:
            act()
        return accepted("x")

    return answer


def test_a_pause_stops_also_what_is_claimed_and_resuming_sends_the_rest_once(sessions: Sessions) -> None:
    notice = queue(sessions, map(by_email, range(6)))
    mine, clock = notice_id(sessions), Clock()

    def stop() -> None:
        with sessions.begin() as session:
            pause(session, mine, now=clock())

    sender = FakeSender(after(2, stop))
    deliver_due(sessions, {"email": sender}, link_for, clock, "w1", ONE_BY_ONE)
    assert len(sender.seen) == 2
    with sessions.begin() as session:
        enqueue(session, notice, [by_email(9)], now=MONDAY, expires_at=EXPIRY)
    clock.pass_(hours=1)
    assert not deliver_due(sessions, {"email": sender}, link_for, clock, "w1"), "who is added later waits too"
    with sessions.begin() as session:
        assert resume(session, mine) == 5
    deliver_due(sessions, {"email": sender}, link_for, clock, "w1")
    assert sorted(one.address for one in sender.seen) == sorted(f"p{n}@example.org" for n in (*range(6), 9))


def test_calling_off_stops_also_what_is_claimed(sessions: Sessions) -> None:
    queue(sessions, map(by_email, range(6)))
    mine, clock = notice_id(sessions), Clock()

    def call_off() -> None:
        with sessions.begin() as session:
            assert cancel(session, mine, why="changed") == 2, "four of six are claimed"

    sender = FakeSender(after(1, call_off))
    deliver_due(sessions, {"email": sender}, link_for, clock, "w1", ONE_BY_ONE)
    clock.pass_(minutes=1)
    deliver_due(sessions, {"email": sender}, link_for, clock, "w1")
    assert len(sender.seen) == 1
    assert sorted(statuses(sessions)) == [DeliveryStatus.CANCELLED] * 5 + [DeliveryStatus.SENT]


def test_what_a_person_repeats_is_no_longer_called_off(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    mine, clock = notice_id(sessions), Clock()

    def unclear(message: Message) -> Outcome:
        with sessions.begin() as session:
            cancel(session, mine, why="changed")
        return uncertain("no_answer", "No answer.")

    deliver_due(sessions, {"email": FakeSender(unclear)}, link_for, clock, "w1")
    with sessions.begin() as session:
        repeat(session, session.scalars(select(Delivery.id)).one(), ruled_by="c", why="asked", now=clock())
    deliver_due(sessions, {"email": FakeSender()}, link_for, clock, "w1")
    assert statuses(sessions) == [DeliveryStatus.SENT]


def test_a_text_message_waits_for_the_morning_and_an_e_mail_does_not(sessions: Sessions) -> None:
    queue_texts(sessions, 2, NIGHT)
    clock, texts = Clock(NIGHT), FakeSender()
    deliver_due(sessions, {"sms": texts}, link_for, clock, "w1", pacing=PACING)
    assert not texts.seen
    clock.now = MONDAY.replace(hour=13, minute=59)
    deliver_due(sessions, {"sms": texts}, link_for, clock, "w1", pacing=PACING)
    assert not texts.seen
    clock.pass_(minutes=1)
    deliver_due(sessions, {"sms": texts}, link_for, clock, "w1", pacing=PACING)
    assert len(texts.seen) == 2


def test_claimed_in_time_but_late_is_put_back(sessions: Sessions) -> None:
    """Eight in the evening comes while the messages are in the worker's hands, between two of one stride too."""
    queue_texts(sessions, 6, MONDAY)
    clock = Clock(MONDAY + timedelta(days=1, hours=10, minutes=59) - timedelta(hours=0))
    sender = FakeSender(after(2, lambda: clock.pass_(minutes=1)))
    pace = Pace(batch=6, stride=4)
    deliver_due(sessions, {"sms": sender}, link_for, clock, "w1", pace, pacing=PACING)
    assert len(sender.seen) == 2
    assert statuses(sessions).count(DeliveryStatus.QUEUED) == 4
    clock.pass_(hours=11, minutes=59)
    deliver_due(sessions, {"sms": sender}, link_for, clock, "w1", pacing=PACING)
    assert len(sender.seen) == 2
    clock.pass_(minutes=2)
    deliver_due(sessions, {"sms": sender}, link_for, clock, "w1", pacing=PACING)
    assert len(sender.seen) == 6


def test_a_person_may_let_a_notice_go_at_night(sessions: Sessions) -> None:
    queue_texts(sessions, 2, NIGHT)
    clock, sender = Clock(NIGHT), FakeSender()
    deliver_due(sessions, {"sms": sender}, link_for, clock, "w1", pacing=PACING)
    with sessions.begin() as session:
        assert send_at_any_hour(session, notice_id(sessions), now=clock()) == 2
    deliver_due(sessions, {"sms": sender}, link_for, clock, "w1", pacing=PACING)
    assert len(sender.seen) == 2


def test_what_expires_in_the_workers_hands_is_not_sent(sessions: Sessions) -> None:
    queue(sessions, map(by_email, range(3)))
    clock = Clock(EXPIRY - timedelta(minutes=1))
    sender = FakeSender(after(1, lambda: clock.pass_(minutes=1)))
    deliver_due(sessions, {"email": sender}, link_for, clock, "w1")
    clock.pass_(hours=1)
    deliver_due(sessions, {"email": sender}, link_for, clock, "w1")
    assert len(sender.seen) == 1
    assert sorted(statuses(sessions)) == [DeliveryStatus.EXPIRED] * 2 + [DeliveryStatus.SENT]


def test_no_more_segments_a_minute_or_a_day_than_the_carrier_wants(sessions: Sessions) -> None:
    queue_texts(sessions, 9, MONDAY)
    clock, sender = Clock(MONDAY), FakeSender()
    pacing = Pacing(rates={"sms": Rate(a_minute=2, a_day=5)})
    sent = []
    for _ in range(5):
        deliver_due(sessions, {"sms": sender}, link_for, clock, "w1", pacing=pacing)
        sent.append(len(sender.seen))
        clock.pass_(seconds=61)
    assert sent == [2, 4, 5, 5, 5]
    clock.pass_(hours=9)
    deliver_due(sessions, {"sms": sender}, link_for, clock, "w1", pacing=pacing)
    assert len(sender.seen) == 7
    with sessions() as session:
        assert session.scalar(select(func.sum(Attempt.segments))) == 7


def test_a_provider_that_keeps_failing_is_paused_and_tried_with_one_message(sessions: Sessions) -> None:
    queue(sessions, map(by_email, range(9)))
    clock, works = Clock(), False
    sender = FakeSender(
        lambda _: accepted("x") if works else not_sent("no_connection", "Nobody there.", halt=True)
    )

    def turn(**later: float) -> int:
        before = len(sender.seen)
        clock.pass_(**later)
        deliver_due(sessions, {"email": sender}, link_for, clock, "w1")
        return len(sender.seen) - before

    assert [turn(minutes=31) for _ in range(10)] == [1] * 10
    with sessions() as session:
        (found,) = farings(session)
    assert (found.name, found.failures, found.error, found.paused_by) == ("fake", 10, "no_connection", "")
    assert found.paused_at == clock()
    assert turn(minutes=14) == 0
    assert turn(minutes=1) == 1, "a single message is tried"
    assert turn(minutes=29) == 0, "the next try comes later"
    works = True
    assert turn(minutes=1) == 9, "what works again goes on by itself"


def test_being_asked_to_wait_is_no_failure(sessions: Sessions) -> None:
    queue(sessions, map(by_email, range(9)))
    clock, sender = Clock(), FakeSender(lambda _: not_sent("busy", "Wait.", halt=True))
    for _ in range(9):
        deliver_due(sessions, {"email": sender}, link_for, clock, "w1")
        clock.pass_(hours=1)
    with sessions() as session:
        assert farings(session) == []


def test_what_a_person_paused_only_a_person_resumes(sessions: Sessions) -> None:
    queue(sessions, map(by_email, range(4)))
    clock = Clock()

    def stop() -> None:
        with sessions.begin() as session:
            pause_provider(session, "fake", by="tech-1", why="They are down.", now=clock())

    sender = FakeSender(after(2, stop))
    deliver_due(sessions, {"email": sender}, link_for, clock, "w1", ONE_BY_ONE)
    clock.pass_(days=2)
    assert deliver_due(sessions, {"email": sender}, link_for, clock, "w1") == {}
    assert len(sender.seen) == 2
    with sessions.begin() as session:
        assert resume_provider(session, "fake")
        assert not resume_provider(session, "fake")
    assert deliver_due(sessions, {"email": sender}, link_for, clock, "w1") == {Answer.ACCEPTED: 2}
