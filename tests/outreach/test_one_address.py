"""One message an address: where it ended without being sent, the next one there has its turn, and never two get it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from outreach import (
    SAME_ADDRESS,
    Consent,
    ConsentSource,
    ContactPoint,
    Delivery,
    DeliveryStatus,
    Notice,
    Outcome,
    OutreachNotice,
    PurposeClass,
    Recipient,
    Report,
    ReportKind,
    Says,
    Text,
    approve,
    cancel,
    deliver_due,
    enqueue,
    give_up,
    not_reached,
    note,
    pause,
    record_reports,
    repeat,
    resume,
    sweep,
)
from outreach.leasing import claim, release
from outreach.models import Attempt
from outreach.sending import not_sent, refused, uncertain
from tests.outreach.samples import EXPIRY, MONDAY, Clock, FakeSender, link_for

Sessions = sessionmaker[Session]
SHARED = "family@example.org"
ON_POSTGRESQL = pytest.mark.parametrize("empty_database", ["postgresql"], indirect=True)
SENT, QUEUED, ASIDE = DeliveryStatus.SENT, DeliveryStatus.QUEUED, DeliveryStatus.CANCELLED
OPTED_OUT, UNCERTAIN = DeliveryStatus.OPTED_OUT, DeliveryStatus.UNCERTAIN


def news() -> Notice:
    text = Text(language="en", channel="email", subject="Come", body="An information session.")
    return Notice(scope="election-1", name="news", version=1, purpose="news", texts=(text,))


def one(number: int, address: str = SHARED) -> Recipient:
    return Recipient(
        reference=f"person-{number}",
        person=f"human-{number}",
        language="en",
        contact_points=(ContactPoint(channel="email", address=address),),
    )


def add(session: Session, *people: Recipient) -> Counter[DeliveryStatus]:
    approve(session, news(), approved_by="clerk-1", now=MONDAY)
    return enqueue(
        session,
        news(),
        people,
        now=MONDAY,
        expires_at=EXPIRY,
        purpose_class=PurposeClass.NEWS,
        one_message_an_address=True,
    )


def shared_by(sessions: Sessions, number: int = 3) -> UUID:
    """One after the other, so that their turns are known; the notice's id."""
    for each in range(number):
        with sessions.begin() as session:
            enqueued = add(session, one(each))
            assert enqueued == {(QUEUED if each == 0 else ASIDE): 1}
            row = session.scalars(select(Delivery).where(Delivery.recipient == f"person-{each}")).one()
            row.queued_at = MONDAY + timedelta(seconds=each)
    with sessions() as session:
        return session.scalars(select(OutreachNotice.id)).one()


def found(sessions: Sessions) -> list[DeliveryStatus]:
    with sessions() as session:
        return list(session.scalars(select(Delivery.status).order_by(Delivery.recipient)))


def delivery_of(sessions: Sessions, number: int) -> UUID:
    with sessions() as session:
        wanted = select(Delivery.id).where(Delivery.recipient == f"person-{number}")
        return session.scalars(wanted).one()


def said(session: Session, says: Says, number: int | None, *, minutes: int = 0) -> None:
    """A clerk notes what somebody said about messages to them there, or to anybody where nobody is named."""
    consent = Consent(
        channel="email",
        address=SHARED,
        purpose_class=PurposeClass.NEWS,
        says=says,
        source=ConsentSource.DESK,
        at=MONDAY + timedelta(minutes=minutes),
        person="" if number is None else f"human-{number}",
    )
    note(session, consent, now=MONDAY + timedelta(minutes=minutes))


def work(sessions: Sessions, sender: FakeSender, rounds: int = 1, clock: Clock | None = None) -> FakeSender:
    for _ in range(rounds):
        deliver_due(
            sessions, {"email": sender}, link_for, clock or Clock(MONDAY + timedelta(minutes=10)), "w"
        )
    return sender


def lost(sessions: Sessions, notice_id: UUID) -> list[str]:
    with sessions() as session:
        return [each.recipient for each in not_reached(session, notice_id)]


def test_whoever_is_next_gets_it_when_the_first_wants_none(sessions: Sessions) -> None:
    notice_id = shared_by(sessions)
    with sessions.begin() as session:
        said(session, Says.NO, 0)
    sender = work(sessions, FakeSender(), rounds=4)
    assert found(sessions) == [OPTED_OUT, SENT, ASIDE]
    assert [message.address for message in sender.seen] == [SHARED]
    assert lost(sessions, notice_id) == ["person-0"]


def test_where_all_of_them_want_none_each_one_s_row_says_so(sessions: Sessions) -> None:
    notice_id = shared_by(sessions)
    with sessions.begin() as session:
        said(session, Says.NO, None)
    sender = work(sessions, FakeSender(), rounds=4)
    assert found(sessions) == [OPTED_OUT, OPTED_OUT, OPTED_OUT]
    assert sender.seen == []
    assert lost(sessions, notice_id) == ["person-0", "person-1", "person-2"]


