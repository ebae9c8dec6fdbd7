"""Ballot links on paper: who gets a letter, what is recorded, and that nobody is passed over in silence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.lettering import LettersChanged, Wanted, make_letters
from ballot_service.links import Purpose
from ballot_service.models import BallotLink, ContactKind, ContactPoint, Election, TrailEntry, VoterRollEntry
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.rules.words import in_english
from ballot_service.services import announcing, issuing, registering
from ballot_service.services.acting import Refused
from ballot_service.services.announcing import Announcing, Order, Press, Stack, Stand, Which
from ballot_service.services.worklist import to_do
from outreach.channels.letter import BY_HAND, PRINTED
from tests.printing import paper
from tests.services.steps import LINKS
from tests.tallow_creek import CLOSES, TallowCreek, at

ORIGIN = "https://vote.tallowcreek.example"
CLERK = uuid4()
SEND = at(11, 17, 9)
PEOPLE: tuple[tuple[str, str, str, str, str], ...] = (
    ("Ana", "Ruiz", "es", "ana@example.org", "3 Oak Street\nTallow Creek, MS 39001"),
    ("Bo", "Lee", "en", "", "12 Oak Street\nTallow Creek, MS 39001"),
    ("Cy", "Hart", "es", "", "5 Oak Street\nTallow Creek, MS 39001-0004"),
    ("Di", "Voss", "en", "", "1 Elm Street\nPine, MS 38999"),
    ("Ed", "Poe", "en", "", ""),
    ("Minh", "Nguyễn", "gu", "minh@example.org", "9 Oak Street, Tallow Creek, MS 39001"),
    ("Flo", "Nix", "en", "", "Somewhere on Oak Street"),
)
"""Given name, family name, language, e-mail, address."""


def speak(_language: str, value: object) -> str:
    return in_english(value)


PRESS = Press(links=LINKS, origin=ORIGIN, speak=speak)


def an_election(session: Session, settings: ElectionSettings | None = None) -> Election:
    """Ana has e-mail; Bo, Cy and Di have addresses; Ed and Flo neither; there is no text in Minh's language."""
    creek = TallowCreek(session)
    election = creek.election(settings=settings)
    for given, family, language, mail, address in PEOPLE:
        person = creek.guardian(given, family, language=language)
        person.address = address
        if mail:
            point = ContactPoint(
                district_id=election.district_id, person_id=person.id, kind=ContactKind.EMAIL, value=mail
            )
            session.add(point)
    session.flush()
    creek.stand(election.contests[0], "Gus Orr")
    registering.build_roll(session, election, now=at(11, 3, 9))
    creek.freeze(election)
    gus = entry(session, election, "Gus")
    session.delete(gus)
    issuing.issue_links(session, election, now=SEND)
    session.commit()
    return election


def entry(session: Session, election: Election, given: str) -> VoterRollEntry:
    (found,) = [e for e in registering.roll(session, election) if e.person.given_name == given]
    return found


def printing(session: Session, election: Election, **wanted: Any) -> Stack:
    stack = announcing.print_letters(session, election, PRESS, now=SEND, by=CLERK, **wanted)
    session.commit()
    return stack


def names(stack: Stack) -> list[str]:
    return [(letter.address or letter.hand_out[1:])[0].split()[0] for letter in stack.letters]


def stands(session: Session, election: Election) -> dict[str, Stand]:
    found = announcing.reach(session, election).stands
    return {e.person.given_name: found[e.id] for e in registering.roll(session, election)}


def send_links(session: Session, election: Election) -> None:
    announcing.send_notice(
        session, election, announcing.Announcing.BALLOT_LINK, origin=ORIGIN, speak=speak, now=SEND, by=CLERK
    )
    session.commit()


def test_every_link_has_its_stand(session: Session) -> None:
    election = an_election(session)
    assert stands(session, election) == {
        "Ana": Stand.UNSENT,
        "Bo": Stand.TO_PRINT,
        "Cy": Stand.TO_PRINT,
        "Di": Stand.TO_PRINT,
        "Ed": Stand.TO_HAND_OUT,
        "Minh": Stand.TO_PRINT,
        "Flo": Stand.TO_HAND_OUT,
    }
    send_links(session, election)
    assert stands(session, election)["Ana"] is Stand.WAITING
    printing(session, election)
    after = stands(session, election)
    assert (after["Bo"], after["Ed"], after["Minh"]) == (Stand.PRINTED, Stand.HANDED_OUT, Stand.PRINTED)
    reached = announcing.reach(session, election)
    assert reached.issued == len(PEOPLE)
    assert sum(reached.number(stand) for stand in Stand) == reached.issued


