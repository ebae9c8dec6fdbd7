"""Numbers for monitoring: what was tried by whom, how it ended, and how old the queue is. Nothing personal."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.services.metrics import metrics
from outreach import Answer, Attempt, Delivery
from tests.outreach.samples import MONDAY

CARRIERS = ("smtp", "sms", "smtp")


def queue(session: Session) -> list[Delivery]:
    notice = outreach.Notice(
        scope="s",
        name="n",
        version=1,
        purpose="question_answer",
        texts=tuple(
            outreach.Text(language="en", channel=way, subject="Hello", body="Hello")
            for way in ("email", "sms")
        ),
    )
    outreach.approve(session, notice, approved_by="x", now=MONDAY)
    person = outreach.Recipient(
        reference="maria.perez",
        language="en",
        contact_points=(
            outreach.ContactPoint(channel="email", address="maria@example.org"),
            outreach.ContactPoint(channel="sms", address="+16015550100"),
        ),
    )
    outreach.enqueue(session, notice, [person], now=MONDAY, expires_at=MONDAY + timedelta(days=1))
    return list(session.scalars(select(Delivery).order_by(Delivery.channel)))


def try_it(session: Session, delivery: Delivery, sender: str, *outcomes: Answer | None) -> None:
    for number, outcome in enumerate(outcomes, start=1):
        session.add(
            Attempt(
                delivery_id=delivery.id,
                number=number,
                sender=sender,
                started_at=MONDAY,
                outcome=outcome,
                finished_at=MONDAY if outcome else None,
            )
        )
    session.flush()


def test_attempts_are_counted_by_provider_and_outcome_and_the_queue_by_way(session: Session) -> None:
    mail, text = queue(session)
    try_it(session, mail, "smtp", Answer.NOT_SENT, Answer.NOT_SENT, Answer.ACCEPTED)
    mail.status = outreach.DeliveryStatus.SENT
    try_it(session, text, "sms", Answer.UNCERTAIN, None)
    session.flush()
    lines = metrics(session, CARRIERS, MONDAY + timedelta(minutes=7)).splitlines()
    for line in (
        "# TYPE ballots_attempts_total counter",
        'ballots_attempts_total{provider="smtp",outcome="accepted"} 1',
        'ballots_attempts_total{provider="smtp",outcome="not_sent"} 2',
        'ballots_attempts_total{provider="smtp",outcome="refused"} 0',
        'ballots_attempts_total{provider="sms",outcome="uncertain"} 1',
        'ballots_messages{status="sent"} 1',
        'ballots_due_messages{way="sms"} 1',
        'ballots_due_messages{way="email"} 0',
        'ballots_queue_age_seconds{way="sms"} 420',
        'ballots_queue_age_seconds{way="email"} 0',
        "ballots_oldest_due_message_seconds 420",
    ):
        assert lines.count(line) == 1, line
    assert not any(word in line for line in lines for word in ("maria", "+1601", "example.org"))


def test_an_empty_installation_names_every_number(session: Session) -> None:
    lines = metrics(session, CARRIERS, MONDAY).splitlines()
    assert 'ballots_attempts_total{provider="sms",outcome="accepted"} 0' in lines
    assert 'ballots_queue_age_seconds{way="voice"} 0' in lines
    assert len([line for line in lines if line.startswith("ballots_provider_paused")]) == 2
