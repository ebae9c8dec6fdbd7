"""What the facts about code cards and sign-ins at the table are called."""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.rules.cards import CardState
from ballot_service.rules.words import Sentence, say

CARD_STATE_WORDS: Mapping[CardState, Sentence] = {
    CardState.UNUSED: say("Not used yet"),
    CardState.USED: say("A ballot was cast with it"),
    CardState.SPOILED: say("Taken out of the box"),
}
CARD_LABELS: Mapping[str, Sentence] = {
    "cards": say("The code cards among the numbers"),
    "card": say("Where the card stands"),
    "card_in_the_way": say("Would a ballot cast with a code card have to be taken out?"),
    "drew_card": say("Did the person sign in and draw a code card?"),
    "has_drawn": say("Did the person sign in and draw a code card?"),
    "in_box": say("Cards in the box by the account"),
    "paper_is_out": say("Was the person given a paper ballot?"),
    "printed_at": say("When the run was made"),
    "CardRunFacts.cards": say("How many cards are wanted"),
    "UndoFacts.means": say("With what the person signed in to vote"),
    "UndoFacts.has_signed_in": say("Is the person signed in?"),
    "CardUseFacts.drawn": say("People who drew a card"),
    "CardUseFacts.used": say("Ballots cast with a card"),
    "CardReturnFacts.drawn": say("People who drew a card"),
    "CardReturnFacts.used": say("Ballots cast with a card"),
    "CardNumbers.printed": say("Cards printed"),
    "CardNumbers.drawn": say("People who drew a card"),
    "CardNumbers.spoiled": say("Cards spoiled"),
    "CardNumbers.used": say("Ballots cast with a card"),
    "CardNumbers.left": say("Cards that somebody counted as left"),
    "CardNumbers.counted": say("Ballots counted that were cast with a card"),
    "CardNumbers.credited": say("People who drew a card and are marked as having voted"),
    "is_stock_explained": say("Did two people explain a difference in the cards?"),
    "is_use_explained": say("Did two people explain cards drawn and not used?"),
}
"""By the name of the field, or by its class and name where the same name means two things."""
