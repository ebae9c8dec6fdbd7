"""Letters: handed over within the caller's transaction, each recorded as printed, and nothing left in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

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
    Notice,
    Recipient,
    Text,
    approve,
    enqueue,
    hand_over,
)
from outreach.channels import letter
from tests.outreach.samples import EXPIRY, MONDAY, ballot_notice, link_for

ADDRESS = "3 Oak Street\nPine, MS 39001"


def letter_notice() -> Notice:
    texts = [Text(language="en", channel="letter", body="Your ballot, {voter}: {personal_link}")]
    return replace(ballot_notice(), texts=(*ballot_notice().texts, *texts))


def by_letter(number: int, language: str = "en") -> Recipient:
    return Recipient(
        reference=f"person-{number}",
        language=language,
        contact_points=(ContactPoint(channel="letter", address=ADDRESS),),
        link_reference=f"link-{number}",
        values={"voter": f"Voter {number}"},
    )


def printed(
    session: Session, how_many: int = 3, **changed: object
) -> tuple[list[Message], dict[Answer, int]]:
    """Queues letters and hands them over; answers what lay on the stack."""
    notice = letter_notice()
    notice_id = approve(session, notice, approved_by="clerk-1", now=MONDAY)
    people = [by_letter(number) for number in range(how_many)]
    enqueue(session, notice, people, now=MONDAY, expires_at=EXPIRY, channels=("letter",))
    stack: list[Message] = []
    sender = letter.open_sender(letter.Settings(take=stack.append))
    given = {"fill": link_for, "now": MONDAY, "by": "clerk-1", **changed}
    return stack, dict(hand_over(session, notice_id, "letter", sender, **given))  # type: ignore[arg-type]  # as above


def test_every_letter_is_filled_and_recorded_as_printed(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        stack, tally = printed(session)
        assert tally == {Answer.ACCEPTED: 3}
        assert sorted(message.body for message in stack)[0] == (
            "Your ballot, Voter 0: https://vote.example.org/b/SECRET-link-0"
        )
        assert {message.address for message in stack} == {ADDRESS}
        rows = session.scalars(select(Delivery)).all()
        assert {row.status for row in rows} == {DeliveryStatus.SENT}
        assert all("{personal_link}" in row.body for row in rows)
        attempts = session.scalars(select(Attempt)).all()
        assert {(one.sender, one.provider_reference) for one in attempts} == {("letter", letter.PRINTED)}


def test_handing_over_again_prints_nothing(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        printed(session)
        assert printed(session) == ([], {})


def test_what_is_undone_never_happened(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        stack, _ = printed(session)
        assert len(stack) == 3
        session.rollback()
        assert session.scalars(select(Delivery)).all() == []
        assert printed(session)[1] == {Answer.ACCEPTED: 3}


def test_a_withdrawn_link_is_taken_off_the_stack(sessions: sessionmaker[Session]) -> None:
    def fill(reference: str) -> Mapping[str, str] | None:
        return None if reference == "link-1" else link_for(reference)

    with sessions() as session:
        stack, tally = printed(session, fill=fill)
        assert tally == {Answer.ACCEPTED: 2}
        assert len(stack) == 2
        ended = session.scalars(select(Delivery).where(Delivery.status == DeliveryStatus.CANCELLED)).one()
        assert (ended.recipient, ended.ended_why) == ("person-1", "link_withdrawn")


def test_letters_that_expired_stay_where_they_are(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        stack, tally = printed(session, now=EXPIRY + timedelta(seconds=1))
        assert (stack, tally) == ([], {})
        assert {row.status for row in session.scalars(select(Delivery))} == {DeliveryStatus.QUEUED}


@pytest.mark.parametrize("how_many", [0, 1, 501])
def test_any_number_is_handed_over(sessions: sessionmaker[Session], how_many: int) -> None:
    with sessions() as session:
        stack, _ = printed(session, how_many)
        assert len({message.delivery_id for message in stack}) == how_many


def test_an_empty_letter_is_refused(sessions: sessionmaker[Session]) -> None:
    sender = letter.open_sender(letter.Settings(take=lambda message: pytest.fail(message.body)))
    with sessions() as session:
        stack, _ = printed(session, 1)
    outcome = sender.send(replace(stack[0], body=" \n"))
    assert (outcome.answer, outcome.error) == (Answer.REFUSED, "empty_letter")
