"""A queued repeat meets another provider: what may have left by the first does not go by the second."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from outreach import (
    Delivery,
    DeliveryStatus,
    Outcome,
    Ruling,
    deliver_due,
    pause_provider,
    repeat,
    resume_provider,
    uncertain,
)
from outreach.policies import BY_POLICY, Policy, Then
from outreach.sending import accepted, not_sent
from outreach.sending import uncertain as unclear
from tests.outreach.samples import Clock, FakeSender, by_email, link_for, queue

POLICIES = {"ballot_link": Policy(then=Then.REPEAT, why="The same link.")}
SILENT = unclear("no_answer", "None came.")
DOWN = not_sent("no_connection", "Nobody is there.")


class Desk:
    """One message, the provider that it went to first, and another that is set up later."""

    def __init__(self, sessions: sessionmaker[Session], *answers: Outcome) -> None:
        self.sessions, self.clock = sessions, Clock()
        self.answers: Iterator[Outcome] = iter(answers)
        self.first = FakeSender(answer=lambda _: next(self.answers, accepted("x")), name="smtp")
        self.other = FakeSender(name="sendgrid")
        queue(sessions, [by_email(1)])

    def work(self, sender: FakeSender) -> None:
        self.clock.pass_(hours=2)
        deliver_due(self.sessions, {"email": sender}, link_for, self.clock, "w", policies=POLICIES)

    def sent(self) -> tuple[int, int]:
        return len(self.first.seen), len(self.other.seen)

    def status(self) -> DeliveryStatus:
        with self.sessions() as session:
            return session.scalars(select(Delivery.status)).one()

    def a_person_repeats(self) -> None:
        with self.sessions.begin() as session:
            (one,) = uncertain(session)
            repeat(session, one.delivery_id, ruled_by="clerk-1", why="Not there.", now=self.clock())

    def policy_ruled(self) -> int:
        with self.sessions() as session:
            return len(session.scalars(select(Ruling).where(Ruling.ruled_by == BY_POLICY)).all())


def test_a_repeat_that_could_not_be_sent_waits_for_a_person_when_the_provider_changes(
    sessions: sessionmaker[Session],
) -> None:
    desk = Desk(sessions, SILENT, DOWN)
    desk.work(desk.first)
    desk.work(desk.first)
    assert (desk.status(), desk.policy_ruled(), desk.sent()) == (DeliveryStatus.QUEUED, 1, (2, 0))
    for _ in range(3):
        desk.work(desk.other)
    assert desk.sent() == (2, 0)
    with sessions() as session:
        (shown,) = uncertain(session)
        assert shown.sender == "smtp"
    desk.work(desk.first)
    assert (desk.status(), desk.sent()) == (DeliveryStatus.SENT, (3, 0)), "the first one may have it again"


def test_a_repeat_queued_while_its_provider_was_paused_does_not_go_by_another(
    sessions: sessionmaker[Session],
) -> None:
    desk = Desk(sessions, SILENT)
    desk.work(desk.first)
    with sessions.begin() as session:
        pause_provider(session, "smtp", by="t", why="Moving.", now=desk.clock())
    desk.work(desk.first)
    assert (desk.status(), desk.policy_ruled()) == (DeliveryStatus.QUEUED, 1)
    queue(sessions, [by_email(1), by_email(2)])
    desk.work(desk.other)
    assert [one.address for one in desk.other.seen] == ["p2@example.org"], "others are not held up"
    with sessions.begin() as session:
        resume_provider(session, "smtp")
    desk.work(desk.first)
    assert [one.address for one in desk.first.seen] == ["p1@example.org"] * 2


def test_a_person_may_have_it_sent_by_another_provider(sessions: sessionmaker[Session]) -> None:
    desk = Desk(sessions, SILENT)
    desk.work(desk.first)
    desk.a_person_repeats()
    desk.work(desk.other)
    assert (desk.status(), desk.sent()) == (DeliveryStatus.SENT, (1, 1))


def test_what_a_person_decided_before_does_not_hold_for_a_later_try(sessions: sessionmaker[Session]) -> None:
    desk = Desk(sessions, SILENT, SILENT, DOWN)
    desk.work(desk.first)
    desk.a_person_repeats()
    desk.work(desk.first)
    desk.work(desk.first)
    assert (desk.status(), desk.policy_ruled(), desk.sent()) == (DeliveryStatus.QUEUED, 1, (3, 0))
    desk.work(desk.other)
    assert (desk.status(), desk.sent()) == (DeliveryStatus.UNCERTAIN, (3, 0))
