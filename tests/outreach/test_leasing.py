"""Leases: two workers never hold the same delivery, and a late answer never leads to a second send."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from outreach import Attempt, Base, Delivery, DeliveryStatus, Outcome, give_up, repeat, sweep
from outreach.leasing import Lease, begin, claim, release
from outreach.sending import accepted, not_sent, refused, uncertain
from outreach.settling import LONGEST_WAIT, Settlement, settle, wait_after
from tests.databases import PostgresServer
from tests.outreach.samples import MONDAY, by_email, queue

Sessions = sessionmaker[Session]
TEN_MINUTES = timedelta(minutes=10)
LATER = MONDAY + timedelta(minutes=11)


def take(session: Session, worker: str, now: datetime = MONDAY, limit: int = 50) -> Lease | None:
    return claim(session, channel="email", worker=worker, now=now, limit=limit, lease=TEN_MINUTES)


def taken(session: Session, worker: str, now: datetime = MONDAY, limit: int = 50) -> Lease:
    lease = take(session, worker, now, limit)
    assert lease is not None
    return lease


def only(session: Session) -> Delivery:
    return session.scalars(select(Delivery).execution_options(populate_existing=True)).one()


def begun(session: Session, lease: Lease, now: datetime = MONDAY) -> list[Settlement]:
    ids = [delivery.id for delivery in lease.deliveries]
    started = begin(session, lease, ids, sender="fake", now=now, until=now + TEN_MINUTES)
    return [Settlement(begun=one, outcome=accepted("ref"), at=now) for one in started]


def test_each_delivery_has_one_holder(sessions: Sessions) -> None:
    queue(sessions, map(by_email, range(10)))
    with sessions() as session:
        first, second = taken(session, "w1", limit=6), taken(session, "w2", limit=6)
        assert len(first.deliveries) == 6
        assert len(second.deliveries) == 4
        assert not {d.id for d in first.deliveries} & {d.id for d in second.deliveries}
        assert take(session, "w3") is None


def test_on_postgresql_a_second_worker_does_not_wait_for_the_first(postgres: PostgresServer) -> None:
    database = postgres.empty()
    engine = database.engine()
    Base.metadata.create_all(engine)
    sessions = sessionmaker(engine)
    queue(sessions, map(by_email, range(10)))
    with sessions() as one, sessions() as two:
        first, second = taken(one, "w1", limit=6), taken(two, "w2", limit=6)
        assert (len(first.deliveries), len(second.deliveries)) == (6, 4)
        assert not {d.id for d in first.deliveries} & {d.id for d in second.deliveries}
    engine.dispose()
    postgres.drop(database)


def test_only_its_own_channel_and_only_when_due(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    with sessions() as session:
        assert claim(session, channel="sms", worker="w", now=MONDAY, limit=5, lease=TEN_MINUTES) is None
        assert take(session, "w", now=MONDAY - timedelta(seconds=1)) is None
        assert take(session, "w") is not None


def test_what_was_taken_away_is_not_begun(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    with sessions() as session:
        slow = taken(session, "slow")
        swept = sweep(session, now=LATER)
        assert (swept.requeued, swept.uncertain) == (1, 0)
        quick = taken(session, "quick", LATER)
        assert begun(session, slow, LATER) == []
        assert len(begun(session, quick, LATER)) == 1


def test_a_lease_that_ran_out_is_not_begun_even_before_the_sweep(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    with sessions() as session:
        lease = taken(session, "slow")
        assert begun(session, lease, MONDAY + TEN_MINUTES) == []


def test_an_attempt_that_never_ended_is_uncertain_and_not_sent_again(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    with sessions() as session:
        begun(session, taken(session, "dead"))
        assert not sweep(session, now=MONDAY + timedelta(minutes=9))
        assert sweep(session, now=LATER).uncertain == 1
        assert only(session).status is DeliveryStatus.UNCERTAIN
        assert take(session, "w2", LATER) is None
        attempt = session.scalars(select(Attempt)).one()
        assert (attempt.error, attempt.finished_at) == ("worker_lost", LATER)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (accepted("ref"), DeliveryStatus.SENT),
        (refused("address_refused", "No."), DeliveryStatus.REFUSED),
        (not_sent("later", "Later."), DeliveryStatus.QUEUED),
        (uncertain("no_answer", "?"), DeliveryStatus.UNCERTAIN),
    ],
)
def test_a_late_answer_corrects_what_the_sweeper_thought(
    sessions: Sessions, outcome: Outcome, status: DeliveryStatus
) -> None:
    queue(sessions, [by_email(1)])
    with sessions() as session:
        lease = taken(session, "slow")
        (settlement,) = begun(session, lease)
        sweep(session, now=LATER)
        settle(session, lease, [Settlement(begun=settlement.begun, outcome=outcome, at=LATER)])
        assert only(session).status is status
        attempt = session.scalars(select(Attempt).execution_options(populate_existing=True)).one()
        assert attempt.outcome is outcome.answer


def test_a_late_yes_calls_off_a_repeat_that_nobody_has_begun(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    with sessions() as session:
        slow = taken(session, "slow")
        (settlement,) = begun(session, slow)
        sweep(session, now=LATER)
        repeat(session, only(session).id, ruled_by="clerk-1", why="not in the provider's list", now=LATER)
        second = taken(session, "quick", LATER)
        settle(session, slow, [settlement])
        assert only(session).status is DeliveryStatus.SENT
        assert begun(session, second, LATER) == []


def test_a_late_yes_to_an_older_attempt_leaves_a_begun_repeat_alone(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    with sessions() as session:
        slow = taken(session, "slow")
        (first,) = begun(session, slow)
        sweep(session, now=LATER)
        repeat(session, only(session).id, ruled_by="clerk-1", why="asked", now=LATER)
        quick = taken(session, "quick", LATER)
        (second,) = begun(session, quick, LATER)
        settle(session, slow, [first])
        assert only(session).status is DeliveryStatus.LEASED
        settle(session, quick, [second])
        assert only(session).status is DeliveryStatus.SENT
        assert only(session).tries == 2


def test_a_late_yes_is_the_truth_even_after_giving_up(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    with sessions() as session:
        slow = taken(session, "slow")
        (settlement,) = begun(session, slow)
        sweep(session, now=LATER)
        give_up(session, only(session).id, ruled_by="clerk-1", why="letter sent", now=LATER)
        settle(session, slow, [settlement])
        assert only(session).status is DeliveryStatus.SENT


def test_only_the_holder_gives_back(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    with sessions() as session:
        slow = taken(session, "slow")
        sweep(session, now=LATER)
        quick = taken(session, "quick", LATER)
        release(session, slow, [quick.deliveries[0].id])
        assert only(session).status is DeliveryStatus.LEASED
        release(session, quick, [quick.deliveries[0].id], not_before=LATER + TEN_MINUTES)
        assert (only(session).status, only(session).lease_id) == (DeliveryStatus.QUEUED, None)
        assert take(session, "w", LATER) is None
        assert take(session, "w", LATER + TEN_MINUTES) is not None


@given(st.integers(min_value=0, max_value=100_000))
def test_the_wait_grows_and_stays_bounded(tries: int) -> None:
    assert timedelta(seconds=30) <= wait_after(tries) <= wait_after(tries + 1) <= LONGEST_WAIT
