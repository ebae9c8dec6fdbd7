"""The verifier on code cards: every number it compares can be wrong, and each wrong one is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ballot_service.rules.ballot_account import BallotAccount
from ballot_service.rules.card_account import CardNumbers
from ballot_service.sealing import acts
from ballot_service.sealing.checks_of_cards import cards_were_told
from ballot_service.sealing.opened_bundle import OpenedBundle, Wrong
from tests.sealing.test_checks_of_paper import Line, line

CARDS = CardNumbers(
    printed=9, drawn=3, spoiled=2, used=2, left=4, counted=2, credited=3, is_use_explained=True
)
TOLD = (
    line(acts.PRINT_CARDS, "run", "clerk", cards=9),
    *(line(acts.SIGN_IN, f"voter{number}", "clerk", means="card") for number in range(4)),
    line(acts.SIGN_IN, "voter9", "clerk", means="paper"),
    line(acts.TAKE_CARD_BACK, "voter0", "clerk", to_paper=True),
    line(acts.SPOIL_CARD, "run", "clerk"),
    line(acts.SPOIL_CARD, "run", "clerk"),
    line(acts.OPEN_BALLOTS, "election", "clerk", **acts.opening_details(b"", (), 2)),
    line(acts.COUNT_CARDS, "count", "clerk", cards=4),
    line(acts.WRITE_DIFFERENCE, "reason", "clerk", line=acts.CARD_USE_LINE, difference=1),
    line(acts.CONFIRM_REASON, "reason", "parent", line=acts.CARD_USE_LINE, difference=1),
)


def check(trail: tuple[Line, ...] = TOLD, cards: CardNumbers | None = CARDS) -> str:
    bundle = OpenedBundle({})
    vars(bundle)["trail"] = trail
    vars(bundle)["account"] = BallotAccount(
        roll=9, issued=9, received=3, accepted=3, counted=2, credited=3, cards=cards
    )
    return str(cards_were_told(bundle))


def test_what_the_trail_shows_holds() -> None:
    assert check() == "9 code cards were printed, and 3 people drew one. Ballots counted from them: 2."
    assert check((), None) == "No code cards were printed."


@pytest.mark.parametrize(
    "cards",
    [
        None,
        replace(CARDS, printed=8),
        replace(CARDS, drawn=4),
        replace(CARDS, spoiled=1),
        replace(CARDS, left=5),
        replace(CARDS, counted=3),
        replace(CARDS, used=1),
        replace(CARDS, credited=2),
        replace(CARDS, left=3, is_stock_explained=True),
    ],
)
def test_other_numbers_than_the_trail_s_are_found(cards: CardNumbers | None) -> None:
    with pytest.raises(Wrong, match="other numbers"):
        check(cards=cards)


@pytest.mark.parametrize(
    ("trail", "why"),
    [
        (TOLD[:-1], "other numbers"),
        (
            (*TOLD[:-1], line(acts.CONFIRM_REASON, "reason", "clerk", line=acts.CARD_USE_LINE, difference=1)),
            "two people stand",
        ),
        (TOLD[:-2] + TOLD[-1:], "two people stand"),
        (
            (
                *TOLD[:-1],
                line(acts.CONFIRM_REASON, "reason", "parent", line=acts.CARD_USE_LINE, difference=2),
            ),
            "other numbers",
        ),
    ],
)
def test_a_reason_without_two_people_is_found(trail: tuple[Line, ...], why: str) -> None:
    with pytest.raises(Wrong, match=why):
        check(trail)
