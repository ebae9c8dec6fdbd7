"""One person, one ballot: what is certain, what a person looks at, and what is nothing."""

from __future__ import annotations

import pytest

from ballot_service.rules.decision import Outcome
from ballot_service.rules.doubles import DoubleFacts, MergeFacts, may_merge, on_the_roll
from ballot_service.rules.likeness import Likeness

SAME, HELD, NOBODY = Outcome.REFUSED, Outcome.HELD, Outcome.ALLOWED
EXACT, LIKE, OTHER = Likeness.EXACT, Likeness.LIKE, Likeness.DIFFERENT


@pytest.mark.parametrize(
    ("likeness", "same_birth", "same_contact", "outcome"),
    [
        (EXACT, None, True, SAME),
        (EXACT, True, True, SAME),
        (EXACT, False, True, HELD),
        (EXACT, True, False, HELD),
        (EXACT, None, False, HELD),
        (EXACT, False, False, NOBODY),
        (LIKE, None, True, HELD),
        (LIKE, True, True, HELD),
        (LIKE, True, False, HELD),
        (LIKE, False, True, NOBODY),
        (LIKE, None, False, NOBODY),
        (OTHER, True, True, NOBODY),
        (OTHER, None, True, NOBODY),
    ],
)
def test_who_is_on_the_roll_already(
    likeness: Likeness, same_birth: bool | None, same_contact: bool, outcome: Outcome
) -> None:
    facts = DoubleFacts(name_likeness=likeness, same_birth_date=same_birth, same_contact=same_contact)
    assert on_the_roll(facts).outcome is outcome


def test_a_household_phone_alone_says_nothing() -> None:
    assert on_the_roll(DoubleFacts(name_likeness=OTHER, same_contact=True)).codes == ()


def test_a_like_name_alone_says_nothing() -> None:
    assert on_the_roll(DoubleFacts(name_likeness=LIKE)).codes == ()


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (MergeFacts(), ()),
        (MergeFacts(is_merged=True), ("merged_already",)),
        (MergeFacts(is_same_line=True), ("merged_already",)),
        (MergeFacts(may_neither_vote=True), ("neither_may_vote",)),
        (MergeFacts(both_voted_one_opened=True), ("merge_opened",)),
        (MergeFacts(signatures=1), ("count_signed",)),
        (MergeFacts(signatures=2, is_certified=True), ("result_certified",)),
    ],
)
def test_until_when_two_lines_become_one(facts: MergeFacts, codes: tuple[str, ...]) -> None:
    assert may_merge(facts).codes == codes
