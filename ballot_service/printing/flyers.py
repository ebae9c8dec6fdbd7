"""Flyers: one language a sheet, with the short address of the one place where it will hang."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ballot_service.printing.characters import breakable, printable
from ballot_service.printing.codes import dots
from ballot_service.printing.letters import TypeSize, address_parts
from ballot_service.printing.posters import PosterText
from ballot_service.printing.typesetting import typeset

DOCUMENT = "flyer"
SIZES: Mapping[TypeSize, tuple[int, ...]] = {
    TypeSize.PLAIN: (18, 17, 16, 15, 14, 13, 12),
    TypeSize.LARGE: (24, 22, 21, 20, 19, 18),
}
"""Points of the reading text that are tried, the largest first; the last is used even if it takes a second sheet."""


@dataclass(frozen=True, kw_only=True)
class FlyerText:
    """What a flyer says in one language. `call` stands beside the code: whom to call, or how to use it. `code_says`
    tells what it is where it cannot be seen.
    """

    says: PosterText
    call: str
    code_says: str


@dataclass(frozen=True, kw_only=True)
class Flyer:
    """One sheet: in which language (a key of the texts), where its code leads, and where it will hang, if known."""

    language: str
    address: str
    place: str


def flyers_pdf(
    flyers: Sequence[Flyer],
    texts: Mapping[str, FlyerText],
    *,
    school: str,
    title: str,
    made_at: datetime,
    size: TypeSize = TypeSize.PLAIN,
) -> bytes:
    """All flyers in the order given, as one tagged PDF on Letter paper. `made_at` is aware.

    Raises CannotPrint, and ValueError without any flyer or for a language without a text.
    """
    used = dict.fromkeys(flyer.language for flyer in flyers)
    if not used or not used.keys() <= texts.keys():
        raise ValueError("no flyer, or no text in the language of one")
    values = {
        "title": printable(title),
        "school": _line(school),
        "large": size is TypeSize.LARGE,
        "sizes": SIZES[size],
        "texts": {language: _text(texts[language]) for language in used},
        "sheets": [
            {
                "language": flyer.language,
                "code": dots(flyer.address),
                "address": address_parts(flyer.address),
                "place": _line(flyer.place),
            }
            for flyer in flyers
        ],
    }
    return typeset(DOCUMENT, values, made_at=made_at)


def _text(text: FlyerText) -> dict[str, object]:
    says = text.says
    return {
        "title": _line(says.title),
        "council": _line(says.council),
        "what": _line(says.what),
        "scan": _line(says.scan),
        "call": _line(text.call),
        "code_says": printable(text.code_says),
        "parts": [
            {"heading": _line(part.heading), "lines": [_line(line) for line in part.lines]}
            for part in says.parts
        ],
    }


def _line(words: str) -> str:
    return breakable(printable(words))
