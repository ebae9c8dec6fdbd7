"""Elections for parents and for students through the acts, on both databases: from the files to the certificate."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

import outreach
from ballot_service.links import Purpose
from ballot_service.models import (
    CaseOutcome,
    ConsentAnswer,
    ContactKind,
    ContactPoint,
    DispositionKind,
    Election,
    Enrollment,
    Guardianship,
    Person,
    RollStatus,
    TrailEntry,
    VoterRollEntry,
)
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.election_settings import ElectionSettings, Electorate
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.employment import Position
from ballot_service.rules.paper_envelopes import EnvelopeWay
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind, SelectionMethod
from ballot_service.services import (
    announcing,
    consents,
    holding,
    issuing,
    nominating,
    opening,
    paper,
    receiving,
    registering,
    setting_up,
)
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.forms import Post
from ballot_service.services.announcing.reaching import Stand, mail_lines, reach
from ballot_service.services.announcing.student_ways import who_is_reached
from ballot_service.services.announcing.wishes import ConsentSource, PurposeClass, Says, keep_wish
from ballot_service.services.bundling import dispositions
from ballot_service.services.consents import GuardianAnswer
from ballot_service.services.nominating import Nomination
from ballot_service.services.noticing import Evidence
from ballot_service.services.paper_account import paper_dispositions
from ballot_service.storage import Storage
from tests.services.case_desk import Desk
from tests.services.steps import (
    LINKS,
    account,
    cast,
    close_and_count,
    entry_of,
    refusal,
    sign_and_certify,
    up_to_open,
)
from tests.tallow_creek import CERTIFY, CLOSES, TallowCreek, at

FOR_PARENTS = ElectionSettings(electorate=Electorate.PARENTS)
FOR_STUDENTS = ElectionSettings(electorate=Electorate.STUDENTS)
STUDENT_SEATS = SeatPlan(group=SeatGroupKind.STUDENTS, seats=1, selection=SelectionMethod.STUDENT_VOTE)
CLERK = uuid4()
SCAN = Evidence(name="consent.pdf", media_type="application/pdf", content=b"%PDF-1.7 signed")
YES = GuardianAnswer(
    answer=ConsentAnswer.AGREES, guardian_name="Di Voss", relation="mother", language="en", text="I agree."
)
NO = replace(YES, answer=ConsentAnswer.DECLINES)
POST = Post(
    origin="https://vote.tallowcreek.example", speak=lambda _tag, said: str(said), channels=("email", "sms")
)
ASKED, ANSWERED = at(11, 13, 9), at(11, 14, 18)


def pupil(creek: TallowCreek, given: str, born: date | None, *, own: str = "", guardians: str = "") -> Person:
    """A student at Cypress with a postal address, and a guardian with this mailbox or phone."""
    student = creek.person(given, "Ortiz", born)
    student.address = "1 Elm Street\nTallow Creek, MS 39000"
    guardian = creek.person(f"Parent of {given}", "Ortiz")
    creek.session.add_all(
        (
            Enrollment(district_id=creek.district.id, person_id=student.id, school_id=creek.cypress.id),
            Guardianship(district_id=creek.district.id, guardian_id=guardian.id, student_id=student.id),
        )
    )
    for person, value in ((student, own), (guardian, guardians)):
        if value:
            kind = ContactKind.EMAIL if "@" in value else ContactKind.PHONE
            creek.session.add(
                ContactPoint(district_id=creek.district.id, person=person, kind=kind, value=value)
            )
    creek.session.flush()
    return student


@pytest.fixture
def school(creek: TallowCreek) -> Election:
    """An election for students: two who stand with consent, a roll of five, notice, frozen ballot, opening."""
    election = creek.election(settings=FOR_STUDENTS, more=(STUDENT_SEATS,))
    pupil(creek, "Ana", date(2012, 5, 5), own="ana@school.example", guardians="ana.mom@example.org")
    pupil(creek, "Ben", date(2013, 11, 3), own="+16015550155", guardians="+16015550155")
    pupil(creek, "Cam", date(2013, 11, 4), guardians="cam.mom@example.org")
    pupil(creek, "Dee", date(2011, 2, 2), guardians="dee.mom@example.org")
    pupil(creek, "Eve", date(2011, 3, 3))
    pupil(creek, "Fay", None, guardians="fay.mom@example.org")
    registering.build_roll(creek.session, election, now=at(11, 3, 9))
    (contest,) = election.contests
    for name in ("Ana", "Dee"):
        person = entry_of(creek.session, election, name).person
        nominating.file_nomination(
            creek.session,
            contest,
            person,
            Nomination(name=person.name, consent=Consent.GIVEN),
            now=at(10, 20),
        )
    creek.notify(election)
    creek.freeze(election)
    opening.confirm_opening(creek.session, election, now=at(11, 13))
    creek.session.commit()
    return election


def statuses(creek: TallowCreek, election: Election) -> dict[str, tuple[str, ...]]:
    return {
        entry.person.given_name: tuple(entry.codes["codes"])
        for entry in registering.roll(creek.session, election)
    }


def by_link(
    creek: TallowCreek, entry: VoterRollEntry, given: GuardianAnswer = YES, now: datetime = ANSWERED
) -> None:
    request = creek.session.scalars(consents.requests_of(entry)).first()
    assert request is not None
    found = consents.open_consent(creek.session, LINKS, LINKS.token(Purpose.CONSENT, request.key), now)
    assert found.decision.allowed
    assert consents.answer_ends(found) <= CLOSES
    consents.answer_by_link(creek.session, found.request, given, now=now)
    creek.session.commit()


def on_paper(
    creek: TallowCreek, entry: VoterRollEntry, folder: Path, now: datetime, given: GuardianAnswer = YES
) -> None:
    consents.enter_paper(
        creek.session, entry, given, SCAN, received_at=now, storage=Storage(folder), now=now, by=CLERK
    )
    creek.session.commit()


def test_students_come_from_enrollment_and_vote_on_the_seats_that_students_choose(
    creek: TallowCreek, school: Election
) -> None:
    missing = ("student_voter_consent_missing",)
    assert [contest.seat_group.kind for contest in school.contests] == [SeatGroupKind.STUDENTS]
    assert statuses(creek, school) == {
        "Ana": missing,
        "Ben": missing,
        "Dee": missing,
        "Eve": missing,
        "Fay": ("held_birth_date_missing", *missing),
    }, "not Cam, who is 12 a day too late, nor anybody's parent"
    assert registering.build_roll(creek.session, school, now=at(11, 12)) == 0
    assert issuing.issue_links(creek.session, school, now=at(11, 13)) == []


def test_guardians_are_asked_but_never_at_a_childs_own_phone(
    creek: TallowCreek, school: Election, tmp_path: Path
) -> None:
    session = creek.session
    assert consents.ask_all_guardians(session, school, post=POST, now=ASKED, by=CLERK) == 3
    assert consents.ask_all_guardians(session, school, post=POST, now=ASKED, by=CLERK) == 0, "nobody twice"
    waiting = {one.name: one for one in consents.voter_consents(session, school, ASKED)}
    asked = {one.request.contact for one in waiting.values() if one.request}
    assert asked == {"ana.mom@example.org", "dee.mom@example.org", "fay.mom@example.org"}
    ben, eve = (entry_of(session, school, name) for name in ("Ben", "Eve"))
    own, nobody = consents.guardian_named(session, ben), consents.guardian_named(session, eve)
    decision = consents.may_ask(session, ben, own, POST.channels, now=ASKED)
    assert decision.codes == ("guardian_contact_is_students",)
    assert consents.may_ask(session, ben, own, POST.channels, now=ASKED, was_checked=True).allowed
    assert consents.may_ask(session, eve, nobody, POST.channels, now=ASKED).codes == (
        "guardian_contact_missing",
    )
    late = consents.may_ask(session, ben, own, POST.channels, now=CLOSES, was_checked=True)
    assert late.codes == ("consent_too_late",)
    sent = session.scalars(select(outreach.Delivery.address)).all()
    assert sorted(sent) == sorted(asked)


def test_a_guardian_who_wants_no_messages_is_asked_another_way(creek: TallowCreek, school: Election) -> None:
    session = creek.session
    ana, dee = entry_of(session, school, "Ana"), entry_of(session, school, "Dee")
    (mother,) = (one for one in session.scalars(select(Person)) if one.given_name == "Parent of Dee")
    mother.contacts.append(
        ContactPoint(district_id=mother.district_id, kind=ContactKind.PHONE, value="+16015550188")
    )
    for address in ("ana.mom@example.org", "dee.mom@example.org"):
        keep_wish(
            session,
            ContactKind.EMAIL,
            address,
            says=Says.NO,
            about=PurposeClass.EVERYTHING,
            source=ConsentSource.DESK,
            now=ASKED,
        )
    assert consents.ask_all_guardians(session, school, post=POST, now=ASKED, by=CLERK) == 2
    assert consents.guardian_named(session, dee).contact == "+16015550188", "her phone instead"
    assert consents.consent_about(session, ana, ASKED).request is None


def test_a_student_election_from_the_files_to_the_certificate(
    creek: TallowCreek, school: Election, tmp_path: Path
) -> None:
    session = creek.session
    consents.ask_all_guardians(session, school, post=POST, now=ASKED, by=CLERK)
    ana, ben, dee, fay = (entry_of(session, school, name) for name in ("Ana", "Ben", "Dee", "Fay"))
    by_link(creek, ana)
    on_paper(creek, ben, tmp_path, ANSWERED)
    by_link(creek, dee, NO)
    by_link(creek, fay)
    assert [entry.status for entry in (ana, ben, dee, fay)] == [
        RollStatus.ELIGIBLE,
        RollStatus.ELIGIBLE,
        RollStatus.EXCLUDED,
        RollStatus.HELD,
    ]
    holding.decide_held(session, school, fay, may=True, reason="School record.", now=ANSWERED, by=CLERK)
    issuing.issue_links(session, school, now=at(11, 15))
    assert fay.status is RollStatus.ELIGIBLE
    _goes_to_guardians(creek, school, ana, ben)
    for entry, name in ((ana, "Dee Ortiz"), (ben, "Dee Ortiz"), (fay, "Ana Ortiz")):
        cast(session, school, entry, [name])
    on_paper(creek, dee, tmp_path, at(11, 25))
    assert dee.status is RollStatus.ELIGIBLE, "a guardian may say yes until voting closes"
    with pytest.raises(Refused) as caught:
        on_paper(creek, entry_of(session, school, "Eve"), tmp_path, CLOSES)
    assert "consent_too_late" in refusal(caught).codes
    close_and_count(session, school)
    papers = sign_and_certify(session, school, tmp_path, CERTIFY)
    assert papers.verified().is_good, papers.verified().first_wrong
    certificate = json.dumps(papers.certificate.document)
    assert "This election is for students" in certificate
    assert "Who could not vote" not in certificate
    assert school.manifest is not None
    assert school.manifest.document["settings"]["electorate"] == "students"
    _names_no_child_but_candidates(creek, school, certificate)


def _goes_to_guardians(
    creek: TallowCreek, election: Election, ana: VoterRollEntry, ben: VoterRollEntry
) -> None:
    """The link goes where the guardian agreed; whoever agreed on paper gets it at school, never by mail."""
    ready = announcing.prepare(
        creek.session,
        election,
        announcing.Announcing.BALLOT_LINK,
        origin=POST.origin,
        speak=POST.speak,
        channels=POST.channels,
    )
    addresses = {one.reference: [point.address for point in one.contact_points] for one in ready.recipients}
    assert addresses[str(ana.id)] == ["ana.mom@example.org"]
    assert addresses[str(ben.id)] == []
    values = {one.reference: dict(one.values) for one in ready.recipients}[str(ana.id)]
    assert values == {"voter": ana.person.initials}, "first letters tell two children on one phone apart"
    assert "Ana" not in values["voter"]
    assert ana.person.family_name not in values["voter"]
    stands = reach(creek.session, election, POST.channels).stands
    assert (stands[ana.id], stands[ben.id]) == (Stand.UNSENT, Stand.TO_HAND_OUT)
    assert mail_lines(ben) == ()
    assert [point.value for point in who_is_reached(creek.session, ana).contacts] == ["ana.mom@example.org"]


def _names_no_child_but_candidates(creek: TallowCreek, election: Election, certificate: str) -> None:
    """What everybody may read: the certificate, the ballot's definition, and the log of acts."""
    entries = creek.session.scalars(select(TrailEntry).where(TrailEntry.chain_id == election.id))
    open_to_all = [certificate, json.dumps([entry.document for entry in entries])]
    assert election.manifest is not None
    open_to_all.append(json.dumps(election.manifest.document))
    for text in open_to_all:
        for hidden in ("Ben", "Eve", "Fay", "Cam", "Parent of", "@example.org", "@school.example"):
            assert hidden not in text


