"""A message that is not true right now waits at the moment of sending, is asked for again, and is sent once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from outreach import Answer, Attempt, Delivery, DeliveryStatus, Message, NotYet, deliver_due
from outreach.looking_up import ABSENT, Heard, Inquiry
from outreach.policies import Policy, Then
from outreach.sending import uncertain
from tests.outreach.samples import EXPIRY, MONDAY, Clock, FakeSender, by_email, link_for, queue


@dataclass
class Gate:
    """A `fill` whose caller says when its messages are true."""

    is_shut: bool = True
    asked: list[str] = field(default_factory=list)

    def __call__(self, reference: str) -> Mapping[str, str]:
        self.asked.append(reference)
        if self.is_shut and reference != "link-9":
            raise NotYet(timedelta(minutes=5))
        return link_for(reference)


def test_it_waits_without_an_attempt_and_goes_once_when_it_is_true_again(
    sessions: sessionmaker[Session],
) -> None:
    queue(sessions, [by_email(1), by_email(2), by_email(9)])
    gate, clock, sender = Gate(), Clock(), FakeSender()
    deliver_due(sessions, {"email": sender}, gate, clock, "w")
    assert [one.address for one in sender.seen] == ["p9@example.org"], "the others are not held up"
    with sessions() as session:
        rows = session.scalars(select(Delivery).where(Delivery.status == DeliveryStatus.QUEUED)).all()
        assert {row.tries for row in rows} == {0}
        assert {row.not_before for row in rows} == {MONDAY + timedelta(minutes=5)}
        assert len(session.scalars(select(Attempt)).all()) == 1
    gate.is_shut = False
    clock.pass_(minutes=4)
    assert not deliver_due(sessions, {"email": sender}, gate, clock, "w")
    clock.pass_(minutes=1)
    assert deliver_due(sessions, {"email": sender}, gate, clock, "w") == {Answer.ACCEPTED: 2}
    assert len(sender.seen) == len({one.delivery_id for one in sender.seen}) == 3


def test_what_waits_until_it_has_lost_its_meaning_is_never_sent(sessions: sessionmaker[Session]) -> None:
    queue(sessions, [by_email(1)])
    gate, sender = Gate(), FakeSender()
    deliver_due(sessions, {"email": sender}, gate, Clock(), "w")
    gate.is_shut = False
    deliver_due(sessions, {"email": sender}, gate, Clock(EXPIRY), "w")
    assert sender.seen == []
    with sessions() as session:
        assert session.scalars(select(Delivery.status)).one() is DeliveryStatus.EXPIRED


@dataclass
class Asked(FakeSender):
    """A provider that can be asked, and has nothing."""

    questions: int = 0

    def look_up(self, message: Message, inquiry: Inquiry) -> Heard:
        assert message.attempt_id is not None
        assert inquiry.alone
        self.questions += 1
        return ABSENT


def test_an_unclear_one_is_not_repeated_before_it_could_be_looked_for(
    sessions: sessionmaker[Session],
) -> None:
    queue(sessions, [by_email(1)])
    gate, clock = Gate(is_shut=False), Clock()
    sender = Asked(answer=lambda _message: uncertain("no_answer", "Nobody knows."))
    again = {"ballot_link": Policy(then=Then.REPEAT, after=timedelta(minutes=30))}

    def work() -> None:
        deliver_due(sessions, {"email": sender}, gate, clock, "w", policies=again)

    work()
    gate.is_shut = True
    clock.pass_(hours=2)
    work()
    assert (len(sender.seen), sender.questions) == (1, 0)
    gate.is_shut = False
    clock.pass_(hours=2)
    work()
    assert (len(sender.seen), sender.questions) == (2, 1)
