"""A correction of a certified result: written by one person, confirmed by another, a new version beside the old."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.words import Sentence, say

CORRECTION_SOURCE = "Requirements 1.15, voting and counting"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultCorrectionFacts:
    """A correction about to be written. `names_lot` says that a lot was entered wrongly and is entered again,
    `has_lot` that this contest was decided by one."""

    is_certified: bool
    has_reason: bool = True
    is_running: bool = False
    """Whether a recount or another correction is not finished yet."""
    names_lot: bool = False
    has_lot: bool = False


def may_correct(facts: ResultCorrectionFacts) -> Decision:
    """May a correction of this result be written?

    Only of a certified result, one at a time, with a reason that everybody can read. Before the certificate nothing
    needs one: counting again, a lot or a recount each make a version of their own. Source: settled in 1.15.
    """
    return Decision(reasons=tuple(_objections(facts)))


def _objections(facts: ResultCorrectionFacts) -> Iterator[Reason]:
    if not facts.is_certified:
        yield _refused(
            "correction_too_early",
            say("This result is not certified, so it needs no correction."),
            say("Put the mistake right where it was made. The result is published anew by itself."),
        )
    if not facts.has_reason:
        yield _refused(
            "correction_no_reason",
            say("A correction needs a written reason."),
            say("Say in a sentence what was wrong. Everybody can read it."),
        )
    if facts.is_running:
        yield _refused(
            "correction_running",
            say("A recount or another correction is not finished yet."),
            say("Finish it first, with its new certificate."),
        )
    if facts.names_lot and not facts.has_lot:
        yield _refused(
            "correction_no_lot",
            say("This contest was not decided by lot."),
            say("Choose the contest whose lot was entered wrongly, or none."),
        )


def _refused(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=CORRECTION_SOURCE, remedy=remedy)
