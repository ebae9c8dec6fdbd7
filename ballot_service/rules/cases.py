"""Questions about somebody's standing: a review that a refused person asks for, a challenge that others bring.

Both have a window, an answer and a decision with reasons by another person than the first. These rules say when one
may be asked; who may decide it stands in `case_decisions`. docs/decisions/0007-a-challenge-alone-holds-nobody.md
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from ballot_service.rules.calendar import at_local, business_days_after, local_date
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.words import Sentence, say

REVIEW_SOURCE = "Requirements 1.12, rule 5"
CHALLENGE_SOURCE = "Requirements 1.14, challenge window; Requirements 1.15, voting and counting"
ANSWER_BUSINESS_DAYS = 3
"""How long a person who is challenged has to answer."""


class CaseKind(StrEnum):
    REVIEW = "review"
    """Somebody who was refused asks a second person to look."""
    CHALLENGE = "challenge"
    """Somebody else says that a voter or a candidate may not vote or stand."""


class CaseAbout(StrEnum):
    VOTER = "voter"
    FORM = "form"
    """An interest form that was refused."""
    NOMINEE = "nominee"


KIND_WORDS: Mapping[CaseKind, Sentence] = {
    CaseKind.REVIEW: say("Request for a review"),
    CaseKind.CHALLENGE: say("Challenge"),
}
ABOUT_WORDS: Mapping[CaseAbout, Sentence] = {
    CaseAbout.VOTER: say("A voter"),
    CaseAbout.FORM: say("An interest form"),
    CaseAbout.NOMINEE: say("A nominee"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts:
    """A request for a review. `ends_at` is when requests about this refusal end: for a voter the set hour of the last
    day that the refusal named, for an interest form the freeze of the ballot, or the opening while there is none.

    `was_reviewed` says that a second person has looked at this very refusal.
    """

    about: CaseAbout
    asked_at: datetime
    ends_at: datetime
    zone: str
    is_refused: bool
    was_reviewed: bool = False
    is_open: bool = False

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"asked_at": self.asked_at, "ends_at": self.ends_at})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeFacts:
    """A challenge to a voter or a candidate. `starts_at` is when the voter came onto the roll, or the candidate
    qualified; None for somebody who never did. `ends_at` is the opening, or for a candidate the freeze if there is one.
    """

    about: CaseAbout
    asked_at: datetime
    starts_at: datetime | None
    ends_at: datetime
    zone: str
    is_standing: bool
    is_open: bool = False

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"asked_at": self.asked_at, "starts_at": self.starts_at, "ends_at": self.ends_at})


def review_ends_at(review_until: date, windows_end_at: str, zone: str) -> datetime:
    """The moment at which requests end on the last day that a refusal names, aware UTC (1.15: half-open)."""
    return at_local(review_until, windows_end_at, zone)


def answer_ends_at(
    challenged_at: datetime,
    window_ends_at: datetime,
    holidays: Collection[date],
    windows_end_at: str,
    zone: str,
) -> datetime:
    """Until when the person challenged may answer: three business days, and never past the window itself (UTC)."""
    day = business_days_after(local_date(challenged_at, zone), ANSWER_BUSINESS_DAYS, holidays)
    return min(at_local(day, windows_end_at, zone), window_ends_at)


def may_ask_review(facts: ReviewFacts) -> Decision:
    """May a second person be asked to look at this refusal now?

    `dates` has "review_ends". A second request while one is open joins it. Source: 1.12, rule 5; half-open by 1.15.
    """
    ends = facts.ends_at.astimezone(ZoneInfo(facts.zone))
    return Decision(reasons=tuple(_review_reasons(facts, ends)), dates={"review_ends": ends})


def _review_reasons(facts: ReviewFacts, ends: datetime) -> Iterator[Reason]:
    if facts.asked_at >= facts.ends_at:
        yield _no(
            "review_too_late",
            say("A review could be asked for until {ends}.", ends=ends),
            REVIEW_SOURCE,
            say("The result can be challenged after the first count. Call us to learn how."),
        )
    if facts.was_reviewed:
        yield _no(
            "review_done",
            say("A second person has looked at this already, and the decision stands."),
            REVIEW_SOURCE,
            say("The result can be challenged after the first count. Call us to learn how."),
        )
    elif not facts.is_refused and not facts.is_open:
        yield _no(
            "review_nothing",
            say("Nothing was refused here, so there is nothing to review."),
            REVIEW_SOURCE,
            say("Look at what was decided. Nothing else has to be done."),
        )
    if facts.is_open:
        yield _joins(say("A review is open already. These words are added to it."), REVIEW_SOURCE)


def may_challenge(facts: ChallengeFacts) -> Decision:
    """May this voter or candidate be challenged now?

    A voter from the entry on the roll until voting opens; a candidate from qualification until the freeze. `dates` has
    "person_challenge_ends". Source: 1.14 (challenge window) and 1.15 (voting and counting).
    """
    ends = facts.ends_at.astimezone(ZoneInfo(facts.zone))
    return Decision(reasons=tuple(_challenge_reasons(facts, ends)), dates={"person_challenge_ends": ends})


def _challenge_reasons(facts: ChallengeFacts, ends: datetime) -> Iterator[Reason]:
    if facts.starts_at is not None and facts.asked_at < facts.starts_at:
        starts = facts.starts_at.astimezone(ZoneInfo(facts.zone))
        yield _no(
            "challenge_too_early",
            say("A challenge is possible from {starts} until {ends}.", starts=starts, ends=ends),
            CHALLENGE_SOURCE,
            say("Bring it again between these two moments."),
        )
    if facts.asked_at >= facts.ends_at:
        yield _too_late(facts.about, ends)
    elif not facts.is_standing and not facts.is_open:
        yield _not_standing(facts.about)
    if facts.is_open:
        yield _joins(say("A challenge is open already. These words are added to it."), CHALLENGE_SOURCE)


def _too_late(about: CaseAbout, ends: datetime) -> Reason:
    if about is CaseAbout.VOTER:
        return _no(
            "challenge_too_late",
            say("A voter could be challenged until {ends}, when voting opened.", ends=ends),
            CHALLENGE_SOURCE,
            say(
                "Now a doubt is decided through a provisional ballot. The result can be challenged after the "
                "first count."
            ),
        )
    return _no(
        "challenge_too_late",
        say("A candidate could be challenged until {ends}. The names on the ballot are final.", ends=ends),
        CHALLENGE_SOURCE,
        say("The result can be challenged after the first count."),
    )


def _not_standing(about: CaseAbout) -> Reason:
    if about is CaseAbout.VOTER:
        return _no(
            "challenge_not_standing",
            say("This person is not on the roll as somebody who may vote."),
            CHALLENGE_SOURCE,
            say("If the person waits for a decision, tell whoever decides what you know."),
        )
    return _no(
        "challenge_not_standing",
        say("This person is not qualified for the ballot."),
        CHALLENGE_SOURCE,
        say("A challenge is possible once the person has qualified."),
    )


def _joins(sentence: Sentence, source: str) -> Reason:
    return Reason(code="joins_open_case", sentence=sentence, source=source, weight=Weight.NOTES)


def _no(code: str, sentence: Sentence, source: str, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=source, remedy=remedy)
