"""The door for everybody: sign up, type the code, stand on the roll with a link, or learn why not (S2, R050)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select

import outreach
from ballot_service.links import Purpose
from ballot_service.models import (
    BallotLink,
    ContactKind,
    ContactPoint,
    Door,
    Person,
    Registration,
    RollStatus,
    VoterRollEntry,
)
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.employment import Position
from ballot_service.rules.registration import UNPROVED_PER_NETWORK
from ballot_service.services import announcing, issuing, registering, registrations
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.announcing.forms import Post
from ballot_service.services.announcing.paper_registrations import AnswerState, answers
from ballot_service.services.announcing.sign_ups import code_values
from ballot_service.services.paper_registering import PaperSignUp, register_on_paper
from ballot_service.services.registrations import Applicant
from ballot_service.services.roll_screening import screen_again
from tests.databases import ON_SQLITE
from tests.services.forms_counter import CLERK, Counter, opened
from tests.services.steps import LINKS, refusal
from tests.tallow_creek import CLOSES, FREEZE, OPENS, TallowCreek, at

NOW = at(10, 30, 18)
NETWORK, ELSEWHERE = "a" * 64, "b" * 64
OTIS = Applicant(
    given_name="Otis",
    family_name="Byrd",
    tie=CommunityTie.WORKS_OR_LEADS_HERE,
    tie_words="Byrd's Barbershop, Main Street",
    kind=ContactKind.PHONE,
    contact="+16015550123",
    language="es",
)


@pytest.fixture
def counter(creek: TallowCreek, tmp_path: Path) -> Counter:
    plain = opened(creek, tmp_path)
    return replace(plain, desk=replace(plain.desk, post=replace(plain.desk.post, channels=("email", "sms"))))


def post(counter: Counter) -> Post:
    return counter.desk.post


def ask(
    counter: Counter,
    applicant: Applicant = OTIS,
    *,
    now: datetime = NOW,
    key: str | None = None,
    network: str = NETWORK,
) -> Registration:
    registration = registrations.ask_to_register(
        counter.session,
        counter.election,
        applicant,
        sent_key=key or uuid4().hex,
        network=network,
        post=post(counter),
        now=now,
    )
    counter.session.commit()
    return registration


def code(registration: Registration) -> str:
    return LINKS.codes(registration.key, registration.codes_sent)[0]


def prove(
    counter: Counter, registration: Registration, typed: str | None = None, now: datetime = NOW
) -> tuple[str, ...]:
    decision = registrations.prove(
        counter.session,
        registration,
        code(registration) if typed is None else typed,
        links=LINKS,
        post=post(counter),
        now=now,
    )
    counter.session.commit()
    return decision.codes


def signed_up(counter: Counter, applicant: Applicant = OTIS, now: datetime = NOW) -> VoterRollEntry:
    registration = ask(counter, applicant, now=now)
    assert prove(counter, registration, now=now) == ()
    assert registration.roll_entry is not None
    return registration.roll_entry


def deliveries(counter: Counter, registration: Registration) -> list[outreach.Delivery]:
    query = select(outreach.Delivery).where(outreach.Delivery.recipient == str(registration.id))
    return list(counter.session.scalars(query.order_by(outreach.Delivery.queued_at)))


def test_a_barber_signs_up_and_may_vote(counter: Counter) -> None:
    registration = ask(counter)
    (sent,) = deliveries(counter, registration)
    assert (sent.channel, sent.address, sent.language) == ("sms", "+16015550123", "es")
    assert "{personal_code}" in sent.body
    assert code(registration) not in sent.body, "no row holds the code"
    values = code_values(counter.session, sent.link_reference, LINKS)
    assert values == {"personal_code": code(registration)}
    assert prove(counter, registration, " ".join(code(registration))) == ()
    entry = registration.roll_entry
    assert entry is not None
    assert (entry.status, entry.door, entry.language) == (RollStatus.ELIGIBLE, Door.SIGN_UP, "es")
    assert entry.person.name == "Otis Byrd"
    assert registration.network == "", "the network is kept only while nobody has proved anything"
    assert code_values(counter.session, sent.link_reference, LINKS) is None
    answer = deliveries(counter, registration)[-1]
    assert (answer.channel, answer.address) == ("sms", "+16015550123")
    assert registrations.standing_of(counter.session, registration).sentences[0].template in answer.body
    assert counter.acts()[-1] == "sign_up"


def test_wrong_codes_are_counted_and_a_new_one_begins_anew(counter: Counter) -> None:
    registration = ask(counter)
    right = code(registration)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    assert [prove(counter, registration, wrong) for _ in range(5)] == [("code_wrong",)] * 5
    assert prove(counter, registration, right) == ("code_tried_too_often",)
    registrations.send_code_again(counter.session, registration, post=post(counter), now=NOW)
    assert code(registration) != right
    assert prove(counter, registration, right) == ("code_wrong",)
    assert prove(counter, registration) == ()
    assert prove(counter, registration, "") == (), "pressing again changes nothing"


def test_a_code_is_too_old_after_half_an_hour(counter: Counter) -> None:
    registration = ask(counter)
    assert prove(counter, registration, now=NOW + timedelta(minutes=30)) == ("code_too_old",)
    assert prove(counter, registration, now=NOW + timedelta(minutes=29, seconds=59)) == ()


def test_pressing_twice_signs_up_once(counter: Counter) -> None:
    assert ask(counter, key="one page") is ask(counter, key="one page")
    assert counter.session.scalar(select(func.count()).select_from(outreach.Delivery)) == 1


def test_a_sign_up_without_its_code_is_forgotten_after_a_day(counter: Counter) -> None:
    token = LINKS.token(Purpose.SIGN_UP, ask(counter).key)
    assert registrations.open_registration(counter.session, LINKS, token)
    proved = signed_up(counter, replace(OTIS, given_name="Al", contact="+16015550124"))
    registrations.forget_unproved(counter.session, NOW + timedelta(days=1) - timedelta(seconds=1))
    assert registrations.open_registration(counter.session, LINKS, token)
    registrations.forget_unproved(counter.session, NOW + timedelta(days=1))
    assert registrations.sign_up_of(counter.session, proved) is not None
    with pytest.raises(NotFound):
        registrations.open_registration(counter.session, LINKS, token)


def test_nobody_fills_a_strangers_phone(counter: Counter) -> None:
    for _ in range(4):
        ask(counter)
    with pytest.raises(Refused) as caught:
        ask(counter)
    assert refusal(caught).codes == ("too_many_codes",)
    counter.session.rollback()
    assert ask(counter, now=NOW + timedelta(hours=1))


def test_a_program_stops_where_honest_people_go_on(counter: Counter) -> None:
    """Hundreds behind one school's address sign up; a program that cannot read codes stops at thirty."""
    for number in range(40):
        neighbor = replace(OTIS, given_name=f"Al{number}", contact=f"+1601555{1000 + number}")
        registration = ask(counter, neighbor)
        assert prove(counter, registration) == ()
    for number in range(30):
        ask(counter, replace(OTIS, contact=f"+1601555{2000 + number}"))
    with pytest.raises(Refused) as caught:
        ask(counter, replace(OTIS, contact="+16015553000"))
    assert refusal(caught).codes == ("too_many_from_network",)
    counter.session.rollback()
    assert ask(counter, replace(OTIS, contact="+16015553000"), network=ELSEWHERE)


