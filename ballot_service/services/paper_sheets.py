"""Sign-in sheets on paper: for the table where people vote, and for an information session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ballot_service.models import Election
from ballot_service.printing.sign_in_sheets import PAGE, PAGES, Blank, Column, SignInSheet
from ballot_service.rules.interest_words import YES_NO
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing import Speak
from ballot_service.services.paper_parts import Tongue

USUAL_ROWS = 35
"""They fill three pages, or four in large print."""
CODE = say("Square code that leads to the page of this election. Its address stands beside it.")
PAGE_WORDS = say("Page {page} of {pages}")


@dataclass(frozen=True, kw_only=True)
class Where:
    """What is known beforehand and is printed; the rest is written by hand. The day is local; the time is in words."""

    place: str = ""
    day: date | None = None
    time: str = ""


NOWHERE_YET = Where()


def voting_sheet(
    election: Election,
    language: str,
    *,
    speak: Speak,
    address: str,
    where: Where = NOWHERE_YET,
    rows: int = USUAL_ROWS,
) -> SignInSheet:
    """Who came to vote at a table, and whether a ballot was given. Nothing about how anybody votes."""
    said = Tongue(speak, language)
    yes_no = tuple(said(answer) for answer in YES_NO.values())
    columns = (
        Column(label=said(say("Name, printed")), share=6),
        Column(label=said(say("Signature")), share=6),
        Column(label=said(say("Ballot given")), share=4, choices=yes_no),
        Column(label=said(say("Note")), share=4),
    )
    says = (
        say("Each voter fills in one line and signs. Who hands out ballots marks whether one was given."),
        say("Never write down how somebody votes."),
    )
    head = (_place(said, where), _day(said, where))
    return _sheet(
        election,
        said,
        title=say("Sign-in sheet for voting"),
        says=says,
        head=head,
        columns=columns,
        rows=rows,
        address=address,
    )


def session_sheet(
    election: Election,
    language: str,
    *,
    speak: Speak,
    address: str,
    where: Where = NOWHERE_YET,
    rows: int = USUAL_ROWS,
) -> SignInSheet:
    """Who came to an information session (R025, R026): proof that it was held."""
    said = Tongue(speak, language)
    columns = (
        Column(label=said(say("Name, printed")), share=5),
        Column(label=said(say("School or neighborhood")), share=5),
        Column(label=said(say("Phone or e-mail (only if you like)")), share=6),
        Column(label=said(say("Signature")), share=5),
    )
    says = (say("Welcome! Please sign in. Others can read this sheet, so write only what you like."),)
    head = (
        _place(said, where),
        _day(said, where),
        Blank(label=said(say("Time")), value=where.time),
    )
    return _sheet(
        election,
        said,
        title=say("Sign-in sheet for an information session"),
        says=says,
        head=head,
        columns=columns,
        rows=rows,
        address=address,
    )


def _place(said: Tongue, where: Where) -> Blank:
    return Blank(label=said(say("Place")), value=where.place)


def _day(said: Tongue, where: Where) -> Blank:
    return Blank(label=said(say("Date")), value=said.speak(said.language, where.day) if where.day else "")


def _sheet(
    election: Election,
    said: Tongue,
    *,
    title: Sentence,
    says: tuple[Sentence, ...],
    head: tuple[Blank, ...],
    columns: tuple[Column, ...],
    rows: int,
    address: str,
) -> SignInSheet:
    return SignInSheet(
        language=said.language,
        title=said(title),
        council=election.council.name_in(said.language),
        says=tuple(said(line) for line in says),
        head=head,
        number_label=said(say("Line")),
        columns=columns,
        rows=rows,
        page_words=said(PAGE_WORDS, page=PAGE, pages=PAGES),
        code_says=said(CODE),
        address=address,
    )
