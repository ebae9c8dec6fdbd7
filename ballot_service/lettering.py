"""Makes the one PDF of all letters of a kind: gathered, set, and only then recorded as printed.

The letters are gathered by the very act that records them, and undone; the pages are set while no row is held,
so that nobody waits; then the act runs again. If it does not give the same letters, nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import Election, VoterRollEntry
from ballot_service.printing.letters import TypeSize, letters_pdf
from ballot_service.rules.words import say
from ballot_service.services.acting import acting
from ballot_service.services.announcing import Order, Press, Stack, Which, print_letters

Gathered = TypeVar("Gathered")
TITLE = say("Letters with ballot links")
CODE_SAYS = say("Square code that leads to this voter’s ballot. The address stands beside it in letters.")


class LettersChanged(Exception):
    """Links or letters changed while the pages were made. Nothing was recorded; print again."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to print: which letters, in which order and type, and whose alone if `only` is given."""

    which: Which = Which.NOT_PRINTED
    order: Order = Order.ZIP
    size: TypeSize = TypeSize.PLAIN
    only: VoterRollEntry | None = None


@dataclass(frozen=True, kw_only=True)
class PrintedLetters:
    """The PDF, in memory only, and what it holds."""

    pdf: bytes = field(repr=False)
    stack: Stack


def make_letters(
    session: Session,
    election: Election,
    press: Press,
    wanted: Wanted,
    *,
    now: datetime,
    by: UUID | None,
    language: str = "en",
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    keep: Callable[[bytes], None] = lambda _pdf: None,
) -> PrintedLetters:
    """Prints letters and commits that they were printed. `now` is aware; `language` names the document.
    `keep` gets the PDF before anything is recorded; if it raises, nothing is.

    Raises Refused (kept in the trail), CannotPrint or LettersChanged; then nothing was recorded as printed.
    """

    def run() -> Stack:
        return print_letters(
            session,
            election,
            press,
            now=now,
            by=by,
            which=wanted.which,
            order=wanted.order,
            only=wanted.only,
        )

    def set_pages(gathered: Stack) -> bytes:
        pdf = letters_pdf(
            gathered.letters,
            title=press.speak(language, TITLE),
            code_says=press.speak(language, CODE_SAYS),
            made_at=now,
            size=wanted.size,
            progress=progress,
        )
        keep(pdf)
        return pdf

    pdf, stack = set_and_record(session, run, set_pages, now=now, by=by)
    return PrintedLetters(pdf=pdf, stack=stack)


def set_and_record(
    session: Session,
    run: Callable[[], Gathered],
    set_pages: Callable[[Gathered], bytes],
    *,
    now: datetime,
    by: UUID | None,
) -> tuple[bytes, Gathered]:
    """Gathers by the act, undoes it, sets the pages, and runs the act for good; answers the PDF and what is in it.

    Raises what the act raises, CannotPrint or LettersChanged; then nothing was recorded.
    """
    with acting(session, now, by):
        gathered = run()
        session.rollback()
    pdf = set_pages(gathered)
    with acting(session, now, by):
        if run() != gathered:
            raise LettersChanged
    return pdf, gathered
