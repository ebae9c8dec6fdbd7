"""The call for interest forms: to the grown-ups whom the files know, before there is a roll, while forms are taken."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

import outreach
from ballot_service.models import (
    ContactKind,
    ContactPoint,
    Election,
    Employment,
    Enrollment,
    Person,
    TrailEntry,
    VoterRollEntry,
)
from ballot_service.rules.election_settings import ElectionSettings, Electorate
from ballot_service.rules.employment import Position
from ballot_service.services import announcing, registering
from ballot_service.services.acting import Refused
from ballot_service.services.announcing import Announcing
from outreach.sending import refused as said_no
from outreach.sending import uncertain as unclear
from tests.services.test_announcing import CLERK, ORIGIN, Mail, factory, opened, speak, work
from tests.tallow_creek import FORMS_CLOSE, FORMS_OPEN, TallowCreek, at

__all__ = ["factory", "opened"]
CALL = at(10, 15, 9)


def mailbox(session: Session, person: Person) -> None:
    """Each has a mailbox of the given name."""
    session.add(
        ContactPoint(
            district_id=person.district_id,
            person_id=person.id,
            kind=ContactKind.EMAIL,
            value=f"{person.given_name.lower()}@example.org",
        )
    )


def the_place(session: Session, settings: ElectionSettings | None = None) -> Election:
    """Guardians Ana, Bo and Sam, who is a student too; Tia teaches here, Old did; Kim is a guardian of 17; Joe is
    nobody's.
    """
    creek = TallowCreek(session)
    election = creek.election(settings=settings)
    ana, bo = creek.guardian("Ana", "Ruiz", language="es"), creek.guardian("Bo", "Lee")
    sam = creek.guardian("Sam", "Yu")
    session.add(Enrollment(district_id=sam.district_id, person_id=sam.id, school_id=creek.cypress.id))
    kim = creek.guardian("Kim", "Roe", born=date(2008, 1, 5))
    tia, old, joe = (creek.person(*name) for name in (("Tia", "Hall"), ("Old", "Hall"), ("Joe", "Fox")))
    for person, until in ((tia, None), (old, date(2025, 6, 30))):
        row = Employment(
            district_id=person.district_id,
            person_id=person.id,
            position=Position.TEACHER,
            school_id=creek.cypress.id,
            until_on=until,
        )
        session.add(row)
    children = session.scalars(select(Person).where(Person.given_name.like("Child%"))).all()
    for each in children:
        each.given_name = each.given_name.replace(" ", "")
    for person in (ana, bo, sam, kim, tia, old, joe, *children):
        mailbox(session, person)
    session.commit()
    return election


def call(session: Session, election: Election, now: datetime = CALL) -> dict[str, int]:
    added = announcing.send_notice(
        session, election, announcing.Announcing.CALL_FOR_FORMS, origin=ORIGIN, speak=speak, now=now, by=CLERK
    )
    session.commit()
    return {status.value: number for status, number in added.items()}


def test_guardians_and_staff_hear_of_it_before_there_is_a_roll_and_students_never(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = the_place(opened)
    made = announcing.prepare(opened, election, Announcing.CALL_FOR_FORMS, origin=ORIGIN, speak=speak)
    quoted = announcing.quote(opened, election, made)
    assert [(line.language, line.messages) for line in quoted.lines] == [("en", 2), ("es", 1)]
    assert opened.scalars(select(VoterRollEntry)).first() is None
    assert call(opened, election) == {"queued": 3}
    work(factory, mail := Mail(), CALL)
    found = {message.address: message for message in mail.sent}
    assert sorted(found) == ["ana@example.org", "bo@example.org", "tia@example.org"]
    words = found["bo@example.org"].body
    for said in (
        "Parents, 4 seats; ",
        "Mon 3 Nov 2025, 5:00 p.m. Central time",
        f"\n{ORIGIN}/elections/{election.id}/interest\n",
        "The form on paper",
    ):
        assert said in words
    assert found["bo@example.org"].purpose_class is outreach.PurposeClass.NEWS
    assert (
        "Formulario" in found["ana@example.org"].subject or "formulario" in found["ana@example.org"].subject
    )


def test_a_roll_built_afterwards_tells_nobody_twice_and_adds_who_came_later(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = the_place(opened)
    call(opened, election)
    registering.build_roll(opened, election, now=CALL)
    new = TallowCreek.found(opened, election).guardian("Di", "Voss")
    mailbox(opened, new)
    opened.commit()
    assert call(opened, election, CALL + timedelta(days=1)) == {"queued": 1}


def test_it_goes_out_only_while_forms_are_taken(opened: Session, factory: sessionmaker[Session]) -> None:
    election = the_place(opened)
    for now, code in (
        (FORMS_OPEN - timedelta(seconds=1), "forms_not_open_yet"),
        (FORMS_CLOSE, "forms_closed"),
    ):
        with pytest.raises(Refused) as refused:
            call(opened, election, now)
        assert refused.value.decision.codes == (code,)
        assert all(reason.remedy for reason in refused.value.decision.reasons)
        opened.rollback()
    assert call(opened, election, FORMS_OPEN)["queued"] == 3
    work(factory, mail := Mail(), FORMS_CLOSE)
    assert mail.sent == [], "what has not left at the close is not true any more"
    opened.expire_all()
    missed = announcing.not_reached(opened, election, Announcing.CALL_FOR_FORMS)
    assert {one.person.given_name for one in missed} == {"Ana", "Bo", "Tia"}


def test_who_wants_no_news_gets_none_and_the_record_says_so(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = the_place(opened, ElectionSettings(two_person_notice_approval=True))
    no = outreach.Consent(
        channel="email",
        address="bo@example.org",
        purpose_class=outreach.PurposeClass.NEWS,
        says=outreach.Says.NO,
        source=outreach.ConsentSource.REPLY,
        at=CALL,
        wording="no news",
        stamp="test",
    )
    outreach.note(opened, no, now=CALL)
    with pytest.raises(Refused) as refused:
        call(opened, election)
    assert refused.value.decision.codes == ("second_person_missing",)
    opened.rollback()
    made = announcing.prepare(opened, election, Announcing.CALL_FOR_FORMS, origin=ORIGIN, speak=speak)
    outreach.note(opened, no, now=CALL)
    announcing.approve_words(opened, election, made, now=CALL, by=election.id)
    assert call(opened, election) == {"queued": 2, "opted_out": 1}
    work(factory, Mail(), CALL)
    opened.expire_all()
    seen = announcing.outcomes(opened, election, Announcing.CALL_FOR_FORMS, announcing.Show.TROUBLE)
    assert [one.entry.person.given_name for one in seen.outcomes if one.entry] == ["Bo"]
    assert announcing.packets(opened, election) == [Announcing.CALL_FOR_FORMS]
    packet = announcing.evidence_packet(opened, election, Announcing.CALL_FOR_FORMS, speak=speak, whole=False)
    assert packet is not None
    sent = opened.scalars(select(TrailEntry).where(TrailEntry.act == "send_call_for_forms")).one()
    assert sent.document["details"]["queued"] == 2


def test_in_an_election_for_students_their_guardians_are_told_as_themselves(opened: Session) -> None:
    election = the_place(opened)
    election.settings = {**election.settings, "electorate": Electorate.STUDENTS.value}
    registering.build_roll(opened, election, now=CALL)
    assert call(opened, election) == {"queued": 3}


def again_in_the_files(
    session: Session, election: Election, name: tuple[str, str], mail: str, language: str = "en"
) -> Person:
    """Somebody else's line of the files, or a second line of the same person: works here, with this mailbox."""
    creek = TallowCreek.found(session, election)
    person = creek.person(*name)
    person.language = language
    session.add(
        Employment(
            district_id=person.district_id,
            person_id=person.id,
            position=Position.TEACHER,
            school_id=creek.cypress.id,
        )
    )
    session.add(
        ContactPoint(district_id=person.district_id, person_id=person.id, kind=ContactKind.EMAIL, value=mail)
    )
    session.commit()
    return person