def test_who_can_get_a_text_message_needs_no_letter_where_texts_can_be_sent(session: Session) -> None:
    election = an_election(session)
    ed = entry(session, election, "Ed").person
    for number in ("+16015550123", "+16015550124"):
        session.add(
            ContactPoint(
                district_id=election.district_id, person_id=ed.id, kind=ContactKind.PHONE, value=number
            )
        )
    session.commit()
    both = announcing.reach(session, election, ("email", "sms")).stands
    assert both[entry(session, election, "Ed").id] is Stand.UNSENT
    assert stands(session, election)["Ed"] is Stand.TO_HAND_OUT
    by_text = replace(PRESS, channels=("email", "sms"))
    stack = announcing.print_letters(session, election, by_text, now=SEND, by=CLERK)
    assert "Ed" not in names(stack)


def test_a_refused_mail_becomes_a_letter(session: Session) -> None:
    election = an_election(session)
    send_links(session, election)
    reference = str(entry(session, election, "Ana").id)
    delivery = session.scalars(
        select(outreach.Delivery).where(
            outreach.Delivery.recipient == reference, outreach.Delivery.channel == "email"
        )
    ).one()
    delivery.status = outreach.DeliveryStatus.SENT
    session.flush()
    assert stands(session, election)["Ana"] is Stand.SENT
    assert announcing.reach(session, election).sent_by == {"email": 1}
    delivery.status = outreach.DeliveryStatus.REFUSED
    session.flush()
    assert stands(session, election)["Ana"] is Stand.TO_PRINT
    assert "Ana" in names(printing(session, election))


def test_letters_come_out_by_zip_and_street_and_those_to_hand_over_last(session: Session) -> None:
    election = an_election(session)
    stack = printing(session, election)
    assert names(stack) == ["Di", "Cy", "Minh", "Bo", "Flo", "Ed"]
    assert [letter.number for letter in stack.letters] == [1, 2, 3, 4, 5, 6]
    assert (stack.by_mail, stack.by_hand, stack.again, stack.unclear) == (4, 2, 0, 0)


def test_letters_can_come_out_by_school_and_family_name(session: Session) -> None:
    election = an_election(session)
    assert names(printing(session, election, order=Order.SCHOOL)) == ["Cy", "Bo", "Minh", "Di", "Flo", "Ed"]


def test_each_letter_holds_the_voters_own_link_in_the_voters_language(session: Session) -> None:
    election = an_election(session)
    stack = printing(session, election)
    letters = dict(zip(names(stack), stack.letters, strict=True))
    for given in ("Bo", "Cy", "Ed"):
        (link,) = entry(session, election, given).links
        address = f"{ORIGIN}/v/{LINKS.token(Purpose.BALLOT, link.key)}"
        assert f"\n{address}\n" in letters[given].sheets[0].body
    assert [sheet.language for sheet in letters["Cy"].sheets] == ["es"]
    assert [sheet.language for sheet in letters["Minh"].sheets] == ["en", "es"]
    assert "only for Bo Lee" in letters["Bo"].sheets[0].body
    assert letters["Ed"].hand_out == ("To be handed over in person", "Ed Poe", "Cypress Elementary")


def test_the_record_says_who_got_paper_and_holds_no_link(session: Session) -> None:
    election = an_election(session)
    printing(session, election)
    rows = list(session.scalars(select(outreach.Delivery).where(outreach.Delivery.channel == "letter")))
    tokens = [LINKS.token(Purpose.BALLOT, link.key) for link in session.scalars(select(BallotLink))]
    assert len(rows) == 7, "six voters, one of them in two languages"
    assert {row.status for row in rows} == {outreach.DeliveryStatus.SENT}
    assert all("{personal_link}" in row.body for row in rows)
    assert sum(row.address == BY_HAND for row in rows) == 2
    attempts = list(session.scalars(select(outreach.Attempt)))
    assert {(one.outcome, one.sender, one.provider_reference) for one in attempts} == {
        (outreach.Answer.ACCEPTED, "letter", PRINTED)
    }
    entry_ = session.scalars(select(TrailEntry).where(TrailEntry.act == "print_letters")).one()
    assert entry_.document["by"] == str(CLERK)
    details = entry_.document["details"]
    assert (details["by_mail"], details["by_hand"], details["again"]) == (4, 2, 0)
    stored = [str(entry_.document), *(row.body for row in rows)]
    assert not any(token in text for token in tokens for text in stored)


