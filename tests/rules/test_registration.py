"""Signing up to vote: from the day forms open until voting closes, by a code good for half an hour and five tries."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.decision import Outcome
from ballot_service.rules.election_settings import VoterExclusionPolicy
from ballot_service.rules.eligibility import CommunityTie, VoterFacts, may_vote
from ballot_service.rules.registration import (
    CodeFacts,
    CodeWishFacts,
    RegistrationFacts,
    may_register,
    may_send_code,
    may_use_code,
)
from tests.tallow_creek import CLOSES, FORMS_OPEN, OPENS, at

SECOND = timedelta(seconds=1)
SENT = at(11, 1, 10)


def register(asked_at: datetime, *, cancelled: bool = False) -> tuple[str, ...]:
    facts = RegistrationFacts(
        asked_at=asked_at,
        zone="America/Chicago",
        sign_up_opens_at=FORMS_OPEN,
        opens_at=OPENS,
        closes_at=CLOSES,
        is_cancelled=cancelled,
    )
    return may_register(facts).codes


@pytest.mark.parametrize(
    ("asked_at", "codes"),
    [
        (FORMS_OPEN - SECOND, ("sign_up_not_open",)),
        (FORMS_OPEN, ()),
        (OPENS - SECOND, ()),
        (OPENS, ("sign_up_late",)),
        (CLOSES - SECOND, ("sign_up_late",)),
        (CLOSES, ("sign_up_over",)),
    ],
)
def test_the_door_opens_and_closes_to_the_second(asked_at: datetime, codes: tuple[str, ...]) -> None:
    assert register(asked_at) == codes


def test_nobody_signs_up_for_a_cancelled_election() -> None:
    assert register(SENT, cancelled=True) == ("election_cancelled",)


def test_whoever_comes_late_is_held_and_not_refused() -> None:
    decision = may_vote(voter(signed_up_late=True))
    assert (decision.outcome, decision.codes) == (Outcome.HELD, ("held_signed_up_late",))
    (reason,) = decision.reasons
    assert reason.remedy is not None
    assert reason.remedy.values == {}, "no day that has passed already"


def voter(**changed: bool | None) -> VoterFacts:
    return VoterFacts(
        policy=VoterExclusionPolicy.ALL_STAFF,
        review_until=OPENS.date(),
        community_ties=(CommunityTie.LIVES_HERE,),
        declares_voter_age=True,
        **changed,  # type: ignore[arg-type]  # flags only
    )


@pytest.mark.parametrize("flag", ["says_works_here", "signed_up_late", "is_like_another"])
@pytest.mark.parametrize("may", [True, False])
def test_a_person_settles_what_the_door_left_open(flag: str, may: bool) -> None:
    assert may_vote(voter(**{flag: True})).outcome is Outcome.HELD
    settled = may_vote(voter(**{flag: True, "may_by_person": may}))
    assert settled.outcome is (Outcome.ALLOWED if may else Outcome.REFUSED)


def test_a_line_that_was_put_together_votes_no_more() -> None:
    assert may_vote(voter(is_merged=True, may_by_person=True)).codes == ("voter_merged",)


@pytest.mark.parametrize(
    ("wish", "codes"),
    [
        ((0, 0, 0), ()),
        ((3, 3, 29), ()),
        ((4, 0, 0), ("too_many_codes",)),
        ((0, 4, 0), ("too_many_codes",)),
        ((0, 0, 30), ("too_many_from_network",)),
    ],
)
def test_how_many_codes_go_out(wish: tuple[int, int, int], codes: tuple[str, ...]) -> None:
    """Sent for this sign-up, sent to this contact, and unproved sign-ups from this network."""
    sent, to_contact, unproved = wish
    facts = CodeWishFacts(codes_sent=sent, codes_to_contact=to_contact, unproved_from_network=unproved)
    assert may_send_code(facts).codes == codes


def test_a_code_is_good_for_half_an_hour_and_five_tries() -> None:
    def use(after: timedelta, wrong: int = 0, *, fits: bool = True) -> tuple[str, ...]:
        facts = CodeFacts(asked_at=SENT + after, sent_at=SENT, wrong_codes=wrong, fits=fits)
        return may_use_code(facts).codes

    half_an_hour = timedelta(minutes=30)
    assert use(half_an_hour - SECOND, 4) == ()
    assert use(half_an_hour) == ("code_too_old",)
    assert use(SECOND, 5) == ("code_tried_too_often",)
    assert use(SECOND, fits=False) == ("code_wrong",)


@given(st.integers(0, 90 * 24 * 3600))
def test_every_moment_has_one_answer(seconds: int) -> None:
    asked_at = at(10, 1) + timedelta(seconds=seconds)
    is_open = FORMS_OPEN <= asked_at < CLOSES
    assert may_register_outcome(asked_at) is (Outcome.ALLOWED if is_open else Outcome.REFUSED)


def may_register_outcome(asked_at: datetime) -> Outcome:
    return Outcome.REFUSED if set(register(asked_at)) - {"sign_up_late"} else Outcome.ALLOWED
