"""The worker: each delivery once, the links only in memory, and every answer settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker
from structlog.testing import capture_logs

from outreach import (
    Answer,
    Attempt,
    ContactPoint,
    Delivery,
    DeliveryStatus,
    Message,
    Outcome,
    Pace,
    Priority,
    Recipient,
    approve,
    attach,
    attachments_of,
    deliver_due,
    enqueue,
)
from outreach.sending import accepted, not_sent, refused, uncertain
from tests.outreach.samples import (
    EXPIRY,
    INVITE,
    LINK,
    MONDAY,
    Clock,
    FakeSender,
    ballot_notice,
    by_email,
    link_for,
    queue,
)

Sessions = sessionmaker[Session]


def statuses(sessions: Sessions) -> dict[str, DeliveryStatus]:
    rows = select(Delivery.recipient, Delivery.status)
    with sessions() as session:
        return {row.recipient: row.status for row in session.execute(rows)}


def test_everything_due_is_sent_once(sessions: Sessions) -> None:
    queue(sessions, map(by_email, range(130)))
    sender = FakeSender()
    tally = deliver_due(sessions, {"email": sender}, link_for, Clock(), "w1")
    assert tally == {Answer.ACCEPTED: 130}
    assert sorted(m.address for m in sender.seen) == sorted(f"p{n}@example.org" for n in range(130))
    assert set(statuses(sessions).values()) == {DeliveryStatus.SENT}
    assert sender.closed == 1
    assert not deliver_due(sessions, {"email": sender}, link_for, Clock(), "w1")
    with sessions() as session:
        attempts = session.scalars(select(Attempt)).all()
        assert {a.number for a in attempts} == {1}
        assert all(
            a.provider_reference and a.outcome is Answer.ACCEPTED and a.sender == "fake" for a in attempts
        )


def test_a_file_goes_along_with_the_mails_in_its_language(sessions: Sessions) -> None:
    notice = queue(sessions, [by_email(1), by_email(2, "es"), by_text(3)])
    with sessions() as session:
        notice_id = approve(session, notice, approved_by="clerk-1", now=MONDAY)
        for other in (INVITE, replace(INVITE, content=b"changed")):
            attach(session, notice_id, "es", other)
        session.commit()
        assert attachments_of(session, notice_id, "es") == (INVITE,), "like the words, a file never changes"
    mails, texts = FakeSender(), FakeSender()
    deliver_due(sessions, {"email": mails, "sms": texts}, link_for, Clock(), "w1")
    assert {each.address: each.attachments for each in (*mails.seen, *texts.seen)} == {
        "p1@example.org": (),
        "p2@example.org": (INVITE,),
        "+16015550103": (),
    }


def by_text(number: int) -> Recipient:
    phone = ContactPoint(channel="sms", address=f"+160155501{number:02}")
    return replace(by_email(number, "es"), contact_points=(phone,))


def test_the_message_is_filled_and_the_link_stays_out_of_database_and_log(sessions: Sessions) -> None:
    queue(sessions, [by_email(7)])
    sender = FakeSender(lambda message: uncertain("no_answer", "No answer."))
    with capture_logs() as log:
        deliver_due(sessions, {"email": sender}, link_for, Clock(), "w1")
    assert sender.seen[0].body == f"Your ballot, V. 7***: {LINK.format('link-7')}"
    assert "SECRET" not in repr(sender.seen[0])
    assert "example.org" not in repr(sender.seen[0])
    assert log
    assert "SECRET" not in str(log)
    assert "p7@" not in str(log)
    with sessions() as session:
        for table in ("outreach_notice", "outreach_delivery", "outreach_attempt"):
            rows = session.execute(text(f"SELECT * FROM {table}")).all()
            assert rows
            assert "SECRET" not in str(rows)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (accepted("x"), DeliveryStatus.SENT),
        (refused("address_refused", "No such address."), DeliveryStatus.REFUSED),
        (not_sent("later", "Later."), DeliveryStatus.QUEUED),
        (uncertain("no_answer", "No answer."), DeliveryStatus.UNCERTAIN),
    ],
)
def test_each_answer_settles_the_delivery(
    sessions: Sessions, outcome: Outcome, status: DeliveryStatus
) -> None:
    queue(sessions, [by_email(1)])
    sender = FakeSender(lambda message: outcome)
    deliver_due(sessions, {"email": sender}, link_for, Clock(), "w1")
    with sessions() as session:
        attempt = session.scalars(select(Attempt)).one()
        assert (attempt.outcome, attempt.error, attempt.words) == (
            outcome.answer,
            outcome.error,
            outcome.words,
        )
    assert statuses(sessions) == {"person-1": status}
    assert len(sender.seen) == 1


def test_what_was_not_sent_is_tried_again_later_and_later(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    clock = Clock()
    sender = FakeSender(lambda message: not_sent("later", "Later."))
    tried = []
    for _ in range(10):
        before = len(sender.seen)
        deliver_due(sessions, {"email": sender}, link_for, clock, "w1")
        tried.append(len(sender.seen) - before)
        clock.pass_(minutes=1)
    assert tried == [1, 1, 1, 0, 1, 0, 0, 0, 1, 0]  # waits: 30 s, 1, 2, 4, 8 minutes
    sender.answer = lambda message: accepted()
    clock.pass_(hours=1)
    deliver_due(sessions, {"email": sender}, link_for, clock, "w1")
    assert statuses(sessions) == {"person-1": DeliveryStatus.SENT}


def test_when_the_provider_is_down_the_rest_waits_untouched(sessions: Sessions) -> None:
    queue(sessions, map(by_email, range(30)))
    sender = FakeSender(lambda message: not_sent("no_connection", "Down.", halt=True))
    tally = deliver_due(sessions, {"email": sender}, link_for, Clock(), "w1", Pace(batch=20, stride=5))
    assert len(sender.seen) == 1
    assert tally == {Answer.NOT_SENT: 5}
    assert set(statuses(sessions).values()) == {DeliveryStatus.QUEUED}
    with sessions() as session:
        assert len(session.scalars(select(Delivery.id).where(Delivery.tries == 0)).all()) == 25


def test_nothing_is_sent_after_it_lost_its_meaning(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    sender = FakeSender()
    deliver_due(sessions, {"email": sender}, link_for, Clock(EXPIRY), "w1")
    assert sender.seen == []
    assert statuses(sessions) == {"person-1": DeliveryStatus.EXPIRED}


def test_it_may_lose_its_meaning_while_the_worker_holds_it(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    clock = Clock(EXPIRY - timedelta(seconds=1))

    def slow(reference: str) -> Mapping[str, str]:
        clock.pass_(seconds=1)
        return link_for(reference)

    sender = FakeSender()
    deliver_due(sessions, {"email": sender}, slow, clock, "w1")
    clock.pass_(minutes=11)
    deliver_due(sessions, {"email": sender}, slow, clock, "w1")
    assert sender.seen == []
    assert statuses(sessions) == {"person-1": DeliveryStatus.EXPIRED}


def test_a_revoked_link_is_withdrawn_without_an_attempt(sessions: Sessions) -> None:
    queue(sessions, [by_email(1), by_email(2)])
    sender = FakeSender()
    deliver_due(sessions, {"email": sender}, lambda r: None if r == "link-1" else link_for(r), Clock(), "w1")
    assert statuses(sessions) == {"person-1": DeliveryStatus.CANCELLED, "person-2": DeliveryStatus.SENT}
    with sessions() as session:
        assert len(session.scalars(select(Attempt)).all()) == 1
        ended = session.scalars(select(Delivery.ended_why).where(Delivery.recipient == "person-1")).one()
        assert ended == "link_withdrawn"


def test_a_failing_fill_puts_off_one_delivery_and_not_the_rest(sessions: Sessions) -> None:
    queue(sessions, map(by_email, range(3)))
    clock = Clock()

    def fill(reference: str) -> Mapping[str, str]:
        if reference == "link-1" and clock.now.minute == 0:
            raise LookupError(LINK.format(reference))
        return link_for(reference)

    sender = FakeSender()
    with capture_logs() as log:
        deliver_due(sessions, {"email": sender}, fill, clock, "w1")
    assert len(sender.seen) == 2
    assert statuses(sessions)["person-1"] is DeliveryStatus.QUEUED
    assert [entry["error"] for entry in log if entry["event"] == "delivery_not_filled"] == ["LookupError"]
    assert "SECRET" not in str(log)
    clock.pass_(minutes=2)
    deliver_due(sessions, {"email": sender}, fill, clock, "w1")
    assert set(statuses(sessions).values()) == {DeliveryStatus.SENT}


def test_a_fill_without_the_link_sends_nothing(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    sender = FakeSender()
    deliver_due(sessions, {"email": sender}, lambda reference: {}, Clock(), "w1")
    assert sender.seen == []
    assert statuses(sessions) == {"person-1": DeliveryStatus.QUEUED}


def test_fill_may_use_the_same_database(sessions: Sessions) -> None:
    queue(sessions, map(by_email, range(3)))

    def fill(reference: str) -> Mapping[str, str]:
        with sessions() as session:
            session.execute(text("UPDATE outreach_delivery SET ended_why = ''"))
            session.commit()
        return link_for(reference)

    assert deliver_due(sessions, {"email": FakeSender()}, fill, Clock(), "w1") == {Answer.ACCEPTED: 3}


def test_a_sender_that_raises_leaves_an_uncertain_one_and_stops(sessions: Sessions) -> None:
    queue(sessions, map(by_email, range(3)))

    def broken(message: Message) -> Outcome:
        raise RuntimeError(message.body)

    tally = deliver_due(sessions, {"email": FakeSender(broken)}, link_for, Clock(), "w1")
    assert tally == {Answer.UNCERTAIN: 1, Answer.NOT_SENT: 2}
    with sessions() as session:
        words = session.scalars(select(Attempt.words).where(Attempt.outcome == Answer.UNCERTAIN)).one()
        assert words == "The channel failed (RuntimeError)."


def test_a_worker_that_was_too_slow_stops_calling(sessions: Sessions) -> None:
    queue(sessions, map(by_email, range(3)))
    clock = Clock()

    def slow(message: Message) -> Outcome:
        clock.pass_(minutes=6)
        return accepted()

    sender = FakeSender(slow)
    pace = Pace(lease=timedelta(minutes=10))
    tally = deliver_due(
        sessions, {"email": sender}, link_for, clock, "w1", pace, stop=lambda: len(sender.seen) > 0
    )
    assert tally == {Answer.ACCEPTED: 2, Answer.NOT_SENT: 1}
    assert len(sender.seen) == 2  # the third would have started after the lease ran out


def test_links_go_before_news(sessions: Sessions) -> None:
    with sessions() as session:
        for scope, priority in (
            ("news", Priority.NEWS),
            ("notice", Priority.NOTICE),
            ("link", Priority.PERSONAL_LINK),
        ):
            notice = ballot_notice(scope=scope)
            approve(session, notice, approved_by="c", now=MONDAY)
            person = replace(by_email(1), values={"voter": scope})
            enqueue(session, notice, [person], now=MONDAY, expires_at=EXPIRY, priority=priority)
        session.commit()
    sender = FakeSender()
    deliver_due(sessions, {"email": sender}, link_for, Clock(), "w1", Pace(batch=2))
    assert [m.body.split(":")[0] for m in sender.seen] == [
        f"Your ballot, {s}" for s in ("link", "notice", "news")
    ]


def test_stopping_gives_the_rest_back(sessions: Sessions) -> None:
    queue(sessions, map(by_email, range(30)))
    sender = FakeSender()
    deliver_due(
        sessions,
        {"email": sender},
        link_for,
        Clock(),
        "w1",
        Pace(stride=4),
        stop=lambda: len(sender.seen) >= 8,
    )
    assert len(sender.seen) == 8
    found = list(statuses(sessions).values())
    assert found.count(DeliveryStatus.SENT) == 8
    assert found.count(DeliveryStatus.QUEUED) == 22


def test_answers_survive_a_database_that_stumbles(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    sender = FakeSender()
    stumbles: list[int] = []

    def factory() -> Session:
        if sender.seen and not stumbles:
            stumbles.append(1)
            raise OperationalError("locked", None, Exception("locked"))
        return sessions()

    deliver_due(factory, {"email": sender}, link_for, Clock(), "w1")
    assert stumbles
    assert statuses(sessions) == {"person-1": DeliveryStatus.SENT}
