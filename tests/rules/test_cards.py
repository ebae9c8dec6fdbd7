"""Code cards: printed, drawn, used at most as often as drawn, handed back unused, and accounted for (1.15)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.ballot_account import BallotAccount
from ballot_service.rules.canvass import ballots_reconcile
from ballot_service.rules.card_account import CardNumbers, cards_add_up
from ballot_service.rules.card_runs import CardFileFacts, CardRunFacts, may_fetch_cards, may_print_cards
from ballot_service.rules.cards import (
    CardReturnFacts,
    CardState,
    CardUseFacts,
    DrawFacts,
    SpoilFacts,
    may_draw_card,
    may_spoil_card,
    may_take_card_back,
    may_use_card,
)
from ballot_service.rules.decision import Outcome
from ballot_service.rules.table import TableMeans, UndoFacts, may_undo_sign_in
from tests.tallow_creek import CLOSES, ZONE, at

DAY = at(11, 20)
FEW = st.integers(0, 60)


def printing(cards: int = 60, asked_at: datetime = DAY, **changed: Any) -> tuple[str, ...]:
    facts = CardRunFacts(asked_at=asked_at, zone=str(ZONE), closes_at=CLOSES, cards=cards, **changed)
    return may_print_cards(facts).codes


def handing_back(card: CardState = CardState.UNUSED, **changed: Any) -> tuple[str, ...]:
    given = {"asked_at": DAY, "zone": str(ZONE), "closes_at": CLOSES, "drawn": 5, "used": 3}
    return may_take_card_back(CardReturnFacts(card=card, **{**given, **changed})).codes


@pytest.mark.parametrize(
    ("cards", "codes"), [(0, ("cards_number",)), (1, ()), (500, ()), (501, ("cards_number",))]
)
def test_a_run_has_1_to_500_cards(cards: int, codes: tuple[str, ...]) -> None:
    assert printing(cards) == codes


def test_cards_are_printed_for_a_frozen_ballot_with_a_vote_until_the_close() -> None:
    assert printing(is_frozen=False, is_voted_on=False) == ("cards_not_frozen",)
    assert printing(is_voted_on=False) == ("cards_no_vote",)
    assert printing(asked_at=CLOSES - timedelta(seconds=1)) == ()
    assert printing(asked_at=CLOSES, cards=0) == ("cards_after_close", "cards_number")


def test_the_file_with_every_code_is_there_for_one_day() -> None:
    late = DAY + timedelta(hours=24)
    assert may_fetch_cards(CardFileFacts(asked_at=late - timedelta(seconds=1), printed_at=DAY)).allowed
    assert may_fetch_cards(CardFileFacts(asked_at=late, printed_at=DAY)).codes == ("cards_file_over",)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (DrawFacts(in_box=1), ()),
        (DrawFacts(in_box=0), ("card_none_left",)),
        (DrawFacts(in_box=1, is_held=True), ("card_not_provisional",)),
        (DrawFacts(in_box=1, paper_is_out=True), ("card_paper_is_out",)),
    ],
)
def test_who_draws_a_card(facts: DrawFacts, codes: tuple[str, ...]) -> None:
    assert may_draw_card(facts).codes == codes


@pytest.mark.parametrize(
    ("card", "drawn", "used", "codes"),
    [
        (CardState.UNUSED, 1, 0, ()),
        (CardState.UNUSED, 0, 0, ("card_nobody_drew",)),
        (CardState.UNUSED, 5, 5, ("card_nobody_drew",)),
        (CardState.SPOILED, 5, 1, ("card_is_spoiled",)),
        (CardState.USED, 5, 1, ("card_used_already",)),
    ],
)
def test_never_more_ballots_than_people_who_drew(
    card: CardState, drawn: int, used: int, codes: tuple[str, ...]
) -> None:
    assert may_use_card(CardUseFacts(card=card, drawn=drawn, used=used)).codes == codes


def test_an_unused_card_is_handed_back_until_the_close() -> None:
    assert handing_back() == ()
    assert handing_back(CardState.USED) == ("card_used",)
    assert handing_back(CardState.SPOILED) == ("card_spoiled_already",)
    assert handing_back(has_drawn=False) == ("card_not_drawn",)
    assert handing_back(asked_at=CLOSES) == ("cards_after_close",)
    assert handing_back(used=5) == ("card_all_used",), "then this person's place was used by somebody"


def test_only_an_unused_card_is_taken_out() -> None:
    assert may_spoil_card(SpoilFacts(card=CardState.UNUSED)).allowed
    assert may_spoil_card(SpoilFacts(card=CardState.USED)).codes == ("card_used",)
    assert may_spoil_card(SpoilFacts(card=CardState.SPOILED)).codes == ("card_spoiled_already",)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (UndoFacts(means=TableMeans.LINK), ()),
        (UndoFacts(means=TableMeans.PAPER), ()),
        (UndoFacts(means=TableMeans.LINK, has_voted=True), ("undo_voted",)),
        (UndoFacts(means=TableMeans.PAPER, paper_is_out=True), ("undo_paper_out",)),
        (UndoFacts(means=TableMeans.PAPER, paper_is_out=True, paper_is_here=True), ()),
        (UndoFacts(means=TableMeans.CARD, has_voted=True), ("undo_card_first",)),
        (UndoFacts(means=TableMeans.LINK, has_signed_in=False), ("undo_not_signed_in",)),
    ],
)
def test_a_slip_is_undone_while_nothing_is_out_to_vote_with(facts: UndoFacts, codes: tuple[str, ...]) -> None:
    assert may_undo_sign_in(facts).codes == codes


@given(printed=FEW, drawn=FEW, spoiled=FEW, used=FEW, left=FEW)
def test_cards_agree_exactly_when_printed_is_the_sum_and_all_drawn_are_used(
    printed: int, drawn: int, spoiled: int, used: int, left: int
) -> None:
    numbers = CardNumbers(printed=printed, drawn=drawn, spoiled=spoiled, used=used, left=left)
    decision = cards_add_up(numbers)
    agrees = printed == drawn + left + spoiled and drawn == used
    assert (decision.codes == ("cards_agree",)) == agrees
    assert (decision.outcome is Outcome.REFUSED) == (used > drawn)
    explained = CardNumbers(
        printed=printed,
        drawn=drawn,
        spoiled=spoiled,
        used=used,
        left=left,
        is_stock_explained=True,
        is_use_explained=True,
    )
    assert cards_add_up(explained).allowed == (used <= drawn)


def test_nothing_agrees_before_the_cards_left_are_counted() -> None:
    decision = cards_add_up(CardNumbers(printed=5, drawn=2, spoiled=0, used=2))
    assert (decision.codes, decision.outcome) == (("cards_not_counted",), Outcome.HELD)


def test_before_a_count_no_card_is_missing_and_nobody_is_credited() -> None:
    early = CardNumbers(printed=5, drawn=2, spoiled=0, used=2)
    assert (early.stock_difference, early.not_counted) == (0, 0)


def test_a_difference_is_not_explained_until_somebody_says_so() -> None:
    decision = cards_add_up(CardNumbers(printed=5, drawn=2, spoiled=0, used=1, left=2))
    assert (decision.codes, decision.outcome) == (("cards_stock_differs", "cards_use_differs"), Outcome.HELD)


def test_who_drew_a_card_and_did_not_use_it_is_credited_beside_the_ballots_counted() -> None:
    def account(explained: bool, credited: int) -> BallotAccount:
        cards = CardNumbers(
            printed=9,
            drawn=4,
            spoiled=0,
            used=3,
            left=5,
            counted=3,
            credited=4,
            is_use_explained=explained,
        )
        return BallotAccount(
            roll=9, issued=9, received=3, accepted=3, counted=3, credited=credited, cards=cards
        )

    assert ballots_reconcile(account(True, 4)).allowed
    assert "cards_use_explained" in ballots_reconcile(account(True, 4)).codes
    assert ballots_reconcile(account(False, 4)).outcome is Outcome.HELD
    assert "credit_differs" in ballots_reconcile(account(True, 3)).codes


def test_everybody_who_drew_a_card_is_credited_by_the_count_and_nobody_before() -> None:
    def codes(credited_with_cards: int, counted: int, credited: int) -> tuple[str, ...]:
        cards = CardNumbers(
            printed=9,
            drawn=4,
            spoiled=0,
            used=4,
            left=5,
            counted=counted,
            credited=credited_with_cards,
        )
        numbers = BallotAccount(
            roll=9, issued=9, received=4, accepted=4, counted=counted, credited=credited, cards=cards
        )
        return ballots_reconcile(numbers).codes

    assert "credit_differs" not in codes(0, 0, 0), "before the count"
    assert "credit_differs" not in codes(4, 4, 4)
    assert "credit_differs" in codes(3, 4, 3), "one of those who drew is not marked as having voted"
    assert "credit_differs" in codes(0, 4, 0), "none of them is"
    assert "credit_differs" not in codes(4, 3, 4), "one ballot could not be read; its voter is not known"
    assert "credit_differs" in codes(4, 3, 3)
