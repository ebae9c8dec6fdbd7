"""Who may enter a batch, and confirm why numbers differ: two people without a stake, not both of the district."""

from __future__ import annotations

from dataclasses import dataclass

from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.paper_batches import BATCH_SOURCE
from ballot_service.rules.signatures import Signer, stake_objections
from ballot_service.rules.words import Sentence, say

TELLER_SOURCE = "Requirements 1.14, who counts; Requirements 1.15, voting and counting"


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingFacts:
    """Somebody about to enter a batch, and who else has entered it: `others` without the person's own account.
    `has_other_account` says that one of them is the same person under another account."""

    teller: Signer
    others: tuple[Signer, ...] = ()
    has_other_account: bool = False
    is_agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationFacts:
    """The reason for a difference, about to be confirmed. `has_changed` says that the numbers are others by now;
    `confirmer` is None for somebody who has declared nothing."""

    written_by: str
    confirmed_by: str
    writer_is_employee: bool
    has_changed: bool = False
    confirmer: Signer | None = None


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


def _refused(code: str, sentence: Sentence, source: str, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=source, remedy=remedy)
