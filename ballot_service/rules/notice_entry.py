"""Entering a notice in the ledger, and the advice on telling people widely and holding the vote in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from ballot_service.rules.calendar import local_date
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_days, check_moments, check_zone, each_of
from ballot_service.rules.information_sessions import few_sessions
from ballot_service.rules.languages import LANGUAGES
from ballot_service.rules.notice_ledger import KIND_WORDS, NoticeKind
from ballot_service.rules.words import say

LATE_SOURCE = "Requirements 1.15, notice entered late"
EVIDENCE_SOURCE = "R023; CEC Guidance 2022, p. 9"
VARIETY_SOURCE = "R019, requirements 1.15; CEC Guidance 2022, p. 8"
WITHIN_SOURCE = "R017; CEC Guidance 2022, p. 29, Art. 4(B)"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeEntry:
    """A notice as somebody enters it: when it is said to be published, when it is entered, and what shows it.

    Both moments are aware; `zone` is the district's IANA zone. `has_photo` means a stored file, `has_witness`
    a named person who saw the notice.
    """

    kind: NoticeKind
    language: str
    published_at: datetime
    entered_at: datetime
    zone: str
    has_photo: bool
    has_witness: bool

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"published_at": self.published_at, "entered_at": self.entered_at})


def may_record_notice(facts: NoticeEntry) -> Decision:
    """Whether the entry may go into the ledger, and whether it is marked as late (code `entered_late`).

    A notice entered after the day it states needs a photo or a named witness.
    Source: requirements 1.15; R023; CEC Guidance 2022, p. 9.
    """
    return Decision(reasons=tuple(_entry_reasons(facts)))


def _entry_reasons(facts: NoticeEntry) -> Iterator[Reason]:
    stated, entered = local_date(facts.published_at, facts.zone), local_date(facts.entered_at, facts.zone)
    if facts.published_at > facts.entered_at:
        yield Reason(
            code="notice_in_future",
            sentence=say("A notice counts only once it is published. The day stated is {day}.", day=stated),
            source=LATE_SOURCE,
            remedy=say("Enter it again on {day} or later.", day=stated),
        )
    if facts.language not in LANGUAGES:
        yield Reason(
            code="notice_unknown_language",
            sentence=say('"{language}" is not one of our languages.', language=facts.language),
            source="R022; CEC Guidance 2022, p. 22",
            remedy=say("Choose one of these: {languages}.", languages=tuple(LANGUAGES.values())),
        )
    if stated < entered:
        yield from _late(facts, stated, entered)
    if not facts.has_photo:
        yield Reason(
            code="notice_without_file",
            sentence=say("There is no picture or copy of this notice yet."),
            source=EVIDENCE_SOURCE,
            weight=Weight.WARNS,
            remedy=say("Add a photo, a screenshot or a copy for the evidence."),
        )


def _late(facts: NoticeEntry, stated: date, entered: date) -> Iterator[Reason]:
    yield Reason(
        code="entered_late",
        sentence=say(
            "Entered late: published on {stated}, entered on {entered}.", stated=stated, entered=entered
        ),
        source=LATE_SOURCE,
        weight=Weight.NOTES,
    )
    if not (facts.has_photo or facts.has_witness):
        yield Reason(
            code="late_entry_needs_proof",
            sentence=say("A notice entered after its day needs a photo or a person who saw it."),
            source=LATE_SOURCE,
            remedy=say("Add a photo, or name a person who saw the notice."),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachFacts:
    """Steps 1 and 2 of one nomination round: the kinds of communication used, and when the sessions begin that were
    not cancelled."""

    kinds: tuple[NoticeKind, ...]
    sessions_at: tuple[datetime, ...]
    zone: str

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments(each_of("sessions_at", self.sessions_at))


def varied_outreach(facts: OutreachFacts) -> Decision:
    """Warns when people were told in one way only, or when sessions do not suit different working hours.

    Source: R019, R025, R026; CEC Guidance 2022, p. 8; requirements 1.15.
    """
    return Decision(reasons=(*_few_ways(facts), *few_sessions(facts.sessions_at, facts.zone)))


def _few_ways(facts: OutreachFacts) -> Iterator[Reason]:
    kinds = tuple(kind for kind in NoticeKind if kind in facts.kinds)
    remedy = say("Use a second way, such as a posting and a text message.")
    if not kinds:
        sentence = say("Nobody has been told about the council yet.")
    elif len(kinds) == 1:
        sentence = say(
            "People were told about the council in one way only: {kind}.", kind=KIND_WORDS[kinds[0]]
        )
    else:
        return
    yield Reason(
        code="outreach_one_kind", sentence=sentence, source=VARIETY_SOURCE, weight=Weight.WARNS, remedy=remedy
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionDates:
    """The last day for forms, the first day of voting, and the days the council allows between them."""

    forms_close_on: date
    opening_on: date
    election_within_days: int = 45

    def __post_init__(self) -> None:
        check_days(election_within_days=self.election_within_days)


def timely_election(facts: ElectionDates) -> Decision:
    """Warns unless voting opens within the set number of days after forms close; it never opens before.

    Source: R017; CEC Guidance 2022, p. 29, Art. 4(B); requirements 1.15.
    """
    days = (facts.opening_on - facts.forms_close_on).days
    if days < 0:
        return Decision(
            reasons=(
                Reason(
                    code="opens_before_forms_close",
                    sentence=say("Voting cannot open before forms close on {day}.", day=facts.forms_close_on),
                    source=WITHIN_SOURCE,
                    remedy=say("Choose {day} or a later day.", day=facts.forms_close_on),
                ),
            )
        )
    if days <= facts.election_within_days:
        return Decision()
    return Decision(
        reasons=(
            Reason(
                code="opens_late_after_forms",
                sentence=say(
                    "Voting opens {days} days after forms close. The council set {most} days.",
                    days=days,
                    most=facts.election_within_days,
                ),
                source=WITHIN_SOURCE,
                weight=Weight.WARNS,
                remedy=say("Open sooner, or say why it takes longer."),
            ),
        )
    )