def test_a_teacher_is_kept_out_whatever_she_says(creek: TallowCreek, counter: Counter) -> None:
    """S2: on the staff list by name and phone; the answer says so, and no ballot link is ever made."""
    teacher = creek.employ(creek.person("Grace", "Tull"), Position.TEACHER)
    reached(counter, teacher, "+16015550150")
    entry = signed_up(counter, replace(OTIS, given_name="Grace", family_name="Tull", contact="+16015550150"))
    assert (entry.status, entry.codes["codes"]) == (RollStatus.EXCLUDED, ["voter_excluded_staff"])
    issuing.issue_links(counter.session, counter.election, now=NOW, by=CLERK)
    assert counter.session.scalars(select(BallotLink)).all() == []
    registration = counter.session.scalars(select(Registration)).one()
    said = [one.template for one in registrations.standing_of(counter.session, registration).said]
    assert any("You may still be nominated" in sentence for sentence in said)
    assert any("ask for a review by" in sentence for sentence in said)


def reached(counter: Counter, person: Person, phone: str) -> None:
    person.contacts.append(ContactPoint(district_id=person.district_id, kind=ContactKind.PHONE, value=phone))
    counter.session.commit()


def test_a_namesake_of_a_teacher_waits_for_a_person(creek: TallowCreek, counter: Counter) -> None:
    creek.employ(creek.person("Otis", "Byrd", date(1970, 1, 1)), Position.TEACHER)
    entry = signed_up(counter)
    assert (entry.status, entry.codes["codes"]) == (RollStatus.HELD, ["held_name_like_staff"])
    other_day = replace(OTIS, birth_date=date(1980, 5, 5), contact="+16015550188")
    assert "held_name_like_staff" not in signed_up(counter, other_day).codes["codes"]


