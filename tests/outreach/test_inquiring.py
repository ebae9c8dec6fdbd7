"""What is unclear is looked for at its provider; what is not found follows the policy of its purpose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from outreach import (
    Answer,
    Attempt,
    ContactPoint,
    Delivery,
    DeliveryStatus,
    Message,
    Recipient,
    Ruling,
    RulingKind,
    deliver_due,
    doubt_waiting,
    repeat,
    uncertain,
)
from outreach.channels.sms import SmsSender
from outreach.channels.voice import Settings as VoiceSettings
from outreach.channels.voice import VoiceSender
from outreach.looking_up import Inquiry, Trace
from outreach.policies import Policy, Then
from outreach.sending import Sender
from outreach.sending import uncertain as unclear_outcome
from tests.outreach.provider_fake import OUR_NUMBER, Does, ProviderFake, serving
from tests.outreach.samples import Clock, FakeSender, by_email, link_for, queue
from tests.outreach.test_sms import TO, settings

REPEAT = {"ballot_link": Policy(then=Then.REPEAT, why="The same link.")}
GIVE_UP = {"ballot_link": Policy(then=Then.GIVE_UP)}


@pytest.fixture
def fake() -> Iterator[ProviderFake]:
    with serving() as running:
        yield running
    assert running.violations == []


def by_sms(number: int = 1, address: str = TO) -> Recipient:
    return Recipient(
        reference=f"person-{number}",
        language="es",
        contact_points=(ContactPoint(channel="sms", address=address),),
        link_reference=f"link-{number}",
        values={"voter": "V. 1***"},
    )


class Desk:
    """One outbox, one provider, and a clock that both go by."""

    def __init__(self, sessions: sessionmaker[Session], fake: ProviderFake, **policies: Policy) -> None:
        self.sessions, self.fake, self.policies = sessions, fake, policies
        self.clock = Clock()
        fake.clock = self.clock

    def work(self, sender: Sender | None = None, **later: float) -> None:
        self.clock.pass_(**later)
        senders = {"sms": sender or SmsSender(settings(self.fake)), "email": FakeSender()}
        deliver_due(self.sessions, senders, link_for, self.clock, "w", policies=self.policies)

    def standing(self) -> list[tuple[str, str, int]]:
        with self.sessions() as session:
            rows = session.execute(
                select(Delivery.status, Attempt.look_said, Delivery.tries)
                .join(Attempt, (Attempt.delivery_id == Delivery.id) & (Attempt.number == Delivery.tries))
                .order_by(Delivery.recipient)
            ).all()
        return [(row.status.value, row.look_said, row.tries) for row in rows]


@pytest.mark.parametrize("does", [Does.SILENCE_AFTER, Does.RESET_AFTER, Does.FAIL_AFTER])
def test_taken_and_unanswered_is_found_by_looking_and_never_sent_again(
    sessions: sessionmaker[Session], fake: ProviderFake, does: Does
) -> None:
    desk = Desk(sessions, fake, **REPEAT)
    queue(sessions, [by_sms()])
    fake.to(TO, does, status=503)
    desk.work()
    assert desk.standing() == [("uncertain", "", 1)]
    assert fake.listed == 0, "the first look is a minute later"
    desk.work(minutes=2)
    assert desk.standing() == [("sent", "found", 1)]
    desk.work(hours=3)
    assert (len(fake.ledger), fake.listed) == (1, 1)
    with sessions() as session:
        attempt = session.scalars(select(Attempt)).one()
        assert (attempt.outcome, attempt.error) == (Answer.ACCEPTED, "reported")
        assert attempt.provider_reference == fake.taken(TO).reference
        assert uncertain(session) == []


def test_what_is_found_as_lost_is_listed_for_another_way(
    sessions: sessionmaker[Session], fake: ProviderFake
) -> None:
    desk = Desk(sessions, fake)
    queue(sessions, [by_sms()])
    fake.to(TO, Does.RESET_AFTER)
    desk.work()
    fake.becomes(TO, "undelivered")
    desk.work(minutes=2)
    assert desk.standing() == [("undelivered", "found", 1)]


def test_not_found_is_sent_again_once_the_time_is_over_and_not_before(
    sessions: sessionmaker[Session], fake: ProviderFake
) -> None:
    desk = Desk(sessions, fake, **REPEAT)
    queue(sessions, [by_sms()])
    fake.to(TO, Does.RESET)
    desk.work()
    fake.to(TO, Does.ACCEPT)
    desk.work(minutes=2)
    desk.work(minutes=20)
    assert desk.standing() == [("uncertain", "absent", 1)]
    desk.work(minutes=20)
    assert desk.standing() == [("sent", "", 2)]
    assert len(fake.ledger) == 1
    with sessions() as session:
        ruling = session.scalars(select(Ruling)).one()
        assert (ruling.kind, ruling.ruled_by) == (RulingKind.REPEAT, "policy")
        assert ruling.why == "The same link. (absent)"


def test_it_is_not_sent_again_for_ever(sessions: sessionmaker[Session], fake: ProviderFake) -> None:
    desk = Desk(sessions, fake, **REPEAT)
    queue(sessions, [by_sms()])
    fake.to(TO, Does.RESET)
    for _ in range(12):
        desk.work(hours=2)
    assert desk.standing() == [("uncertain", "absent", 3)], "then a person decides"


def test_other_purposes_wait_for_a_person_or_are_given_up(
    sessions: sessionmaker[Session], fake: ProviderFake
) -> None:
    desk = Desk(sessions, fake)
    queue(sessions, [by_sms()])
    fake.to(TO, Does.RESET)
    desk.work()
    desk.work(hours=2)
    assert desk.standing() == [("uncertain", "absent", 1)]
    with sessions() as session:
        (one,) = uncertain(session)
        assert (one.look_said, one.purpose) == ("absent", "ballot_link")
    desk.policies = GIVE_UP
    desk.work(hours=2)
    assert desk.standing() == [("given_up", "absent", 1)]


def test_a_provider_that_cannot_be_asked_holds_the_policy_up_for_a_day(
    sessions: sessionmaker[Session], fake: ProviderFake
) -> None:
    desk = Desk(sessions, fake, **REPEAT)
    queue(sessions, [by_sms(number, f"+1601555010{number}") for number in range(3)])
    for number in range(3):
        fake.to(f"+1601555010{number}", Does.RESET_AFTER)
    fake.lists_fail = 503
    for _ in range(4):
        desk.work(minutes=1)  # each failure ends a round
    assert [each[0] for each in desk.standing()] == ["uncertain"] * 3
    before = fake.listed
    desk.work(hours=3)
    assert fake.listed == before + 1, "one failure is enough for a round"
    assert [each[:2] for each in desk.standing()] == [("uncertain", "no_answer")] * 3
    fake.lists_fail = 0
    desk.work(hours=3)
    assert {each[0] for each in desk.standing()} == {"sent"}
    assert len(fake.ledger) == 3


def test_two_alike_to_one_number_are_told_apart(sessions: sessionmaker[Session], fake: ProviderFake) -> None:
    """Two parents share a phone: words, link and what is known already decide which message is whose."""
    desk = Desk(sessions, fake, **REPEAT)
    queue(sessions, [by_sms(1), by_sms(2)])
    desk.work(FakeSender(answer=lambda _: unclear_outcome("no_answer", "None came.")), seconds=1)
    with sessions() as session:
        for attempt in session.scalars(select(Attempt)):
            attempt.sender = "sms"
        session.commit()
    sender = SmsSender(settings(fake))
    other = Desk(sessions, fake)
    other.clock.pass_(seconds=1)
    with sessions() as session:  # the provider has only the second person's message
        second = session.scalars(select(Delivery).where(Delivery.recipient == "person-2")).one()
        body = second.body.replace("{personal_link}", link_for("link-2")["personal_link"])
    sender._line.hand_over(
        lambda client: client.messages.create(to=TO, from_=OUR_NUMBER, body=body), other.clock.now
    )
    sender.close()
    fake.keeps_words = False
    other.work(minutes=2)
    assert [each[:2] for each in other.standing()] == [("uncertain", "unknown")] * 2
    fake.keeps_words = True
    other.work(minutes=10)
    assert [each[:2] for each in other.standing()] == [("uncertain", "absent"), ("sent", "found")]


def test_an_account_that_keeps_no_words_is_searched_by_time(
    sessions: sessionmaker[Session], fake: ProviderFake
) -> None:
    desk = Desk(sessions, fake)
    queue(sessions, [by_sms()])
    fake.to(TO, Does.RESET_AFTER)
    fake.keeps_words = False
    desk.work()
    desk.work(minutes=2)
    assert desk.standing() == [("sent", "found", 1)]


def test_an_older_message_and_the_first_of_two_tries_are_none(
    sessions: sessionmaker[Session], fake: ProviderFake
) -> None:
    desk = Desk(sessions, fake)
    queue(sessions, [by_sms()])
    desk.work()
    with sessions() as session:
        delivery = session.scalars(select(Delivery)).one()
        delivery.status = DeliveryStatus.UNDELIVERED
        repeat(session, delivery.id, ruled_by="clerk", why="", now=desk.clock())
        session.commit()
    fake.to(TO, Does.RESET)
    desk.work(minutes=1)
    desk.work(minutes=2)
    assert desk.standing() == [("uncertain", "absent", 2)], (
        "the same words are there, and belong to the first try"
    )


def test_a_mail_server_keeps_no_list_so_the_policy_decides(
    sessions: sessionmaker[Session], fake: ProviderFake
) -> None:
    desk = Desk(sessions, fake, **REPEAT)
    queue(sessions, [by_email(1)])
    answers = iter([unclear_outcome("no_answer", "None came.")])
    mail = FakeSender(answer=lambda message: next(answers, None) or FakeSender().answer(message))
    for minutes in (0, 2, 40):
        desk.clock.pass_(minutes=minutes)
        deliver_due(sessions, {"email": mail}, link_for, desk.clock, "w", policies=REPEAT)
    assert desk.standing() == [("sent", "", 2)]


def test_nothing_goes_to_another_provider(sessions: sessionmaker[Session], fake: ProviderFake) -> None:
    desk = Desk(sessions, fake)
    queue(sessions, [by_sms()])
    fake.to(TO, Does.RESET)
    desk.work()
    other = FakeSender(name="another")
    desk.work(other, hours=2)
    assert other.seen == []
    assert desk.standing() == [("uncertain", "unknown", 1)]


def test_after_a_restore_no_policy_decides(sessions: sessionmaker[Session], fake: ProviderFake) -> None:
    desk = Desk(sessions, fake, **REPEAT)
    queue(sessions, [by_sms()])
    with sessions() as session:
        doubt_waiting(session, now=desk.clock())
        session.commit()
    desk.work(days=2)
    assert desk.standing() == [("uncertain", "", 1)]
    assert fake.ledger == []


def test_a_call_is_found_by_number_and_time(fake: ProviderFake) -> None:
    clock = Clock()
    fake.clock = clock
    account = settings(fake)
    caller = VoiceSender(VoiceSettings(account=account, from_number=OUR_NUMBER, keys_to=str))
    call = Message(
        delivery_id=uuid4(),
        sent_at=clock(),
        channel="voice",
        language="es",
        address=TO,
        body="Cypress.",
        attempt_id=uuid4(),
    )
    asked = Inquiry(started_at=clock())
    assert caller.look_up(call, asked).trace is Trace.ABSENT
    fake.to(TO, Does.RESET_AFTER)
    assert caller.send(call).answer is Answer.UNCERTAIN
    fake.becomes(TO, "no-answer")
    heard = caller.look_up(call, asked)
    assert heard.report is not None
    assert (heard.report.kind.value, heard.report.error) == ("failed", "no_reply")
    assert caller.look_up(call, replace(asked, alone=False)).trace is Trace.UNKNOWN
    assert caller.look_up(call, replace(asked, started_at=clock() + timedelta(hours=1))).trace is Trace.ABSENT
    caller.close()


def test_no_policy_sends_it_again_by_another_provider(sessions: sessionmaker[Session]) -> None:
    """The mail server kept silent, and since then SendGrid has been set up: nobody could tell whether it came twice."""
    queue(sessions, [by_email(1)])
    clock = Clock()
    first = FakeSender(answer=lambda _: unclear_outcome("no_answer", "Nobody knows."), name="smtp")
    other = FakeSender(name="sendgrid")

    def work(senders: dict[str, FakeSender]) -> None:
        clock.pass_(days=2)
        deliver_due(sessions, senders, link_for, clock, "w", policies=REPEAT)

    work({"email": first})
    work({"email": other})
    work({})
    assert (len(first.seen), other.seen) == (1, [])
    with sessions() as session:
        (open_one,) = uncertain(session)
        assert open_one.sender == "smtp", "it is shown to a person"
        assert session.scalars(select(Ruling)).all() == []
    work({"email": first})
    assert len(first.seen) == 2, "by the same provider it is sent again, as the policy says"
