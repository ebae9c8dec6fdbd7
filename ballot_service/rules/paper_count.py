"""Counting on paper: envelopes opened together in public, sheets entered in batches by two people who must agree.

What a sheet says is never among the facts of a decision: it would be a readable ballot. Facts hold numbers only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ballot_service.rules.count_time import CountTimeFacts, not_all_decided
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.election_settings import CountWhen
from ballot_service.rules.signatures import Signer, stake_objections
from ballot_service.rules.windows import local_time, windows_after
from ballot_service.rules.words import Sentence, say

OPENING_SOURCE = "Requirements 1.14, running totals; Requirements 1.15, voting and counting"
TELLER_SOURCE = "Requirements 1.14, who counts; Requirements 1.15, voting and counting"
BATCH_SOURCE = "Requirements 1.15, voting and counting"
MOST_IN_A_BATCH = 50
"""Sheets in one batch: few enough to go through again by hand."""
FEW = 10
"""Fewer ballots than this opened together can be guessed at (1.14, small groups)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFacts:
    """A new batch of so many `sheets`. `opened` are the envelopes opened so far, `in_batches` the sheets in all other
    batches."""

    sheets: int
    opened: int
    in_batches: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingFacts:
    """Somebody about to enter a batch, and who else has entered it: `others` without the person's own account.
    `has_other_account` says that one of them is the same person under another account."""

    teller: Signer
    others: tuple[Signer, ...] = ()
    has_other_account: bool = False
    is_agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchEntry:
    """How many sheets one person found in a batch: read as ballots, and set aside."""

    teller: str
    read: int
    set_aside: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts:
    """A batch of `sheets` by hand count, and what each person entered. `only_one` are ballot numbers that only one of
    the two has; `different` are sheets that the two read differently."""

    sheets: int
    entries: tuple[BatchEntry, ...] = ()
    only_one: int = 0
    different: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationFacts:
    """The reason for a difference, about to be confirmed. `has_changed` says that the numbers are others by now;
    `confirmer` is None for somebody who has declared nothing."""

    written_by: str
    confirmed_by: str
    has_changed: bool = False
    confirmer: Signer | None = None
    writer_is_employee: bool = False


def may_open_paper(facts: CountTimeFacts) -> Decision:
    """May the accepted paper envelopes be opened and the ballots taken out now?

    After the close; with `count_when=all_decided` once no ballot can be added any more. Provisional envelopes stay
    sealed apart. Source: settled in 1.14 (running totals, small groups) and 1.15 (voting and counting).
    """
    closes_at = local_time(facts.windows.closes_at, facts.windows)
    dates = {"voting_closes": closes_at}
    if facts.asked_at < facts.windows.closes_at:
        early = _refused(
            "paper_before_close",
            say("Voting is open until {closes}. No envelope is opened before then.", closes=closes_at),
            OPENING_SOURCE,
            say("Come back after {closes}.", closes=closes_at),
        )
        return Decision(reasons=(early,), dates=dates)
    reasons: list[Reason] = []
    if facts.count_when is CountWhen.ALL_DECIDED:
        reasons += not_all_decided(facts, windows_after(facts.windows))
    if not facts.paper_unopened:
        reasons.append(
            _refused(
                "paper_none_to_open",
                say("No accepted paper envelope waits to be opened."),
                OPENING_SOURCE,
                say("Enter the envelopes that came back first, if there are any."),
            )
        )
    elif facts.paper_unopened < FEW:
        reasons.append(
            Reason(
                code="paper_few",
                sentence=say(
                    "Envelopes that would be opened: {paper}. With so few, somebody could guess whose ballot is whose.",
                    paper=facts.paper_unopened,
                ),
                source=OPENING_SOURCE,
                weight=Weight.WARNS,
                remedy=say(
                    "Take out every folded ballot first and shuffle them. Only then unfold them, away from the "
                    "envelopes."
                ),
            )
        )
    return Decision(reasons=tuple(reasons), dates=dates)


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
                BATCH_SOURCE,
                say("Open the accepted envelopes first."),
            )
        )
    if not 1 <= facts.sheets <= MOST_IN_A_BATCH:
        reasons.append(
            _refused(
                "batch_size",
                say("A batch has 1 to {most} sheets.", most=MOST_IN_A_BATCH),
                BATCH_SOURCE,
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


def may_tell(facts: TellingFacts) -> Decision:
    """May this person enter this batch?

    Two people, at least one of whom does not work for the district, neither with a stake.
    Source: settled in 1.14 (who counts) and 1.15 (tellers and certifiers).
    """
    reasons = stake_objections(facts.teller)
    others = facts.others
    if facts.has_other_account:
        reasons.append(
            _refused(
                "teller_same_person",
                say("Somebody of this name has entered this batch with another account."),
                TELLER_SOURCE,
                say("Ask a different person to enter it."),
            )
        )
    if facts.is_agreed:
        reasons.append(
            _refused(
                "batch_agreed",
                say("Two people have agreed on this batch already."),
                BATCH_SOURCE,
                say("Go on to the next batch."),
            )
        )
    if len(others) > 1:
        reasons.append(
            _refused(
                "batch_has_two",
                say("Two other people have entered this batch."),
                TELLER_SOURCE,
                say(
                    "They settle what differs, with the paper in hand. Is one of them gone? The clerk takes the batch "
                    "out and begins it again."
                ),
            )
        )
    if others and facts.teller.is_employee and all(other.is_employee for other in others):
        reasons.append(
            _refused(
                "tellers_are_employees",
                say("Both people who enter this batch would work for the district. At least one must not."),
                TELLER_SOURCE,
                say("Ask a teller who does not work for the district to enter it."),
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


def may_confirm_explanation(facts: ExplanationFacts) -> Decision:
    """May this person confirm the written reason for a difference?

    Somebody other than the writer, without a stake, and for the numbers as they stand; one of the two does not work
    for the district. Source: settled in 1.14 (who counts) and 1.15 (voting and counting).
    """
    reasons = [] if facts.confirmer is None else stake_objections(facts.confirmer)
    if facts.confirmer is None:
        reasons.append(
            _refused(
                "confirmer_undeclared",
                say("You have not declared yet that you have no stake in the result."),
                TELLER_SOURCE,
                say("Make the declaration on the tellers’ page first."),
            )
        )
    elif facts.confirmer.is_employee and facts.writer_is_employee:
        reasons.append(
            _refused(
                "explained_by_employees",
                say("Both people would work for the district. At least one must not."),
                TELLER_SOURCE,
                say("Ask a teller who does not work for the district to confirm it."),
            )
        )
    if facts.written_by == facts.confirmed_by:
        reasons.append(
            _refused(
                "explanation_same_person",
                say("You wrote this reason yourself."),
                BATCH_SOURCE,
                say("A second person confirms it."),
            )
        )
    if facts.has_changed:
        reasons.append(
            _refused(
                "explanation_outdated",
                say("The numbers have changed since this reason was written."),
                BATCH_SOURCE,
                say("Write the reason again for the numbers as they are now."),
            )
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


def _refused(code: str, sentence: Sentence, source: str, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=source, remedy=remedy)


def _held(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=BATCH_SOURCE, weight=Weight.HOLDS, remedy=remedy)
