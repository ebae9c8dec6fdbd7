"""Queueing: inside the caller's transaction, nobody twice, nobody passed over in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session, sessionmaker

from outreach import (
    ContactPoint,
    Delivery,
    DeliveryStatus,
    MissingLink,
    MissingValue,
    NotApproved,
    NoticeChanged,
    OutreachNotice,
    Recipient,
    Text,
    approve,
    cancel,
    enqueue,
    not_reached,
    progress,
)
from tests.outreach.samples import EXPIRY, MONDAY, ballot_notice, by_email

Sessions = sessionmaker[Session]


def test_every_recipient_leaves_a_row_and_a_second_time_adds_none(sessions: Sessions) -> None:
    notice = ballot_notice()
    both = (
        ContactPoint(channel="email", address="a@example.org"),
        ContactPoint(channel="sms", address="+16015550100"),
    )
    people = [
        replace(by_email(1), contact_points=both),
        by_email(2, "es"),
        replace(by_email(3), contact_points=()),
        replace(by_email(4), contact_points=(ContactPoint(channel="letter", address="1 Oak St"),)),
        by_email(5, "ar"),
    ]
    with sessions() as session:
        notice_id = approve(session, notice, approved_by="clerk-1", now=MONDAY)
        added = enqueue(session, notice, people, now=MONDAY, expires_at=EXPIRY)
        again = enqueue(session, notice, people, now=MONDAY, expires_at=EXPIRY)
        session.commit()
        assert added == {DeliveryStatus.QUEUED: 3, DeliveryStatus.NO_ADDRESS: 2, DeliveryStatus.NO_TEXT: 1}
        assert not again
        assert progress(session, notice_id) == dict(added)
        assert progress(session, notice_id, language="es") == {DeliveryStatus.QUEUED: 1}
        listed = {(one.recipient, one.status) for one in not_reached(session, notice_id)}
        assert listed == {
            ("person-3", DeliveryStatus.NO_ADDRESS),
            ("person-4", DeliveryStatus.NO_ADDRESS),
            ("person-5", DeliveryStatus.NO_TEXT),
        }


def test_two_people_may_share_one_address(sessions: Sessions) -> None:
    shared = (ContactPoint(channel="sms", address="+16015550100"),)
    people = [replace(by_email(n), contact_points=shared) for n in (1, 2)]
    with sessions() as session:
        approve(session, ballot_notice(), approved_by="c", now=MONDAY)
        assert enqueue(session, ballot_notice(), people, now=MONDAY, expires_at=EXPIRY).total() == 2


def test_the_same_again_needs_an_occasion(sessions: Sessions) -> None:
    with sessions() as session:
        approve(session, ballot_notice(), approved_by="c", now=MONDAY)
        for person, added in ((by_email(1), 1), (by_email(1), 0), (by_email(1, occasion="reissue 1"), 1)):
            assert enqueue(session, ballot_notice(), [person], now=MONDAY, expires_at=EXPIRY).total() == added


def test_a_rollback_takes_the_deliveries_along(sessions: Sessions) -> None:
    with sessions() as session:
        approve(session, ballot_notice(), approved_by="c", now=MONDAY)
        enqueue(session, ballot_notice(), [by_email(1)], now=MONDAY, expires_at=EXPIRY)
        session.rollback()
        assert session.scalar(select(func.count()).select_from(Delivery)) == 0
        assert session.scalar(select(func.count()).select_from(OutreachNotice)) == 0


def test_stored_text_holds_the_placeholder_and_no_link(sessions: Sessions) -> None:
    with sessions() as session:
        approve(session, ballot_notice(), approved_by="c", now=MONDAY)
        enqueue(session, ballot_notice(), [by_email(1)], now=MONDAY, expires_at=EXPIRY)
        row = session.scalars(select(Delivery)).one()
        assert row.body == "Your ballot, V. 1***: {personal_link}"
        assert row.queued_at == MONDAY
        assert row.queued_at.tzinfo is not None


def test_only_an_approved_version_may_be_queued(sessions: Sessions) -> None:
    with sessions() as session, pytest.raises(NotApproved, match="version 1"):
        enqueue(session, ballot_notice(), [by_email(1)], now=MONDAY, expires_at=EXPIRY)


def test_changed_words_need_a_new_version(sessions: Sessions) -> None:
    notice = ballot_notice()
    changed = replace(
        notice, texts=(*notice.texts[:-1], replace(notice.texts[-1], body="Otra {personal_link}"))
    )
    with sessions() as session:
        first = approve(session, notice, approved_by="c", now=MONDAY)
        assert approve(session, notice, approved_by="d", now=EXPIRY) == first
        with pytest.raises(NoticeChanged):
            approve(session, changed, approved_by="c", now=MONDAY)
        with pytest.raises(NoticeChanged):
            enqueue(session, changed, [by_email(1)], now=MONDAY, expires_at=EXPIRY)
        assert approve(session, replace(changed, version=2), approved_by="c", now=MONDAY) != first


@pytest.mark.parametrize(
    ("change", "error"), [({"link_reference": ""}, MissingLink), ({"values": {}}, MissingValue)]
)
def test_a_recipient_without_link_or_value_is_refused_before_anything_is_added(
    sessions: Sessions, change: dict[str, object], error: type[Exception]
) -> None:
    lacking: Recipient = replace(by_email(2), **change)  # type: ignore[arg-type]  # varied on purpose
    with sessions() as session:
        approve(session, ballot_notice(), approved_by="c", now=MONDAY)
        with pytest.raises(error):
            enqueue(session, ballot_notice(), [by_email(1), lacking], now=MONDAY, expires_at=EXPIRY)
        assert session.scalar(select(func.count()).select_from(Delivery)) == 0


def test_many_are_queued_in_chunks(sessions: Sessions) -> None:
    with sessions() as session:
        approve(session, ballot_notice(), approved_by="c", now=MONDAY)
        people = (by_email(number) for number in range(2_345))
        added = enqueue(session, ballot_notice(), people, now=MONDAY, expires_at=EXPIRY, channels=("email",))
        assert added == {DeliveryStatus.QUEUED: 2_345}


def test_waiting_ones_can_be_cancelled_one_person_or_all(sessions: Sessions) -> None:
    with sessions() as session:
        notice_id = approve(session, ballot_notice(), approved_by="c", now=MONDAY)
        enqueue(session, ballot_notice(), map(by_email, range(5)), now=MONDAY, expires_at=EXPIRY)
        assert cancel(session, notice_id, why="revoked", recipient="person-3") == 1
        assert cancel(session, notice_id, why="voided") == 4
        assert cancel(session, notice_id, why="voided") == 0
        assert progress(session, notice_id) == {DeliveryStatus.CANCELLED: 5}


def test_the_database_itself_refuses_a_wrong_status_and_a_naive_time(sessions: Sessions) -> None:
    with sessions() as session:
        approve(session, ballot_notice(), approved_by="c", now=MONDAY)
        enqueue(session, ballot_notice(), [by_email(1)], now=MONDAY, expires_at=EXPIRY)
        session.commit()
        row = session.scalars(select(Delivery)).one()
        row.status = DeliveryStatus.LEASED
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()
        row.queued_at = datetime(2025, 11, 3)  # noqa: DTZ001 - a naive time is what is tested
        with pytest.raises(StatementError, match="zone"):
            session.flush()


def test_html_is_stored_escaped(sessions: Sessions) -> None:
    notice = replace(
        ballot_notice(),
        texts=(Text(language="en", channel="email", subject="S", body="{voter}", html="<p>{voter}</p>"),),
    )
    with sessions() as session:
        approve(session, notice, approved_by="c", now=MONDAY)
        enqueue(
            session, notice, [replace(by_email(1), values={"voter": "A<b>"})], now=MONDAY, expires_at=EXPIRY
        )
        row = session.scalars(select(Delivery)).one()
        assert (row.body, row.html) == ("A<b>", "<p>A&lt;b&gt;</p>")


@pytest.mark.parametrize(
    "value",
    ['"O\'Brien" \\n \\u0000 <b>', "Nguyễn Thị Ánh", "أحمد", "王小明 🗳️", "0012", "null", "true", "1e3"],
)
def test_every_letter_arrives_as_it_was_written(sessions: Sessions, value: str) -> None:
    """Rows travel as JSON; a number stays the text that it is."""
    address = f"{value}@example.org"
    person = replace(
        by_email(1),
        reference=value,
        person=value,
        link_reference=value,
        occasion=value,
        values={"voter": value},
        contact_points=(ContactPoint(channel="email", address=address),),
    )
    with sessions() as session:
        approve(session, ballot_notice(), approved_by="clerk-1", now=MONDAY)
        enqueue(session, ballot_notice(), [person], now=MONDAY, expires_at=EXPIRY)
        session.commit()
        row = session.scalars(select(Delivery)).one()
    assert (row.recipient, row.person, row.link_reference, row.occasion) == (value,) * 4
    assert row.address == address
    assert row.body == f"Your ballot, {value}: {{personal_link}}"
    assert (row.id.version, row.queued_at, row.expires_at, row.tries) == (4, MONDAY, EXPIRY, 0)
    assert (row.held, row.hours_zone, row.ended_why, row.lease_id) == (False, "", "", None)
