"""Reports of providers: they settle what was unclear, and come twice, late and in any order without harm."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from outreach import (
    Answer,
    Attempt,
    Delivery,
    DeliveryStatus,
    ProviderReport,
    Recorded,
    Report,
    ReportKind,
    Standing,
    deliver_due,
    give_up,
    not_reached,
    published_at,
    record_reports,
    repeat,
    standings,
)
from outreach.leasing import begin, claim
from outreach.reconcile import sweep
from outreach.sending import Message, Outcome, accepted, not_sent, refused, uncertain
from tests.outreach.samples import MONDAY, Clock, FakeSender, by_email, link_for, queue

SOON, LATER = MONDAY + timedelta(minutes=1), MONDAY + timedelta(minutes=5)
NO_ANSWER = uncertain("no_answer", "Nobody knows.")


def work(sessions: sessionmaker[Session], outcome: Outcome, clock: Clock | None = None) -> FakeSender:
    sender = FakeSender(answer=lambda _: outcome)
    deliver_due(sessions, {"email": sender}, link_for, clock or Clock(), "w1")
    return sender


def an_attempt(sessions: sessionmaker[Session], outcome: Outcome) -> UUID:
    """One mail, tried once with this outcome; the attempt's id."""
    queue(sessions, [by_email(1)])
    (message,) = work(sessions, outcome).seen
    assert message.attempt_id is not None
    return message.attempt_id


def report(attempt: UUID, name: str, at: int = 60, kind: ReportKind | None = None, error: str = "") -> Report:
    """`at` is in seconds after Monday's sending."""
    kinds = {"processed": ReportKind.TAKEN, "delivered": ReportKind.DELIVERED, "bounce": ReportKind.FAILED}
    return Report(
        attempt_id=attempt,
        sender="fake",
        kind=kind or kinds[name],
        name=name,
        error=error,
        stamp=str(at),
        occurred_at=MONDAY + timedelta(seconds=at),
        provider_reference="their-id",
    )


def record(sessions: sessionmaker[Session], *reports: Report) -> Recorded:
    with sessions() as session:
        recorded = record_reports(session, reports, now=LATER)
        session.commit()
    return recorded


def stand(sessions: sessionmaker[Session]) -> Standing:
    with sessions() as session:
        (delivery,) = session.scalars(select(Delivery)).all()
        (standing,) = standings(session, delivery.notice_id)
        (same,) = standings(session, delivery.notice_id, statuses=[standing.status])
    assert same == standing
    return standing


def attempt_row(sessions: sessionmaker[Session], attempt: UUID) -> Attempt:
    with sessions() as session:
        return session.get_one(Attempt, attempt)


@pytest.mark.parametrize(
    ("name", "status"),
    [("processed", "sent"), ("delivered", "sent"), ("bounce", "undelivered")],
)
def test_an_unclear_attempt_is_settled_by_its_report(
    sessions: sessionmaker[Session], name: str, status: str
) -> None:
    attempt = an_attempt(sessions, NO_ANSWER)
    assert stand(sessions).status is DeliveryStatus.UNCERTAIN
    assert record(sessions, report(attempt, name, error="mailbox_unknown")) == Recorded(new=1)
    standing = stand(sessions)
    assert (standing.status.value, standing.report_error) == (status, "mailbox_unknown")
    row = attempt_row(sessions, attempt)
    assert (row.outcome, row.finished_at, row.provider_reference) == (Answer.ACCEPTED, SOON, "their-id")
    with sessions() as session:
        notice = session.scalars(select(Delivery.notice_id)).one()
        assert published_at(session, notice, "en") == SOON
        assert [one.recipient for one in not_reached(session, notice)] == (
            ["person-1"] if name == "bounce" else []
        )
    assert work(sessions, accepted()).seen == [], "what was settled is not sent again"


def test_a_mail_that_was_accepted_and_bounced_is_listed_for_another_channel(
    sessions: sessionmaker[Session],
) -> None:
    attempt = an_attempt(sessions, accepted("ref"))
    record(sessions, report(attempt, "bounce", error="mailbox_unknown"))
    row = attempt_row(sessions, attempt)
    assert (row.outcome, row.finished_at, row.provider_reference) == (Answer.ACCEPTED, MONDAY, "ref")
    with sessions() as session:
        notice = session.scalars(select(Delivery.notice_id)).one()
        assert [one.status.value for one in not_reached(session, notice)] == ["undelivered"]
        assert published_at(session, notice, "en") == MONDAY, "what bounced later never undoes a notice"
    ruled(sessions, again=True)
    assert len(work(sessions, accepted(), Clock(LATER)).seen) == 1


@pytest.mark.parametrize("before", [NO_ANSWER, accepted("ref")], ids=["unclear", "accepted"])
@pytest.mark.parametrize(
    ("names", "status"),
    [
        ([("processed", 1), ("delivered", 5)], "sent"),
        ([("processed", 1), ("delivered", 5), ("bounce", 9)], "undelivered"),
        ([("bounce", 5), ("delivered", 5)], "undelivered"),
        ([("bounce", 5), ("delivered", 9)], "sent"),
    ],
)
def test_order_and_repetition_do_not_matter(
    sessions: sessionmaker[Session], before: Outcome, names: list[tuple[str, int]], status: str
) -> None:
    attempt = an_attempt(sessions, before)
    reports = [report(attempt, name, at) for name, at in names]
    for order in permutations(reports):
        with sessions() as session:
            record_reports(session, order, now=LATER)
            record_reports(session, order, now=LATER)
            session.flush()
            assert session.scalar(select(func.count()).select_from(ProviderReport)) == len(reports)
            assert session.scalars(select(Delivery)).one().status.value == status
            session.rollback()
    assert record(sessions, *reports, *reports) == Recorded(new=len(reports), known=len(reports))


