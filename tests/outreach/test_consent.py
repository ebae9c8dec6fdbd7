"""Whoever said no is left alone, is never passed over in silence, and gets what is still timely after a yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from outreach import (
    Answer,
    Consent,
    ConsentSource,
    ContactPoint,
    Delivery,
    DeliveryStatus,
    PurposeClass,
    Says,
    approve,
    deliver_due,
    enqueue,
    history,
    learn_from_providers,
    not_reached,
    note,
    progress,
    stopped_among,
)
from outreach.sending import refused
from tests.outreach.samples import EXPIRY, MONDAY, Clock, FakeSender, ballot_notice, by_email, link_for

Sessions = sessionmaker[Session]
PHONE = "+16015550100"
NEWS, LINK, EVERYTHING = PurposeClass.NEWS, PurposeClass.LINK, PurposeClass.EVERYTHING


def said(
    says: Says,
    source: ConsentSource = ConsentSource.REPLY,
    purpose_class: PurposeClass = EVERYTHING,
    *,
    at: datetime = MONDAY,
    stamp: str = "",
    person: str = "",
    channel: str = "sms",
    address: str = PHONE,
) -> Consent:
    return Consent(
        channel=channel,
        address=address,
        purpose_class=purpose_class,
        says=says,
        source=source,
        at=at,
        wording="STOP",
        stamp=stamp,
        person=person,
    )


STOP = said(Says.NO)


def by_both(number: int = 1, address: str = PHONE) -> tuple[ContactPoint, ...]:
    return (
        ContactPoint(channel="email", address=f"p{number}@example.org"),
        ContactPoint(channel="sms", address=address),
    )


def queue(session: Session, *people: int, purpose_class: PurposeClass = LINK) -> None:
    notice = ballot_notice()
    approve(session, notice, approved_by="clerk-1", now=MONDAY)
    recipients = [replace(by_email(n), contact_points=by_both(n), person=f"human-{n}") for n in people]
    enqueue(session, notice, recipients, now=MONDAY, expires_at=EXPIRY, purpose_class=purpose_class)


def statuses(session: Session, channel: str = "sms") -> list[DeliveryStatus]:
    found = select(Delivery.status).where(Delivery.channel == channel).order_by(Delivery.recipient)
    return list(session.scalars(found))


@pytest.mark.parametrize(
    ("lines", "news", "link"),
    [
        ([STOP], True, True),
        ([said(Says.NO, ConsentSource.LINK, NEWS)], True, False),
        ([STOP, said(Says.YES, at=MONDAY + timedelta(hours=1))], False, False),
        ([STOP, said(Says.YES, ConsentSource.FORM, at=MONDAY + timedelta(hours=1))], True, True),
        ([STOP, said(Says.YES, ConsentSource.DESK, NEWS, at=MONDAY + timedelta(hours=1))], False, True),
        ([said(Says.YES, at=MONDAY - timedelta(hours=1)), STOP], True, True),
        ([said(Says.YES), STOP], True, True),
        ([said(Says.YES, ConsentSource.FORM)], False, False),
    ],
    ids=["stop", "no news", "start", "a form lifts nothing", "news again", "older yes", "same time", "yes"],
)
def test_the_newest_word_that_counts_holds(
    sessions: Sessions, lines: list[Consent], news: bool, link: bool
) -> None:
    for order in (lines, lines[::-1]):
        with sessions() as session:
            for line in order:
                note(session, line, now=MONDAY)
            found = [stopped_among(session, [PHONE], each).covers("sms", PHONE) for each in (NEWS, LINK)]
            assert found == [news, link]
            assert len(history(session, "sms", PHONE)) == len(lines)


def test_the_same_word_twice_is_one_line(sessions: Sessions) -> None:
    with sessions() as session:
        assert note(session, replace(STOP, stamp="SM1"), now=MONDAY)
        assert not note(session, replace(STOP, stamp="SM1"), now=MONDAY + timedelta(days=1))
        assert [one.at for one in history(session, "sms", PHONE)] == [MONDAY]


def test_who_said_no_before_queueing_leaves_a_row_and_is_listed(sessions: Sessions) -> None:
    with sessions() as session:
        note(session, STOP, now=MONDAY)
        queue(session, 1)
        row = session.scalars(select(Delivery).where(Delivery.channel == "sms")).one()
        assert row.status is DeliveryStatus.OPTED_OUT
        assert not not_reached(session, row.notice_id), "the e-mail still waits"
        assert progress(session, row.notice_id) == {
            DeliveryStatus.QUEUED: 1,
            DeliveryStatus.OPTED_OUT: 1,
        }


def test_a_mailbox_is_the_same_in_capitals_and_a_wrong_number_is_one_persons(sessions: Sessions) -> None:
    with sessions() as session:
        note(session, said(Says.NO, channel="email", address="P1@Example.org"), now=MONDAY)
        note(session, said(Says.NO, person="human-2"), now=MONDAY)
        queue(session, 1, 2)
        assert statuses(session, "email") == [DeliveryStatus.OPTED_OUT, DeliveryStatus.QUEUED]
        assert statuses(session, "sms") == [DeliveryStatus.QUEUED, DeliveryStatus.OPTED_OUT]


def test_who_says_no_after_queueing_gets_nothing_and_after_yes_what_is_still_timely(
    sessions: Sessions,
) -> None:
    sender = FakeSender()
    clock = Clock(MONDAY + timedelta(minutes=1))
    with sessions() as session:
        queue(session, 1)
        note(session, STOP, now=MONDAY)
        session.commit()
    senders = {"sms": sender}
    assert not deliver_due(sessions, senders, link_for, clock, "w")
    assert sender.seen == []
    with sessions() as session:
        assert statuses(session) == [DeliveryStatus.OPTED_OUT]
        note(session, said(Says.YES, at=clock.now), now=clock.now)
        session.commit()
    assert deliver_due(sessions, senders, link_for, clock, "w") == {Answer.ACCEPTED: 1}
    assert deliver_due(sessions, senders, link_for, clock, "w") == {}
    assert len(sender.seen) == 1


def test_what_the_provider_knows_is_learned_once(sessions: Sessions) -> None:
    no = FakeSender(answer=lambda _: refused("opted_out", "Twilio refuses the message (21610)."))
    with sessions() as session:
        queue(session, 1)
        session.commit()
    clock = Clock()
    deliver_due(sessions, {"sms": no}, link_for, clock, "w")
    with sessions() as session:
        assert learn_from_providers(session, now=clock.now) == 1
        assert learn_from_providers(session, now=clock.now) == 0
        assert statuses(session) == [DeliveryStatus.OPTED_OUT]
        (line,) = history(session, "sms", PHONE)
        assert (line.source, line.purpose_class) == (ConsentSource.PROVIDER, EVERYTHING)
        queue(session, 2)
        assert statuses(session) == [DeliveryStatus.OPTED_OUT] * 2
