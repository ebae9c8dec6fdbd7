"""The account of the code cards of a table: every card printed is drawn, left or spoiled, and none votes undrawn.

No record says who drew which card, so the numbers are all that joins the people who signed in with the ballots they
cast.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.words import Sentence, say

CARD_SUM_SOURCE = "Requirements 1.15, voting and counting"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardNumbers:
    """The cards of one election, each number from a record of its own. `drawn` are the people who signed in with a card
    and did not hand it back; `left` is what somebody counted by hand, None while nobody has since the last change;
    `used` are cards with a ballot in the box, `counted` those whose ballot was counted, `credited` the people among
    `drawn` who are marked as having voted. A difference `is_explained` once two people wrote down the reason."""

    printed: int
    drawn: int
    spoiled: int
    used: int
    left: int | None = None
    counted: int = 0
    credited: int = 0
    is_stock_explained: bool = False
    is_use_explained: bool = False

    @property
    def should_be_left(self) -> int:
        return self.printed - self.drawn - self.spoiled

    @property
    def stock_difference(self) -> int:
        """Cards printed of which nothing is known; negative where there are more cards than were printed."""
        return 0 if self.left is None else self.should_be_left - self.left

    @property
    def not_used(self) -> int:
        """People who drew a card with which nobody cast a ballot."""
        return self.drawn - self.used

    @property
    def not_counted(self) -> int:
        """People to be credited beside the ballots counted: nobody can tell whose card was not used, so with the first
        count everybody is who drew one."""
        is_settled = bool(self.counted or self.credited)
        return self.drawn - self.counted if is_settled else 0


def cards_add_up(facts: CardNumbers) -> Decision:
    """Is every code card accounted for: printed = drawn + left + spoiled, and as many used as drawn?

    Held until the cards left are counted, and until two people have written down why a number differs.
    Source: settled in 1.15 (the stock account; only a counted ballot credits a voter).
    """
    reasons = (*_surplus(facts), *_stock(facts), *_use(facts))
    if reasons:
        return Decision(reasons=reasons)
    sentence = say(
        "Cards: printed {printed} = drawn {drawn} + left {left} + spoiled {spoiled}. All {used} drawn were used.",
        **_numbers(facts),
    )
    agrees = Reason(code="cards_agree", sentence=sentence, source=CARD_SUM_SOURCE, weight=Weight.NOTES)
    return Decision(reasons=(agrees,))


def _surplus(facts: CardNumbers) -> Iterator[Reason]:
    """A ballot from a card that nobody drew has no voter, and no reason makes it one."""
    if facts.used > facts.drawn:
        yield _reason(
            "more_cards_used_than_drawn",
            say("Ballots cast with a card: {used}. People who drew one: {drawn}.", **_numbers(facts)),
            say("Tell the staff liaison. A ballot from a card that nobody drew has no voter."),
            Weight.REFUSES,
        )


def _stock(facts: CardNumbers) -> Iterator[Reason]:
    if facts.left is None:
        yield _reason(
            "cards_not_counted",
            say("Nobody has counted the cards that are left since the last change."),
            say("Count the cards in the box by hand and enter the number."),
            Weight.HOLDS,
        )
    elif facts.stock_difference:
        sentence = say(
            "The cards do not agree. Printed {printed}. Drawn {drawn} + left {left} + spoiled {spoiled}.",
            **_numbers(facts),
        )
        yield _differs("cards_stock", sentence, facts.stock_difference, facts.is_stock_explained)


def _use(facts: CardNumbers) -> Iterator[Reason]:
    if facts.not_used > 0:
        sentence = say(
            "People who drew a card: {drawn}. Ballots cast with a card: {used}.", **_numbers(facts)
        )
        yield _differs("cards_use", sentence, facts.not_used, facts.is_use_explained)


def _differs(code: str, sentence: Sentence, difference: int, is_explained: bool) -> Reason:
    numbers = {"difference": abs(difference)}
    if is_explained:
        explained = say("Two people wrote down the reason for the difference of {difference}.", **numbers)
        return _reason(f"{code}_explained", sentence, explained, Weight.WARNS)
    remedy = say(
        "Look for the difference of {difference}. If it stays after the close, two people write down the reason.",
        **numbers,
    )
    return _reason(f"{code}_differs", sentence, remedy, Weight.HOLDS)


def _numbers(facts: CardNumbers) -> dict[str, object]:
    return {
        "printed": facts.printed,
        "drawn": facts.drawn,
        "left": facts.left,
        "spoiled": facts.spoiled,
        "used": facts.used,
    }


def _reason(code: str, sentence: Sentence, remedy: Sentence, weight: Weight) -> Reason:
    return Reason(code=code, sentence=sentence, source=CARD_SUM_SOURCE, weight=weight, remedy=remedy)
