"""Voters hear that a ballot was cast with their link: once, after the close, at an address of their own."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import ContactKind, ContactPoint, Election, Envelope, TrailEntry
from ballot_service.rules.election_settings import ElectionSettings, Electorate
from ballot_service.services import announcing
from tests.services.steps import SIX, cast, close_and_count, entry_of, up_to_open
from tests.tallow_creek import CLOSES, TallowCreek

ORIGIN = "https://vote.tallowcreek.example"
CHANNELS = ("email", "sms", "voice", "whatsapp")
AFTER = CLOSES + timedelta(minutes=1)
SHARED = "+16015550142"


def contact(session: Session, election: Election, given: str, *values: str) -> None:
    person = entry_of(session, election, given).person
    for value in values:
        kind = ContactKind.EMAIL if "@" in value else ContactKind.PHONE
        session.add(
            ContactPoint(district_id=election.district_id, person_id=person.id, kind=kind, value=value)
        )
    session.commit()


def an_election(creek: TallowCreek, *, chosen: bool = True) -> Election:
    """Voter 0 has mail alone, 1 shares a phone with 2, who has mail as well, 3 has both and does not vote."""
    election = up_to_open(creek, creek.election(settings=ElectionSettings(ballot_received_notice=chosen)))
    contact(creek.session, election, "Voter0", "zero@example.org")
    contact(creek.session, election, "Voter1", SHARED)
    contact(creek.session, election, "Voter2", SHARED, "two@example.org")
    contact(creek.session, election, "Voter3", "three@example.org", "+16015550143")
    for number in range(3):
        cast(creek.session, election, entry_of(creek.session, election, f"Voter{number}"), [SIX[number]])
    return election


def tell(session: Session, now: datetime = AFTER) -> int:
    added = announcing.tell_ballots_received(session, origin=ORIGIN, channels=CHANNELS, now=now)
    session.commit()
    return added


def told(session: Session) -> dict[str, outreach.Delivery]:
    query = select(outreach.Delivery).where(outreach.Delivery.purpose == "ballot_received")
    return {row.address: row for row in session.scalars(query)}


def test_after_the_close_each_voter_by_link_is_told_at_an_address_of_their_own(creek: TallowCreek) -> None:
    an_election(creek)
    session = creek.session
    assert tell(session, CLOSES - timedelta(seconds=1)) == 0
    assert tell(session) == 2
    assert set(told(session)) == {"zero@example.org", "two@example.org"}, (
        "who shares the only phone has the tracker, and who has not voted gets nothing"
    )
    assert tell(session, AFTER + timedelta(hours=1)) == 0
    entries = session.scalars(select(TrailEntry).where(TrailEntry.act == "tell_ballots_received")).all()
    assert len(entries) == 1
    assert set(entries[0].document["details"]) == {"fingerprint"}, "no number, and nobody's name"


def test_the_message_says_neither_how_nor_which_ballot_nor_when(creek: TallowCreek) -> None:
    an_election(creek)
    session = creek.session
    tell(session)
    rows = told(session).values()
    trackers = session.scalars(select(Envelope.tracker)).all()
    assert len(trackers) == 3
    for row in rows:
        words = f"{row.subject} {row.body}"
        assert not any(tracker in words or tracker.replace("-", "") in words for tracker in trackers)
        assert not any(name in words for name in SIX)
        assert row.link_reference == ""
        assert "(601) 555-0100" in words
    assert {(row.queued_at, row.not_before, row.expires_at) for row in rows} == {
        (AFTER, AFTER, CLOSES + timedelta(days=3))
    }, "one moment for all"


def test_nobody_is_told_unless_the_council_chose_it(creek: TallowCreek) -> None:
    assert ElectionSettings().ballot_received_notice is False
    an_election(creek, chosen=False)
    assert tell(creek.session) == 0
    assert told(creek.session) == {}


def test_after_the_count_it_is_too_late(creek: TallowCreek) -> None:
    """The roll does not know any more which ballots came by link."""
    election = an_election(creek)
    close_and_count(creek.session, election)
    assert tell(creek.session) == 0


def test_in_an_election_of_students_the_guardian_is_not_told(creek: TallowCreek) -> None:
    election = an_election(creek)
    election.settings = {**election.settings, "electorate": Electorate.STUDENTS.value}
    creek.session.commit()
    assert tell(creek.session) == 0


def test_whoever_wants_no_news_gets_none_and_the_office_sees_nobodys_message(creek: TallowCreek) -> None:
    election = an_election(creek)
    session = creek.session
    wish = outreach.Consent(
        channel="email",
        address="zero@example.org",
        purpose_class=outreach.PurposeClass.NEWS,
        says=outreach.Says.NO,
        source=outreach.ConsentSource.LINK,
        at=AFTER,
    )
    outreach.note(session, wish, now=AFTER)
    assert tell(session) == 1
    row = told(session)["two@example.org"]
    row.status = outreach.DeliveryStatus.UNCERTAIN
    session.commit()
    assert announcing.unclear_messages(session, election) == []
    assert "ballot_received" in announcing.TELLS_WHO_VOTED


@pytest.mark.parametrize("tag", ["en", "es", "ar", "vi", "zh-Hans"])
def test_it_is_told_in_the_voters_language(creek: TallowCreek, tag: str) -> None:
    election = an_election(creek)
    entry_of(creek.session, election, "Voter0").language = tag
    creek.session.commit()
    tell(creek.session)
    assert told(creek.session)["zero@example.org"].language == tag
