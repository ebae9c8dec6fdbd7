"""The reminder goes to whom has no ballot in the box when their turn comes, and nobody in the office learns who."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

import outreach
from ballot_service.models import AcceptedBallot, Election, Person, TrailEntry, VoterRollEntry
from ballot_service.services import announcing, issuing
from ballot_service.services.acting import Refused
from ballot_service.services.announcing import Announcing, Hold
from outreach.sending import uncertain
from tests.services.test_announcing import CLERK, ORIGIN, Mail, an_election, factory, opened, speak, work
from tests.tallow_creek import at

__all__ = ["factory", "opened"]
REMIND = at(11, 20, 9)
OVER = timedelta(hours=6)
AFTER = REMIND + OVER


@pytest.fixture
def election(opened: Session) -> Election:
    """Ana and Bo have a link and a mailbox; voting is open."""
    made = an_election(opened)
    issuing.issue_links(opened, made, now=at(11, 17, 9), by=CLERK)
    opened.commit()
    return made


def remind(session: Session, election: Election, now: datetime = REMIND) -> dict[str, int]:
    added = announcing.send_notice(
        session,
        election,
        announcing.Announcing.REMINDER,
        origin=ORIGIN,
        speak=speak,
        now=now,
        by=CLERK,
        over=OVER,
    )
    session.commit()
    return {status.value: number for status, number in added.items()}


def votes(session: Session, election: Election, name: str) -> None:
    """A ballot of this person is in the box."""
    found = select(VoterRollEntry).join(Person, Person.id == VoterRollEntry.person_id)
    entry = session.scalars(
        found.where(VoterRollEntry.election_id == election.id, Person.given_name == name)
    ).one()
    row = AcceptedBallot(roll_entry_id=entry.id, district_id=election.district_id, election_id=election.id)
    session.add(row)
    session.commit()


def everything_shown(session: Session, election: Election) -> tuple[object, ...]:
    """All that a clerk can read about the reminders."""
    made = announcing.prepare(session, election, Announcing.REMINDER, origin=ORIGIN, speak=speak, over=OVER)
    offer = announcing.quote(session, election, made)
    (version,) = announcing.versions(session, election, Announcing.REMINDER)
    return (
        (offer.messages, offer.already, [str(one.why) for one in offer.passed_over]),
        (dict(version.numbers), version.had_their_turn, dict(version.published)),
        announcing.stuck(session, election, {"email": "fake"}, AFTER),
        announcing.unclear_messages(session, election),
        announcing.not_reached(session, election, Announcing.REMINDER),
        announcing.outcomes(session, election, Announcing.REMINDER, announcing.Show.ALL).total,
        announcing.packets(session, election),
        announcing.waiting_in(session, version.notice.id)[Hold.ANY_HOUR],
    )


def test_only_who_has_not_voted_by_then_gets_it_and_the_office_sees_no_difference(
    opened: Session, election: Election, factory: sessionmaker[Session]
) -> None:
    votes(opened, election, "Ana")
    added = remind(opened, election)
    assert added["queued"] == 2, "whoever has voted is queued like everybody: the numbers tell nothing"
    assert sum(remind(opened, election).values()) == 0, "once to each"
    work(factory, mail := Mail(), AFTER)
    (message,) = mail.sent
    assert message.address == "bo@example.org"
    assert f"{ORIGIN}/v/" in message.body
    assert "You can vote until" in message.body
    assert "B. L****" in message.body
    assert message.purpose_class is outreach.PurposeClass.NEWS, "whoever wants no news gets no reminder"
    opened.expire_all()
    shown = everything_shown(opened, election)
    numbers = shown[1]
    assert numbers == ({outreach.DeliveryStatus.QUEUED: 0}, sum(added.values()), {})
    assert shown[2:] == ([], [], [], 0, [], 0)
    entry = opened.scalars(select(TrailEntry).where(TrailEntry.act == "send_reminder")).first()
    assert entry is not None
    assert entry.document["details"]["queued"] == 2
    assert entry.document["details"]["over_hours"] == 6


def test_what_goes_wrong_with_a_reminder_names_nobody_either(
    opened: Session, election: Election, factory: sessionmaker[Session]
) -> None:
    remind(opened, election)
    votes(opened, election, "Ana")
    work(factory, mail := Mail(answer=uncertain("no_answer", "Nobody knows.")), AFTER)
    assert [one.address for one in mail.sent] == ["bo@example.org"]
    opened.expire_all()
    shown = everything_shown(opened, election)
    assert shown[1][1] == sum(1 for _ in opened.scalars(select(outreach.Delivery)))  # type: ignore[index]
    assert shown[2:] == ([], [], [], 0, [], 0)


def test_the_moments_are_drawn_by_lot_and_nothing_goes_before_its_own(
    opened: Session, election: Election, factory: sessionmaker[Session]
) -> None:
    remind(opened, election)
    moments = set(opened.scalars(select(outreach.Delivery.not_before)))
    assert all(REMIND <= moment < AFTER for moment in moments)
    assert len(moments) > 1
    opened.rollback()
    work(factory, mail := Mail(), min(moments) - timedelta(seconds=1))
    assert mail.sent == []


def test_it_goes_only_while_voting_is_open_long_enough(opened: Session, election: Election) -> None:
    for now, code in (
        (election.opens_at - timedelta(seconds=1), "not_open_yet"),
        (election.closes_at - OVER, "reminder_too_late"),
        (election.closes_at, "voting_over"),
    ):
        with pytest.raises(Refused) as refused:
            remind(opened, election, now)
        assert refused.value.decision.codes == (code,)
        opened.rollback()


def test_new_times_call_off_what_names_the_old_ones(opened: Session, election: Election) -> None:
    remind(opened, election)
    assert announcing.call_off_old_times(opened, election) == 2
