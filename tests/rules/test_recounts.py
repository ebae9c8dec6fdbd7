"""A recount: who may ask and until when, a second pair, both pairs under a difference, and what a comparison shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.compared_batches import BatchSize, compared_together
from ballot_service.rules.corrections import ResultCorrectionFacts, may_correct
from ballot_service.rules.recounts import (
    RecountRequestFacts,
    RecountStandFacts,
    SettlingFacts,
    Stands,
    TellingAgainFacts,
    may_end_recount,
    may_recount,
    may_settle_recount,
    may_tell_again,
)
from ballot_service.rules.signatures import Signer
from ballot_service.rules.tellers import ExplanationFacts, TellingFacts
from tests.tallow_creek import at

PARENT = Signer(person="parent", is_employee=False, is_nominee=False, is_close_relative=False)
CLERK = Signer(person="clerk", is_employee=True, is_nominee=False, is_close_relative=False)
ASKED = RecountRequestFacts(
    asked_at=at(12, 10), zone="America/Chicago", result_at=at(12, 5, 20), holidays=(date(2025, 12, 9),)
)
SETTLED = SettlingFacts(
    explanation=ExplanationFacts(
        written_by="clerk", writer_is_employee=True, confirmed_by="parent", confirmer=PARENT
    ),
    stands=Stands.SECOND,
    by_first_pair=True,
    by_second_pair=True,
)


def test_a_recount_is_asked_for_in_five_business_days_after_the_result() -> None:
    decision = may_recount(ASKED)
    assert decision.allowed
    # Friday 5 December; Tuesday the 9th is a holiday, so the fifth business day is Monday the 15th, until 17:00
    assert decision.dates["recount_ends"] == at(12, 15, 17)
    assert may_recount(replace(ASKED, asked_at=at(12, 15, 16, 59))).allowed
    assert may_recount(replace(ASKED, asked_at=at(12, 15, 17))).codes == ("recount_late",)
    assert may_recount(replace(ASKED, result_at=None)).codes == ("recount_no_result",)


def test_a_recount_has_a_name_and_happens_once() -> None:
    assert may_recount(replace(ASKED, is_known=False)).codes == ("recount_unnamed",)
    assert may_recount(replace(ASKED, is_running=True)).codes == ("recount_running",)
    assert may_recount(replace(ASKED, was_recounted=True)).codes == ("recount_done",)


def test_nobody_of_the_first_pair_counts_a_batch_again() -> None:
    facts = TellingAgainFacts(telling=TellingFacts(teller=CLERK, others=(PARENT,)))
    assert may_tell_again(facts).allowed
    assert may_tell_again(replace(facts, told_before=True)).codes == ("teller_of_first_count",)
    colleague = replace(facts, telling=TellingFacts(teller=CLERK, others=(replace(CLERK, person="x"),)))
    assert may_tell_again(colleague).codes == ("tellers_are_employees",)


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True), (False, False)])
def test_both_pairs_stand_behind_a_settled_difference(first: bool, second: bool) -> None:
    assert may_settle_recount(SETTLED).allowed
    one_sided = replace(SETTLED, by_first_pair=first, by_second_pair=second)
    assert may_settle_recount(one_sided).codes == ("settled_by_one_pair",)


def test_a_recount_adds_no_sheet_and_takes_none_away() -> None:
    other = replace(SETTLED, same_ballots=False)
    assert may_settle_recount(other).codes == ("recount_other_sheets",)
    assert may_settle_recount(replace(other, stands=Stands.FIRST)).allowed
    alone = replace(SETTLED.explanation, confirmed_by="clerk")
    assert may_settle_recount(replace(SETTLED, explanation=alone)).codes == ("explanation_same_person",)


def test_a_recount_ends_when_every_batch_is_counted_and_settled() -> None:
    assert may_end_recount(RecountStandFacts(batches=0, agreed=0)).allowed, "without paper: a new tally"
    assert may_end_recount(RecountStandFacts(batches=2, agreed=1)).codes == ("recount_batches_wait",)
    assert may_end_recount(RecountStandFacts(batches=2, agreed=2, unsettled=1)).codes == ("recount_differs",)
    assert may_end_recount(RecountStandFacts(batches=2, agreed=2)).allowed


def groups(*ballots: int, elsewhere: int = 0) -> list[tuple[tuple[int, ...], bool]]:
    sizes = [BatchSize(number=number, ballots=each) for number, each in enumerate(ballots, start=1)]
    return [(each.batches, each.shows_votes) for each in compared_together(sizes, elsewhere)]


def test_small_batches_are_compared_together() -> None:
    assert groups(50, 12) == [((1,), True), ((2,), True)]
    assert groups(50, 10) == [((1,), True), ((2,), True)]
    assert groups(50, 9) == [((1, 2), True)]
    assert groups(4, 6, 30) == [((1, 2), True), ((3,), True)]
    assert groups(4, 3) == [((1, 2), False)], "fewer than ten in all: whether they agree, and no votes"
    for few in (1, 3, 9):
        assert groups(50, elsewhere=few) == [((1,), False)], "the rest would be a few ballots"
    assert groups(50, elsewhere=10) == [((1,), True)]
    assert groups() == []


@given(st.lists(st.integers(0, 50), max_size=12), st.integers(0, 40))
def test_every_batch_is_in_one_group_and_no_shown_group_is_small(sizes: list[int], elsewhere: int) -> None:
    found = groups(*sizes, elsewhere=elsewhere)
    assert [number for batches, _shows in found for number in batches] == list(range(1, len(sizes) + 1))
    for batches, shows in found:
        assert not shows or sum(sizes[number - 1] for number in batches) >= 10


def test_a_correction_is_of_a_certified_result_with_a_reason() -> None:
    facts = ResultCorrectionFacts(is_certified=True)
    assert may_correct(facts).allowed
    assert may_correct(replace(facts, is_certified=False)).codes == ("correction_too_early",)
    assert may_correct(replace(facts, has_reason=False)).codes == ("correction_no_reason",)
    assert may_correct(replace(facts, is_running=True)).codes == ("correction_running",)
    assert may_correct(replace(facts, names_lot=True)).codes == ("correction_no_lot",)
    assert may_correct(replace(facts, names_lot=True, has_lot=True)).allowed
