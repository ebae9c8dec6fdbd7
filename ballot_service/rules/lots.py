"""Drawing a lot for a tie: only when it decides the last seat, in public, witnessed, and confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ballot_service.rules.contests import Contest, contest_title
from ballot_service.rules.count_time import CountTimeFacts, may_still_be_added
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.election_settings import TieMethod
from ballot_service.rules.fact_checks import check_moments
from ballot_service.rules.signatures import Signer, stake_objections
from ballot_service.rules.windows import local_time, windows_after
from ballot_service.rules.words import Sentence, say

LOT_SOURCE = "Requirements 1.14, ties"
WITNESSES_NEEDED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFacts:
    """A lot as the clerk enters it. `tied` are the candidates between whom the last seat is undecided
    (empty when no tie decides it); `drawn` is the order in which they were drawn; people are opaque ids;
    `drawn_at` has a time zone. `names_place` and `names_method` say that both are written down; the words
    themselves are no facts, since they may name people. `still_open` tells what ballots can still come.
    `tie_method` is how this election decides a tie; `runoff_called_off` says that a run-off for these seats was
    called and called off, so that a lot may take its place."""

    contest: Contest
    tied: tuple[str, ...]
    drawn: tuple[str, ...]
    drawn_at: datetime
    names_place: bool
    names_method: bool
    entered_by: str
    witnesses: tuple[Signer, ...]
    still_open: CountTimeFacts
    tie_method: TieMethod = TieMethod.LOT
    runoff_called_off: bool = False

    def __post_init__(self) -> None:
        check_moments({"drawn_at": self.drawn_at})


@dataclass(frozen=True, slots=True, kw_only=True)
class LotConfirmationFacts:
    entered_by: str
    confirmed_by: Signer


def may_record_lot(facts: LotFacts) -> Decision:
    """May this lot be recorded? It counts only when a second person confirms it (see may_confirm_lot).

    Source: settled in 1.14 (ties): only for the last seat, after every ballot is decided, two witnesses.
    """
    reasons = [*_by_runoff(facts), *_too_early(facts), *_moment(facts), *_witnesses(facts)]
    title = contest_title(facts.contest)
    if not facts.tied:
        sentence = say("{contest}: no tie decides the last seat, so there is nothing to draw.", contest=title)
        reasons.append(_refusal("no_tie", sentence, say("Go on without a lot.")))
    elif sorted(facts.tied) != sorted(facts.drawn):
        reasons.append(
            _refusal(
                "wrong_names_drawn",
                say(
                    "{contest}: the lot must name each tied candidate once: {tied}.",
                    contest=title,
                    tied=facts.tied,
                ),
                say("Enter the tied candidates in the order in which they were drawn."),
            )
        )
    if not (facts.names_place and facts.names_method):
        sentence = say("The place of the drawing and the way it was done are needed.")
        reasons.append(_refusal("lot_not_described", sentence, say("Enter both in a few words.")))
    return Decision(reasons=tuple(reasons))


def may_confirm_lot(facts: LotConfirmationFacts) -> Decision:
    """May this person confirm a lot somebody else has entered? Source: settled in 1.14 (ties)."""
    reasons = stake_objections(facts.confirmed_by)
    if facts.confirmed_by.person == facts.entered_by:
        reasons.append(
            _refusal(
                "confirmed_by_same_person",
                say("You entered this lot, so you cannot confirm it."),
                say("Ask a second person who saw the drawing to confirm it."),
            )
        )
    return Decision(reasons=tuple(reasons))


def _by_runoff(facts: LotFacts) -> list[Reason]:
    """What the council chose before anybody had a ballot counts, not what suits afterwards."""
    if facts.tie_method is TieMethod.LOT or facts.runoff_called_off:
        return []
    return [
        _refusal(
            "runoff_chosen",
            say("In this election a run-off decides a tie."),
            say("Call the run-off. A lot is drawn if it ends in a tie, or if it is called off."),
        )
    ]


def _too_early(facts: LotFacts) -> list[Reason]:
    """A ballot that can still be added may settle the tie by itself."""
    added = may_still_be_added(facts.still_open)
    if not added:
        return []
    ends = windows_after(facts.still_open.windows)
    last = local_time(max(ends.cure_ends_at, ends.mail_ends_at), facts.still_open.windows)
    return [
        _refusal(
            "ballots_may_be_added",
            say("Ballots that may still be added: {added}. They may settle the tie.", added=added),
            say(
                "Decide these ballots first, at the latest after {end}. Draw only if the tie still stands.",
                end=last,
            ),
        )
    ]


def _moment(facts: LotFacts) -> list[Reason]:
    windows = facts.still_open.windows
    if windows.closes_at <= facts.drawn_at <= facts.still_open.asked_at:
        return []
    sentence = say(
        "The lot is dated {drawn}. It must be after the close of voting and not in the future.",
        drawn=local_time(facts.drawn_at, windows),
    )
    return [_refusal("lot_at_wrong_time", sentence, say("Enter the day and time of the drawing."))]


def _witnesses(facts: LotFacts) -> list[Reason]:
    reasons = [reason for witness in facts.witnesses for reason in stake_objections(witness)]
    people = {witness.person for witness in facts.witnesses} - {facts.entered_by}
    if len(people) < WITNESSES_NEEDED:
        reasons.append(
            _refusal(
                "witnesses_missing",
                say("Witnesses: {count} of {needed}.", count=len(people), needed=WITNESSES_NEEDED),
                say("Name two people, other than the one who enters the lot, who saw the drawing."),
            )
        )
    return reasons


def _refusal(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=LOT_SOURCE, remedy=remedy)
