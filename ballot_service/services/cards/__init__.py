"""Code cards drawn at the table: printed, cast with, taken out of the box, and accounted for."""

from ballot_service.services.cards.casting import CardRefused, cast_with_card, may_use, receipt_of_card
from ballot_service.services.cards.opening import OpenedCard, card_of, open_card
from ballot_service.services.cards.papers import cards_pdf
from ballot_service.services.cards.stock import (
    card_runs,
    cards_to_print,
    count_cards,
    may_fetch,
    may_print,
    print_cards,
    spoil_card,
)

__all__ = [
    "CardRefused",
    "OpenedCard",
    "card_of",
    "card_runs",
    "cards_pdf",
    "cards_to_print",
    "cast_with_card",
    "count_cards",
    "may_fetch",
    "may_print",
    "may_use",
    "open_card",
    "print_cards",
    "receipt_of_card",
    "spoil_card",
]
