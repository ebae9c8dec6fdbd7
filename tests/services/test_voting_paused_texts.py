"""While voting is paused nobody is told to vote: what carries a ballot link waits, and what has become old is called
off.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

import outreach
from ballot_service.models import ContactKind, ContactPoint, Election
from ballot_service.services import announcing, issuing, opening
from ballot_service.services.acting import Refused
from ballot_service.services.announcing import Announcing, Ruling
from ballot_service.services.sending_tasks import sending_tasks
from outreach.sending import uncertain
from tests.services.correction_steps import CONFIRMED, ENTERED, PAUSED, Desk
from tests.services.steps import cast, entry_of
from tests.services.test_announcing import (
    CLERK,
    LINKS,
    ORIGIN,
    Mail,
    an_election,
    factory,
    opened,
    send_links,
    speak,
    work,
)
from tests.services.test_reminders import OVER, REMIND, remind
from tests.tallow_creek import OPENS, TallowCreek, at

__all__ = ["factory", "opened"]
NEW = "Gil Rey"
NEXT_DAY = at(11, 22, 9)


@pytest.fixture
def election(opened: Session) -> Election:
    """Ana and Bo have a link and a mailbox; voting is open."""
    made = an_election(opened)
    TallowCreek.found(opened, made).notify(made)
    opening.confirm_opening(opened, made, now=OPENS)
    issuing.issue_links(opened, made, now=at(11, 17, 9), by=CLERK)
    opened.commit()
    return made


def desk_of(session: Session, election: Election) -> Desk:
    return Desk(TallowCreek.found(session, election), election)


def stuck(session: Session, election: Election, now: datetime) -> list[tuple[Announcing, int, str]]:
    session.expire_all()
    found = announcing.stuck(session, election, {"email": "fake"}, now)
    session.rollback()
    return [(one.kind, one.number, str(one.sentence)) for one in found]


def test_a_reminder_queued_before_the_pause_goes_when_voting_goes_on(
    opened: Session, election: Election, factory: sessionmaker[Session]
) -> None:
    """Nothing was wrong after all: names, times and fingerprint stay, and so do the words of the reminder."""
    remind(opened, election, REMIND)
    desk = desk_of(opened, election)
    row = desk.pause(REMIND + timedelta(seconds=1))
    work(factory, mail := Mail(), REMIND + OVER)
    assert mail.sent == []
    waits = stuck(opened, election, REMIND + OVER)
    assert [one[:2] for one in waits] == [(Announcing.REMINDER, 2)]
    assert waits[0][2].startswith("They wait, because voting is paused")
    desk.enter()
    desk.confirm(row)
    assert row.manifest is None
    opened.rollback()
    work(factory, mail, CONFIRMED)
    assert {one.address for one in mail.sent} == {"ana@example.org", "bo@example.org"}
    assert stuck(opened, election, CONFIRMED) == []


@pytest.mark.parametrize("way", ["sms", "voice"])
def test_by_text_and_by_phone_a_reminder_waits_as_well(
    opened: Session, election: Election, factory: sessionmaker[Session], way: str
) -> None:
    """A call says no link, and still that one can vote now."""
    cy = entry_of(opened, election, "Cy").person
    phone = ContactPoint(district_id=election.district_id, kind=ContactKind.PHONE, value="+16015550102")
    cy.contacts.append(phone)
    opened.commit()
    kind, ways = Announcing.REMINDER, ("email", way)
    announcing.send_notice(
        opened, election, kind, origin=ORIGIN, speak=speak, now=REMIND, by=CLERK, channels=ways, over=OVER
    )
    opened.commit()
    desk = desk_of(opened, election)
    row = desk.pause(REMIND + timedelta(seconds=1))
    fill, sender = announcing.fill(factory, LINKS, ORIGIN), Mail()

    def delivered(now: datetime) -> list[str]:
        outreach.deliver_due(factory, {"email": sender, way: sender}, fill, lambda: now, "tests")
        return sorted(one.channel for one in sender.sent)

    assert delivered(REMIND + OVER) == []
    desk.enter()
    desk.confirm(row)
    opened.rollback()
    assert delivered(CONFIRMED) == sorted(["email", "email", way])


def test_a_link_that_is_to_be_repeated_waits_as_well(
    opened: Session, election: Election, factory: sessionmaker[Session]
) -> None:
    """It was unclear, its repeat was in the queue, and then voting was paused."""
    send_links(opened, election, at(11, 21, 8))
    work(factory, mail := Mail(answer=uncertain("no_answer", "Nobody knows.")), at(11, 21, 8))
    assert len(mail.sent) == 2
    for one in announcing.unclear_messages(opened, election):
        announcing.rule_on(
            opened, election, one.unclear.delivery_id, Ruling.REPEAT, "No.", now=at(11, 21, 8), by=CLERK
        )
    opened.commit()
    desk = desk_of(opened, election)
    row = desk.pause()
    work(factory, again := Mail(), PAUSED)
    assert again.sent == []
    desk.enter()
    desk.confirm(row)
    opened.rollback()
    work(factory, again, CONFIRMED)
    assert len(again.sent) == 2


def test_whether_somebody_has_voted_makes_no_difference_while_it_waits(
    opened: Session, election: Election, factory: sessionmaker[Session]
) -> None:
    """Withdrawn in the middle of a pause, the number that waits would tell how many have voted."""
    cast(opened, election, entry_of(opened, election, "Ana"), ["Di Voss"])
    remind(opened, election, REMIND)
    desk_of(opened, election).pause(REMIND + timedelta(seconds=1))
    work(factory, Mail(), REMIND + OVER)
    statuses = select(outreach.Delivery.status).where(outreach.Delivery.address != "")
    assert set(opened.scalars(statuses)) == {outreach.DeliveryStatus.QUEUED}


def test_links_that_wait_are_called_off_with_a_corrected_ballot_and_the_clerk_is_told(
    opened: Session, election: Election, factory: sessionmaker[Session]
) -> None:
    """They name the fingerprint of the ballot before; sent again they name the new one."""
    send_links(opened, election, at(11, 21, 8))
    desk = desk_of(opened, election)
    row = desk.pause()
    work(factory, mail := Mail(), PAUSED)
    assert mail.sent == []
    old = election.manifests[-1].fingerprint[:8]
    desk.add(election.contests[0], NEW)
    desk.enter()
    desk.confirm(row)
    assert announcing.call_off_old_ballot(opened, election) == 2
    opened.commit()
    (task,) = sending_tasks(opened, election, CONFIRMED)
    assert str(task.sentence) == "Ballot links called off because the ballot or its times changed: 2."
    opened.rollback()
    work(factory, mail, CONFIRMED)
    assert mail.sent == []
    assert send_links(opened, election, NEXT_DAY)["queued"] == 2
    assert list(sending_tasks(opened, election, NEXT_DAY)) == []
    opened.rollback()
    work(factory, mail, NEXT_DAY)
    assert len(mail.sent) == 2
    assert not any(old in one.body.replace(" ", "") for one in mail.sent)


def test_no_link_is_queued_or_printed_while_voting_is_paused(opened: Session, election: Election) -> None:
    desk_of(opened, election).pause()
    press = announcing.Press(links=LINKS, origin=ORIGIN, speak=speak)
    with pytest.raises(Refused) as queued:
        send_links(opened, election, ENTERED)
    opened.rollback()
    with pytest.raises(Refused) as printed:
        announcing.print_letters(opened, election, press, now=ENTERED, by=CLERK)
    assert queued.value.decision.codes == ("voting_paused",)
    assert "voting_paused" in printed.value.decision.codes


def test_times_moved_and_moved_back_lose_nobody_whose_link_was_called_off(
    opened: Session, election: Election, factory: sessionmaker[Session]
) -> None:
    """The words are the same again, and the first version was called off before it left."""
    send_links(opened, election, at(11, 21, 8))
    announcing.call_off_old_times(opened, election)
    opened.commit()
    assert send_links(opened, election, NEXT_DAY)["queued"] == 2
    work(factory, mail := Mail(), NEXT_DAY)
    assert {one.address for one in mail.sent} == {"ana@example.org", "bo@example.org"}
    assert send_links(opened, election, NEXT_DAY).get("queued", 0) == 0


def called_off_with_the_old_ballot(session: Session, election: Election) -> Desk:
    """Two links waited when the ballot was corrected."""
    send_links(session, election, at(11, 21, 8))
    desk = desk_of(session, election)
    row = desk.pause()
    desk.add(election.contests[0], NEW)
    desk.enter()
    desk.confirm(row)
    assert announcing.call_off_old_ballot(session, election) == 2
    session.commit()
    return desk


def said(session: Session, election: Election, now: datetime = NEXT_DAY) -> list[str]:
    return [str(task.sentence) for task in sending_tasks(session, election, now)]


def print_for(session: Session, election: Election, name: str) -> None:
    press = announcing.Press(links=LINKS, origin=ORIGIN, speak=speak)
    entry = entry_of(session, election, name)
    announcing.print_letters(session, election, press, now=NEXT_DAY, by=CLERK, only=entry)
    session.commit()


def test_a_letter_to_one_person_leaves_the_others_on_the_list(opened: Session, election: Election) -> None:
    """It is a new version of the notice, and reaches nobody else."""
    called_off_with_the_old_ballot(opened, election)
    print_for(opened, election, "Cy")
    assert said(opened, election) == [
        "Ballot links called off because the ballot or its times changed: 2."
    ], "Cy never had one called off"
    print_for(opened, election, "Ana")
    assert said(opened, election) == ["Ballot links called off because the ballot or its times changed: 1."]
    assert send_links(opened, election, NEXT_DAY)["queued"] == 2
    assert said(opened, election) == []


def test_who_may_not_vote_any_more_is_not_waited_for(opened: Session, election: Election) -> None:
    """Sending the links again would bring them none."""
    called_off_with_the_old_ballot(opened, election)
    link = entry_of(opened, election, "Bo").links[-1]
    link.revoked_at = NEXT_DAY
    opened.commit()
    assert said(opened, election) == ["Ballot links called off because the ballot or its times changed: 1."]


def test_what_is_called_off_a_second_time_is_counted_by_people(opened: Session, election: Election) -> None:
    called_off_with_the_old_ballot(opened, election)
    send_links(opened, election, NEXT_DAY)
    announcing.call_off_old_times(opened, election)
    opened.commit()
    assert said(opened, election) == ["Ballot links called off because the ballot or its times changed: 2."]
