"""A recount on request: who may ask and until when, a second pair of tellers, and what its comparison may show.

How a batch was read is never among the facts of a decision; whether two counts agree is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from ballot_service.rules.calendar import at_local, business_days_after, check_clock, local_date
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_days, check_moments, check_zone
from ballot_service.rules.tellers import ExplanationFacts, TellingFacts, may_confirm_explanation, may_tell
from ballot_service.rules.words import Sentence, say

RECOUNT_SOURCE = "Requirements 1.14, challenge window; Requirements 1.15, voting and counting"
PAIR_SOURCE = "Requirements 1.14, who counts; Requirements 1.15, voting and counting"


class AskedAs(StrEnum):
    """Who may ask for a recount."""

    CANDIDATE = "candidate"
    VOTER = "voter"
    COUNCIL = "council"


class Stands(StrEnum):
    """Which count of a batch stands after both pairs have looked at the paper."""

    FIRST = "first"
    SECOND = "second"


STANDS_WORDS = {
    Stands.FIRST: say("The first count stands"),
    Stands.SECOND: say("The second count stands"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecountRequestFacts:
    """A request for a recount, made at `asked_at`. `result_at` is when the result on which it is made became whole, or
    was certified (None before); `holidays` cover the days after it; `windows_end_at` is "HH:MM" on the district's
    clock."""

    asked_at: datetime
    zone: str
    result_at: datetime | None = None
    holidays: tuple[date, ...] = ()
    business_days: int = 5
    windows_end_at: str = "17:00"
    is_known: bool = True
    """Whether somebody says who asks: a candidate, a voter on the roll or the council, by name and with a reason."""
    is_running: bool = False
    was_recounted: bool = False

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"asked_at": self.asked_at, "result_at": self.result_at})
        check_clock("windows_end_at", self.windows_end_at)
        check_days(business_days=self.business_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingAgainFacts:
    """Somebody about to enter a batch for a recount; `told_before` says that this person entered it in the first
    count."""

    telling: TellingFacts
    told_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlingFacts:
    """The reason why one of two counts of a batch stands, about to be confirmed. `by_first_pair` and `by_second_pair`
    say whether one of the two people entered the batch in that count; `same_ballots` that both counts have the same
    sheets."""

    explanation: ExplanationFacts
    stands: Stands
    by_first_pair: bool
    by_second_pair: bool
    same_ballots: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RecountStandFacts:
    """How far a recount is: batches to count again, those two people agree on, and differences not settled."""

    batches: int
    agreed: int
    unsettled: int = 0


def may_recount(facts: RecountRequestFacts) -> Decision:
    """May a recount begin on this request?

    Once for an election, asked for in the business days after the whole result or its certification. Source: settled
    as the challenge window of 1.14; the sources say nothing on recounts.
    """
    if facts.result_at is None:
        return Decision(
            reasons=(
                _refused(
                    "recount_no_result",
                    say("There is no whole result to count again."),
                    say("Ask once every ballot is counted and the result is published."),
                ),
            )
        )
    last_on = business_days_after(
        local_date(facts.result_at, facts.zone), facts.business_days, facts.holidays
    )
    ends_at = at_local(last_on, facts.windows_end_at, facts.zone)
    ends_here = ends_at.astimezone(ZoneInfo(facts.zone))
    return Decision(reasons=tuple(_objections(facts, ends_at, ends_here)), dates={"recount_ends": ends_here})


def _objections(facts: RecountRequestFacts, ends_at: datetime, ends_here: datetime) -> Iterator[Reason]:
    if not facts.is_known:
        yield _refused(
            "recount_unnamed",
            say("A recount needs the name of who asks, and a reason."),
            say("Write down both. A candidate, a voter on the roll or the council may ask."),
        )
    if facts.asked_at >= ends_at:
        yield _refused(
            "recount_late",
            say("A recount could be asked for until {end}.", end=ends_here),
            say("The result stands. Whoever finds a mistake tells the staff liaison, who puts it on record."),
        )
    if facts.is_running:
        yield _refused(
            "recount_running",
            say("A recount is going on already."),
            say("Finish it. Its result answers this request too."),
        )
    elif facts.was_recounted:
        yield _refused(
            "recount_done",
            say("The ballots have been counted again already."),
            say("Read the result of the recount, and how each batch compares."),
        )


def may_tell_again(facts: TellingAgainFacts) -> Decision:
    """May this person enter this batch for the recount?

    As in the first count, and nobody who entered the batch then. Source: settled in 1.14 (who counts) and 1.15.
    """
    decision = may_tell(facts.telling)
    if not facts.told_before:
        return decision
    before = _refused(
        "teller_of_first_count",
        say("You entered this batch in the first count."),
        say("Take a batch that others entered. A second pair of tellers counts this one."),
        PAIR_SOURCE,
    )
    return decision + Decision(reasons=(before,))


def may_settle_recount(facts: SettlingFacts) -> Decision:
    """May this person confirm which count of a batch stands?

    One of the two people is of the first pair, the other of the second; as for every written reason, neither has a
    stake and one does not work for the district. A recount reads the same sheets again: it adds no ballot and takes
    none away. Source: settled in 1.14 (who counts) and 1.15.
    """
    decision = may_confirm_explanation(facts.explanation)
    reasons = []
    if not (facts.by_first_pair and facts.by_second_pair):
        reasons.append(
            _refused(
                "settled_by_one_pair",
                say("Both pairs of tellers settle a difference, with the paper in hand."),
                say(
                    "Somebody who entered the batch in the first count and somebody who entered it in the recount "
                    "stand by the reason, one writes it and the other confirms it."
                ),
                PAIR_SOURCE,
            )
        )
    if facts.stands is Stands.SECOND and not facts.same_ballots:
        reasons.append(
            _refused(
                "recount_other_sheets",
                say("The two counts do not have the same sheets, so the second one cannot stand."),
                say(
                    "Look for the sheet. If it is found, the second pair enters the batch again. If not, the first "
                    "count stands, and the reason says what is missing."
                ),
                PAIR_SOURCE,
            )
        )
    return decision + Decision(reasons=tuple(reasons))


def may_end_recount(facts: RecountStandFacts) -> Decision:
    """May the result of the recount be published?

    Once a second pair agrees on every batch and each difference is settled. Without paper it is a new tally at once.
    Source: settled in 1.15 (tellers).
    """
    reasons = []
    if facts.agreed < facts.batches:
        reasons.append(
            _held(
                "recount_batches_wait",
                say(
                    "Batches counted again: {agreed} of {batches}.",
                    agreed=facts.agreed,
                    batches=facts.batches,
                ),
                say("A second pair of tellers enters the others on the tellers’ page."),
            )
        )
    if facts.unsettled:
        reasons.append(
            _held(
                "recount_differs",
                say("Batches that differ and are not settled: {number}.", number=facts.unsettled),
                say("Both pairs look at the paper together and write down which count stands, and why."),
            )
        )
    return Decision(reasons=tuple(reasons))


def _refused(code: str, sentence: Sentence, remedy: Sentence, source: str = RECOUNT_SOURCE) -> Reason:
    return Reason(code=code, sentence=sentence, source=source, remedy=remedy)


def _held(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=PAIR_SOURCE, weight=Weight.HOLDS, remedy=remedy)
