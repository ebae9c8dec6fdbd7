"""Who may vote: scenarios S2 and S4, and the staff list's likenesses (requirements 1.12)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from ballot_service.rules.decision import Decision, Outcome, Weight
from ballot_service.rules.election_settings import VoterExclusionPolicy
from ballot_service.rules.eligibility import CommunityTie, VoterFacts, may_vote
from ballot_service.rules.employment import Employment, Position
from ballot_service.rules.likeness import Likeness
from ballot_service.rules.staff_matching import StaffMatch

NARROW, ALL_STAFF, BROAD = VoterExclusionPolicy
STORED = TypeAdapter(VoterFacts)
REVIEW_UNTIL = date(2025, 11, 14)


def voter(
    *employments: Employment,
    matches: tuple[StaffMatch, ...] = (),
    policy: VoterExclusionPolicy = ALL_STAFF,
    ties: tuple[CommunityTie, ...] = (CommunityTie.GUARDIAN,),
    declares_voter_age: bool = True,
) -> VoterFacts:
    return VoterFacts(
        policy=policy,
        review_until=REVIEW_UNTIL,
        employments=employments,
        staff_matches=matches,
        community_ties=ties,
        declares_voter_age=declares_voter_age,
    )


def works_as(position: Position, policy: VoterExclusionPolicy, on_payroll: bool | None = None) -> Decision:
    return may_vote(voter(Employment(position=position, on_payroll=on_payroll), policy=policy))


def match(
    name: Likeness,
    position: Position = Position.TEACHER,
    *,
    birth_date: bool | None = None,
    email: bool | None = None,
    phone: bool | None = None,
    same_person: bool | None = None,
) -> StaffMatch:
    return StaffMatch(
        employment=Employment(position=position),
        name_likeness=name,
        same_birth_date=birth_date,
        same_email=email,
        same_phone=phone,
        same_person=same_person,
    )


def test_s2_the_teacher_who_lives_here_with_a_child_at_cypress() -> None:
    decision = may_vote(
        replace(
            voter(Employment(position=Position.TEACHER)),
            community_ties=(CommunityTie.LIVES_HERE, CommunityTie.GUARDIAN),
        )
    )
    assert decision.outcome is Outcome.REFUSED
    [objection] = decision.objections
    assert objection.code == "voter_excluded_staff"
    assert f"{objection.sentence} {objection.remedy}" == (
        "You work for the district, so you cannot vote in this election. You may still be nominated. "
        "If this is wrong, ask for a review by Fri 14 Nov 2025."
    )
    assert decision.dates == {"review_until": REVIEW_UNTIL}


def test_s2_her_husband_at_the_same_address_votes() -> None:
    assert may_vote(voter(matches=(match(Likeness.DIFFERENT),))) == Decision()


def test_s2_a_man_of_the_same_name_with_another_birth_date_and_phone_votes() -> None:
    namesake = match(Likeness.EXACT, birth_date=False, phone=False)
    assert may_vote(voter(matches=(namesake,))) == Decision()


VOTES, REFUSED = (True, ()), (False, ("voter_excluded_staff",))
REVIEW, BOARD = (True, ("needs_review_contractor",)), (True, ("note_board_member",))


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (Position.CAFETERIA, (VOTES, REFUSED, REFUSED)),
        (Position.TRANSPORTATION, (VOTES, REFUSED, REFUSED)),
        (Position.CONTRACTOR, (REVIEW, REVIEW, REVIEW)),
        (Position.ASSISTANT_TEACHER, (VOTES, REFUSED, REFUSED)),
        (Position.TEACHER, (REFUSED, REFUSED, REFUSED)),
        (Position.ADMINISTRATOR, (REFUSED, REFUSED, REFUSED)),
        (Position.BOARD_MEMBER, (VOTES, BOARD, (False, ("voter_excluded_board_member",)))),
        (Position.RETIRED, (VOTES, VOTES, VOTES)),
        (Position.OTHER_DISTRICT, (VOTES, VOTES, VOTES)),
        (Position.COUNSELOR, (VOTES, REFUSED, REFUSED)),
        (Position.OFFICE_STAFF, (VOTES, REFUSED, REFUSED)),
    ],
)
def test_s4_each_worker_under_each_policy(
    position: Position, expected: tuple[tuple[bool, tuple[str, ...]], ...]
) -> None:
    found = tuple(
        (d.allowed, d.codes) for d in (works_as(position, policy) for policy in VoterExclusionPolicy)
    )
    assert found == expected


def test_s4_a_pta_president_has_no_employment_and_votes_under_every_policy() -> None:
    assert all(may_vote(voter(policy=policy)) == Decision() for policy in VoterExclusionPolicy)


@pytest.mark.parametrize("position", [Position.CONTRACTOR, Position.SUBSTITUTE])
def test_the_payroll_decides_for_contractors_and_substitutes(position: Position) -> None:
    assert works_as(position, ALL_STAFF, on_payroll=True).codes == ("voter_excluded_staff",)
    assert works_as(position, ALL_STAFF, on_payroll=False) == Decision()
    [mark] = works_as(position, ALL_STAFF).reasons
    assert mark.weight is Weight.WARNS
    assert mark.code == f"needs_review_{position}"


def test_whoever_left_before_the_roll_closed_votes() -> None:
    assert works_as(Position.TEACHER, ALL_STAFF, on_payroll=False) == Decision()


def test_staff_whose_work_is_not_known_are_looked_at_under_the_narrow_policy_only() -> None:
    assert works_as(Position.UNKNOWN, NARROW).codes == ("held_position_unknown",)
    assert works_as(Position.UNKNOWN, NARROW).outcome is Outcome.HELD
    assert works_as(Position.UNKNOWN, ALL_STAFF).outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (match(Likeness.EXACT, birth_date=True), "voter_excluded_staff"),
        (match(Likeness.LIKE, email=True), "voter_excluded_staff"),
        (match(Likeness.LIKE, phone=True), "voter_excluded_staff"),
        (match(Likeness.EXACT, phone=True), "voter_excluded_staff"),
        (match(Likeness.EXACT), "held_name_like_staff"),
        (match(Likeness.LIKE), "held_name_like_staff"),
        (match(Likeness.LIKE, birth_date=True), "held_name_like_staff"),
        (match(Likeness.EXACT, email=False, phone=False), "held_name_like_staff"),
        (match(Likeness.DIFFERENT, phone=True), "held_contact_on_staff_list"),
        (match(Likeness.DIFFERENT, email=True, birth_date=True), "held_contact_on_staff_list"),
    ],
)
def test_likeness_to_the_staff_list(entry: StaffMatch, code: str) -> None:
    assert may_vote(voter(matches=(entry,))).codes == (code,)


@pytest.mark.parametrize(
    "entry",
    [
        match(Likeness.LIKE, birth_date=False, phone=True),
        match(Likeness.EXACT, birth_date=False),
        match(Likeness.DIFFERENT, birth_date=True),
        match(Likeness.DIFFERENT, birth_date=False, phone=True),
        match(Likeness.LIKE, Position.RETIRED, email=True),
        match(Likeness.EXACT, same_person=False),
    ],
)
def test_no_match_leaves_no_trace(entry: StaffMatch) -> None:
    assert may_vote(voter(matches=(entry,))) == Decision()


def test_what_a_person_decided_ends_the_hold() -> None:
    assert may_vote(voter(matches=(match(Likeness.LIKE, same_person=True),))).codes == (
        "voter_excluded_staff",
    )


def test_a_likeness_to_somebody_who_may_vote_holds_nobody() -> None:
    cook = match(Likeness.LIKE, Position.CAFETERIA)
    assert may_vote(voter(matches=(cook,), policy=NARROW)) == Decision()
    assert may_vote(voter(matches=(cook,))).outcome is Outcome.HELD


def test_a_held_voter_gets_a_provisional_ballot() -> None:
    decision = may_vote(voter(matches=(match(Likeness.LIKE),)))
    assert decision.outcome is Outcome.HELD
    assert "provisional ballot" in str(decision.objections[0].remedy)
    assert decision.dates == {"review_until": REVIEW_UNTIL}


def test_every_objection_is_said_once_and_at_once() -> None:
    decision = may_vote(
        voter(
            Employment(position=Position.TEACHER),
            matches=(match(Likeness.EXACT, birth_date=True), match(Likeness.LIKE), match(Likeness.LIKE)),
            ties=(),
            declares_voter_age=False,
        )
    )
    assert decision.codes == (
        "voter_excluded_staff",
        "held_name_like_staff",
        "voter_age_not_declared",
        "voter_no_community_tie",
    )


MATCHES = st.builds(
    StaffMatch,
    employment=st.builds(
        Employment, position=st.sampled_from(Position), on_payroll=st.none() | st.booleans()
    ),
    name_likeness=st.sampled_from(Likeness),
    same_birth_date=st.none() | st.booleans(),
    same_email=st.none() | st.booleans(),
    same_phone=st.none() | st.booleans(),
)


@given(entry=MATCHES)
def test_a_name_alone_or_a_contact_alone_never_refuses(entry: StaffMatch) -> None:
    name_only = replace(entry, same_birth_date=None, same_email=None, same_phone=None)
    contact_only = replace(entry, name_likeness=Likeness.DIFFERENT)
    for policy in VoterExclusionPolicy:
        for alone in (name_only, contact_only):
            assert may_vote(voter(matches=(alone,), policy=policy)).outcome is not Outcome.REFUSED


@given(entries=st.lists(MATCHES, max_size=3))
def test_each_policy_excludes_everyone_the_one_before_it_excludes(entries: list[StaffMatch]) -> None:
    refused = [
        may_vote(voter(matches=tuple(entries), policy=policy)).outcome is Outcome.REFUSED
        for policy in VoterExclusionPolicy
    ]
    assert refused == sorted(refused)


@given(entries=st.lists(MATCHES, max_size=3), policy=st.sampled_from(VoterExclusionPolicy))
def test_every_objection_has_a_remedy_and_a_source(
    entries: list[StaffMatch], policy: VoterExclusionPolicy
) -> None:
    decision = may_vote(voter(matches=tuple(entries), policy=policy, ties=(), declares_voter_age=False))
    assert all(str(reason.remedy) and reason.source for reason in decision.objections)


@given(entry=MATCHES)
def test_stored_facts_are_judged_the_same_again(entry: StaffMatch) -> None:
    facts = voter(matches=(entry,))
    assert may_vote(STORED.validate_json(STORED.dump_json(facts))) == may_vote(facts)
