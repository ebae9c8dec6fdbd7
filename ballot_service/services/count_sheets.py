"""Count night on one page, for the people at the table: the steps of docs/canvass.md, and room to write."""

from __future__ import annotations

from ballot_service.models import Election
from ballot_service.printing.count_sheets import CountSheet, Part, Step, count_sheet_pdf
from ballot_service.printing.letters import TypeSize
from ballot_service.rules.paper_batches import MOST_IN_A_BATCH
from ballot_service.rules.words import Sentence, say
from ballot_service.services.paper.printing import INTENT
from ballot_service.services.paper_parts import Tongue
from ballot_service.services.papers import Made

ROWS = 6
"""Batches that fit on one page: 300 sheets. Who has more prints the sheet twice."""
STEPS: tuple[tuple[Sentence, Sentence], ...] = (
    (
        say("Close."),
        say("Nobody sees any count before voting closes. First enter all envelopes that came back."),
    ),
    (say("Decide."), say("Decide every ballot on hold. Open nothing while a ballot can still be added.")),
    (
        say("Open."),
        say(
            "In public. Take out each ballot folded. Two in one envelope: clip them, set both aside. "
            "Shuffle, then unfold."
        ),
    ),
    (
        say("Stack."),
        say(
            "Count stacks of at most {most} by hand. Write the number of the batch on each.",
            most=MOST_IN_A_BATCH,
        ),
    ),
    (
        say("Enter."),
        say("Two tellers, one of them not an employee. Each declares, and enters the batch alone."),
    ),
    (
        say("Settle."),
        say("Look at the sheets together that you read differently. Whoever misread enters the batch again."),
    ),
    (
        say("Explain."),
        say("Numbers do not agree? One person writes down why, and a second one confirms it."),
    ),
    (say("Count."), say("Fix the list of ballots. Open and count.")),
    (say("Put away."), say("Count the ballots nobody used. Lock up all paper: a recount needs it.")),
)
MARKS = (
    INTENT[0],
    say("A mark that is crossed out, with “no” beside it, is no mark."),
    say(
        "Type every clear mark, also when there are too many. A ballot with no mark is blank, and counts as a ballot."
    ),
)


def count_sheet(election: Election, made: Made, *, language: str, size: TypeSize = TypeSize.PLAIN) -> bytes:
    """The sheet in one language; on one page in plain print. Raises CannotPrint."""
    said = Tongue(made.speak, language)
    sheet = CountSheet(
        language=language,
        title=said(say("Count night")),
        council=election.council.name_in(language),
        says=(said(say("Voting closes {closes}."), closes=election.closes_at.astimezone(election.zone)),),
        head=_all(said, say("Place"), say("Date"), say("First teller"), say("Second teller")),
        steps_heading=said(say("Tick each step when it is done")),
        steps=tuple(Step(name=said(name), says=said(how)) for name, how in STEPS),
        marks=Part(heading=said(say("What is a mark")), lines=_all(said, *MARKS)),
        batches=_batches(said),
        rows=ROWS,
        counts=_counts(said),
    )
    return count_sheet_pdf(sheet, made_at=made.made_at, size=size)


def _batches(said: Tongue) -> Part:
    columns = (say("Batch"), say("Sheets"), say("First teller"), say("Second teller"), say("Agreed"))
    return Part(heading=said(say("The batches")), lines=_all(said, *columns))


def _counts(said: Tongue) -> Part:
    numbers = (
        say("Envelopes opened"),
        say("Ballots entered"),
        say("Sheets set aside"),
        say("Ballots nobody used"),
    )
    return Part(heading=said(say("Counted by hand")), lines=_all(said, *numbers))


def _all(said: Tongue, *sentences: Sentence) -> tuple[str, ...]:
    return tuple(said(one) for one in sentences)
