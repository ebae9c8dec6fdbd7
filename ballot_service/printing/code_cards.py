"""Code cards: one sheet each, folded twice, so that the code lies inside and only what the card is can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ballot_service.printing.characters import breakable, printable
from ballot_service.printing.codes import dots
from ballot_service.printing.letters import address_parts
from ballot_service.printing.typesetting import typeset

DOCUMENT = "code_card"


@dataclass(frozen=True, kw_only=True)
class CardText:
    """What a card says in one language (a BCP-47 tag): `title` and `outside` when folded, `inside` once it is open."""

    language: str
    title: str
    election: str
    outside: str
    inside: tuple[str, ...]
    type_here: str
    """Before the address at which the code is typed."""


@dataclass(frozen=True, kw_only=True)
class PrintedCard:
    """One card: the address in its square code, and the code as it is typed, in groups."""

    address: str = field(repr=False)
    code: str = field(repr=False)


def code_cards_pdf(
    cards: Sequence[PrintedCard],
    texts: Sequence[CardText],
    *,
    school: str,
    typed_at: str,
    title: str,
    code_says: str,
    made_at: datetime,
) -> bytes:
    """One sheet a card, in the order given. `typed_at` is the address of the page that asks for the code; `made_at` is
    aware. Raises CannotPrint."""
    values = {
        "title": printable(title),
        "language": texts[0].language,
        "school": _line(school),
        "code_says": printable(code_says),
        "typed_at": address_parts(typed_at),
        "texts": [
            {
                "language": text.language,
                "title": _line(text.title),
                "election": _line(text.election),
                "outside": _line(text.outside),
                "inside": [_line(line) for line in text.inside],
                "type_here": _line(text.type_here),
            }
            for text in texts
        ],
        "cards": [{"code": dots(card.address), "typed": card.code} for card in cards],
    }
    return typeset(DOCUMENT, values, made_at=made_at)


def _line(words: str) -> str:
    return breakable(printable(words))
