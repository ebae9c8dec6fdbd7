"""Code cards: sealed cards with a code, drawn from a box by people who signed in. No record ties a person to a card.

Signing in takes the voter's one place among the accepted ballots, so nothing that is cast with a card has to be set
aside later; whoever waits for a decision therefore votes in another way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ballot_service.rules.card_runs import after_close, objection
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.words import say

DREW_CARD = say("This person signed in at the table and drew a card.")
CARD_FIRST = say(
    "They vote with the card. If they hand an unused one back, take it back by its code under “Voting at the table”."
)


class CardState(StrEnum):
    UNUSED = "unused"
    USED = "used"
    SPOILED = "spoiled"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawFacts:
    """Somebody who would sign in and draw a card. `in_box` is how many cards are there by the account; `paper_is_out`
    says that the person was given a paper ballot."""

    in_box: int
    is_held: bool = False
    paper_is_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CardUseFacts:
    """A ballot about to be cast with a card, when so many people have drawn one and so many cards are used."""

    card: CardState
    drawn: int
    used: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardReturnFacts:
    """Somebody who hands a card back. `has_drawn` says that this person signed in with a card."""

    asked_at: datetime
    zone: str
    closes_at: datetime
    card: CardState
    drawn: int
    used: int
    has_drawn: bool = True

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"asked_at": self.asked_at, "closes_at": self.closes_at})


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoilFacts:
    """A card that is about to be taken out of the box: misprinted, torn, or found open."""

    card: CardState


def may_draw_card(facts: DrawFacts) -> Decision:
    """May this person draw a card from the box?

    Never somebody who waits for a decision: a ballot cast with a card cannot be set aside again.
    Source: settled in 1.14 (provisional and cure) and 1.15 (one accepted ballot a person).
    """
    reasons = []
    if facts.is_held:
        reasons.append(
            objection(
                "card_not_provisional",
                say(
                    "This person votes provisionally. A ballot cast with a card could not be kept apart until somebody "
                    "has decided."
                ),
                say("Give a paper ballot or the person's own link instead."),
            )
        )
    if facts.paper_is_out:
        reasons.append(
            objection(
                "card_paper_is_out",
                say("This person was given a paper ballot."),
                say("They vote with it. A spoiled or lost one is replaced on the person's page."),
            )
        )
    if facts.in_box < 1:
        reasons.append(
            objection(
                "card_none_left",
                say("No card is left in the box by the account."),
                say("Print a run of cards, or give paper."),
            )
        )
    return Decision(reasons=tuple(reasons))


def may_use_card(facts: CardUseFacts) -> Decision:
    """May a ballot be cast with this card?

    Never more ballots than people who drew a card: who drew which is not known, how many did is.
    Source: settled in 1.15 (one accepted ballot a person).
    """
    reasons = [*_unusable(facts.card)]
    if facts.used >= facts.drawn:
        reasons.append(
            objection(
                "card_nobody_drew",
                say("As many ballots were cast with cards as people have signed in for one."),
                say("Go to the table, with this card, and sign in first."),
            )
        )
    return Decision(reasons=tuple(reasons))


def may_take_card_back(facts: CardReturnFacts) -> Decision:
    """May this person hand the card back unused, and vote in another way?

    The card is spoiled, and the person's place is free again: both or neither.
    Source: settled in 1.15 (one accepted ballot a person; the stock account).
    """
    reasons = [*after_close(facts.asked_at, facts.closes_at, facts.zone)]
    if not facts.has_drawn:
        reasons.append(
            objection(
                "card_not_drawn",
                say("This person has not signed in with a card."),
                say("Look for the person's name again."),
            )
        )
    reasons += _spent(facts.card)
    if facts.card is CardState.UNUSED and facts.has_drawn and facts.used >= facts.drawn:
        reasons.append(
            objection(
                "card_all_used",
                say("Every card that was drawn has been used, so somebody voted with a card nobody drew."),
                say(
                    "Keep the card and tell the staff liaison. Give a paper ballot in an envelope: it stays sealed."
                ),
            )
        )
    return Decision(reasons=tuple(reasons))


def may_spoil_card(facts: SpoilFacts) -> Decision:
    """May this card be taken out of the box for good?

    Only unused: a ballot in the box stays there. Source: settled in 1.15 (spoiled ballots, the stock account).
    """
    return Decision(reasons=tuple(_spent(facts.card)))


def _spent(card: CardState) -> Iterator[Reason]:
    if card is CardState.USED:
        yield objection(
            "card_used",
            say("A ballot was cast with this card. It is in the box and stays there."),
            say(
                "If the person did not cast it, give a paper ballot in an envelope: it stays sealed until somebody has "
                "looked into it."
            ),
        )
    elif card is CardState.SPOILED:
        yield objection(
            "card_spoiled_already",
            say("This card was taken out before."),
            say("Put it with the spoiled cards. If the person drew another one, take its code."),
        )


def _unusable(card: CardState) -> Iterator[Reason]:
    if card is CardState.USED:
        yield objection(
            "card_used_already",
            say("A ballot was cast with this card before. It is in the box, and it counts once."),
            say("If you did not cast it, go to the table with this card and say so."),
        )
    if card is CardState.SPOILED:
        yield objection(
            "card_is_spoiled",
            say("This card was taken out of the box and cannot be used any more."),
            say("Go to the table and say so. You get another way to vote."),
        )
