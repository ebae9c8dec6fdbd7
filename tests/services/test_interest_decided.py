"""Interest forms in a person's hands: matched with the files, qualified, refused, withdrawn (S2, S3)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

import outreach
from ballot_service.models import (
    Candidate,
    ContactKind,
    ContactPoint,
    Enrollment,
    FormState,
    InterestForm,
    Person,
    PreElectionStatus,
    TrailEntry,
)
from ballot_service.rules.decision import Outcome
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.rules.employment import Position
from ballot_service.rules.interest import FilledInBy, Question
from ballot_service.rules.nominations import may_serve
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.services import interest
from ballot_service.services.acting import Refused
from ballot_service.services.nominating import Nomination, age_at_close, candidacy_facts
from ballot_service.services.worklist import Part, to_do
from tests.services.forms_counter import CLERK, Counter, add, codes, opened, refuse, student
from tests.tallow_creek import TallowCreek, at

# Nominated by somebody else


def nominate(counter: Counter) -> InterestForm:
    filing = counter.parent(
        filled_in_by=FilledInBy.NOMINATOR,
        answers={"nominator_name": "Bo Lee", "nominator_contact": "bo@example.org", "child_name": "Leo"},
        child_school=None,
    )
    return counter.file(filing).form


def test_somebody_nominated_has_to_accept_and_the_nominator_is_written_to(counter: Counter) -> None:
    form = nominate(counter)
    assert (form.state, codes(counter, form)) == (FormState.INCOMPLETE, ("missing_acceptance",))
    assert "child_name" not in form.answers
    (message,) = counter.messages(form)
    assert (message.address, "Bo Lee" in message.body) == ("bo@example.org", True)


def test_the_own_form_of_the_person_nominated_is_the_yes(counter: Counter) -> None:
    nomination = nominate(counter)
    own = counter.file(counter.parent()).form
    assert own.id != nomination.id
    candidate = interest.qualify(counter.session, own, None, now=at(10, 21), by=CLERK)
    assert (nomination.state, nomination.candidate) == (FormState.NOMINATED, candidate)
    again = counter.file(counter.parent())
    assert (again.form.id, again.was_there_before) == (own.id, True)


def test_a_nomination_of_somebody_who_already_sent_a_form_changes_nothing(counter: Counter) -> None:
    own = counter.file(counter.parent()).form
    assert nominate(counter).id == own.id


# Who it is in the district's files


def test_the_person_is_found_by_name_and_contact_and_never_by_a_name_alone(
    counter: Counter, creek: TallowCreek
) -> None:
    known = creek.guardian("Ána", "Ruíz")
    known.contacts.append(
        ContactPoint(district_id=creek.district.id, kind=ContactKind.EMAIL, value="ana@example.org")
    )
    creek.session.commit()
    form = counter.file(counter.parent()).form
    assert form.person == known
    stranger = counter.file(counter.parent(email="new@example.org")).form
    assert stranger.person is None
    likely = {one.person: one for one in interest.likely_people(counter.session, stranger)}
    assert not any(one.is_certain for one in likely.values())
    assert [str(why) for why in likely[known].why] == ["Same name"]


def test_a_known_birth_date_that_differs_speaks_against_it(counter: Counter, creek: TallowCreek) -> None:
    other = creek.person("Sam", "Poe", date(2012, 1, 1))
    same = creek.person("Sam", "Poe", date(2013, 2, 20))
    creek.session.commit()
    form = counter.file(student(counter, date(2013, 2, 20), "Sam", "Poe")).form
    assert form.person == same
    found = interest.likely_people(counter.session, form)
    assert [one.person for one in found if one.is_certain] == [same]
    assert other in [one.person for one in found]


# Decided by a person


def test_a_qualified_form_becomes_a_candidate_in_the_persons_own_words(counter: Counter) -> None:
    form = counter.file(counter.parent()).form
    candidate = interest.qualify(counter.session, form, None, now=at(10, 21), by=CLERK)
    assert candidate.pre_election_status is PreElectionStatus.QUALIFIED
    assert (candidate.name, candidate.statements) == ("Ana Ruiz", {"es": "Escucho a todos."})
    assert [contact.value for contact in candidate.person.contacts] == ["ana@example.org"]
    assert (form.state, form.candidate, form.person) == (FormState.NOMINATED, candidate, candidate.person)
    assert counter.acts()[-1] == "qualify_form"
    with pytest.raises(Refused) as again:
        interest.qualify(counter.session, form, None, now=at(10, 21), by=CLERK)
    assert again.value.decision.codes == ("form_decided",)


def test_s2_a_teacher_may_take_a_parents_seat_and_no_community_seat(
    counter: Counter, creek: TallowCreek
) -> None:
    teacher = creek.employ(creek.guardian("Tess", "Ito"), Position.TEACHER)
    form = counter.file(counter.parent(given_name="Tess", family_name="Ito")).form
    candidate = interest.qualify(counter.session, form, teacher, now=at(10, 21), by=CLERK)
    assert candidate.is_personnel
    community = counter.parent(
        contest=counter.contest(SeatGroupKind.COMMUNITY),
        given_name="Tess",
        family_name="Ito",
        email="tess@example.org",
        child_school=None,
        answers={"child_enrolled": "no", "employed": "no"},
    )
    other = counter.file(community).form
    with pytest.raises(Refused) as refused:
        interest.qualify(counter.session, other, teacher, now=at(10, 21), by=CLERK)
    assert set(refused.value.decision.codes) >= {
        "community_seat_employed",
        "community_seat_child_enrolled",
    }


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"child_enrolled": "yes", "employed": "no"}, "community_seat_child_enrolled"),
        ({"child_enrolled": "no", "employed": "yes"}, "community_seat_employed"),
    ],
)
def test_what_the_form_itself_says_against_a_seat_counts(
    counter: Counter, creek: TallowCreek, answers: dict[str, str], code: str
) -> None:
    known = creek.person("Ana", "Ruiz")
    form = counter.file(
        counter.parent(contest=counter.contest(SeatGroupKind.COMMUNITY), answers=answers, child_school=None)
    ).form
    for person in (known, None):
        with pytest.raises(Refused) as refused:
            interest.qualify(counter.session, form, person, now=at(10, 21), by=CLERK)
        assert refused.value.decision.codes[0] == code
        assert refused.value.asked[0].rule == "may_serve"


@pytest.mark.parametrize(
    ("born", "status"),
    [
        (date(2014, 6, 15), None),
        (date(2013, 2, 20), PreElectionStatus.FILED),
        (date(2013, 11, 3), PreElectionStatus.FILED),
        (date(2013, 11, 4), None),
    ],
)
def test_s3_students_by_age_wait_for_consent(
    counter: Counter, born: date, status: PreElectionStatus | None
) -> None:
    form = counter.file(student(counter, born)).form
    assert form.state is FormState.RECEIVED
    if status is None:
        with pytest.raises(Refused) as refused:
            interest.qualify(counter.session, form, None, now=at(10, 21), by=CLERK)
        assert refused.value.decision.outcome is Outcome.REFUSED
        assert "student_too_young" in refused.value.decision.codes
        return
    candidate = interest.qualify(counter.session, form, None, now=at(10, 21), by=CLERK)
    assert candidate.pre_election_status is status
    assert candidate.person.birth_date == born


def test_an_incomplete_form_is_not_qualified_and_says_what_is_missing(counter: Counter) -> None:
    form = counter.file(student(counter, date(2013, 2, 20)), birth_date=None).form
    with pytest.raises(Refused) as refused:
        interest.qualify(counter.session, form, None, now=at(10, 21), by=CLERK)
    assert refused.value.decision.codes == ("missing_birth_date",)
    counter.session.rollback()
    add(counter, form, Question.BIRTH_DATE, at(10, 22), "2013-02-20")
    candidate = interest.qualify(counter.session, form, None, now=at(10, 22), by=CLERK)
    assert candidate.person.birth_date == date(2013, 2, 20)
    assert form.birth_date is None


def test_a_refusal_tells_the_reasons_with_their_rule_and_keeps_the_form(counter: Counter) -> None:
    form = counter.file(student(counter, date(2014, 6, 15))).form
    person_facts = interest.weighed_facts(counter.session, form, None)
    reasons = may_serve(person_facts).objections
    refuse(counter, form, "Please ask again next year.", reasons)
    assert (form.state, form.decided_because) == (FormState.REFUSED, "Please ask again next year.")
    message = counter.messages(form)[-1]
    for said in ("Eligible from Mon 15 Jun 2026.", "R036", "Please ask again next year.", form.receipt):
        assert said in message.body
    with pytest.raises(Refused):
        refuse(counter, form, "Twice.")


def test_a_withdrawn_form_stays_and_its_candidate_leaves_the_ballot(counter: Counter) -> None:
    form = counter.file(counter.parent()).form
    candidate = interest.qualify(counter.session, form, None, now=at(10, 21), by=CLERK)
    interest.withdraw_form(counter.session, form, "Moves away.", now=at(10, 22), by=CLERK)
    assert (form.state, candidate.pre_election_status) == (
        FormState.WITHDRAWN,
        PreElectionStatus.WITHDRAWN,
    )
    back = counter.file(counter.parent()).form
    again = interest.qualify(counter.session, back, candidate.person, now=at(10, 23), by=CLERK)
    assert again is candidate
    assert candidate.pre_election_status is PreElectionStatus.QUALIFIED
    assert counter.session.scalar(select(func.count()).select_from(Candidate)) == 1


def test_a_frozen_ballot_takes_nobody(counter: Counter, creek: TallowCreek) -> None:
    form = counter.file(counter.parent()).form
    creek.stand(counter.contest(SeatGroupKind.PARENTS), "Di Voss")
    creek.freeze(counter.election)
    with pytest.raises(Refused) as refused:
        interest.qualify(counter.session, form, None, now=at(11, 13), by=CLERK)
    assert refused.value.decision.codes == ("ballot_frozen",)


def test_forms_to_check_stand_on_the_list_of_work(counter: Counter) -> None:
    counter.file(counter.parent())
    counter.file(student(counter, date(2013, 2, 20)), birth_date=None)
    said = [
        str(task.sentence)
        for task in to_do(counter.session, counter.election, at(10, 21))
        if task.part is Part.FORMS
    ]
    assert "Interest forms to check: 1." in said
    assert "Interest forms with something missing: 1." in said


def test_texts_that_change_become_a_new_version(counter: Counter) -> None:
    counter.file(counter.parent())
    counter.election.district.phone = "(601) 555-0199"
    form = counter.file(counter.parent(email="bo@example.org", given_name="Bo")).form
    assert "(601) 555-0199" in counter.messages(form)[0].body
    versions = counter.session.scalars(select(outreach.OutreachNotice.version)).all()
    assert sorted(versions) == [1, 2]


def test_nobodys_name_is_in_the_trail(counter: Counter) -> None:
    form = counter.file(counter.parent()).form
    interest.qualify(counter.session, form, None, now=at(10, 21), by=CLERK)
    documents = str([entry.document for entry in counter.session.scalars(select(TrailEntry))])
    for private in ("Ana", "Ruiz", "example.org", form.receipt):
        assert private not in documents


def test_settings_decide_the_days_of_grace(creek: TallowCreek, tmp_path: Path) -> None:
    counter = opened(creek, tmp_path, ElectionSettings(mail_grace_days=0))
    form = counter.file(counter.paper(date(2025, 11, 1), at(11, 4)), now=at(11, 6)).form
    assert form.state is FormState.LATE


def test_a_form_makes_no_person_before_somebody_has_looked(counter: Counter) -> None:
    before = counter.session.scalar(select(func.count()).select_from(Person))
    counter.file(counter.parent())
    assert counter.session.scalar(select(func.count()).select_from(Person)) == before


def test_a_birth_date_after_the_close_in_the_files_is_no_age(creek: TallowCreek, counter: Counter) -> None:
    """A slip of a year in an import stops nobody's page: the age is not known, and the rule says so."""
    kim = creek.person("Kim", "Voss", date(2025, 11, 4))
    kim.enrollments.append(Enrollment(district_id=creek.district.id, school_id=creek.cypress.id))
    contest = counter.contest(SeatGroupKind.STUDENTS)
    facts = candidacy_facts(counter.session, contest, kim, Nomination(name="Kim Voss"))
    assert (facts.student_school, facts.student_age) == ("Cypress Elementary", None)
    assert not may_serve(facts).allowed
    assert age_at_close(counter.election, date(2025, 11, 3)) is not None, "born on the very day"
