"""Sheets in batches: few enough to go through again by hand, and two people must read each of them alike.

What a sheet says is never among the facts of a decision: it would be a readable ballot. Facts hold numbers only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.words import Sentence, say

BATCH_SOURCE = "Requirements 1.15, voting and counting"
MOST_IN_A_BATCH = 50
"""Sheets in one batch: few enough to go through again by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFacts:
    """A new batch of so many `sheets`. `opened` are the envelopes opened so far, `in_batches` the sheets in all other
    batches."""

    sheets: int
    opened: int
    in_batches: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchEntry:
    """How many sheets one person found in a batch: read as ballots, and set aside."""

    teller: str
    read: int
    set_aside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts:
    """A batch of `sheets` by hand count, and what each person entered. `only_one` are ballot numbers that only one of
    the two has; `different` are sheets that the two read differently."""

    sheets: int
    entries: tuple[BatchEntry, ...] = ()
    only_one: int = 0
    different: int = 0


def may_add_batch(facts: BatchFacts) -> Decision:
    """May this many sheets be put together as a batch?

    Source: settled in 1.15 (tellers); a batch is small so that two people can go through it again.
    """
    reasons = []
    if not facts.opened:
        reasons.append(
            _refused(
                "batch_nothing_opened",
                say("No paper envelope has been opened yet."),
                say("Open the accepted envelopes first."),
            )
        )
    if not 1 <= facts.sheets <= MOST_IN_A_BATCH:
        reasons.append(
            _refused(
                "batch_size",
                say("A batch has 1 to {most} sheets.", most=MOST_IN_A_BATCH),
                say("Make several batches."),
            )
        )
    elif facts.opened and facts.in_batches + facts.sheets > facts.opened:
        reasons.append(
            Reason(
                code="batch_more_than_envelopes",
                sentence=say(
                    "With this batch there would be {sheets} sheets, but only {opened} envelopes were opened.",
                    sheets=facts.in_batches + facts.sheets,
                    opened=facts.opened,
                ),
                source=BATCH_SOURCE,
                weight=Weight.WARNS,
                remedy=say(
                    "Count again. Was this stack entered before? If an envelope held two ballots, set both aside."
                ),
            )
        )
    return Decision(reasons=tuple(reasons))


def batch_agrees(facts: AgreementFacts) -> Decision:
    """Have two people read this batch, and read the same?

    Held until they agree on every sheet; they settle each difference together, with the paper in hand.
    Source: settled in 1.15 (tellers and certifiers).
    """
    if len({entry.teller for entry in facts.entries}) < 2:
        waits = _held(
            "batch_waits",
            say("People who have entered this batch: {number} of 2.", number=len(facts.entries)),
            say("A second person enters it without seeing what the first one wrote."),
        )
        return Decision(reasons=(waits,))
    reasons = list(_differences(facts))
    if not reasons:
        agreed = say("Two people have read all {sheets} sheets in the same way.", sheets=facts.sheets)
        reasons.append(
            Reason(code="batch_read_alike", sentence=agreed, source=BATCH_SOURCE, weight=Weight.NOTES)
        )
    return Decision(reasons=tuple(reasons))


def _differences(facts: AgreementFacts) -> Iterator[Reason]:
    for entry in facts.entries:
        if entry.read + entry.set_aside != facts.sheets:
            yield _held(
                "batch_size_differs",
                say(
                    "The batch has {sheets} sheets. One person entered {found}.",
                    sheets=facts.sheets,
                    found=entry.read + entry.set_aside,
                ),
                say(
                    "Count the sheets of the batch together. If the stack has another size, the clerk takes the batch "
                    "out and begins it again."
                ),
            )
    if len({entry.set_aside for entry in facts.entries}) > 1:
        yield _held(
            "batch_set_aside_differs",
            say("The two people set aside different numbers of sheets."),
            say("Look at these sheets together."),
        )
    if facts.only_one:
        yield _held(
            "batch_numbers_differ",
            say("Ballot numbers that only one person entered: {number}.", number=facts.only_one),
            say("Look for a slip of the fingers in these numbers."),
        )
    if facts.different:
        yield _held(
            "batch_marks_differ",
            say("Ballots that the two people read differently: {number}.", number=facts.different),
            say(
                "Look at each of them together, with the rules for marks. Whoever misread corrects the entry."
            ),
        )


def _refused(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=BATCH_SOURCE, remedy=remedy)


def _held(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=BATCH_SOURCE, weight=Weight.HOLDS, remedy=remedy)