def test_who_says_to_work_here_is_looked_at_and_stays_held(counter: Counter) -> None:
    entry = signed_up(counter, replace(OTIS, says_works_here=True))
    assert entry.codes["codes"] == ["held_says_works_here"]
    screen_again(counter.session, counter.election, now=NOW)
    assert entry.codes["codes"] == ["held_says_works_here"], "a new staff list does not free anybody"


def test_whoever_comes_after_the_opening_votes_provisionally(counter: Counter) -> None:
    entry = signed_up(counter, now=OPENS)
    assert (entry.status, entry.codes["codes"]) == (RollStatus.HELD, ["held_signed_up_late"])
    with pytest.raises(Refused) as caught:
        ask(counter, replace(OTIS, contact="+16015550124"), now=CLOSES)
    assert refusal(caught).codes == ("sign_up_over",)


def test_a_code_that_comes_after_the_close_is_refused(counter: Counter) -> None:
    registration = ask(counter, now=CLOSES - timedelta(minutes=1))
    with pytest.raises(Refused):
        prove(counter, registration, now=CLOSES)


def test_a_guardian_who_signs_up_is_on_the_roll_once(creek: TallowCreek, counter: Counter) -> None:
    guardian = creek.guardian("María José", "García López")
    reached(counter, guardian, "+16015550160")
    registering.build_roll(counter.session, counter.election, now=NOW)
    same = replace(OTIS, given_name="Maria Jose", family_name="Garcia-Lopez", contact="+16015550160")
    entry = signed_up(counter, same)
    assert entry.person is guardian
    registration = counter.session.scalars(select(Registration)).one()
    assert registration.was_on_roll
    assert lines(counter) == 1


def test_the_same_name_with_another_phone_waits_for_a_person(creek: TallowCreek, counter: Counter) -> None:
    """Whoever knows a neighbor's name and birthday must not get the neighbor's ballot."""
    guardian = creek.guardian("Ana", "Ruiz", date(1988, 2, 29))
    reached(counter, guardian, "+16015550161")
    registering.build_roll(counter.session, counter.election, now=NOW)
    entry = signed_up(
        counter, replace(OTIS, given_name="Ana", family_name="Ruiz", birth_date=date(1988, 2, 29))
    )
    assert entry.person is not guardian
    assert entry.codes["codes"] == ["held_like_another_voter"]
    assert lines(counter) == 2


def lines(counter: Counter) -> int:
    query = select(func.count()).select_from(VoterRollEntry)
    return counter.session.scalar(query.where(VoterRollEntry.election_id == counter.election.id)) or 0


