"""The rules on the code cards of a table."""

from __future__ import annotations

from ballot_service.rules.card_account import CardNumbers, cards_add_up
from ballot_service.rules.card_runs import CardFileFacts, CardRunFacts, may_fetch_cards, may_print_cards
from ballot_service.rules.cards import (
    CardReturnFacts,
    CardUseFacts,
    DrawFacts,
    SpoilFacts,
    may_draw_card,
    may_spoil_card,
    may_take_card_back,
    may_use_card,
)
from ballot_service.rules.catalogue.rule import rule
from ballot_service.rules.words import say

CARDS = (
    rule(may_print_cards, CardRunFacts, say("May this many code cards be printed now?"), "1.15"),
    rule(may_fetch_cards, CardFileFacts, say("May the file of these code cards be fetched now?"), "1.15"),
    rule(may_draw_card, DrawFacts, say("May this person draw a code card?"), "1.14", "1.15"),
    rule(may_use_card, CardUseFacts, say("May a ballot be cast with this code card?"), "1.15"),
    rule(may_take_card_back, CardReturnFacts, say("May this person hand a code card back?"), "1.15"),
    rule(may_spoil_card, SpoilFacts, say("May this code card be taken out of the box?"), "1.15"),
    rule(cards_add_up, CardNumbers, say("Is every code card accounted for?"), "1.15"),
)
