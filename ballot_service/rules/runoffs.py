"""A run-off: an election of its own between those who are tied for the last seats of a contest, and for these alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ballot_service.rules.calendar import earliest_opening_on, local_date
from ballot_service.rules.contests import Contest, contest_title
from ballot_service.rules.count_time import CountTimeFacts, may_still_be_added
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.election_settings import NoticeCounting, TieMethod
from ballot_service.rules.fact_checks import check_days, check_moments, check_years
from ballot_service.rules.windows import WindowFacts, local_time, windows_after
from ballot_service.rules.words import Sentence, say

RUNOFF_SOURCE = "Requirements 1.14, ties"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunoffFacts:
    """A run-off as the clerk asks for it. `tied` are the candidates between whom the last seat is undecided
    (empty when no tie decides it); `tie_method` is how this election decides a tie; `is_runoff` says that the tie
    stands in a run-off itself. `runoff_called` and `has_lot` tell what is on record for these seats already;
    `is_being_changed`, whether a recount or a correction goes on. `opens_at` and `closes_at` have a time zone;
    `still_open` tells what ballots can still come."""

    contest: Contest
    tied: tuple[str, ...]
    tie_method: TieMethod
    opens_at: datetime
    closes_at: datetime
    still_open: CountTimeFacts
    is_runoff: bool = False
    runoff_called: bool = False
    has_lot: bool = False
    is_being_changed: bool = False
    min_notice_days: int = 14
    notice_counting: NoticeCounting = NoticeCounting.CALENDAR_DAYS

    def __post_init__(self) -> None:
        moments = {"opens_at": self.opens_at, "closes_at": self.closes_at}
        check_moments(moments)
        check_years(moments)
        check_days(min_notice_days=self.min_notice_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunoffOpeningFacts:
    """The opening of a run-off that is called (aware), and the windows of the first result."""

    opens_at: datetime
    windows: WindowFacts

    def __post_init__(self) -> None:
        check_moments({"opens_at": self.opens_at})


def may_open_runoff(facts: RunoffOpeningFacts) -> Decision:
    """May this run-off open on its day? `dates` has "earliest_opening".

    Only once no window of the first result is open any more; its notice is judged as that of every election.
    Source: settled in 1.14 (ties: run-off optional).
    """
    earliest = _windows_over_on(facts.windows)
    reasons = []
    if local_date(facts.opens_at, facts.windows.zone) < earliest:
        sentence = say(
            "The earliest opening of this run-off is {day}: until then the first result can be challenged.",
            day=earliest,
        )
        remedy = say("Choose {day} or a later day.", day=earliest)
        reasons.append(_refusal("runoff_too_soon", sentence, remedy))
    return Decision(reasons=tuple(reasons), dates={"earliest_opening": earliest})


def may_call_runoff(facts: RunoffFacts) -> Decision:
    """May this run-off be called? `dates` has "earliest_opening".

    Only where the council chose it before voting, for a tie that no ballot and no window can change any more, once
    for each tie, and with the days of notice that every election needs.
    Source: settled in 1.14 (ties: run-off optional); R048 for the notice.
    """
    earliest = earliest_runoff_on(facts)
    reasons = [*_not_by_runoff(facts), *_on_record(facts), *_may_change(facts), *_times(facts, earliest)]
    if not facts.tied:
        sentence = say(
            "{contest}: no tie decides the last seat, so there is nothing for a run-off to decide.",
            contest=contest_title(facts.contest),
        )
        reasons.insert(0, _refusal("nothing_to_run_off", sentence, say("Go on without a run-off.")))
    return Decision(reasons=tuple(reasons), dates={"earliest_opening": earliest})


def earliest_runoff_on(facts: RunoffFacts) -> date:
    """The first day on which the run-off may open: after notice given today, and after the windows of the first
    result."""
    windows = facts.still_open.windows
    today = local_date(facts.still_open.asked_at, windows.zone)
    is_clear = facts.notice_counting is NoticeCounting.CLEAR_DAYS
    by_notice = earliest_opening_on(today, facts.min_notice_days, clear_days=is_clear)
    return max(by_notice, _windows_over_on(windows))


def _windows_over_on(windows: WindowFacts) -> date:
    """A window that ends on a day is over on the next one, whatever the hour."""
    return local_date(windows_after(windows).last_ends_at, windows.zone) + timedelta(days=1)


def _not_by_runoff(facts: RunoffFacts) -> list[Reason]:
    draw = say("Draw a lot in public before two witnesses.")
    if facts.is_runoff:
        sentence = say("This is a run-off already. A tie in a run-off is decided by lot.")
        return [_refusal("tie_in_runoff", sentence, draw)]
    if facts.tie_method is TieMethod.LOT:
        return [_refusal("lot_chosen", say("In this election a lot decides a tie."), draw)]
    return []


def _on_record(facts: RunoffFacts) -> list[Reason]:
    reasons = []
    if facts.runoff_called:
        sentence = say("A run-off for these seats is called already.")
        remedy = say("Hold that one. Until its vote opens you can cancel it, and call another.")
        reasons.append(_refusal("runoff_called", sentence, remedy))
    if facts.has_lot:
        sentence = say("A lot for these seats is on record.")
        reasons.append(_refusal("lot_on_record", sentence, say("Go on with the lot.")))
    return reasons


def _may_change(facts: RunoffFacts) -> list[Reason]:
    """Who is tied must be certain before they are put before the voters again."""
    reasons = []
    if added := may_still_be_added(facts.still_open) + facts.still_open.uncounted:
        ends = windows_after(facts.still_open.windows)
        last = local_time(max(ends.cure_ends_at, ends.mail_ends_at), facts.still_open.windows)
        reasons.append(
            _refusal(
                "ballots_may_be_added",
                say("Ballots that may still be added: {added}. They may settle the tie.", added=added),
                say("Decide and count these ballots first, at the latest after {end}.", end=last),
            )
        )
    if facts.is_being_changed:
        sentence = say("A recount is going on, or a correction waits for a second person.")
        remedy = say("Finish it first. It may change who is tied.")
        reasons.append(_refusal("result_being_changed", sentence, remedy))
    return reasons


def _times(facts: RunoffFacts, earliest: date) -> list[Reason]:
    reasons = []
    if local_date(facts.opens_at, facts.still_open.windows.zone) < earliest:
        sentence = say(
            "The earliest opening is {day}: notice has to be given first, and the first result must be open to no "
            "challenge any more.",
            day=earliest,
        )
        remedy = say("Choose {day} or a later day.", day=earliest)
        reasons.append(_refusal("runoff_too_soon", sentence, remedy))
    if facts.closes_at <= facts.opens_at:
        sentence = say("Voting has to close after it opens.")
        reasons.append(_refusal("runoff_closes_early", sentence, say("Choose a later close.")))
    return reasons


def _refusal(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=RUNOFF_SOURCE, remedy=remedy)