def test_links_go_out_at_once_when_the_others_have_theirs(creek: TallowCreek, counter: Counter) -> None:
    reached(counter, creek.guardian("Ana", "Ruiz"), "+16015550161")
    registering.build_roll(counter.session, counter.election, now=NOW)
    contest = counter.election.contests[0]
    creek.stand(contest, "Bo Lee", "Cy Hart", "Di Voss", "Ed Poe", "Flo Nix")
    creek.freeze(counter.election)
    issuing.issue_links(counter.session, counter.election, now=FREEZE, by=CLERK)
    send_links(counter)
    entry = signed_up(counter, now=FREEZE)
    (link,) = entry.links
    sent = counter.session.scalars(
        select(outreach.Delivery).where(outreach.Delivery.link_reference == str(link.id))
    ).one()
    assert (sent.address, sent.language) == ("+16015550123", "es")
    again = signed_up(counter, now=FREEZE + timedelta(hours=2))
    assert again is entry
    assert [one.revoked_at is None for one in entry.links].count(True) == 1


def test_on_paper_too_a_link_goes_out_at_once_or_a_letter_says_that_it_will(
    creek: TallowCreek, counter: Counter
) -> None:
    """Entered after the links of the others went out: by e-mail the link itself, without any contact a letter."""
    reached(counter, creek.guardian("Ana", "Ruiz"), "+16015550161")
    registering.build_roll(counter.session, counter.election, now=NOW)
    creek.stand(counter.election.contests[0], "Bo Lee", "Cy Hart", "Di Voss", "Ed Poe", "Flo Nix")
    creek.freeze(counter.election)
    issuing.issue_links(counter.session, counter.election, now=FREEZE, by=CLERK)
    send_links(counter)
    form = PaperSignUp(
        given_name="Ida",
        family_name="Mae",
        tie=CommunityTie.LIVES_HERE,
        language="en",
        declaration="The form is signed, and says 18 or older.",
        received_on=FREEZE.date(),
        contacts=((ContactKind.EMAIL, "ida@example.org"),),
    )
    for each, state in (
        (form, AnswerState.LINK),
        (replace(form, given_name="Otha", family_name="Banks", contacts=()), AnswerState.TO_PRINT),
    ):
        row = register_on_paper(
            counter.session, counter.election, each, desk=counter.desk, now=FREEZE, by=CLERK
        )
        (link,) = row.roll_entry.links
        assert link.revoked_at is None
        assert answers(counter.session, counter.election)[row.id] is state
    said = counter.session.scalars(
        select(outreach.Delivery).where(outreach.Delivery.recipient == str(row.id))
    ).one()
    assert (said.channel, "by letter, or from the office" in said.body) == ("letter", True)


def send_links(counter: Counter) -> None:
    announcing.send_notice(
        counter.session,
        counter.election,
        announcing.Announcing.BALLOT_LINK,
        origin=post(counter).origin,
        speak=post(counter).speak,
        now=FREEZE,
        by=CLERK,
        channels=("email", "sms"),
    )
    counter.session.commit()


@pytest.mark.acceptance
@ON_SQLITE
def test_thirty_thousand_sign_ups_from_a_program(counter: Counter) -> None:
    """The limits hold to the last, the box holds no more than thirty messages, and a neighbor gets through."""
    refused = 0
    for number in range(30_000):
        try:
            ask(counter, replace(OTIS, contact=f"+1601{2_000_000 + number}"))
        except Refused:
            counter.session.rollback()
            refused += 1
    assert refused == 30_000 - UNPROVED_PER_NETWORK
    for row in (Registration, outreach.Delivery):
        assert counter.session.scalar(select(func.count()).select_from(row)) == UNPROVED_PER_NETWORK
    neighbor = ask(counter, network=ELSEWHERE)
    assert prove(counter, neighbor) == ()
