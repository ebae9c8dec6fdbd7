"""When a wrong ballot may be corrected: voting pauses, the clerk puts the names right, a second person agrees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.signatures import Signer, employees_only, stake_objections
from ballot_service.rules.words import Sentence, say

CORRECTION_SOURCE = "Requirements 1.14 (ballot order) and 1.15"
ENOUGH_TIME = timedelta(hours=72)
"""Less time than this between the correction and the close is warned about: people need it to come back."""


class CorrectionStep(StrEnum):
    """How far a correction has come."""

    PAUSE = "pause"
    ENTER = "enter"
    """The clerk says what is put right, for a second person to confirm."""
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionFacts:
    """One step of a correction. Moments have an offset; `zone` is the district's IANA zone.

    `new_closes_at` is a later close that goes with the correction, or None. `contests_changed` differ from the ballot
    that voters had; `contests_voted` are voted on afterwards. Of the ballots `in_box`, no message reaches the voters of
    `untold`. `confirmer` is None before the second person; `entered_by` is the opaque id of the first.
    """

    step: CorrectionStep
    asked_at: datetime
    closes_at: datetime
    zone: str
    is_frozen: bool = True
    is_paused: bool = False
    is_list_fixed: bool = False
    new_closes_at: datetime | None = None
    contests_changed: int = 0
    contests_voted: int = 1
    has_changed_since: bool = False
    in_box: int = 0
    untold: int = 0
    entered_by: str = ""
    enterer_is_employee: bool = True
    confirmer: Signer | None = None

    def __post_init__(self) -> None:
        check_zone(self.zone)
        moments = {"asked_at": self.asked_at, "closes_at": self.closes_at}
        check_moments(moments | ({"new_closes_at": self.new_closes_at} if self.new_closes_at else {}))

    @property
    def ends_at(self) -> datetime:
        return self.new_closes_at or self.closes_at


def may_correct_ballot(facts: CorrectionFacts) -> Decision:
    """May this step of a correction be taken now: pause voting, enter what is put right, confirm it?

    From the freeze to the close, by two people of whom one does not work for the district. A ballot whose pause the
    close has overtaken can still be corrected together with a later close, until the list of ballots is fixed.
    Ballots in the box stay there. Source: settled in 1.14 (ballot order) and 1.15 (the frozen ballot; two people).
    """
    reasons = [*_against_the_moment(facts), *_against_the_step(facts)]
    if facts.step is not CorrectionStep.PAUSE:
        reasons += _against_the_names(facts)
        reasons += _against_the_close(facts)
    if facts.step is CorrectionStep.CONFIRM:
        reasons += _against_the_people(facts)
    if not reasons:
        reasons += _what_it_means(facts)
    return Decision(reasons=tuple(reasons))


def _against_the_moment(facts: CorrectionFacts) -> Iterator[Reason]:
    if not facts.is_frozen:
        yield _refusal(
            "correction_not_frozen",
            say("The ballot is not frozen yet, so its names can still change."),
            say("Put the names right on the page of the nominees."),
        )
    if facts.is_list_fixed:
        yield _refusal(
            "correction_list_fixed",
            say("The list of ballots is fixed, so the ballot can no longer be corrected."),
            say(
                "Whoever thinks that the result is wrong may challenge it. The election's page says until when."
            ),
        )
    elif facts.asked_at >= facts.closes_at and not _is_overtaken(facts):
        yield _refusal(
            "correction_after_close",
            say("Voting closed on {closes}.", closes=_local(facts.closes_at, facts)),
            say(
                "If voting was paused at that time, give a later close, so that people can still vote. Else count the "
                "ballots as they are."
            ),
        )


def _is_overtaken(facts: CorrectionFacts) -> bool:
    return facts.is_paused and facts.new_closes_at is not None and facts.asked_at < facts.new_closes_at


def _against_the_step(facts: CorrectionFacts) -> Iterator[Reason]:
    if facts.step is CorrectionStep.PAUSE and facts.is_paused:
        yield _refusal(
            "correction_paused_already",
            say("Voting is paused already."),
            say("Go on: put the names right, and ask a second person to confirm the new ballot."),
        )
    if facts.step is not CorrectionStep.PAUSE and not facts.is_paused:
        yield _refusal(
            "correction_not_paused",
            say("Voting is not paused."),
            say("Pause voting first, so that nobody votes on a ballot that is wrong."),
        )


def _against_the_names(facts: CorrectionFacts) -> Iterator[Reason]:
    if not facts.contests_voted:
        yield _refusal(
            "correction_nobody_left",
            say("With these names there would be nothing to vote on."),
            say(
                "Leave at least one contest with names. An election without any cannot go on: call the state."
            ),
        )
    if facts.has_changed_since:
        yield _refusal(
            "correction_changed_since",
            say("The names have changed since the clerk asked for this confirmation."),
            say("Ask the clerk to look at the new ballot and send it to you again."),
        )


def _against_the_close(facts: CorrectionFacts) -> Iterator[Reason]:
    if facts.new_closes_at is not None and facts.new_closes_at <= facts.closes_at:
        yield _refusal(
            "correction_close_earlier",
            say(
                "The close can only move to a later time than {closes}.",
                closes=_local(facts.closes_at, facts),
            ),
            say("Give a later day or time, or leave it empty."),
        )


def _against_the_people(facts: CorrectionFacts) -> Iterator[Reason]:
    if facts.confirmer is None:
        yield _refusal(
            "correction_needs_second",
            say("A second person has to confirm the new ballot."),
            say("Ask a witness or a teller who does not work for the district."),
        )
        return
    yield from stake_objections(facts.confirmer)
    if facts.confirmer.person == facts.entered_by:
        yield _refusal(
            "correction_same_person",
            say("You entered this correction yourself."),
            say("Ask a second person to confirm it."),
        )
    elif facts.enterer_is_employee and facts.confirmer.is_employee:
        yield employees_only()


def _what_it_means(facts: CorrectionFacts) -> Iterator[Reason]:
    if facts.step is CorrectionStep.PAUSE:
        return
    if not facts.contests_changed:
        yield _reason(
            "correction_no_change",
            say("No name has changed. Voting goes on with the ballot as it was."),
            say("That is right if the ballot turned out to be correct."),
            Weight.WARNS,
        )
    elif facts.in_box:
        yield _reason(
            "correction_ballots_in",
            say(
                "Ballots in the box: {number}. They stay there, and their voters may choose again in the contests that "
                "changed.",
                number=facts.in_box,
            ),
            None,
            Weight.NOTES,
        )
    if facts.contests_changed and facts.untold:
        yield _reason(
            "correction_untold",
            say("No message can reach the voters of some ballots in the box: {number}.", number=facts.untold),
            say("Tell everybody by notices, and say it aloud at the table."),
            Weight.WARNS,
        )
    if facts.ends_at - facts.asked_at < ENOUGH_TIME:
        yield _reason(
            "correction_little_time",
            say(
                "Voting closes on {closes}. That is less than 3 days away.",
                closes=_local(facts.ends_at, facts),
            ),
            say("Give a later close in the same step, so that people have time to come back."),
            Weight.WARNS,
        )


def _local(at: datetime, facts: CorrectionFacts) -> datetime:
    return at.astimezone(ZoneInfo(facts.zone))


def _refusal(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return _reason(code, sentence, remedy, Weight.REFUSES)


def _reason(code: str, sentence: Sentence, remedy: Sentence | None, weight: Weight) -> Reason:
    return Reason(code=code, sentence=sentence, source=CORRECTION_SOURCE, weight=weight, remedy=remedy)
