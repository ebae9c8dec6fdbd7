"""Flyers filled from an election's rows: for one place, or for every place where one is still to be put up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.catalogues import shipped_languages
from ballot_service.models import Election, Placement
from ballot_service.printing.flyers import Flyer, FlyerText, flyers_pdf
from ballot_service.printing.letters import TypeSize
from ballot_service.rules.languages import language_name
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing import Speak
from ballot_service.services.papers import poster_text
from ballot_service.services.placing import to_put_up

TITLE = say("Flyers: {council}")
CALL = say("No phone with a camera? Call {phone}.")
CODE = say("Square code that leads to the page of this election. Its address stands beside it.")
HANGS = say("For this place: {place}.")


@dataclass(frozen=True, kw_only=True)
class FlyersMade:
    """How flyers are made: whose tongue, the short address of a place, when (aware), and how large the type is."""

    speak: Speak
    address_of: Callable[[Placement], str]
    made_at: datetime
    size: TypeSize = TypeSize.PLAIN


def to_print(session: Session, election: Election) -> list[Placement]:
    """The places that still need a flyer, those without a language of ours left out."""
    return [row for row in to_put_up(session, election) if languages_for(row)]


def languages_for(row: Placement) -> list[str]:
    """The languages of a place in which there is a flyer."""
    return [tag for tag in shipped_languages() if tag in row.languages]


def not_printed_in(rows: Sequence[Placement]) -> list[Sentence]:
    """The languages that places ask for and no flyer speaks, to be said rather than left out in silence."""
    wanted = {tag for row in rows for tag in row.languages}
    return [language_name(tag) for tag in sorted(wanted - set(shipped_languages()))]


def flyers(
    election: Election, rows: Sequence[Placement], made: FlyersMade, *, languages: Sequence[str] | None = None
) -> bytes:
    """A sheet for each place in each of its languages, in the order given. Raises CannotPrint, ValueError if none."""
    spoken = tuple(languages or shipped_languages())
    sheets = [
        Flyer(language=tag, address=made.address_of(row), place=_place(row, tag, made.speak))
        for row in rows
        for tag in languages_for(row)
        if tag in spoken
    ]
    school = election.council.school
    name = Sentence(TITLE.template, {"council": election.council.name})
    return flyers_pdf(
        sheets,
        {tag: _text(election, tag, made) for tag in shipped_languages()},
        school=school.name if school else election.district.name,
        title=made.speak(spoken[0], name),
        made_at=made.made_at,
        size=made.size,
    )


def _text(election: Election, tag: str, made: FlyersMade) -> FlyerText:
    """The poster's words; how to stand is left out once forms are closed."""
    says = poster_text(election, tag, made.speak, with_forms=made.made_at < election.nominations_close_at)
    call = Sentence(CALL.template, {"phone": election.district.phone})
    return FlyerText(says=says, call=made.speak(tag, call), code_says=made.speak(tag, CODE))


def _place(row: Placement, tag: str, speak: Speak) -> str:
    place = ", ".join(part for part in (row.name, row.address) if part)
    return speak(tag, Sentence(HANGS.template, {"place": place}))