@pytest.mark.parametrize("answer", [refused("no_mailbox", "No."), uncertain("no_answer", "Nobody knows.")])
def test_where_something_was_tried_there_nobody_else_has_a_turn(sessions: Sessions, answer: Outcome) -> None:
    notice_id = shared_by(sessions, 2)
    sender = work(sessions, FakeSender(answer=lambda _message: answer), rounds=3)
    assert len(sender.seen) == 1
    everybody = ["person-0", "person-1"]
    if found(sessions)[0] is UNCERTAIN:
        assert lost(sessions, notice_id) == [], "it may have arrived"
        with sessions.begin() as session:
            give_up(session, delivery_of(sessions, 0), ruled_by="clerk-1", why="No.", now=MONDAY)
    work(sessions, sender)
    assert (len(sender.seen), found(sessions)[1]) == (1, ASIDE)
    assert lost(sessions, notice_id) == everybody


def test_what_does_not_arrive_or_comes_too_late_is_lost_for_all(sessions: Sessions) -> None:
    notice_id = shared_by(sessions, 2)
    with sessions.begin() as session:
        add(session, one(5, "late@example.org"))
    halting = FakeSender(answer=lambda message: not_sent("no_connection", "Later.", halt=True))
    work(sessions, halting)
    work(sessions, FakeSender(), clock=Clock(EXPIRY))
    assert found(sessions) == [DeliveryStatus.EXPIRED, ASIDE, DeliveryStatus.EXPIRED]
    assert lost(sessions, notice_id) == ["person-0", "person-1", "person-5"]


def test_a_report_that_it_did_not_arrive_gives_nobody_a_turn(sessions: Sessions) -> None:
    notice_id = shared_by(sessions, 2)
    sender = work(sessions, FakeSender())
    with sessions.begin() as session:
        attempt = session.scalars(select(Attempt.id)).one()
        failed = Report(attempt_id=attempt, sender="fake", kind=ReportKind.FAILED, name="bounced")
        record_reports(session, [failed], now=MONDAY)
    work(sessions, sender)
    assert (len(sender.seen), found(sessions)) == (1, [DeliveryStatus.UNDELIVERED, ASIDE])
    assert lost(sessions, notice_id) == ["person-0", "person-1"]


def test_an_unclear_one_that_may_not_be_repeated_leaves_nobody_a_turn(sessions: Sessions) -> None:
    """It was to be sent again, and its recipient wanted none by then: the first try may have arrived."""
    notice_id = shared_by(sessions, 2)
    work(sessions, FakeSender(answer=lambda _message: uncertain("no_answer", "Nobody knows.")))
    with sessions.begin() as session:
        repeat(session, delivery_of(sessions, 0), ruled_by="clerk-1", why="Again.", now=MONDAY)
        said(session, Says.NO, 0)
    sender = work(sessions, FakeSender(), rounds=3)
    assert sender.seen == []
    assert found(sessions) == [OPTED_OUT, ASIDE]
    assert lost(sessions, notice_id) == ["person-0", "person-1"]
    with sessions.begin() as session:
        assert add(session, one(7)) == {ASIDE: 1}, "nor does anybody who comes later get it there"


def test_who_wants_it_again_after_the_next_had_it_gets_no_second_one(sessions: Sessions) -> None:
    shared_by(sessions, 2)
    with sessions.begin() as session:
        said(session, Says.NO, 0)
    sender = work(sessions, FakeSender(), rounds=2)
    with sessions.begin() as session:
        said(session, Says.YES, 0, minutes=1)
    work(sessions, sender, rounds=2)
    assert len(sender.seen) == 1
    assert found(sessions) == [ASIDE, SENT]


def test_who_wants_it_again_has_the_turn_when_the_next_wants_none(sessions: Sessions) -> None:
    shared_by(sessions, 2)
    with sessions.begin() as session:
        said(session, Says.NO, 0)
    work(sessions, FakeSender())
    with sessions.begin() as session:
        sweep(session, now=MONDAY)
    assert found(sessions) == [OPTED_OUT, QUEUED]
    with sessions.begin() as session:
        said(session, Says.NO, 1, minutes=1)
        said(session, Says.YES, 0, minutes=2)
    sender = work(sessions, FakeSender(), rounds=3)
    assert (len(sender.seen), found(sessions)) == (1, [SENT, OPTED_OUT])


def test_who_wanted_none_from_the_start_and_changes_their_mind_gets_no_second_one(sessions: Sessions) -> None:
    with sessions.begin() as session:
        said(session, Says.NO, 0)
        assert add(session, one(0), one(1)) == {OPTED_OUT: 1, QUEUED: 1}
    with sessions.begin() as session:
        said(session, Says.YES, 0, minutes=1)
    sender = work(sessions, FakeSender(), rounds=2)
    assert (len(sender.seen), found(sessions)) == (1, [ASIDE, SENT])


