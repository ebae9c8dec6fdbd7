"""A notice after the opening has moved later says so, to the same people in the same languages, as the gate demands."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from ballot_service.models import Person, RollStatus, VoterRollEntry
from ballot_service.rules.notice import adequate_notice
from ballot_service.services import announcing, opening, registering
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
from tests.services.test_call_for_forms import mailbox as mail_to
from tests.tallow_creek import CLOSES, SECRET, TallowCreek

__all__ = ["factory", "opened"]
LATER = SEND + timedelta(days=1)
NOTICE = Announcing.ELECTION_NOTICE


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


def test_who_came_since_and_who_could_not_be_reached_then_get_the_day_that_holds(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    """The words hold all that a notice has to say, so they do for somebody who never heard the first day, too."""
    election = an_election(opened)
    send(opened, election)
    work(factory, Mail())
    record(opened)
    creek = TallowCreek.found(opened, election)
    late = creek.guardian("Late", "Comer", language="es")
    cy = opened.scalars(select(Person).where(Person.given_name == "Cy")).one()
    for person in (late, cy):
        mail_to(opened, person)
    registering.build_roll(opened, election, now=LATER)
    new = election.opens_at + timedelta(days=2)
    opening.change_times(opened, election, SECRET, opens_at=new, closes_at=CLOSES, now=LATER)
    opened.commit()
    nobody = {one.person.given_name for one in announcing.not_reached(opened, election, NOTICE)}
    assert "Cy" in nobody, "the first notice did not reach him, and still says so"
    assert send(opened, election, LATER)["queued"] == 4
    opened.rollback()
    work(factory, mail := Mail(), LATER)
    got = {(one.address, one.language) for one in mail.sent}
    assert got == {
        ("ana@example.org", "es"),
        ("bo@example.org", "en"),
        ("cy@example.org", "en"),
        ("late@example.org", "es"),
    }
    assert all(speak("en", new.astimezone(election.zone)) in one.body for one in mail.sent)
    assert all("ho may vote" in one.body or "uién puede votar" in one.body for one in mail.sent)
    opened.expire_all()
    still = {one.person.given_name for one in announcing.not_reached(opened, election, NOTICE)}
    assert "Cy" not in still
    assert still, "who has no address yet is listed for a letter with the correction"
    record(opened, LATER)
    assert "notice_correction_missing" not in adequate_notice(notice_facts(opened, election, LATER)).codes
