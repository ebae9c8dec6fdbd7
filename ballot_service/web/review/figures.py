"""Numbers of the page that adds up, each with the record it is counted from."""

from __future__ import annotations

from dataclasses import dataclass

from ballot_service.rules.ballot_account import BallotAccount
from ballot_service.rules.words import Sentence, say


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One of the numbers, and the record it is counted from."""

    label: Sentence
    number: int
    source: Sentence


def card_figures(account: BallotAccount) -> list[Figure]:
    """The code cards of a table, where any were printed."""
    cards = account.cards
    if cards is None:
        return []
    figures = [
        Figure(
            label=say("Code cards printed"),
            number=cards.printed,
            source=say("The runs of cards that were put into the account."),
        ),
        Figure(
            label=say("People who drew a code card"),
            number=cards.drawn,
            source=say(
                "The people who signed in with a card and did not hand it back. Who drew which, nobody knows."
            ),
        ),
        Figure(
            label=say("Ballots cast with a code card"),
            number=cards.used,
            source=say("The cards with a ballot in the box. They are among the ballots received."),
        ),
        Figure(
            label=say("Code cards spoiled"),
            number=cards.spoiled,
            source=say("The cards that were taken out unused, each by its code."),
        ),
    ]
    if cards.left is not None:
        counted = say(
            "What somebody counted by hand. By the account it should be {number}.",
            number=cards.should_be_left,
        )
        figures.append(Figure(label=say("Code cards left"), number=cards.left, source=counted))
    if cards.not_used > 0 and account.counted:
        source = say(
            "People who drew a card, less the ballots cast with one. Two people write down the reason."
        )
        figures.append(Figure(label=say("Drawn, but not used"), number=cards.not_used, source=source))
    return figures
