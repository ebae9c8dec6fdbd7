"""A paper envelope that came back: in time or late, signed or not, the first ballot of its voter or a second one.

The envelope stays closed in every case; this rule only says on which list it stands (1.14, 1.15).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from ballot_service.rules.ballot_account import RejectionKind
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_moments
from ballot_service.rules.windows import (
    MailedBallotFacts,
    WindowFacts,
    local_time,
    mailed_in_time,
    windows_after,
)
from ballot_service.rules.words import Sentence, say

ENVELOPE_SOURCE = "Requirements 1.15, voting and counting"
CURE_SOURCE = "Requirements 1.14, provisional and cure"
LATE_SOURCE = "Requirements 1.14, late mail ballots; Requirements 1.15, voting and counting"
STAYS_SEALED = say("The envelope stays closed, and is kept and listed. Nothing else can be done for it.")


class EnvelopeWay(StrEnum):
    """How an envelope came back."""

    MAIL = "mail"
    DROP = "drop"
    """Into the box at the school or the office."""
    TABLE = "table"


ENVELOPE_WAY_WORDS: Mapping[EnvelopeWay, Sentence] = MappingProxyType(
    {
        EnvelopeWay.MAIL: say("By mail"),
        EnvelopeWay.DROP: say("Put into the drop box"),
        EnvelopeWay.TABLE: say("Handed over at the table"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedEnvelopeFacts:
    """One envelope as it came. `postmarked_on` is None where it cannot be read or did not come by mail; `asked_at` is
    when the question is asked: a signature can be added until the window for it ends."""

    windows: WindowFacts
    asked_at: datetime
    way: EnvelopeWay
    received_at: datetime
    postmarked_on: date | None = None
    is_signed: bool = True
    is_cancelled: bool = False
    """The voter was given another paper ballot in its place."""
    has_voted: bool = False
    """Another ballot of the voter is in the box."""
    may_have_a_ballot: bool = True
    is_held: bool = False

    def __post_init__(self) -> None:
        check_moments({"asked_at": self.asked_at, "received_at": self.received_at})


REJECTED_AS: Mapping[str, RejectionKind] = MappingProxyType(
    {
        "envelope_not_eligible": RejectionKind.NOT_ELIGIBLE,
        "envelope_cancelled": RejectionKind.DUPLICATE,
        "envelope_second": RejectionKind.DUPLICATE,
        "envelope_late": RejectionKind.LATE,
        "posted_late": RejectionKind.LATE,
        "received_late": RejectionKind.LATE,
        "envelope_not_signed": RejectionKind.NOT_CURED,
    }
)
"""On which list an envelope stands, by the first reason against it."""


def screen_envelope(facts: ReturnedEnvelopeFacts) -> Decision:
    """Is this envelope accepted, does it wait, or does it stay closed?

    Handed over: before the close (half-open). By mail: posted by the close, received in the days of grace. Without
    a signature it waits until the window to put it right ends; so does the envelope of a voter who is held.
    Source: settled in 1.14 (late mail, cure) and 1.15 (one accepted ballot, whichever is first).
    """
    ends = windows_after(facts.windows)
    dates = {"cure_ends": local_time(ends.cure_ends_at, facts.windows)}
    return Decision(reasons=(*_voter(facts), *_in_time(facts), *_signature(facts)), dates=dates)


def _voter(facts: ReturnedEnvelopeFacts) -> Iterator[Reason]:
    if not facts.may_have_a_ballot:
        sentence = say("The person named on it may not vote in this election.")
        yield _no("envelope_not_eligible", sentence, ENVELOPE_SOURCE)
    if facts.is_cancelled:
        sentence = say("It is cancelled: the voter was given another paper ballot in its place.")
        yield _no("envelope_cancelled", sentence, ENVELOPE_SOURCE)
    if facts.has_voted:
        sentence = say("Another ballot of this voter was accepted before.")
        yield _no("envelope_second", sentence, ENVELOPE_SOURCE)
    if facts.is_held and facts.may_have_a_ballot:
        yield Reason(
            code="envelope_provisional",
            sentence=say("It is provisional: a person decides first whether this voter may vote."),
            source=CURE_SOURCE,
            weight=Weight.HOLDS,
            remedy=say("Decide about the voter. The envelope follows."),
        )


def _in_time(facts: ReturnedEnvelopeFacts) -> Iterator[Reason]:
    if facts.way is EnvelopeWay.MAIL:
        mailed = MailedBallotFacts(
            windows=facts.windows, postmarked_on=facts.postmarked_on, received_at=facts.received_at
        )
        yield from mailed_in_time(mailed).objections
    elif facts.received_at >= facts.windows.closes_at:
        closes = local_time(facts.windows.closes_at, facts.windows)
        yield _no("envelope_late", say("Voting closed on {closes}.", closes=closes), LATE_SOURCE)


def _signature(facts: ReturnedEnvelopeFacts) -> Iterator[Reason]:
    if facts.is_signed:
        return
    ends_at = windows_after(facts.windows).cure_ends_at
    if facts.asked_at >= ends_at:
        sentence = say("It was not signed, and nobody signed it in time.")
        yield _no("envelope_not_signed", sentence, CURE_SOURCE)
        return
    yield Reason(
        code="envelope_unsigned",
        sentence=say("It is not signed."),
        source=CURE_SOURCE,
        weight=Weight.HOLDS,
        remedy=say(
            "Call the voter. They can sign until {end}, or vote with the ballot link instead.",
            end=local_time(ends_at, facts.windows),
        ),
    )


def _no(code: str, sentence: Sentence, source: str) -> Reason:
    return Reason(code=code, sentence=sentence, source=source, remedy=STAYS_SEALED)
