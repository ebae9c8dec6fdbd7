"""Reviews and challenges: their windows to the second, and who may decide (1.12 rule 5, 1.14, 1.15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ballot_service.rules.candidacy import CandidacyFacts
from ballot_service.rules.case_decisions import CaseDecisionFacts, may_decide_case
from ballot_service.rules.cases import (
    CaseAbout,
    CaseKind,
    ChallengeFacts,
    ReviewFacts,
    answer_ends_at,
    may_ask_review,
    may_challenge,
    review_ends_at,
)
from ballot_service.rules.decision import Outcome
from ballot_service.rules.election_settings import VoterExclusionPolicy
from ballot_service.rules.eligibility import CommunityTie, VoterFacts, may_vote
from ballot_service.rules.employment import Employment, Position
from ballot_service.rules.held_voters import HeldVoterFacts, may_decide_held
from ballot_service.rules.holidays import holidays_between
from ballot_service.rules.nominations import may_serve
from ballot_service.rules.seat_groups import SeatGroupKind

CHICAGO = "America/Chicago"
SECOND = timedelta(seconds=1)


def at(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2025, month, day, hour, minute, tzinfo=ZoneInfo(CHICAGO))


OPENS = at(11, 18, 7)
REVIEW_ENDS = review_ends_at(date(2025, 11, 18), "17:00", CHICAGO)
REVIEW = ReviewFacts(
    about=CaseAbout.VOTER, asked_at=at(11, 5), ends_at=REVIEW_ENDS, zone=CHICAGO, is_refused=True
)
CHALLENGE = ChallengeFacts(
    about=CaseAbout.VOTER,
    asked_at=at(11, 5),
    starts_at=at(11, 3, 9),
    ends_at=OPENS,
    zone=CHICAGO,
    is_standing=True,
)
DECISION = CaseDecisionFacts(
    kind=CaseKind.REVIEW,
    about=CaseAbout.VOTER,
    changes=True,
    asked_at=at(11, 6),
    zone=CHICAGO,
    has_conflict=False,
)
TEACHER = VoterFacts(
    policy=VoterExclusionPolicy.ALL_STAFF,
    review_until=date(2025, 11, 18),
    employments=(Employment(position=Position.TEACHER),),
    community_ties=(CommunityTie.LIVES_HERE,),
    declares_voter_age=True,
)


def test_a_review_can_be_asked_for_until_the_set_hour_of_the_day_named() -> None:
    assert may_ask_review(REVIEW).allowed
    assert may_ask_review(replace(REVIEW, asked_at=at(11, 18, 17) - SECOND)).allowed
    late = may_ask_review(replace(REVIEW, asked_at=at(11, 18, 17)))
    assert late.codes == ("review_too_late",)
    assert "Tue 18 Nov 2025, 5:00 p.m. Central time" in str(late.reasons[0].sentence)
    assert late.dates["review_ends"] == REVIEW_ENDS


@pytest.mark.parametrize(
    ("known", "codes", "allowed"),
    [
        ({"is_refused": False}, ("review_nothing",), False),
        ({"was_reviewed": True}, ("review_done",), False),
        ({"is_refused": False, "is_open": True}, ("joins_open_case",), True),
        ({"was_reviewed": True, "asked_at": at(11, 19)}, ("review_too_late", "review_done"), False),
    ],
)
def test_what_can_be_reviewed(known: dict[str, Any], codes: tuple[str, ...], allowed: bool) -> None:
    decision = may_ask_review(replace(REVIEW, **known))
    assert (decision.codes, decision.allowed) == (codes, allowed)
    assert all(reason.remedy for reason in decision.objections)


@pytest.mark.parametrize(
    ("about", "moment", "codes"),
    [
        (CaseAbout.VOTER, at(11, 3, 9) - SECOND, ("challenge_too_early",)),
        (CaseAbout.VOTER, at(11, 3, 9), ()),
        (CaseAbout.VOTER, OPENS - SECOND, ()),
        (CaseAbout.VOTER, OPENS, ("challenge_too_late",)),
        (CaseAbout.NOMINEE, OPENS - SECOND, ()),
        (CaseAbout.NOMINEE, OPENS, ("challenge_too_late",)),
    ],
)
def test_the_window_of_a_challenge_to_the_second(
    about: CaseAbout, moment: datetime, codes: tuple[str, ...]
) -> None:
    decision = may_challenge(replace(CHALLENGE, about=about, asked_at=moment))
    assert decision.codes == codes
    assert decision.dates == {"person_challenge_ends": OPENS}


def test_what_remains_after_the_window() -> None:
    voter = may_challenge(replace(CHALLENGE, asked_at=OPENS)).reasons[0]
    assert "until Tue 18 Nov 2025, 7:00 a.m. Central time" in str(voter.sentence)
    assert "provisional ballot" in str(voter.remedy)
    nominee = may_challenge(replace(CHALLENGE, about=CaseAbout.NOMINEE, asked_at=OPENS)).reasons[0]
    assert "The names on the ballot are final" in str(nominee.sentence)
    assert "The result can be challenged" in str(nominee.remedy)


@pytest.mark.parametrize(
    ("about", "said"),
    [(CaseAbout.VOTER, "not on the roll"), (CaseAbout.NOMINEE, "not qualified for the ballot")],
)
def test_only_who_may_vote_or_stands_can_be_challenged(about: CaseAbout, said: str) -> None:
    nobody = replace(CHALLENGE, about=about, is_standing=False)
    assert may_challenge(nobody).codes == ("challenge_not_standing",)
    assert said in str(may_challenge(nobody).reasons[0].sentence)
    assert may_challenge(replace(nobody, starts_at=None)).codes == ("challenge_not_standing",)
    second = may_challenge(replace(CHALLENGE, about=about, is_open=True))
    assert second.allowed
    assert second.codes == ("joins_open_case",)


@pytest.mark.parametrize(
    ("challenged", "ends"),
    [
        (at(11, 4), at(11, 7, 17)),
        (at(11, 7), at(11, 13, 17)),  # a weekend and Veterans Day between
        (at(11, 14), OPENS),
        (at(11, 18, 6), OPENS),
    ],
)
def test_three_business_days_to_answer_and_never_past_the_window(
    challenged: datetime, ends: datetime
) -> None:
    holidays = holidays_between(challenged.date(), date(2026, 1, 31))
    assert answer_ends_at(challenged, OPENS, holidays, "17:00", CHICAGO) == ends


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({"decided_first": True}, "case_first_decider"),
        ({"entered_person": True}, "case_entered_person"),
        ({"brought_case": True}, "case_own"),
        ({"has_conflict": True}, "case_conflict"),
        ({"has_conflict": None}, "case_conflict_not_declared"),
        ({"reason_given": False}, "case_without_reason"),
        ({"is_open": False}, "case_decided"),
        ({"answer_ends_at": at(11, 6, 12, 1)}, "case_answer_time"),
        ({"about": CaseAbout.FORM, "is_frozen": True}, "case_ballot_frozen"),
        ({"kind": CaseKind.CHALLENGE, "has_opened": True}, "case_voting_open"),
        (
            {"kind": CaseKind.CHALLENGE, "about": CaseAbout.NOMINEE, "is_frozen": True},
            "case_ballot_frozen",
        ),
    ],
)
def test_who_may_decide_and_when(known: dict[str, Any], code: str) -> None:
    assert may_decide_case(DECISION).allowed
    decision = may_decide_case(replace(DECISION, **known))
    assert decision.codes == (code,)
    assert decision.reasons[0].remedy


def test_every_objection_is_heard_at_once() -> None:
    decision = may_decide_case(
        replace(DECISION, decided_first=True, has_conflict=True, reason_given=False, is_open=False)
    )
    assert decision.codes == (
        "case_first_decider",
        "case_conflict",
        "case_without_reason",
        "case_decided",
    )


def test_what_leaves_everything_as_it_is_can_be_decided_late() -> None:
    stays = replace(DECISION, changes=False, is_frozen=True, has_opened=True)
    for about in CaseAbout:
        for kind in CaseKind:
            assert may_decide_case(replace(stays, about=about, kind=kind)).allowed


def test_a_review_of_a_voter_can_be_decided_while_voting_is_open() -> None:
    assert may_decide_case(replace(DECISION, has_opened=True, is_frozen=True)).allowed


def test_a_name_can_change_while_nobody_says_that_the_ballot_is_frozen() -> None:
    assert may_decide_case(replace(DECISION, about=CaseAbout.NOMINEE)).allowed


@pytest.mark.parametrize(("kind", "source"), [("review", "1.12, rule 5"), ("challenge", "challenge window")])
def test_an_objection_names_the_rule_of_its_kind(kind: str, source: str) -> None:
    decision = may_decide_case(replace(DECISION, kind=CaseKind(kind), reason_given=False))
    assert source in decision.reasons[0].source


def test_an_answer_ends_the_waiting() -> None:
    waiting = replace(DECISION, kind=CaseKind.CHALLENGE, answer_ends_at=at(11, 7, 17))
    assert may_decide_case(waiting).codes == ("case_answer_time",)
    assert may_decide_case(replace(waiting, was_answered=True)).allowed
    assert may_decide_case(replace(waiting, asked_at=at(11, 7, 17) - SECOND)).codes == ("case_answer_time",)
    over = may_decide_case(replace(waiting, asked_at=at(11, 7, 17)))
    assert over.allowed
    assert over.dates == {"answer_ends": at(11, 7, 17)}


@pytest.mark.parametrize(
    ("changed", "outcome", "codes"),
    [
        ({}, Outcome.REFUSED, ("voter_excluded_staff",)),
        ({"in_review": True}, Outcome.HELD, ("held_in_review",)),
        ({"in_review": True, "may_by_person": True}, Outcome.ALLOWED, ("person_decided_may_vote",)),
        ({"in_review": True, "may_by_person": False}, Outcome.REFUSED, ("review_upheld",)),
        ({"employments": (), "challenge_upheld": True}, Outcome.REFUSED, ("voter_challenge_upheld",)),
        (
            {"employments": (), "challenge_upheld": True, "in_review": True},
            Outcome.HELD,
            ("held_in_review",),
        ),
    ],
)
def test_a_refusal_waits_while_a_review_is_open(
    changed: dict[str, Any], outcome: Outcome, codes: tuple[str, ...]
) -> None:
    decision = may_vote(replace(TEACHER, **changed))
    assert (decision.outcome, decision.codes) == (outcome, codes)
    assert all(reason.remedy for reason in decision.objections)


def test_a_voter_in_review_is_decided_on_the_page_of_the_review() -> None:
    assert may_decide_held(HeldVoterFacts(is_held=True, in_review=True)).codes == ("held_for_review",)


def test_a_nominee_whose_challenge_was_upheld_does_not_stand() -> None:
    facts = CandidacyFacts(seat_group=SeatGroupKind.COMMUNITY, council_schools=("Cypress",))
    assert may_serve(facts).allowed
    assert may_serve(replace(facts, challenge_upheld=True)).codes == ("nominee_challenge_upheld",)
