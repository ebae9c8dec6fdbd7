"""Whether a result may be certified: every open point is named at once, with what closes it.

Unfilled seats do not stop a certification. An unsettled tie, an open window, an open challenge, a sum
that does not agree, a school nobody speaks for without a written reason, and a missing signature do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ballot_service.rules.ballot_account import BallotAccount
from ballot_service.rules.canvass import ballots_reconcile
from ballot_service.rules.contests import Contest, contest_title
from ballot_service.rules.coverage import CoverageFacts, schools_represented
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.election_settings import TieMethod
from ballot_service.rules.fact_checks import check_moments
from ballot_service.rules.signatures import Signer, signature_objections
from ballot_service.rules.windows import (
    CHALLENGE_SOURCE,
    CURE_SOURCE,
    MAIL_SOURCE,
    WindowFacts,
    Windows,
    local_time,
    windows_after,
)
from ballot_service.rules.words import Sentence, say

CERTIFY_SOURCE = "Requirements 1.15, voting and counting"
TIE_SOURCE = "Requirements 1.14, ties"
SUM_SOURCE = "Requirements 1.15, voting and counting"


class LotState(StrEnum):
    NONE = "none"
    ENTERED = "entered"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestAccount:
    """One contest's numbers. `elected` are the seats clearly won; `tied` are the candidates between whom
    the last `tied_seats` seats are undecided by votes, also after a lot; `lot` says how far the lot for
    them has come. `tie_method` is how this election decides a tie; `runoff_called` says that a run-off between
    just these candidates for just these seats stands."""

    contest: Contest
    ballots: int
    votes: int
    overvotes: int
    undervotes: int
    elected: int
    tied: tuple[str, ...] = ()
    tied_seats: int = 0
    lot: LotState = LotState.NONE
    tie_method: TieMethod = TieMethod.LOT
    runoff_called: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationFacts:
    """Everything a certification rests on. `asked_at` has a time zone; `coverage` is None for a council that
    stands for one school."""

    asked_at: datetime
    windows: WindowFacts
    account: BallotAccount
    contests: tuple[ContestAccount, ...]
    challenges_open: int = 0
    coverage: CoverageFacts | None = None
    signers: tuple[Signer, ...] = ()

    def __post_init__(self) -> None:
        check_moments({"asked_at": self.asked_at})


def ready_to_certify(facts: CertificationFacts) -> Decision:
    """Is everything settled, so that people may sign? Says nothing about the signatures themselves.

    `dates` has "earliest_certification", the end of the last window, once a first result is out.
    Source: settled in 1.14 (ties, provisional and cure, challenge window) and 1.15 (voting and counting).
    """
    ends = windows_after(facts.windows)
    reasons = [*_windows(facts, ends), *_contests(facts)]
    if facts.challenges_open:
        reasons.append(
            _refusal(
                "challenge_open",
                say("Challenges to the result without a decision: {count}.", count=facts.challenges_open),
                CHALLENGE_SOURCE,
                say("Decide each challenge."),
            )
        )
    known = ends.challenge_ends_at is not None
    settled = Decision(
        reasons=tuple(reasons),
        dates={"earliest_certification": local_time(ends.last_ends_at, facts.windows)} if known else {},
    )
    covered = Decision() if facts.coverage is None else schools_represented(facts.coverage)
    return settled + ballots_reconcile(facts.account) + covered


def may_certify(facts: CertificationFacts) -> Decision:
    """May the result be certified? Everything is settled and two people have signed.

    Source: as ready_to_certify; 1.14 (who signs certification).
    """
    return ready_to_certify(facts) + Decision(reasons=tuple(signature_objections(facts.signers)))


def _refusal(code: str, sentence: Sentence, source: str, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=source, remedy=remedy)


def _windows(facts: CertificationFacts, ends: Windows) -> list[Reason]:
    """Certification waits for every window, even if nothing is expected any more."""
    reasons = []
    if facts.asked_at < ends.cure_ends_at:
        end = local_time(ends.cure_ends_at, facts.windows)
        sentence = say("Ballots on hold can still be put right until {end}.", end=end)
        reasons.append(
            _refusal("cure_window_open", sentence, CURE_SOURCE, say("Certify after {end}.", end=end))
        )
    if facts.asked_at < ends.mail_ends_at:
        end = local_time(ends.mail_ends_at, facts.windows)
        sentence = say("Ballots mailed in time can still arrive until {end}.", end=end)
        reasons.append(
            _refusal("mail_window_open", sentence, MAIL_SOURCE, say("Certify after {end}.", end=end))
        )
    if ends.challenge_ends_at is None:
        sentence = say("No unofficial result is out yet.")
        reasons.append(_refusal("no_result", sentence, CERTIFY_SOURCE, say("Count the ballots first.")))
    elif facts.asked_at < ends.challenge_ends_at:
        end = local_time(ends.challenge_ends_at, facts.windows)
        sentence = say("The result can still be challenged until {end}.", end=end)
        reasons.append(
            _refusal(
                "challenge_window_open", sentence, CHALLENGE_SOURCE, say("Certify after {end}.", end=end)
            )
        )
    return reasons


def _contests(facts: CertificationFacts) -> list[Reason]:
    reasons: list[Reason] = []
    for line in facts.contests:
        reasons += [*_tie(line), *_contest_sum(line, facts.account.counted), *_unfilled(line.contest)]
    return reasons


def _tie(line: ContestAccount) -> list[Reason]:
    if not line.tied or line.lot is LotState.CONFIRMED:
        return []
    title = contest_title(line.contest)
    seats = tuple(range(line.elected + 1, line.elected + 1 + line.tied_seats))
    if line.lot is LotState.ENTERED:
        sentence = say("{contest}: the lot waits for a second person.", contest=title)
        remedy = say("A second person confirms the lot.")
        return [_refusal("lot_not_confirmed", sentence, TIE_SOURCE, remedy)]
    if line.runoff_called:
        return [_left_to_runoff(line, seats)]
    sentence = (
        say("{contest}: a tie for seat {seat} between {tied}.", contest=title, seat=seats[0], tied=line.tied)
        if len(seats) == 1
        else say(
            "{contest}: a tie for seats {seats} between {tied}.", contest=title, seats=seats, tied=line.tied
        )
    )
    remedy = (
        say("Decide every ballot that can still be added. If the tie stands, call a run-off.")
        if line.tie_method is TieMethod.RUNOFF
        else say(
            "Decide every ballot that can still be added. "
            "If the tie stands, draw a lot in public before two witnesses."
        )
    )
    return [_refusal("tie_for_last_seat", sentence, TIE_SOURCE, remedy)]


def _left_to_runoff(line: ContestAccount, seats: tuple[int, ...]) -> Reason:
    """Whoever signs is told which seats this result does not fill."""
    return Reason(
        code="runoff_decides",
        sentence=say(
            "{contest}: a run-off decides these seats: {seats}. Tied: {tied}.",
            contest=contest_title(line.contest),
            seats=seats,
            tied=line.tied,
        ),
        source=TIE_SOURCE,
        weight=Weight.WARNS,
        remedy=say("The result can be certified. The certificate of the run-off names who takes them."),
    )


def _contest_sum(line: ContestAccount, counted: int) -> list[Reason]:
    """Votes + undervotes + overvotes = votes allowed on all ballots, and each ballot carries every
    contest."""
    if not line.contest.is_printed:
        return []
    total = line.votes + line.undervotes + line.overvotes
    title, remedy = contest_title(line.contest), say("Count this contest again.")
    reasons = []
    if total != line.contest.votes_allowed * line.ballots:
        sentence = say(
            "{contest}: votes {votes} + undervotes {undervotes} + overvotes {overvotes} "
            "should make {expected}.",
            contest=title,
            votes=line.votes,
            undervotes=line.undervotes,
            overvotes=line.overvotes,
            expected=line.contest.votes_allowed * line.ballots,
        )
        reasons.append(_refusal("contest_sum_differs", sentence, SUM_SOURCE, remedy))
    if line.ballots != counted:
        sentence = say(
            "{contest}: ballots in this contest {ballots}, ballots counted {counted}.",
            contest=title,
            ballots=line.ballots,
            counted=counted,
        )
        reasons.append(_refusal("contest_ballots_differ", sentence, SUM_SOURCE, remedy))
    return reasons


def _unfilled(contest: Contest) -> list[Reason]:
    unfilled = contest.seats - len(contest.candidates)
    if unfilled <= 0:
        return []
    return [
        Reason(
            code="seats_unfilled",
            sentence=say(
                "{contest}: seats unfilled {unfilled}.", contest=contest_title(contest), unfilled=unfilled
            ),
            source="Requirements 1.14, seat with no nominee",
            weight=Weight.WARNS,
            remedy=say("The result can be certified. Look for candidates for these seats again."),
        )
    ]
