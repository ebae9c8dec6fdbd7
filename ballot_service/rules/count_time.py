"""When ballots may be opened and counted, and when votes may be published.

Nobody sees any count before the close. Ballots added later could be read from the difference of two published
results, so votes are published once: when no ballot can be added and none waits to be counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.election_settings import CountWhen
from ballot_service.rules.fact_checks import check_moments
from ballot_service.rules.windows import WindowFacts, Windows, local_time, windows_after
from ballot_service.rules.words import say

COUNT_SOURCE = "Requirements 1.15, voting and counting"
CLOSE_SOURCE = "Requirements 1.14, running totals"
PUBLISH_SOURCE = "Requirements 1.14, small groups; Requirements 1.15, voting and counting"


class ResultsStatus(StrEnum):
    """The states of a result, in the words of the NIST results format."""

    UNOFFICIAL_PARTIAL = "unofficial-partial"
    UNOFFICIAL_COMPLETE = "unofficial-complete"
    CERTIFIED = "certified"
    RECOUNT = "recount"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTimeFacts:
    """What can still come. `asked_at` has a time zone; `undecided` are provisional ballots without a
    decision; `mail_outstanding` are ballots mailed out and not back; `uncounted` are accepted ballots that no
    count has opened yet, on paper too; `dispositions_frozen` says whether the list of accepted and rejected
    ballots has been fixed by a recorded act. `paper_unopened` are accepted paper envelopes nobody has opened yet;
    `paper_unentered` those that were opened and whose ballots two people have not entered and agreed on yet."""

    asked_at: datetime
    windows: WindowFacts
    count_when: CountWhen = CountWhen.ALL_DECIDED
    undecided: int = 0
    mail_outstanding: int = 0
    uncounted: int = 0
    paper_unopened: int = 0
    paper_unentered: int = 0
    dispositions_frozen: bool = False

    def __post_init__(self) -> None:
        check_moments({"asked_at": self.asked_at})


def may_still_be_added(facts: CountTimeFacts) -> int:
    """How many ballots can still be added: undecided ones, and mail that can still arrive in time."""
    mail_can_come = facts.asked_at < windows_after(facts.windows).mail_ends_at
    return facts.undecided + (facts.mail_outstanding if mail_can_come else 0)


def may_count(facts: CountTimeFacts) -> Decision:
    """May the ballots be opened and counted now?

    Never before the close. With `count_when=all_decided` only when no ballot can be added any more; with
    `at_close` now, and again for late ones, with a warning. Source: settled in 1.14 (running totals), 1.15.
    """
    closes_at = local_time(facts.windows.closes_at, facts.windows)
    dates = {"voting_closes": closes_at}
    if facts.asked_at < facts.windows.closes_at:
        return Decision(reasons=(_still_open(closes_at),), dates=dates)
    ends = windows_after(facts.windows)
    if facts.count_when is CountWhen.ALL_DECIDED:
        reasons = [*not_all_decided(facts, ends), *_unopened(facts)]
    else:
        reasons = _counts_again(facts)
    reasons += _unentered(facts)
    if not facts.dispositions_frozen:
        reasons.append(
            Reason(
                code="list_not_fixed",
                sentence=say("The list of accepted and rejected ballots has not been fixed yet."),
                source=COUNT_SOURCE,
                remedy=say("Look the list over and fix it. Only accepted ballots are opened."),
            )
        )
    return Decision(reasons=tuple(reasons), dates=dates)


def may_publish_votes(facts: CountTimeFacts) -> Decision:
    """May votes be published, or only the numbers of ballots?

    Refused before the close, while a ballot may still be added, and while an accepted one is not counted.
    How many of the undecided will be accepted nobody knows: ten may come down to one, and the difference of
    two results would show how it was marked. So 1.15 (fewer than ten) is read strictly.
    Source: settled in 1.14 (running totals, small groups) and 1.15 (voting and counting)."""
    closes_at = local_time(facts.windows.closes_at, facts.windows)
    last_end = local_time(windows_after(facts.windows).last_ends_at, facts.windows)
    if facts.asked_at < facts.windows.closes_at:
        return Decision(reasons=(_still_open(closes_at),), dates={"voting_closes": closes_at})
    reasons = _votes_wait(facts, last_end)
    return Decision(reasons=tuple(reasons), dates={"windows_end": last_end} if reasons else {})


def _votes_wait(facts: CountTimeFacts, last_end: datetime) -> list[Reason]:
    reasons = []
    if added := may_still_be_added(facts):
        reasons.append(
            Reason(
                code="ballots_may_be_added",
                sentence=say(
                    "Ballots that may still be added: {added}. So the numbers of ballots are published now and the "
                    "votes later. Otherwise an added ballot could be read from the difference.",
                    added=added,
                ),
                source=PUBLISH_SOURCE,
                remedy=say(
                    "Publish the votes when these ballots are decided, at the latest after {end}.",
                    end=last_end,
                ),
            )
        )
    if facts.uncounted:
        reasons.append(
            Reason(
                code="ballots_not_counted",
                sentence=say(
                    "Accepted ballots that are not counted yet: {uncounted}. The votes are published once these are "
                    "in. Otherwise an added ballot could be read from the difference.",
                    uncounted=facts.uncounted,
                ),
                source=PUBLISH_SOURCE,
                remedy=say("Fix the list of ballots again, and count again."),
            )
        )
    return reasons


def results_status(*, may_be_added: int, is_certified: bool) -> ResultsStatus:
    """The state of a result that has been counted. Source: NIST SP 1500-100; settled in 1.15."""
    if is_certified:
        return ResultsStatus.CERTIFIED
    return ResultsStatus.UNOFFICIAL_PARTIAL if may_be_added else ResultsStatus.UNOFFICIAL_COMPLETE


def _still_open(closes_at: datetime) -> Reason:
    return Reason(
        code="voting_still_open",
        sentence=say("Voting is open until {closes}. Nobody sees any count before then.", closes=closes_at),
        source=CLOSE_SOURCE,
        remedy=say("Come back after {closes}.", closes=closes_at),
    )


def not_all_decided(facts: CountTimeFacts, ends: Windows) -> list[Reason]:
    """Ballots without a decision, and mail that can still arrive."""
    reasons = []
    if facts.undecided:
        reasons.append(
            Reason(
                code="ballots_undecided",
                sentence=say("Ballots on hold without a decision: {undecided}.", undecided=facts.undecided),
                source=COUNT_SOURCE,
                remedy=say(
                    "Decide each of them. Voters can put things right until {end}.",
                    end=local_time(ends.cure_ends_at, facts.windows),
                ),
            )
        )
    if facts.mail_outstanding and facts.asked_at < ends.mail_ends_at:
        mail_end = local_time(ends.mail_ends_at, facts.windows)
        reasons.append(
            Reason(
                code="mail_may_arrive",
                sentence=say(
                    "Mailed ballots that can still arrive until {end}: {mail}.",
                    end=mail_end,
                    mail=facts.mail_outstanding,
                ),
                source=COUNT_SOURCE,
                remedy=say("Count after {end}.", end=mail_end),
            )
        )
    return reasons


def _counts_again(facts: CountTimeFacts) -> list[Reason]:
    added = may_still_be_added(facts) + facts.paper_unopened
    if not added:
        return []
    return [
        Reason(
            code="counted_again_later",
            sentence=say(
                "Ballots that may still be added: {added}. They are counted in a second count, "
                "so this result is partial.",
                added=added,
            ),
            source=COUNT_SOURCE,
            weight=Weight.WARNS,
            remedy=say("To count only once, wait until every ballot is decided."),
        )
    ]


def _unopened(facts: CountTimeFacts) -> list[Reason]:
    if not facts.paper_unopened:
        return []
    return [
        Reason(
            code="paper_not_opened",
            sentence=say(
                "Accepted paper envelopes that are not opened yet: {paper}.", paper=facts.paper_unopened
            ),
            source=COUNT_SOURCE,
            remedy=say("Open them in public, and enter the ballots in batches."),
        )
    ]


def _unentered(facts: CountTimeFacts) -> list[Reason]:
    """Whoever is credited with voting has a ballot in the count, so what was opened is entered first."""
    if not facts.paper_unentered:
        return []
    return [
        Reason(
            code="paper_not_entered",
            sentence=say(
                "Paper envelopes that were opened, but whose ballots are not entered yet: {paper}.",
                paper=facts.paper_unentered,
            ),
            source=COUNT_SOURCE,
            remedy=say(
                "Two people enter each batch. If a ballot is missing, two people write down the reason."
            ),
        )
    ]