def test_nothing_is_printed_twice_unless_asked_and_a_reprint_is_recorded(session: Session) -> None:
    election = an_election(session)
    printing(session, election)
    with pytest.raises(Refused) as empty:
        printing(session, election)
    assert empty.value.decision.codes == ("nothing_to_print",)
    session.rollback()
    again = printing(session, election, which=Which.ALL)
    assert (len(again.letters), again.again) == (6, 6)
    third = printing(session, election, which=Which.ALL)
    assert (len(third.letters), third.again) == (6, 6)
    counted = [
        row.document["details"]["again"]
        for row in session.scalars(
            select(TrailEntry).where(TrailEntry.act == "print_letters").order_by(TrailEntry.number)
        )
    ]
    assert counted == [0, 6, 6]


def test_one_voters_letter_can_be_printed_whatever_else_reached_them(session: Session) -> None:
    election = an_election(session)
    ana = entry(session, election, "Ana")
    stack = printing(session, election, only=ana)
    assert names(stack) == ["Ana"]
    assert stack.letters[0].sheets[0].language == "es"


def test_a_replaced_link_needs_a_new_letter(session: Session) -> None:
    election = an_election(session)
    printing(session, election)
    bo = entry(session, election, "Bo")
    new = issuing.reissue(session, election, bo, "Lost.", now=SEND)
    session.commit()
    assert stands(session, election)["Bo"] is Stand.TO_PRINT
    stack = printing(session, election)
    assert names(stack) == ["Bo"]
    assert LINKS.token(Purpose.BALLOT, new.key) in stack.letters[0].sheets[0].body


def test_letters_wait_for_the_ballot_and_for_the_second_person_and_end_with_voting(session: Session) -> None:
    election = an_election(session, ElectionSettings(two_person_notice_approval=True))
    with pytest.raises(Refused) as alone:
        printing(session, election)
    assert alone.value.decision.codes == ("second_person_missing",)
    session.rollback()
    ready = announcing.prepare(session, election, Announcing.BALLOT_LINK, origin=ORIGIN, speak=speak)
    announcing.approve_words(session, election, ready, now=SEND, by=uuid4())
    assert len(printing(session, election).letters) == 6
    with pytest.raises(Refused) as late:
        announcing.print_letters(session, election, PRESS, now=CLOSES, by=CLERK, which=Which.ALL)
    assert "voting_over" in late.value.decision.codes


def test_the_pages_are_made_before_anything_is_recorded(session: Session) -> None:
    election = an_election(session)
    made = make_letters(session, election, PRESS, Wanted(), now=SEND, by=CLERK)
    pages = paper.words(made.pdf)
    assert len(pages) == 7
    assert "Di Voss 1 Elm Street Pine, MS 38999" in pages[0]
    (link,) = entry(session, election, "Di").links
    assert paper.codes(made.pdf) == [f"{ORIGIN}/v/{LINKS.token(Purpose.BALLOT, link.key)}"]
    assert len(list(session.scalars(select(TrailEntry).where(TrailEntry.act == "print_letters")))) == 1


def test_nothing_is_recorded_when_a_link_changes_meanwhile(session: Session) -> None:
    election = an_election(session)

    def stop_a_link(done: int, of_all: int) -> None:
        if done == of_all:
            issuing.revoke(session, election, entry(session, election, "Bo"), "Lost.", now=SEND)
            session.commit()

    with pytest.raises(LettersChanged):
        make_letters(session, election, PRESS, Wanted(), now=SEND, by=CLERK, progress=stop_a_link)
    assert list(session.scalars(select(TrailEntry).where(TrailEntry.act == "print_letters"))) == []
    assert list(session.scalars(select(outreach.Delivery))) == []


def test_the_work_list_names_links_to_send_and_letters_to_print(session: Session) -> None:
    election = an_election(session)

    def tasks() -> dict[str, str]:
        return {in_english(one.step): in_english(one.sentence) for one in to_do(session, election, SEND)}

    assert tasks()["Send the ballot links"] == "Ballot links that were issued but not sent: 1."
    assert tasks()["Print the letters"] == "Voters whom no message reaches, with letters to print: 6."
    send_links(session, election)
    printing(session, election)
    assert not {"Send the ballot links", "Print the letters"} & set(tasks())


def test_letters_lose_their_meaning_when_voting_ends(session: Session) -> None:
    election = an_election(session)
    printing(session, election)
    rows = session.scalars(select(outreach.Delivery).where(outreach.Delivery.channel == "letter"))
    assert {row.expires_at for row in rows} == {election.closes_at}
