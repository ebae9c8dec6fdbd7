"""Deciding about held voters: what a person's decision does to may_vote, and until when it may be made."""

from __future__ import annotations

from datetime import date

import pytest

from ballot_service.rules.decision import Outcome
from ballot_service.rules.election_settings import VoterExclusionPolicy
from ballot_service.rules.eligibility import CommunityTie, VoterFacts, may_vote
from ballot_service.rules.employment import Employment, Position
from ballot_service.rules.held_voters import HeldVoterFacts, may_decide_held
from ballot_service.rules.likeness import Likeness
from ballot_service.rules.staff_matching import StaffMatch

TEACHER = Employment(position=Position.TEACHER)
LIKE = StaffMatch(employment=TEACHER, name_likeness=Likeness.LIKE)


def facts(*, may_by_person: bool | None, employments: tuple[Employment, ...] = ()) -> VoterFacts:
    return VoterFacts(
        policy=VoterExclusionPolicy.ALL_STAFF,
        review_until=date(2025, 11, 18),
        employments=employments,
        staff_matches=(LIKE,),
        community_ties=(CommunityTie.GUARDIAN,),
        declares_voter_age=True,
        may_by_person=may_by_person,
    )


@pytest.mark.parametrize(
    ("may", "outcome", "codes"),
    [
        (None, Outcome.HELD, ("held_name_like_staff",)),
        (True, Outcome.ALLOWED, ("person_decided_may_vote",)),
        (False, Outcome.REFUSED, ("person_decided_may_not_vote",)),
    ],
)
def test_a_persons_decision_takes_the_place_of_what_held(
    may: bool | None, outcome: Outcome, codes: tuple[str, ...]
) -> None:
    decision = may_vote(facts(may_by_person=may))
    assert (decision.outcome, decision.codes) == (outcome, codes)
    assert ("review_until" in decision.dates) is (outcome is not Outcome.ALLOWED)


@pytest.mark.parametrize("may", [True, False])
def test_a_persons_decision_never_takes_the_place_of_what_is_certain(may: bool) -> None:
    decision = may_vote(facts(may_by_person=may, employments=(TEACHER,)))
    assert decision.outcome is Outcome.REFUSED
    assert "voter_excluded_staff" in decision.codes


def test_a_decision_about_somebody_who_is_not_held_changes_nothing() -> None:
    free = VoterFacts(
        policy=VoterExclusionPolicy.ALL_STAFF,
        review_until=date(2025, 11, 18),
        community_ties=(CommunityTie.GUARDIAN,),
        declares_voter_age=True,
        may_by_person=False,
    )
    assert may_vote(free).reasons == ()


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        (HeldVoterFacts(is_held=True), ()),
        (HeldVoterFacts(is_held=False), ("not_held",)),
        (HeldVoterFacts(is_held=True, signatures=1), ("count_signed",)),
        (HeldVoterFacts(is_held=True, signatures=2), ("count_signed",)),
        (HeldVoterFacts(is_held=True, signatures=2, is_certified=True), ("result_certified",)),
        (HeldVoterFacts(is_held=False, signatures=1), ("not_held", "count_signed")),
    ],
)
def test_held_voters_are_decided_about_until_somebody_signs(
    asked: HeldVoterFacts, codes: tuple[str, ...]
) -> None:
    decision = may_decide_held(asked)
    assert decision.codes == codes
    assert decision.allowed is (codes == ())