def test_a_report_about_no_attempt_of_ours_is_counted_and_leaves_nothing(
    sessions: sessionmaker[Session],
) -> None:
    attempt = an_attempt(sessions, NO_ANSWER)
    foreign = Report(attempt_id=attempt, sender="other", kind=ReportKind.TAKEN, name="sent")
    assert record(sessions, report(uuid4(), "delivered"), foreign) == Recorded(unknown=2)
    assert stand(sessions).status is DeliveryStatus.UNCERTAIN


def test_a_report_that_is_faster_than_the_answer_stays(sessions: sessionmaker[Session]) -> None:
    """The provider reports before our own request has timed out; then the worker writes "uncertain"."""
    queue(sessions, [by_email(1)])

    def send(message: Message) -> Outcome:
        assert message.attempt_id is not None
        record(sessions, report(message.attempt_id, "delivered"))
        return NO_ANSWER

    deliver_due(sessions, {"email": FakeSender(answer=send)}, link_for, Clock(), "w1")
    assert (stand(sessions).status, stand(sessions).report) == (DeliveryStatus.SENT, ReportKind.DELIVERED)


def test_a_killed_workers_mail_is_settled_by_its_report(sessions: sessionmaker[Session]) -> None:
    queue(sessions, [by_email(1)])
    with sessions() as session:
        lease = claim(session, channel="email", worker="w", now=MONDAY, limit=9, lease=timedelta(minutes=1))
        assert lease is not None
        ids = [one.id for one in lease.deliveries]
        (begun,) = begin(session, lease, ids, sender="fake", now=MONDAY, until=SOON)
        session.commit()
    record(sessions, report(begun.attempt_id, "processed"))
    with sessions() as session:
        assert not sweep(session, now=LATER)
    assert stand(sessions).status is DeliveryStatus.SENT


def ruled(sessions: sessionmaker[Session], *, again: bool) -> None:
    decide = repeat if again else give_up
    with sessions() as session:
        decide(session, session.scalars(select(Delivery.id)).one(), ruled_by="c", why="w", now=LATER)
        session.commit()


def test_a_repeat_that_nobody_began_is_not_needed_once_it_has_arrived(
    sessions: sessionmaker[Session],
) -> None:
    attempt = an_attempt(sessions, NO_ANSWER)
    ruled(sessions, again=True)
    record(sessions, report(attempt, "delivered"))
    assert work(sessions, accepted(), Clock(LATER)).seen == []
    assert stand(sessions).status is DeliveryStatus.SENT


def test_a_repeat_goes_out_when_the_first_is_known_to_have_failed(sessions: sessionmaker[Session]) -> None:
    attempt = an_attempt(sessions, NO_ANSWER)
    ruled(sessions, again=True)
    record(sessions, report(attempt, "bounce"))
    assert len(work(sessions, accepted(), Clock(LATER)).seen) == 1
    assert stand(sessions).status is DeliveryStatus.SENT


@pytest.mark.parametrize(("name", "status"), [("delivered", "sent"), ("bounce", "given_up")])
def test_what_a_person_left_is_reached_after_all(
    sessions: sessionmaker[Session], name: str, status: str
) -> None:
    attempt = an_attempt(sessions, NO_ANSWER)
    ruled(sessions, again=False)
    record(sessions, report(attempt, name))
    assert stand(sessions).status.value == status


@pytest.mark.parametrize(
    ("second", "name", "status"),
    [
        (refused("number_invalid", "No."), "delivered", "sent"),
        (refused("number_invalid", "No."), "bounce", "refused"),
        (not_sent("busy", "Wait."), "delivered", "sent"),
        (not_sent("busy", "Wait."), "bounce", "queued"),
        (accepted("second"), "bounce", "sent"),
    ],
)
def test_an_older_attempt_can_only_bring_good_news(
    sessions: sessionmaker[Session], second: Outcome, name: str, status: str
) -> None:
    attempt = an_attempt(sessions, NO_ANSWER)
    ruled(sessions, again=True)
    work(sessions, second, Clock(LATER))
    record(sessions, report(attempt, name))
    assert stand(sessions).status.value == status


def test_a_report_never_dates_from_before_the_attempt_or_from_the_future(
    sessions: sessionmaker[Session],
) -> None:
    attempt = an_attempt(sessions, NO_ANSWER)
    record(sessions, report(attempt, "processed", -9_000), report(attempt, "delivered", 9_000_000))
    with sessions() as session:
        times = dict(session.execute(select(ProviderReport.name, ProviderReport.occurred_at)).all())
    assert times == {"processed": MONDAY, "delivered": LATER}


def test_a_busy_provider_puts_the_next_try_off_as_long_as_it_asks(sessions: sessionmaker[Session]) -> None:
    an_attempt(sessions, not_sent("busy", "Wait.", halt=True, wait=timedelta(minutes=7)))
    with sessions() as session:
        assert session.scalars(select(Delivery)).one().not_before == MONDAY + timedelta(minutes=7)
    assert stand(sessions).error == "busy"
    assert work(sessions, accepted(), Clock(LATER)).seen == []
    assert len(work(sessions, accepted(), Clock(MONDAY + timedelta(minutes=7))).seen) == 1
