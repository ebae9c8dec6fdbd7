"""Asking a student's parent or guardian: where the question may go, and whether an answer still counts.

Every student member needs the consent of a parent or guardian, at 18 too (R037). The link goes to the guardian's own
phone or mailbox, is good for seven days and for one answer (S3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.words import Sentence, say

CONSENT_SOURCE = "R037; CEC Guidance 2022, p. 20"
LINK_SOURCE = "R037; CEC Guidance 2022, p. 20; S3"
LINK_LASTS = timedelta(days=7)
PAPER = say("Or send the consent form on paper: a signed one counts the same.")


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianAskFacts:
    """What is known of the way to a guardian. `is_students_own` says that the student has given the same phone or
    mailbox, `was_checked` that a person has made sure whose it is."""

    has_contact: bool
    is_students_own: bool = False
    was_checked: bool = False
    is_student: bool = True
    is_standing: bool = True
    is_frozen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianAnswerFacts:
    """An answer that is about to be given. `sent_at` is when its link was sent, None for one on paper."""

    asked_at: datetime
    zone: str
    sent_at: datetime | None = None
    is_answered: bool = False
    was_replaced: bool = False
    is_standing: bool = True
    is_frozen: bool = False

    def __post_init__(self) -> None:
        check_zone(self.zone)
        moments = {"asked_at": self.asked_at}
        if self.sent_at is not None:
            moments["sent_at"] = self.sent_at
        check_moments(moments)


def link_ends_at(sent_at: datetime, zone: str) -> datetime:
    """The moment from which a consent link no longer works: the same time of day a week later, on the local clock."""
    return sent_at.astimezone(ZoneInfo(zone)) + LINK_LASTS


def may_ask_guardian(facts: GuardianAskFacts) -> Decision:
    """May the question be sent to the guardian now?

    Never to the student's own phone or mailbox before a person has checked it. Source: R037; S3.
    """
    return Decision(reasons=(*_in_time(facts.is_standing, facts.is_frozen), *_way(facts)))


def may_answer_consent(facts: GuardianAnswerFacts) -> Decision:
    """Does an answer given now count?

    A link counts once and for seven days; nothing counts once the ballot is frozen. `dates` has "link_ends".
    Source: R037; S3.
    """
    reasons = [*_in_time(facts.is_standing, facts.is_frozen)]
    if facts.sent_at is None:
        return Decision(reasons=tuple(reasons))
    ends_at = link_ends_at(facts.sent_at, facts.zone)
    return Decision(reasons=(*_link(facts, ends_at), *reasons), dates={"link_ends": ends_at})


def _link(facts: GuardianAnswerFacts, ends_at: datetime) -> Iterator[Reason]:
    if facts.is_answered:
        yield _no(
            "consent_link_used",
            say("This link was used: we have the answer."),
            say("If the answer is wrong, call us. A new link or a paper form can change it."),
        )
    elif facts.was_replaced:
        yield _no(
            "consent_link_replaced",
            say("A newer link was sent in its place."),
            say("Look for the newest message from us, and use the link in it."),
        )
    elif facts.asked_at >= ends_at:
        yield _no(
            "consent_link_expired",
            say("This link worked until {ends}.", ends=ends_at),
            say("Call us and ask for a new link, or for the form on paper."),
        )


def _in_time(is_standing: bool, is_frozen: bool) -> Iterator[Reason]:
    if not is_standing:
        yield _no(
            "consent_not_needed",
            say("The student does not stand any more, so no consent is needed."),
            say("If this is wrong, call us."),
        )
    elif is_frozen:
        yield _no(
            "consent_too_late",
            say("The ballot is frozen: no name can be added to it any more."),
            say("The form is kept. The student can stand in the next election."),
        )


def _way(facts: GuardianAskFacts) -> Iterator[Reason]:
    if not facts.is_student:
        yield _no(
            "consent_not_asked",
            say("Consent is asked of a student's parent or guardian only."),
            say("There is nothing to do."),
        )
    elif not facts.has_contact:
        yield _no(
            "guardian_contact_missing",
            say(
                "No message reaches the parent or guardian: no e-mail address or mobile phone that can be used."
            ),
            PAPER,
        )
    elif facts.is_students_own and not facts.was_checked:
        yield Reason(
            code="guardian_contact_is_students",
            sentence=say("The student gave the same phone number or e-mail address as the student's own."),
            source=LINK_SOURCE,
            weight=Weight.HOLDS,
            remedy=say("Make sure that it belongs to the parent or guardian, or enter another one."),
        )


def _no(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=LINK_SOURCE, remedy=remedy)
