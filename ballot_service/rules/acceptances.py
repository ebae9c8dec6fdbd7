"""Asking somebody who was nominated by another person: where the question may go, whether an answer still counts,
and until when the person can withdraw.

Nobody reaches the ballot without accepting (R032). The link goes to the nominated person's own phone or mailbox, is
good for seven days and for one answer, and ends with the freeze of the ballot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ballot_service.rules.answer_links import LinkAnswerFacts, link_ends_at, link_objections
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.words import Sentence, say

ACCEPTANCE_SOURCE = "R032; CEC Guidance 2022, p. 20"
WITHDRAWAL_SOURCE = "R031, R032; CEC Guidance 2022, pp. 9, 20"
NOT_STANDING = say("This nomination does not stand any more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NomineeAskFacts:
    """What is known of the way to a person who was nominated. `is_nominators_own` says that whoever nominated gave the
    same phone or mailbox as their own, `was_checked` that a person has made sure whose it is.
    """

    has_contact: bool
    is_nominators_own: bool = False
    was_checked: bool = False
    is_nomination: bool = True
    is_standing: bool = True
    is_frozen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationAnswerFacts(LinkAnswerFacts):
    """A nominated person's answer that is about to be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationWithdrawalFacts:
    """A person who stands and opens a signed link to withdraw: the one by which they accepted, or the one to their
    own form. Whoever filed their own form has accepted with it.
    """

    has_accepted: bool
    was_replaced: bool = False
    is_standing: bool = True
    is_frozen: bool = False


def may_ask_nominee(facts: NomineeAskFacts) -> Decision:
    """May the question be sent to the person nominated now?

    Never to the phone or mailbox of whoever nominated before a person has checked it. Source: R032.
    """
    return Decision(reasons=(*_in_time(facts.is_standing, facts.is_frozen), *_way(facts)))


def may_answer_nomination(facts: NominationAnswerFacts) -> Decision:
    """Does an answer given now count?

    A link counts once and for seven days; nothing counts once the ballot is frozen. `dates` has "link_ends".
    Source: R032.
    """
    reasons = [*_in_time(facts.is_standing, facts.is_frozen)]
    if facts.sent_at is None:
        return Decision(reasons=tuple(reasons))
    ends_at = link_ends_at(facts.sent_at, facts.zone)
    link = link_objections(facts, ends_at, "acceptance", ACCEPTANCE_SOURCE)
    return Decision(reasons=(*link, *reasons), dates={"link_ends": ends_at})


def may_withdraw_nomination(facts: NominationWithdrawalFacts) -> Decision:
    """May a person who stands withdraw by a signed link?

    Until the ballot is frozen, with no other end: the seven days are for the answer. Source: R031, R032.
    """
    return Decision(reasons=tuple(_withdrawal(facts)))


def _withdrawal(facts: NominationWithdrawalFacts) -> Iterator[Reason]:
    if not facts.has_accepted or facts.was_replaced:
        yield _no(
            "withdrawal_not_by_this_link",
            say("This link is not the one by which the nomination was accepted."),
            say("Call us: we withdraw the name for you."),
            WITHDRAWAL_SOURCE,
        )
    gone = say("This form does not stand any more.")
    yield from _in_time(facts.is_standing, facts.is_frozen, WITHDRAWAL_SOURCE, gone)


def _in_time(
    is_standing: bool, is_frozen: bool, source: str = ACCEPTANCE_SOURCE, gone: Sentence = NOT_STANDING
) -> Iterator[Reason]:
    if not is_standing:
        yield _no(
            "acceptance_not_needed",
            gone,
            say("If this is wrong, call us. While forms are open you can send a form of your own."),
            source,
        )
    elif is_frozen:
        yield _no(
            "acceptance_too_late",
            say("The ballot is frozen: no name can be added to it or taken off any more."),
            say("The form is kept. Call us if you have a question."),
            source,
        )


def _way(facts: NomineeAskFacts) -> Iterator[Reason]:
    if not facts.is_nomination:
        yield _no(
            "acceptance_not_asked",
            say("Whoever fills in a form for themselves has accepted."),
            say("There is nothing to do."),
        )
    elif not facts.has_contact:
        yield _no(
            "nominee_contact_missing",
            say("No message reaches this person: no e-mail address or mobile phone that can be used."),
            say("Call the person, or get the answer on paper: a signed one counts the same."),
        )
    elif facts.is_nominators_own and not facts.was_checked:
        yield Reason(
            code="nominee_contact_is_nominators",
            sentence=say("Whoever nominated gave the same phone number or e-mail address as their own."),
            source=ACCEPTANCE_SOURCE,
            weight=Weight.HOLDS,
            remedy=say("Make sure that it belongs to the person nominated, or enter another one."),
        )


def _no(code: str, sentence: Sentence, remedy: Sentence, source: str = ACCEPTANCE_SOURCE) -> Reason:
    return Reason(code=code, sentence=sentence, source=source, remedy=remedy)
