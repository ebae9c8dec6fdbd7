"""Checks of the code cards in a bundle: printed, drawn, taken out and explained are what the trail shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ballot_service.rules.card_account import CardNumbers
from ballot_service.rules.words import Sentence, say
from ballot_service.sealing.acts import (
    CARD_STOCK_LINE,
    CARD_USE_LINE,
    CONFIRM_REASON,
    COUNT_CARDS,
    OPEN_BALLOTS,
    PRINT_CARDS,
    SIGN_IN,
    SPOIL_CARD,
    TAKE_CARD_BACK,
    WRITE_DIFFERENCE,
)
from ballot_service.sealing.bundle import ROLL
from ballot_service.sealing.opened_bundle import OpenedBundle, Wrong


@dataclass
class _Told:
    """What the trail says of cards, added up."""

    printed: int = 0
    drawn: int = 0
    spoiled: int = 0
    left: int | None = None
    counted: int = 0
    written: dict[str, str] = field(default_factory=dict)
    """Reason to who wrote it."""
    explained: dict[str, int] = field(default_factory=dict)
    """Line to the difference that two people explained."""


def cards_were_told(bundle: OpenedBundle) -> Sentence:
    """Cards printed, drawn, taken out, left and counted are those of the trail, and two people stand behind each reason
    for a difference. Whether the sums are right is asked with the other numbers of the roll."""
    told = _Told()
    for entry in bundle.trail:
        _hear(told, entry.document)
    cards = bundle.account.cards
    if cards is None:
        if told.printed or told.drawn:
            raise Wrong(_others())
        return say("No code cards were printed.")
    stated = (cards.printed, cards.drawn, cards.spoiled, cards.counted)
    if stated != (told.printed, told.drawn, told.spoiled, told.counted) or _is_impossible(cards, told):
        raise Wrong(_others())
    return say(
        "{printed} code cards were printed, and {drawn} people drew one. Ballots counted from them: {counted}.",
        printed=cards.printed,
        drawn=cards.drawn,
        counted=cards.counted,
    )


def _others() -> Sentence:
    return say("{file} states other numbers of code cards than the trail.", file=ROLL)


def _is_impossible(cards: CardNumbers, told: _Told) -> bool:
    is_told = (
        cards.left in (None, told.left)
        and (not cards.is_stock_explained or told.explained.get(CARD_STOCK_LINE) == cards.stock_difference)
        and (not cards.is_use_explained or told.explained.get(CARD_USE_LINE) == cards.not_used)
    )
    return not is_told or cards.counted > cards.used or cards.credited not in (0, cards.drawn)


def _hear(told: _Told, document: Mapping[str, object]) -> None:
    act, given = document.get("act"), document.get("details")
    details = given if isinstance(given, dict) else {}
    if act == PRINT_CARDS:
        told.printed += _number(details, "cards")
    elif act == COUNT_CARDS:
        told.left = _number(details, "cards")
    elif act == OPEN_BALLOTS:
        told.counted = _number(details, "card_ballots")
    elif act == SPOIL_CARD:
        told.spoiled += 1
    elif act == SIGN_IN:
        told.drawn += details.get("means") == "card"
    elif act == TAKE_CARD_BACK:
        told.drawn -= 1
    else:
        _hear_reason(told, document, details)


def _hear_reason(told: _Told, document: Mapping[str, object], details: Mapping[str, object]) -> None:
    act, subject, by = document.get("act"), str(document.get("subject")), str(document.get("by"))
    if act == WRITE_DIFFERENCE:
        told.written[subject] = by
    elif act == CONFIRM_REASON and details.get("line") in (CARD_STOCK_LINE, CARD_USE_LINE):
        if told.written.get(subject) in (None, by):
            raise Wrong(
                say("The trail does not show that two people stand behind the reason for a difference.")
            )
        told.explained[str(details["line"])] = _number(details, "difference")


def _number(details: Mapping[str, object], name: str) -> int:
    value = details.get(name)
    return value if isinstance(value, int) else 0
