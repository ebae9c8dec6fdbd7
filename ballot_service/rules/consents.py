"""Asking a student's parent or guardian: where the question may go, and whether an answer still counts.

Every student member needs the consent of a parent or guardian, at 18 too (R037), and so does every student who votes
in an election for students. The link goes to the guardian's own phone or mailbox, is good for seven days and for one
answer (S3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ballot_service.rules.answer_links import LinkAnswerFacts, link_ends_at, link_objections
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.words import Sentence, say

CONSENT_SOURCE = "R037; CEC Guidance 2022, p. 20"
LINK_SOURCE = "R037; CEC Guidance 2022, p. 20; S3"
PAPER = say("Or send the consent form on paper: a signed one counts the same.")
ANOTHER_WAY = say(
    "Take another address of the parent or guardian, or call. Or send the consent form on paper: a signed one counts "
    "the same."
)


class ConsentPurpose(StrEnum):
    """What a guardian is asked to agree to."""

    STAND = "stand"
    VOTE = "vote"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianAskFacts:
    """What is known of the way to a guardian. `is_students_own` says that the student has given the same phone or
    mailbox, `was_checked` that a person has made sure whose it is, `has_opted_out` that it asked for no messages. For
    the consent to vote, `is_standing` says that the student could vote with it, and `is_frozen` that voting has
    closed.
    """

    has_contact: bool
    is_students_own: bool = False
    was_checked: bool = False
    is_student: bool = True
    is_standing: bool = True
    is_frozen: bool = False
    purpose: ConsentPurpose = ConsentPurpose.STAND
    has_opted_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianAnswerFacts(LinkAnswerFacts):
    """A guardian's answer that is about to be given; `is_standing` and `is_frozen` as in `GuardianAskFacts`."""

    purpose: ConsentPurpose = ConsentPurpose.STAND


def may_ask_guardian(facts: GuardianAskFacts) -> Decision:
    """May the question be sent to the guardian now?

    Never to the student's own phone or mailbox before a person has checked it, nor to an address that asked for no
    messages. Source: R037; S3.
    """
    return Decision(reasons=(*_in_time(facts), *_way(facts)))


def may_answer_consent(facts: GuardianAnswerFacts) -> Decision:
    """Does an answer given now count?

    A link counts once and for seven days; nothing counts once the ballot is frozen, or voting has closed where the
    consent is to vote. `dates` has "link_ends".
    Source: R037; S3.
    """
    reasons = [*_in_time(facts)]
    if facts.sent_at is None:
        return Decision(reasons=tuple(reasons))
    ends_at = link_ends_at(facts.sent_at, facts.zone)
    link = link_objections(facts, ends_at, "consent", LINK_SOURCE)
    return Decision(reasons=(*link, *reasons), dates={"link_ends": ends_at})


def _in_time(facts: GuardianAskFacts | GuardianAnswerFacts) -> Iterator[Reason]:
    if facts.purpose is ConsentPurpose.VOTE:
        yield from _in_time_to_vote(facts)
    elif not facts.is_standing:
        yield _no(
            "consent_not_needed",
            say("The student does not stand any more, so no consent is needed."),
            say("If this is wrong, call us."),
        )
    elif facts.is_frozen:
        yield _no(
            "consent_too_late",
            say("The ballot is frozen: no name can be added to it any more."),
            say("The form is kept. The student can stand in the next election."),
        )


def _in_time_to_vote(facts: GuardianAskFacts | GuardianAnswerFacts) -> Iterator[Reason]:
    if facts.is_frozen:
        yield _no(
            "consent_too_late",
            say("Voting has closed, so no answer changes anything any more."),
            say("The student can vote in the next election."),
        )
    elif not facts.is_standing:
        yield _no(
            "consent_not_needed",
            say("The student cannot vote in this election, so no consent is needed."),
            say("If this is wrong, call us."),
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
    elif facts.has_opted_out:
        yield _no("guardian_opted_out", say("This address asked for no messages from us."), ANOTHER_WAY)
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