def test_what_is_called_off_is_called_off_for_all_who_share_the_address(sessions: Sessions) -> None:
    notice_id = shared_by(sessions)
    with sessions.begin() as session:
        lease = claim(session, channel="email", worker="w", now=MONDAY, limit=9, lease=timedelta(minutes=5))
        assert lease is not None
    with sessions.begin() as session:
        cancel(session, notice_id, why="changed")
    with sessions.begin() as session:
        release(session, lease, [each.id for each in lease.deliveries])
    sender = work(sessions, FakeSender(), rounds=3)
    assert sender.seen == []
    with sessions() as session:
        assert set(session.scalars(select(Delivery.ended_why))) == {"changed"}


def test_what_is_called_off_after_it_went_leaves_those_who_share_it_as_told(sessions: Sessions) -> None:
    notice_id = shared_by(sessions, 2)
    work(sessions, FakeSender())
    with sessions.begin() as session:
        assert cancel(session, notice_id, why="changed") == 0
    with sessions() as session:
        assert list(session.scalars(select(Delivery.ended_why).order_by(Delivery.recipient))) == [
            "",
            SAME_ADDRESS,
        ]


def test_called_off_while_nobody_has_the_turn_it_goes_to_nobody(sessions: Sessions) -> None:
    """The first wanted none a moment ago; and a change of mind brings back no words that are old."""
    notice_id = shared_by(sessions, 2)
    with sessions.begin() as session:
        said(session, Says.NO, 0)
    work(sessions, FakeSender())
    with sessions.begin() as session:
        assert cancel(session, notice_id, why="changed") == 0
        said(session, Says.YES, 0, minutes=1)
    assert work(sessions, FakeSender(), rounds=2).seen == []


def test_calling_off_for_one_person_gives_the_next_a_turn(sessions: Sessions) -> None:
    notice_id = shared_by(sessions)
    with sessions.begin() as session:
        assert cancel(session, notice_id, why="moved", recipient="person-1") == 0
        assert cancel(session, notice_id, why="moved", recipient="person-0") == 1
    sender = work(sessions, FakeSender(), rounds=2)
    assert (len(sender.seen), found(sessions)) == (1, [ASIDE, ASIDE, SENT])


def test_queueing_again_gives_the_turn_at_once_and_counts_it(sessions: Sessions) -> None:
    shared_by(sessions, 2)
    with sessions.begin() as session:
        said(session, Says.NO, 0)
    work(sessions, FakeSender())
    with sessions.begin() as session:
        assert add(session, one(8), one(0)) == {QUEUED: 1, ASIDE: 1}, "who came later stands behind"
    sender = work(sessions, FakeSender(), rounds=2)
    assert (len(sender.seen), found(sessions)) == (1, [OPTED_OUT, SENT, ASIDE])


def test_whose_turn_comes_in_a_pause_waits_with_the_others(sessions: Sessions) -> None:
    notice_id = shared_by(sessions, 2)
    with sessions.begin() as session:
        said(session, Says.NO, 0)
    work(sessions, FakeSender())
    with sessions.begin() as session:
        pause(session, notice_id, now=MONDAY)
    assert work(sessions, FakeSender(), rounds=2).seen == []
    assert found(sessions) == [OPTED_OUT, QUEUED]
    with sessions.begin() as session:
        resume(session, notice_id)
    assert len(work(sessions, FakeSender()).seen) == 1


def nobody_has_it(sessions: Sessions) -> None:
    """The first of two has opted out, and no sweep has been there since."""
    shared_by(sessions, 2)
    with sessions.begin() as session:
        said(session, Says.NO, 0)
    work(sessions, FakeSender())
    assert found(sessions) == [OPTED_OUT, ASIDE]


def sweeps(session: Session) -> None:
    sweep(session, now=MONDAY)


def somebody_comes(session: Session) -> None:
    add(session, one(9))


def the_first_says_yes(session: Session) -> None:
    said(session, Says.YES, 0, minutes=1)


ACTS: tuple[Callable[[Session], None], ...] = (sweeps, somebody_comes, the_first_says_yes)


@ON_POSTGRESQL
@pytest.mark.parametrize("first", ACTS, ids=lambda act: act.__name__)
@pytest.mark.parametrize("second", ACTS, ids=lambda act: act.__name__)
def test_two_at_once_never_queue_two_messages_to_one_address(
    sessions: Sessions, first: Callable[[Session], None], second: Callable[[Session], None]
) -> None:
    """The second comes before the first has committed, and waits for it or passes over what it holds."""
    nobody_has_it(sessions)

    def other() -> None:
        with sessions.begin() as session:
            second(session)

    thread = Thread(target=other)
    with sessions.begin() as session:
        first(session)
        thread.start()
        thread.join(0.3)
    thread.join(20)
    assert not thread.is_alive()
    sender = work(sessions, FakeSender(), rounds=3)
    assert len(sender.seen) == 1
    assert found(sessions).count(SENT) == 1
