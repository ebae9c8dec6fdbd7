"""The printed papers of an election: its poster, its forms and its sign-in sheets, filled from its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from ballot_service.models import Election
from ballot_service.printing.letters import TypeSize
from ballot_service.printing.paper_forms import PaperForm, paper_form_pdf
from ballot_service.printing.posters import Paper, PosterPart, PosterText, poster_pdf
from ballot_service.printing.sign_in_sheets import SignInSheet, sign_in_sheet_pdf
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing import Speak, who_may_vote
from ballot_service.services.paper_forms import (
    consent_form,
    nomination_form,
    registration_form,
    students_vote,
    voter_consent_form,
)
from ballot_service.services.paper_questions import paper_form
from ballot_service.services.paper_sheets import NOWHERE_YET, USUAL_ROWS, Where, session_sheet, voting_sheet

SIDE_BY_SIDE = ("en", "es")
"""The languages of the poster."""
POSTER_TITLE = say("Your school’s council")
WHAT = say(
    "The council brings the school and the community together to help students learn. "
    "Parents, neighbors, business people, teachers and, in higher grades, students sit on it."
)
HOW_TO_STAND = say("How to stand")
STAND_LINES = (
    say("Do you want to sit on the council? Or do you know somebody who should? Fill in an interest form."),
    say("Use the code below, or ask at the school office for the form on paper."),
)
STAND_WHEN = say("Forms are taken from {opens} until {closes}.")
HOW_TO_VOTE = say("How to vote")
VOTE_LINES = (
    say("Families on the school’s list get their own ballot, by message or by letter."),
    say("Not on the list, or no phone or computer? Call {phone}."),
)
STUDENT_LINES = (
    say(
        "A parent or guardian has to agree. Your ballot link then goes to them, or comes in a letter at school."
    ),
    say("Not on the school’s list? Ask at school, or call {phone}."),
)
VOTE_WHEN = say("You can vote from {opens} until {closes}.")
SCAN = say("Point the camera of a phone here, or type the address:")
POSTER_NAME = say("Poster: {council}")
POSTER_CODE = say("Square code that leads to the page of this election. Its address stands beside it.")


class FormKind(StrEnum):
    """Forms to be filled in by hand."""

    INTEREST = "interest-form"
    NOMINATION = "nomination-form"
    CONSENT = "consent-form"
    VOTER_CONSENT = "voter-consent-form"
    REGISTRATION = "registration-form"


class SheetKind(StrEnum):
    """Sheets on which people sign in."""

    VOTING = "voting-sheet"
    SESSION = "session-sheet"


class _Form(Protocol):
    def __call__(self, election: Election, language: str, *, speak: Speak, address: str) -> PaperForm: ...


class _Sheet(Protocol):
    def __call__(
        self, election: Election, language: str, *, speak: Speak, address: str, where: Where, rows: int
    ) -> SignInSheet: ...


FORMS: Mapping[FormKind, _Form] = MappingProxyType(
    {
        FormKind.INTEREST: paper_form,
        FormKind.NOMINATION: nomination_form,
        FormKind.CONSENT: consent_form,
        FormKind.VOTER_CONSENT: voter_consent_form,
        FormKind.REGISTRATION: registration_form,
    }
)
SHEETS: Mapping[SheetKind, _Sheet] = MappingProxyType(
    {SheetKind.VOTING: voting_sheet, SheetKind.SESSION: session_sheet}
)


@dataclass(frozen=True, kw_only=True)
class Made:
    """How the papers are made: whose tongue, where the code leads, and when (aware)."""

    speak: Speak
    address: str
    made_at: datetime


def poster(
    election: Election, made: Made, *, paper: Paper = Paper.LETTER, languages: Sequence[str] = SIDE_BY_SIDE
) -> bytes:
    """The poster with the code of `made.address`. Raises CannotPrint."""
    name = Sentence(POSTER_NAME.template, {"council": election.council.name})
    return poster_pdf(
        [poster_text(election, language, made.speak) for language in languages],
        school=election.council.school.name if election.council.school else election.district.name,
        address=made.address,
        title=made.speak(languages[0], name),
        code_says=made.speak(languages[0], POSTER_CODE),
        made_at=made.made_at,
        paper=paper,
    )


def form(
    kind: FormKind, election: Election, made: Made, *, language: str, size: TypeSize = TypeSize.PLAIN
) -> bytes:
    """A form on paper in one language; its code leads to `made.address`. Raises CannotPrint."""
    filled = FORMS[kind](election, language, speak=made.speak, address=made.address)
    return paper_form_pdf(filled, made_at=made.made_at, size=size)


def sheet(
    kind: SheetKind,
    election: Election,
    made: Made,
    *,
    language: str,
    size: TypeSize = TypeSize.PLAIN,
    where: Where = NOWHERE_YET,
    rows: int = USUAL_ROWS,
) -> bytes:
    """A sign-in sheet in one language. Raises CannotPrint, and ValueError for too many or too few lines."""
    lines = SHEETS[kind](election, language, speak=made.speak, address=made.address, where=where, rows=rows)
    return sign_in_sheet_pdf(lines, made_at=made.made_at, size=size)


def poster_text(election: Election, language: str, speak: Speak, *, with_forms: bool = True) -> PosterText:
    """What the poster and the flyers say in one language; `with_forms` also how to stand for the council."""

    def said(sentence: Sentence, **values: object) -> str:
        return speak(language, Sentence(sentence.template, {**sentence.values, **values}))

    zone = election.zone
    forms = {
        "opens": election.nominations_open_at.astimezone(zone),
        "closes": election.nominations_close_at.astimezone(zone),
    }
    voting = {"opens": election.opens_at.astimezone(zone), "closes": election.closes_at.astimezone(zone)}
    stand = (*(said(line) for line in STAND_LINES), said(STAND_WHEN, **forms))
    vote = (
        said(who_may_vote(election)),
        said(VOTE_WHEN, **voting),
        *(
            said(line, phone=election.district.phone)
            for line in (STUDENT_LINES if students_vote(election) else VOTE_LINES)
        ),
    )
    return PosterText(
        language=language,
        title=said(POSTER_TITLE),
        council=election.council.name_in(language),
        what=said(WHAT),
        parts=(
            *((PosterPart(heading=said(HOW_TO_STAND), lines=stand),) if with_forms else ()),
            PosterPart(heading=said(HOW_TO_VOTE), lines=vote),
        ),
        scan=said(SCAN),
    )
