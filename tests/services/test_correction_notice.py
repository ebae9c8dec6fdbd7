"""A notice after the opening has moved later says so, to the same people in the same languages, as the gate demands."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from ballot_service.models import Person, RollStatus, VoterRollEntry
from ballot_service.rules.notice import adequate_notice
from ballot_service.services import announcing, opening
from ballot_service.services.announcing import Announcing
from ballot_service.services.noticing import notice_facts
from tests.services.test_announcing import (
    ORIGIN,
    SEND,
    Mail,
    an_election,
    factory,
    opened,
    record,
    send,
    speak,
    work,
)
from tests.tallow_creek import CLOSES, SECRET

__all__ = ["factory", "opened"]
LATER = SEND + timedelta(days=1)


def test_a_later_opening_is_corrected_to_whom_the_first_notice_went(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = an_election(opened)
    first = announcing.prepare(opened, election, Announcing.ELECTION_NOTICE, origin=ORIGIN, speak=speak)
    assert "orrection" not in " ".join(text.body for text in first.notice.texts)
    send(opened, election)
    work(factory, told := Mail())
    record(opened)
    named = election.opens_at
    new = named + timedelta(days=2)
    opening.change_times(opened, election, SECRET, opens_at=new, closes_at=CLOSES, now=LATER)
    bo = select(VoterRollEntry).join(Person, Person.id == VoterRollEntry.person_id)
    opened.scalars(bo.where(Person.given_name == "Bo")).one().status = RollStatus.EXCLUDED
    opened.commit()
    codes = adequate_notice(notice_facts(opened, election, LATER)).codes
    assert codes.count("notice_correction_missing") == 2, "in English and in Spanish"
    assert send(opened, election, LATER)["queued"] == 2
    opened.rollback()
    work(factory, mail := Mail(), LATER)
    same = [{(one.address, one.language) for one in each.sent} for each in (told, mail)]
    assert same[0] == same[1], "Bo was told, so Bo is told of the change"
    english = next(one for one in mail.sent if one.language == "en")
    assert "correction, voting opens on" in english.subject
    assert f"does not open on {speak('en', named.astimezone(election.zone))}" in english.body
    assert f"Voting now opens: {speak('en', new.astimezone(election.zone))}" in english.body
    record(opened, LATER)
    assert "notice_correction_missing" not in adequate_notice(notice_facts(opened, election, LATER)).codes
    assert sum(send(opened, election, LATER).values()) == 0, "and it stays the same notice"