def test_who_stands_in_the_files_twice_gets_one_message_in_the_language_of_their_own(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    """Ana is a guardian who reads Spanish, and a teacher of whom the staff's file names no language."""
    election = the_place(opened)
    again_in_the_files(opened, election, ("Ana", "Ruíz"), "ana@example.org")
    ready = announcing.prepare(opened, election, Announcing.CALL_FOR_FORMS, origin=ORIGIN, speak=speak)
    quote = announcing.quote(opened, election, ready)
    assert (quote.messages, quote.people, quote.same_address) == (3, 3, 1)
    assert call(opened, election)["cancelled"] == 1
    work(factory, mail := Mail(), CALL)
    assert sorted(one.address for one in mail.sent) == [
        "ana@example.org",
        "bo@example.org",
        "tia@example.org",
    ]
    assert {one.language for one in mail.sent if one.address == "ana@example.org"} == {"es"}
    shown = announcing.outcomes(opened, election, Announcing.CALL_FOR_FORMS, announcing.Show.ALL)
    said = {str(one.sentence) for one in shown.outcomes if one.entry and one.entry.person.given_name == "Ana"}
    assert said == {
        "Accepted by the provider.",
        "Not sent: the same message goes to this address once, for another person in the files.",
    }
    assert announcing.not_reached(opened, election, Announcing.CALL_FOR_FORMS) == []
    packet = announcing.evidence_packet(opened, election, Announcing.CALL_FOR_FORMS, speak=speak, whole=False)
    assert packet is not None
    with zipfile.ZipFile(io.BytesIO(packet)) as proof:
        lines = csv.DictReader(io.StringIO(proof.read("messages.csv").decode("utf-8-sig")))
        assert [line["What came back"] for line in lines].count("same_address") == 1


def test_one_mailbox_of_two_people_gets_it_once_in_each_language_that_they_read(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = the_place(opened)
    again_in_the_files(opened, election, ("Abe", "Ruiz"), "ana@example.org")
    again_in_the_files(opened, election, ("Beth", "Lee"), "bo@example.org")
    call(opened, election)
    work(factory, mail := Mail(), CALL)
    got = sorted((one.address, one.language) for one in mail.sent)
    assert got == [
        ("ana@example.org", "en"),
        ("ana@example.org", "es"),
        ("bo@example.org", "en"),
        ("tia@example.org", "en"),
    ]


def test_who_comes_into_the_files_later_with_an_address_that_was_told_is_not_written_to_again(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = the_place(opened)
    call(opened, election)
    work(factory, first := Mail(), CALL)
    again_in_the_files(opened, election, ("Beth", "Lee"), "bo@example.org")
    ready = announcing.prepare(opened, election, Announcing.CALL_FOR_FORMS, origin=ORIGIN, speak=speak)
    quote = announcing.quote(opened, election, ready)
    assert (quote.messages, quote.already, quote.same_address) == (0, 3, 1)
    assert call(opened, election).get("queued", 0) == 0
    work(factory, second := Mail(), CALL)
    assert (len(first.sent), len(second.sent)) == (3, 0)


def test_what_does_not_arrive_at_a_shared_address_is_lost_for_both(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = the_place(opened)
    again_in_the_files(opened, election, ("Beth", "Lee"), "bo@example.org")
    call(opened, election)
    work(factory, Mail(answer=said_no("address_refused", "No such mailbox.")), CALL)
    missed = announcing.not_reached(opened, election, Announcing.CALL_FOR_FORMS)
    assert {"Beth", "Bo"} <= {one.person.given_name for one in missed}
    ready = announcing.prepare(opened, election, Announcing.CALL_FOR_FORMS, origin=ORIGIN, speak=speak)
    passed = announcing.quote(opened, election, ready).passed_over
    assert {"Beth", "Bo"} <= {one.entry.person.given_name for one in passed}


def wants_none(session: Session, recipient: Person) -> None:
    """A clerk was told so by this person, of their mailbox; whoever shares it has said nothing."""
    no = outreach.Consent(
        channel="email",
        address="bo@example.org",
        purpose_class=outreach.PurposeClass.NEWS,
        says=outreach.Says.NO,
        source=outreach.ConsentSource.DESK,
        at=CALL,
        person=str(recipient.id),
    )
    outreach.note(session, no, now=CALL)
    session.commit()


def quoted(session: Session, election: Election) -> announcing.Quote:
    session.expire_all()
    ready = announcing.prepare(session, election, Announcing.CALL_FOR_FORMS, origin=ORIGIN, speak=speak)
    return announcing.quote(session, election, ready)


@pytest.mark.parametrize("pressed_again", [True, False])
def test_who_shares_a_mailbox_gets_it_when_the_other_wants_none_as_the_quote_says(
    opened: Session, factory: sessionmaker[Session], pressed_again: bool
) -> None:
    """At once where the clerk sends again, else by itself."""
    election = the_place(opened)
    again_in_the_files(opened, election, ("Beth", "Lee"), "bo@example.org")
    call(opened, election)
    table = outreach.Delivery
    of_bo = select(table).where(table.address == "bo@example.org")
    holder = opened.scalars(of_bo.where(table.status == outreach.DeliveryStatus.QUEUED)).one()
    first = opened.get_one(Person, UUID(holder.person))
    wants_none(opened, first)
    work(factory, mail := Mail(), CALL)
    assert "bo@example.org" not in {one.address for one in mail.sent}
    quote = quoted(opened, election)
    assert (quote.messages, quote.already, quote.same_address) == (1, 2, 0)
    assert [one.entry.person.given_name for one in quote.passed_over] == [first.given_name]
    opened.rollback()
    if pressed_again:
        assert call(opened, election) == {"queued": 1}
    work(factory, again := Mail(), CALL)
    assert [one.address for one in again.sent] == ["bo@example.org"]
    quote = quoted(opened, election)
    assert (quote.messages, quote.already) == (0, 3)
    assert [one.entry.person.given_name for one in quote.passed_over] == [first.given_name]
    missed = announcing.not_reached(opened, election, Announcing.CALL_FOR_FORMS)
    assert [one.person.given_name for one in missed] == [first.given_name]


def test_a_mailbox_that_may_have_it_gets_no_other_and_both_are_listed_for_a_letter(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    """Nobody knew whether it left; before it could be sent again its recipient wanted none."""
    election = the_place(opened)
    again_in_the_files(opened, election, ("Beth", "Lee"), "bo@example.org")
    call(opened, election)
    work(factory, Mail(answer=unclear("no_answer", "Nobody knows.")), CALL)
    opened.expire_all()
    for one in announcing.unclear_messages(opened, election):
        announcing.rule_on(
            opened,
            election,
            one.unclear.delivery_id,
            announcing.Ruling.REPEAT,
            "Sent again.",
            now=CALL,
            by=CLERK,
        )
        if (entry := one.to) in ("Bo Lee", "Beth Lee"):
            first = opened.scalars(select(Person).where(Person.given_name == entry.split()[0])).one()
            wants_none(opened, first)
    opened.commit()
    work(factory, mail := Mail(), CALL)
    assert "bo@example.org" not in {one.address for one in mail.sent}
    quote = quoted(opened, election)
    assert quote.messages == 0
    assert {one.entry.person.given_name for one in quote.passed_over} == {"Beth", "Bo"}
    missed = announcing.not_reached(opened, election, Announcing.CALL_FOR_FORMS)
    assert {one.person.given_name for one in missed} == {"Beth", "Bo"}