def test_a_no_after_the_vote_sets_the_ballot_aside_unopened(
    creek: TallowCreek, school: Election, tmp_path: Path
) -> None:
    session = creek.session
    consents.ask_all_guardians(session, school, post=POST, now=ASKED, by=CLERK)
    ana = entry_of(session, school, "Ana")
    by_link(creek, ana)
    issuing.issue_links(session, school, now=at(11, 15))
    cast(session, school, ana, ["Dee Ortiz"])
    on_paper(creek, ana, tmp_path, at(11, 26), NO)
    assert (ana.status, set(dispositions(session, school).values())) == (
        RollStatus.EXCLUDED,
        {DispositionKind.NOT_ELIGIBLE},
    )
    on_paper(creek, ana, tmp_path, at(11, 27))
    assert set(dispositions(session, school).values()) == {DispositionKind.ACCEPTED}


def test_a_guardians_answer_moves_an_envelope_on_paper_as_it_moves_a_ballot_from_the_web(
    creek: TallowCreek, school: Election, tmp_path: Path
) -> None:
    session, now, plain = creek.session, at(11, 20), paper.PaperKind(language="en")
    ana = entry_of(session, school, "Ana")
    on_paper(creek, ana, tmp_path, at(11, 14))
    paper.print_run(session, school, plain, 3, now=now, by=CLERK)
    envelope = paper.issue_paper(session, school, ana, paper.Issuing(kind=plain), now=now, by=CLERK)
    came = receiving.Arrival(way=EnvelopeWay.DROP, received_at=now, is_signed=True)
    row = receiving.receive_envelope(session, school, envelope, came, now=now, by=CLERK).row
    for day, given, kind in (
        (26, NO, DispositionKind.NOT_ELIGIBLE),
        (27, YES, DispositionKind.ACCEPTED),
        (28, NO, DispositionKind.NOT_ELIGIBLE),
    ):
        on_paper(creek, ana, tmp_path, at(11, day), given)
        assert paper_dispositions(session, school) == {row.id: kind}


