"""What the record says: published when the last of the first attempts was accepted (requirements 1.15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from outreach import (
    Delivery,
    DeliveryStatus,
    Message,
    NotUncertain,
    Outcome,
    OutreachNotice,
    Ruling,
    RulingKind,
    confirm_sent,
    deliver_due,
    give_up,
    not_reached,
    progress,
    published_at,
    repeat,
    uncertain,
)
from outreach import sending as say
from tests.outreach.samples import MONDAY, Clock, FakeSender, by_email, link_for, queue

Sessions = sessionmaker[Session]
TUESDAY = MONDAY + timedelta(days=1)
FRIDAY = MONDAY + timedelta(days=4)


class Provider:
    """Answers by address; each answer takes a second."""

    def __init__(self, clock: Clock, answers: dict[str, Outcome] | None = None) -> None:
        self.clock = clock
        self.answers = answers or {}

    def __call__(self, message: Message) -> Outcome:
        self.clock.pass_(seconds=1)
        return self.answers.get(message.address, say.accepted("ref"))


def send(sessions: Sessions, at: datetime, answers: dict[str, Outcome] | None = None) -> None:
    clock = Clock(at)
    deliver_due(sessions, {"email": FakeSender(Provider(clock, answers))}, link_for, clock, "w")


def published(sessions: Sessions, language: str = "en", channel: str | None = None) -> datetime | None:
    with sessions() as session:
        notice_id = session.scalars(select(OutreachNotice.id)).one()
        return published_at(session, notice_id, language, channel=channel)


def notice_id(sessions: Sessions) -> UUID:
    with sessions() as session:
        return session.scalars(select(OutreachNotice.id)).one()


def delivery_of(sessions: Sessions, person: int) -> UUID:
    with sessions() as session:
        return session.scalars(select(Delivery.id).where(Delivery.recipient == f"person-{person}")).one()


def test_queued_is_not_published(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    assert published(sessions) is None


def test_it_is_the_time_of_the_last_acceptance_in_that_language(sessions: Sessions) -> None:
    queue(sessions, [by_email(1), by_email(2), by_email(3)])
    queue(sessions, [by_email(4, "es")])
    send(sessions, TUESDAY)
    english, spanish = published(sessions), published(sessions, "es")
    assert {english, spanish} <= {TUESDAY + timedelta(seconds=n) for n in range(1, 5)}
    assert english != spanish
    assert published(sessions, channel="email") == english
    assert published(sessions, channel="sms") is None
    assert published(sessions, "ar") is None


def test_one_that_cannot_be_sent_yet_is_waited_for(sessions: Sessions) -> None:
    queue(sessions, [by_email(1), by_email(2)])
    send(sessions, MONDAY, {"p2@example.org": say.not_sent("later", "Later.")})
    assert published(sessions) is None
    send(sessions, TUESDAY)
    assert published(sessions) == TUESDAY + timedelta(seconds=1)


def test_whoever_reads_another_language_neither_holds_it_up_nor_makes_it_published(
    sessions: Sessions,
) -> None:
    queue(sessions, [by_email(1), replace(by_email(2), fallback_for="gu")])
    send(sessions, MONDAY, {"p1@example.org": say.not_sent("later", "Later.")})
    assert published(sessions) is None, "the one that was sent is no notice in English"
    send(sessions, TUESDAY, {"p2@example.org": say.not_sent("later", "Later.")})
    assert published(sessions) == TUESDAY + timedelta(seconds=1)


def test_it_is_not_published_by_those_alone_who_read_another_language(sessions: Sessions) -> None:
    queue(sessions, [replace(by_email(1), fallback_for="gu")])
    send(sessions, MONDAY)
    assert published(sessions) is None


def test_a_refused_one_does_not_hold_it_up(sessions: Sessions) -> None:
    queue(sessions, [by_email(1), by_email(2)])
    send(sessions, MONDAY, {"p2@example.org": say.refused("address_refused", "No.")})
    first = published(sessions)
    assert first is not None
    second = delivery_of(sessions, 2)
    with sessions() as session:
        repeat(session, second, ruled_by="clerk-1", why="try again", now=TUESDAY)
        session.commit()
    assert published(sessions) == first
    send(sessions, TUESDAY)
    assert published(sessions) == first


def test_when_all_were_refused_nothing_was_published_until_the_repeat(sessions: Sessions) -> None:
    queue(sessions, [by_email(1), by_email(2)])
    no = say.refused("message_refused", "No.")
    send(sessions, MONDAY, {"p1@example.org": no, "p2@example.org": no})
    assert published(sessions) is None
    first = delivery_of(sessions, 1)
    with sessions() as session:
        repeat(session, first, ruled_by="clerk-1", why="server was set up wrong", now=TUESDAY)
        session.commit()
    assert published(sessions) is None
    send(sessions, TUESDAY)
    assert published(sessions) == TUESDAY + timedelta(seconds=1)


def test_people_added_later_never_move_it(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    send(sessions, MONDAY)
    first = published(sessions)
    queue(sessions, [by_email(2)], now=TUESDAY)
    assert published(sessions) == first
    send(sessions, FRIDAY)
    assert published(sessions) == first == MONDAY + timedelta(seconds=1)


def unclear_second(sessions: Sessions) -> UUID:
    queue(sessions, [by_email(1), by_email(2)])
    send(sessions, MONDAY, {"p2@example.org": say.uncertain("no_answer", "No answer.")})
    return delivery_of(sessions, 2)


def test_an_unclear_one_is_shown_and_waited_for(sessions: Sessions) -> None:
    unclear = unclear_second(sessions)
    notice = notice_id(sessions)
    assert published(sessions) is None
    with sessions() as session:
        (shown,) = uncertain(session)
        assert (shown.delivery_id, shown.recipient, shown.error, shown.tries) == (
            unclear,
            "person-2",
            "no_answer",
            1,
        )
        assert uncertain(session, scope="another election") == []
        assert not_reached(session, notice) == []


def test_giving_up_lists_the_person_for_another_channel(sessions: Sessions) -> None:
    unclear, notice = unclear_second(sessions), notice_id(sessions)
    with sessions() as session:
        give_up(session, unclear, ruled_by="clerk-1", why="will get a letter", now=TUESDAY)
        session.commit()
        (listed,) = not_reached(session, notice)
        assert (listed.recipient, listed.status) == ("person-2", DeliveryStatus.GIVEN_UP)
        ruling = session.scalars(select(Ruling)).one()
        assert (ruling.kind, ruling.ruled_by, ruling.ruled_at) == (RulingKind.GIVE_UP, "clerk-1", TUESDAY)
    at = published(sessions)
    assert at is not None
    assert at < TUESDAY


def test_confirming_counts_from_when_the_provider_took_it(sessions: Sessions) -> None:
    unclear, notice = unclear_second(sessions), notice_id(sessions)
    taken_at = MONDAY + timedelta(minutes=3)
    with sessions() as session:
        confirm_sent(session, unclear, answered_at=taken_at, ruled_by="c", why="provider's list", now=FRIDAY)
        session.commit()
        assert progress(session, notice) == {DeliveryStatus.SENT: 2}
    assert published(sessions) == taken_at


def test_repeating_sends_again_and_only_then_is_it_published(sessions: Sessions) -> None:
    unclear = unclear_second(sessions)
    with sessions() as session:
        repeat(session, unclear, ruled_by="clerk-1", why="never came", now=TUESDAY)
        session.commit()
    assert published(sessions) is None
    send(sessions, TUESDAY)
    assert published(sessions) == TUESDAY + timedelta(seconds=1)


def test_nothing_is_decided_about_one_that_is_clear(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    send(sessions, MONDAY)
    sent, absent = delivery_of(sessions, 1), notice_id(sessions)
    with sessions() as session:
        for act in (repeat, give_up):
            with pytest.raises(NotUncertain, match="sent"):
                act(session, sent, ruled_by="c", why="x", now=TUESDAY)
        with pytest.raises(NotUncertain, match="not there"):
            repeat(session, absent, ruled_by="c", why="x", now=TUESDAY)
        assert session.scalars(select(Ruling)).all() == []


def test_someone_reached_on_one_channel_is_not_listed(sessions: Sessions) -> None:
    queue(sessions, [by_email(1)])
    queue(sessions, [by_email(1, occasion="again")])
    with sessions() as session:
        row = session.scalars(select(Delivery).where(Delivery.occasion == "again")).one()
        row.status = DeliveryStatus.EXPIRED
        session.commit()
    send(sessions, MONDAY)
    notice = notice_id(sessions)
    with sessions() as session:
        assert not_reached(session, notice) == []
