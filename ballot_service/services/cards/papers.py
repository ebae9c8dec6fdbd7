"""The cards of a run as a file to print: in every language of the election, each with its own code."""

from __future__ import annotations

from collections.abc import Sequence

from ballot_service.catalogues import shipped_languages
from ballot_service.links import Links, grouped
from ballot_service.models import CodeCard, Election
from ballot_service.printing.code_cards import CardText, PrintedCard, code_cards_pdf
from ballot_service.rules.words import say
from ballot_service.services.facts import settings_of
from ballot_service.services.paper_parts import Tongue
from ballot_service.services.papers import Made

TITLE = say("Code card for voting")
OUTSIDE = say("Draw any card from the box. Open it only where you vote.")
INSIDE = (
    say(
        "Hold the camera of your phone before the square, or type the code under it on the tablet at the table."
    ),
    say("You vote once with this card, until {closes}. Nobody knows which card you drew."),
    say("Would you rather vote on paper? Hand the card back at the table before you use it."),
)
TYPE_HERE = say("Here the code can be typed:")
CODE = say("Square code that leads to a ballot. The code to be typed stands under it.")


def cards_pdf(cards: Sequence[CodeCard], election: Election, links: Links, made: Made, origin: str) -> bytes:
    """One sheet a card. `origin` is the address of this service. Raises CannotPrint."""
    required = settings_of(election).required_languages
    tongues = [Tongue(made.speak, tag) for tag in shipped_languages() if tag in required]
    return code_cards_pdf(
        [_printed(links.card_code(card.key), origin) for card in cards],
        [_text(election, said) for said in tongues or [Tongue(made.speak, shipped_languages()[0])]],
        school=election.council.school.name if election.council.school else election.district.name,
        typed_at=table_address(origin, election),
        title=str(TITLE),
        code_says=str(CODE),
        made_at=made.made_at,
    )


def table_address(origin: str, election: Election) -> str:
    """Where somebody types the code of a card."""
    return f"{origin}/c/at/{election.id}"


def _printed(code: str, origin: str) -> PrintedCard:
    return PrintedCard(address=f"{origin}/c/{code}", code=grouped(code))


def _text(election: Election, said: Tongue) -> CardText:
    closes = election.closes_at.astimezone(election.zone)
    return CardText(
        language=said.language,
        title=said(TITLE),
        election=election.title_in(said.language),
        outside=said(OUTSIDE),
        inside=tuple(said(line, closes=closes) for line in INSIDE),
        type_here=said(TYPE_HERE),
    )