def test_seats_and_electorate_have_to_fit_from_the_start(creek: TallowCreek) -> None:
    with pytest.raises(Refused) as caught:
        creek.election(settings=FOR_STUDENTS)
    assert refusal(caught).codes == ("no_seats_for_students", "seats_of_another_electorate")


def test_the_electorate_changes_the_contests_until_people_may_stand(creek: TallowCreek) -> None:
    session = creek.session
    election = creek.election(more=(STUDENT_SEATS,))
    kinds = [contest.seat_group.kind for contest in election.contests]
    assert kinds == [SeatGroupKind.PARENTS, SeatGroupKind.COMMUNITY]
    creek.guardian("Gil", "Pane")
    young = pupil(creek, "Ana", date(2012, 5, 5))
    registering.build_roll(session, election, now=at(10, 2))
    setting_up.change_setting(session, election, "electorate", "students", now=at(10, 3))
    assert [contest.seat_group.kind for contest in election.contests] == [SeatGroupKind.STUDENTS]
    registering.build_roll(session, election, now=at(10, 4))
    assert statuses(creek, election)["Gil"] == ("voter_not_student",)
    setting_up.change_setting(session, election, "electorate", "parents", now=at(10, 5))
    seen = statuses(creek, election)
    assert (seen["Gil"], seen[young.given_name]) == ((), ("voter_not_parent",)), "a child is no parent"
    with pytest.raises(Refused) as caught:
        setting_up.change_setting(session, election, "electorate", "students", now=at(10, 14, 8))
    assert "electorate_has_candidates" in refusal(caught).codes
    setting_up.change_setting(session, election, "electorate", "community", now=at(10, 15))


