"""Who may decide a review or a challenge, and when: never whoever decided first, never without a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ballot_service.rules.cases import CHALLENGE_SOURCE, REVIEW_SOURCE, CaseAbout, CaseKind
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.words import Sentence, say

STANDARD = say(
    "Decide by what is more likely than not. Whoever brings a challenge has to show it (Lindsey v. Board of Education, "
    "2004)."
)
"""The standard of proof, printed where somebody decides (requirements 1.14)."""
ANOTHER_CLERK = say(
    "Another clerk has to decide. Is there only one? Then ask the district to name a second person, and the technician "
    "to appoint that person as clerk, before the time to decide is over."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDecisionFacts:
    """A decision that is about to be made. `changes` says that it would change where the person stands: a review that
    finds the refusal wrong, a challenge that is upheld.

    `answer_ends_at` is None for a review. `is_frozen` is the ballot's freeze, `has_opened` the opening of voting.
    """

    kind: CaseKind
    about: CaseAbout
    changes: bool
    asked_at: datetime
    zone: str
    is_open: bool = True
    decided_first: bool = False
    entered_person: bool = False
    brought_case: bool = False
    has_conflict: bool | None = None
    reason_given: bool = True
    answer_ends_at: datetime | None = None
    was_answered: bool = False
    is_frozen: bool = False
    has_opened: bool = False

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"asked_at": self.asked_at, "answer_ends_at": self.answer_ends_at})

    @property
    def source(self) -> str:
        return REVIEW_SOURCE if self.kind is CaseKind.REVIEW else CHALLENGE_SOURCE


def may_decide_case(facts: CaseDecisionFacts) -> Decision:
    """May this person decide the case like this now?

    `dates` has "answer_ends" for a challenge. Source: 1.12, rule 5; 1.14 (challenge window); 1.15 (a second person).
    """
    dates = {}
    if facts.answer_ends_at is not None:
        dates["answer_ends"] = facts.answer_ends_at.astimezone(ZoneInfo(facts.zone))
    return Decision(reasons=(*_person(facts), *_time(facts), *_too_late(facts)), dates=dates)


def _person(facts: CaseDecisionFacts) -> Iterator[Reason]:
    if facts.decided_first:
        yield _no(
            facts, "case_first_decider", say("You made the decision that is looked at again."), ANOTHER_CLERK
        )
    if facts.entered_person:
        yield _no(facts, "case_entered_person", say("You entered this person yourself."), ANOTHER_CLERK)
    if facts.brought_case:
        yield _no(facts, "case_own", say("You brought this case yourself."), ANOTHER_CLERK)
    if facts.has_conflict is None:
        yield _no(
            facts,
            "case_conflict_not_declared",
            say("Nobody decides without saying whether there is a conflict of interest."),
            say("Say whether you have one."),
        )
    elif facts.has_conflict:
        yield _no(facts, "case_conflict", say("You declared a conflict of interest."), ANOTHER_CLERK)
    if not facts.reason_given:
        yield _no(
            facts,
            "case_without_reason",
            say("A decision needs its reason in writing."),
            say("Write what you looked at, and why you decide so."),
        )


def _time(facts: CaseDecisionFacts) -> Iterator[Reason]:
    if not facts.is_open:
        yield _no(
            facts,
            "case_decided",
            say("This case was decided before."),
            say("Read the decision. It is not made twice."),
        )
    ends = facts.answer_ends_at
    if ends is not None and facts.asked_at < ends and not facts.was_answered:
        yield _no(
            facts,
            "case_answer_time",
            say("The person challenged can answer until {ends}.", ends=ends.astimezone(ZoneInfo(facts.zone))),
            say("Decide once the answer is here, or after that time."),
        )


def _too_late(facts: CaseDecisionFacts) -> Iterator[Reason]:
    """What can no longer be changed: names on a frozen ballot, and a voter's place once voting is open."""
    if not facts.changes:
        return
    if facts.about is not CaseAbout.VOTER and facts.is_frozen:
        yield _no(
            facts,
            "case_ballot_frozen",
            say("The ballot is frozen: no name comes onto it or leaves it any more."),
            say("Decide that everything stays as it is, and write why. The result can be challenged."),
        )
    elif facts.about is CaseAbout.VOTER and facts.kind is CaseKind.CHALLENGE and facts.has_opened:
        yield _no(
            facts,
            "case_voting_open",
            say("Voting is open, and challenges to a voter have ended. Nobody is taken off the roll now."),
            say("Dismiss the challenge, and write why. The result can be challenged after the first count."),
        )


def _no(facts: CaseDecisionFacts, code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=facts.source, remedy=remedy)
