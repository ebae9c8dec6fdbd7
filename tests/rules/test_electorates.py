"""Elections for the community, for parents and for students: which seats, which voters, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.calendar import add_years
from ballot_service.rules.candidacy import Consent, student_age
from ballot_service.rules.consents import (
    ConsentPurpose,
    GuardianAnswerFacts,
    GuardianAskFacts,
    may_answer_consent,
    may_ask_guardian,
)
from ballot_service.rules.contests import contests_from_seats
from ballot_service.rules.decision import Outcome
from ballot_service.rules.election_settings import Electorate, VoterExclusionPolicy
from ballot_service.rules.electorate_voters import StudentVoter
from ballot_service.rules.electorates import (
    METHOD_OF,
    STUDENT_VOTER_AGE,
    WHO_IT_IS_FOR,
    ElectorateFacts,
    electorate_fits_seats,
)
from ballot_service.rules.eligibility import CommunityTie, VoterFacts, may_vote
from ballot_service.rules.employment import Employment, Position
from ballot_service.rules.likeness import Likeness
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.registration import RegistrationFacts, may_register
from ballot_service.rules.seat_groups import SeatGroupKind, SelectionMethod
from ballot_service.rules.staff_matching import StaffMatch
from tests.tallow_creek import CLOSES, FORMS_OPEN, OPENS, ZONE, at

COMMUNITY, PARENTS, STUDENTS = Electorate
ROLL_CLOSES = date(2025, 11, 3)
PARENT_SEATS = SeatPlan(group=SeatGroupKind.PARENTS, seats=3)
STUDENT_SEATS = SeatPlan(
    group=SeatGroupKind.STUDENTS, seats=2, selection=SelectionMethod.STUDENT_VOTE, reserved_school=None
)
SEATS = (PARENT_SEATS, STUDENT_SEATS)
TEACHER = Employment(position=Position.TEACHER)
TIES = CommunityTie


def voter(electorate: Electorate, *ties: CommunityTie, **known: Any) -> VoterFacts:
    return VoterFacts(
        **{
            "policy": VoterExclusionPolicy.ALL_STAFF,
            "review_until": date(2025, 11, 18),
            "community_ties": ties,
            "declares_voter_age": True,
            "electorate": electorate,
            **known,
        }
    )


def pupil(born: date = date(2010, 5, 5), consent: Consent = Consent.GIVEN) -> StudentVoter:
    return StudentVoter(student_age=student_age(born, ROLL_CLOSES, STUDENT_VOTER_AGE), consent=consent)


def student(**known: Any) -> VoterFacts:
    return voter(STUDENTS, **{"declares_voter_age": False, "student": pupil(), **known})


# Contests


@pytest.mark.parametrize(
    ("electorate", "groups"),
    [
        (COMMUNITY, [SeatGroupKind.PARENTS]),
        (PARENTS, [SeatGroupKind.PARENTS]),
        (STUDENTS, [SeatGroupKind.STUDENTS]),
    ],
)
def test_an_electorate_votes_on_the_seats_that_are_filled_by_it(
    electorate: Electorate, groups: list[SeatGroupKind]
) -> None:
    contests = contests_from_seats(SEATS, electorate=electorate)
    assert [contest.group for contest in contests] == groups
    decision = electorate_fits_seats(ElectorateFacts(electorate=electorate, seats=SEATS))
    assert decision.allowed
    assert decision.codes == ("seats_of_another_electorate",)


@pytest.mark.parametrize(
    ("electorate", "seats", "code"),
    [
        (STUDENTS, (PARENT_SEATS,), "no_seats_for_students"),
        (
            STUDENTS,
            (replace(STUDENT_SEATS, selection=SelectionMethod.COMMUNITY_VOTE),),
            "no_seats_for_students",
        ),
        (STUDENTS, (replace(STUDENT_SEATS, seats=0),), "no_seats_for_students"),
        (COMMUNITY, (STUDENT_SEATS,), "no_seats_for_community"),
        (PARENTS, (replace(STUDENT_SEATS, selection=SelectionMethod.MEMBERS),), "no_seats_for_community"),
    ],
)
def test_an_election_without_a_seat_for_its_electorate_is_refused_with_what_to_do(
    electorate: Electorate, seats: tuple[SeatPlan, ...], code: str
) -> None:
    decision = electorate_fits_seats(ElectorateFacts(electorate=electorate, seats=seats))
    [objection] = decision.objections
    assert objection.code == code
    assert objection.remedy is not None
    assert not contests_from_seats(seats, electorate=electorate)


@pytest.mark.parametrize("before", Electorate)
@pytest.mark.parametrize("wished", Electorate)
@pytest.mark.parametrize("people_may_stand", [False, True])
def test_the_contests_do_not_change_under_people_who_stand(
    before: Electorate, wished: Electorate, people_may_stand: bool
) -> None:
    facts = ElectorateFacts(
        electorate=wished, seats=SEATS, votes_now_on=before, people_may_stand=people_may_stand
    )
    same_seats = METHOD_OF[before] is METHOD_OF[wished]
    assert electorate_fits_seats(facts).allowed is (same_seats or not people_may_stand)


def test_nobody_is_said_to_stand_in_a_new_election() -> None:
    facts = ElectorateFacts(electorate=STUDENTS, seats=SEATS, votes_now_on=COMMUNITY)
    assert electorate_fits_seats(facts).allowed


@pytest.mark.parametrize(
    ("other", "codes"),
    [
        (replace(STUDENT_SEATS, seats=1), ("seats_of_another_electorate",)),
        (replace(STUDENT_SEATS, seats=0), ()),
        (replace(STUDENT_SEATS, selection=SelectionMethod.MEMBERS), ()),
    ],
)
def test_only_seats_that_somebody_votes_on_are_left_to_another_election(
    other: SeatPlan, codes: tuple[str, ...]
) -> None:
    facts = ElectorateFacts(electorate=COMMUNITY, seats=(PARENT_SEATS, other))
    assert electorate_fits_seats(facts).codes == codes


def test_each_electorate_is_explained_in_one_sentence() -> None:
    assert set(WHO_IT_IS_FOR) == set(Electorate)


# Parents


@pytest.mark.parametrize("electorate", [COMMUNITY, PARENTS])
@pytest.mark.parametrize(
    "ties", [(), (TIES.LIVES_HERE,), (TIES.WORKS_OR_LEADS_HERE,), (TIES.GUARDIAN,), tuple(TIES)]
)
def test_every_tie_in_an_election_for_parents_and_for_the_community(
    electorate: Electorate, ties: tuple[CommunityTie, ...]
) -> None:
    decision = may_vote(voter(electorate, *ties))
    if electorate is PARENTS:
        expected = () if TIES.GUARDIAN in ties else ("voter_not_parent",)
    else:
        expected = () if ties else ("voter_no_community_tie",)
    assert decision.codes == expected


def test_a_neighbor_in_an_election_for_parents_reads_rule_source_remedy_and_day() -> None:
    decision = may_vote(voter(PARENTS, TIES.LIVES_HERE))
    [objection] = decision.objections
    assert "for parents and guardians" in str(objection.sentence)
    assert "electorate = parents" in objection.source
    assert "review" in str(objection.remedy)
    assert decision.dates["review_until"] == date(2025, 11, 18)


def test_a_review_holds_the_neighbor_until_a_person_decides() -> None:
    asked = voter(PARENTS, TIES.LIVES_HERE, in_review=True)
    assert may_vote(asked).codes == ("held_in_review",)
    assert may_vote(replace(asked, may_by_person=True)).outcome is Outcome.ALLOWED
    assert may_vote(replace(asked, may_by_person=False)).outcome is Outcome.REFUSED


@pytest.mark.parametrize("policy", VoterExclusionPolicy)
def test_a_teacher_with_a_child_here_stays_excluded_in_an_election_for_parents(
    policy: VoterExclusionPolicy,
) -> None:
    decision = may_vote(voter(PARENTS, TIES.GUARDIAN, policy=policy, employments=(TEACHER,)))
    assert decision.codes == ("voter_excluded_staff",)


def test_being_18_is_declared_in_an_election_for_parents_too() -> None:
    [objection] = may_vote(voter(PARENTS, TIES.GUARDIAN, declares_voter_age=False)).objections
    assert objection.code == "voter_age_not_declared"
    assert str(objection.sentence).startswith("You must be 18 or older")


# Students


def test_a_student_of_12_with_consent_votes_without_a_tie_and_without_being_18() -> None:
    assert may_vote(student()).reasons == ()


@pytest.mark.parametrize(
    ("born", "codes"),
    [
        (date(2013, 11, 2), ()),
        (date(2013, 11, 3), ()),
        (date(2013, 11, 4), ("student_voter_too_young",)),
        (date(2020, 2, 29), ("student_voter_too_young",)),
        (date(2006, 1, 1), ()),
    ],
)
def test_12_on_the_day_the_roll_closes(born: date, codes: tuple[str, ...]) -> None:
    assert may_vote(student(student=pupil(born))).codes == codes


@given(
    born=st.dates(date(2008, 1, 1), date(2020, 12, 31))
    | st.sampled_from([date(y, 2, 29) for y in (2008, 2012, 2016)]),
    away=st.integers(-3, 3),
)
def test_the_birthday_itself_is_the_first_day_and_29_february_is_1_march_in_other_years(
    born: date, away: int
) -> None:
    twelfth = add_years(born, STUDENT_VOTER_AGE)
    day = twelfth + timedelta(days=away)
    decision = may_vote(
        student(
            student=StudentVoter(student_age=student_age(born, day, STUDENT_VOTER_AGE), consent=Consent.GIVEN)
        )
    )
    assert decision.allowed is (day >= twelfth)
    assert all(str(objection.remedy) for objection in decision.objections)


def test_who_is_too_young_reads_from_when_on() -> None:
    young = pupil(date(2013, 11, 4))
    assert young.student_age is not None
    [objection] = may_vote(student(student=young)).objections
    assert "closes on Tue 4 Nov 2025 or later" in str(objection.remedy)
    some_day = replace(young, student_age=replace(young.student_age, old_enough_on=None))
    [objection] = may_vote(student(student=some_day)).objections
    assert "when you are old enough" in str(objection.remedy)


@pytest.mark.parametrize(
    ("consent", "codes"),
    [
        (Consent.GIVEN, ()),
        (Consent.PENDING, ("student_voter_consent_missing",)),
        (Consent.MISSING, ("student_voter_consent_missing",)),
        (Consent.REFUSED, ("student_voter_consent_refused",)),
    ],
)
def test_a_guardian_agrees_or_the_student_does_not_vote(consent: Consent, codes: tuple[str, ...]) -> None:
    assert may_vote(student(student=pupil(consent=consent))).codes == codes


@pytest.mark.parametrize("may_by_person", [None, True, False])
@pytest.mark.parametrize("in_review", [False, True])
def test_no_clerk_agrees_in_a_guardians_place_or_makes_a_child_older(
    may_by_person: bool | None, in_review: bool
) -> None:
    young = pupil(date(2015, 1, 1), Consent.PENDING)
    decision = may_vote(
        student(student=young, may_by_person=may_by_person, in_review=in_review, is_like_another=True)
    )
    assert decision.outcome is Outcome.REFUSED
    assert {"student_voter_too_young", "student_voter_consent_missing"} <= set(decision.codes)


def test_an_unknown_birth_date_is_looked_up_by_a_person() -> None:
    unknown = student(student=StudentVoter(consent=Consent.GIVEN))
    assert may_vote(unknown).codes == ("held_birth_date_missing",)
    assert may_vote(replace(unknown, may_by_person=True)).allowed


@pytest.mark.parametrize("ties", [(), tuple(TIES)])
def test_nobody_but_enrolled_students_votes_in_their_election(ties: tuple[CommunityTie, ...]) -> None:
    decision = may_vote(voter(STUDENTS, *ties))
    assert decision.codes == ("voter_not_student",)
    assert may_vote(replace(voter(STUDENTS, *ties), in_review=True)).codes == ("held_in_review",)


def test_a_student_who_works_in_the_cafeteria_or_is_called_like_a_teacher_votes() -> None:
    father = StaffMatch(employment=TEACHER, name_likeness=Likeness.EXACT, same_phone=True)
    assert (
        may_vote(student(employments=(TEACHER,), staff_matches=(father,), says_works_here=True)).reasons == ()
    )


def test_a_teacher_who_is_no_student_hears_both() -> None:
    decision = may_vote(voter(STUDENTS, employments=(TEACHER,)))
    assert decision.codes == ("voter_excluded_staff", "voter_not_student")


def test_a_student_who_works_for_the_district_is_staff_in_an_election_of_the_community() -> None:
    worker = voter(COMMUNITY, TIES.LIVES_HERE, employments=(TEACHER,), student=pupil())
    assert may_vote(worker).codes == ("voter_excluded_staff",)


def test_an_upheld_challenge_takes_a_student_off_too() -> None:
    assert may_vote(student(challenge_upheld=True)).codes == ("voter_challenge_upheld",)


# Signing up and consent


@pytest.mark.parametrize("electorate", Electorate)
@pytest.mark.parametrize("tie", [None, *TIES])
def test_who_signs_up_for_which_election(electorate: Electorate, tie: CommunityTie | None) -> None:
    facts = RegistrationFacts(
        asked_at=at(11, 10),
        zone=str(ZONE),
        sign_up_opens_at=FORMS_OPEN,
        opens_at=OPENS,
        closes_at=CLOSES,
        electorate=electorate,
        tie=tie,
    )
    expected: tuple[str, ...] = ()
    if electorate is STUDENTS:
        expected = ("sign_up_not_for_students",)
    elif electorate is PARENTS and tie in (TIES.LIVES_HERE, TIES.WORKS_OR_LEADS_HERE):
        expected = ("sign_up_parents_only",)
    decision = may_register(facts)
    assert decision.codes == expected
    assert all(objection.remedy and objection.source for objection in decision.objections)


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({}, None),
        ({"is_frozen": True}, "consent_too_late"),
        ({"is_standing": False}, "consent_not_needed"),
        ({"is_standing": False, "is_frozen": True}, "consent_too_late"),
    ],
)
def test_until_when_a_guardian_can_agree_to_voting(known: dict[str, bool], code: str | None) -> None:
    codes = () if code is None else (code,)
    ask = GuardianAskFacts(has_contact=True, purpose=ConsentPurpose.VOTE, **known)
    answer = GuardianAnswerFacts(asked_at=at(11, 20), zone=str(ZONE), purpose=ConsentPurpose.VOTE, **known)
    assert may_ask_guardian(ask).codes == codes
    assert may_answer_consent(answer).codes == codes


def test_no_message_goes_to_the_students_own_phone_before_a_person_has_checked() -> None:
    own = GuardianAskFacts(has_contact=True, is_students_own=True, purpose=ConsentPurpose.VOTE)
    assert may_ask_guardian(own).outcome is Outcome.HELD
    assert may_ask_guardian(replace(own, was_checked=True)).allowed