def test_an_election_for_parents_from_the_files_to_the_certificate(
    creek: TallowCreek, tmp_path: Path
) -> None:
    session = creek.session
    election = creek.election(parents=1, settings=FOR_PARENTS)
    neighbor = registering.add_voter(
        session,
        election,
        given_name="Ned",
        family_name="Near",
        tie=CommunityTie.LIVES_HERE,
        language="en",
        now=at(10, 20),
        by=CLERK,
    )
    creek.employ(creek.guardian("Terry", "Teach"), Position.TEACHER)
    up_to_open(creek, election, voters=2, nominees=("Ana Ruiz", "Bo Lee"))
    seen = statuses(creek, election)
    assert (neighbor.status, seen["Ned"]) == (RollStatus.EXCLUDED, ("voter_not_parent",))
    assert seen["Terry"] == ("voter_excluded_staff",)
    assert seen["Voter0"] == ()
    with pytest.raises(Refused) as caught:
        setting_up.change_setting(session, election, "electorate", "community", now=at(11, 13))
    assert refusal(caught).codes == ("setting_frozen",), "S4: not after the first link"
    for number in range(2):
        cast(session, election, entry_of(session, election, f"Voter{number}"), ["Ana Ruiz"])
    close_and_count(session, election)
    papers = sign_and_certify(session, election, tmp_path, CERTIFY)
    assert papers.verified().is_good, papers.verified().first_wrong
    said = json.dumps(papers.certificate.document)
    assert "for parents and guardians of students" in said
    assert "Who could not vote" in said


def test_no_review_takes_the_place_of_a_guardian(creek: TallowCreek, school: Election) -> None:
    session = creek.session
    desk = Desk(creek, school, account(session, "First").id, account(session, "Second").id)
    eve = entry_of(session, school, "Eve")
    case = desk.ask(eve, at(11, 14, 9))
    assert eve.status is RollStatus.EXCLUDED, "a review holds what a person may decide, and nothing else"
    with pytest.raises(Refused) as caught:
        desk.decide(case, CaseOutcome.CHANGED, at(11, 14, 12))
    assert "not_held" in refusal(caught).codes
    session.rollback()
    desk.decide(case, CaseOutcome.STAYS, at(11, 14, 12))
    assert (case.outcome, eve.status) == (CaseOutcome.STAYS, RollStatus.EXCLUDED)
