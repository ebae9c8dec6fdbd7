"""The sentences of the notice gate: one function for each thing that can be wrong or better with a notice."""

from __future__ import annotations

from datetime import date

from ballot_service.rules.calendar import latest_notice_on
from ballot_service.rules.decision import Reason, Weight
from ballot_service.rules.languages import language_name
from ballot_service.rules.notice_ledger import (
    KIND_WORDS,
    EarliestOpening,
    LanguageNotice,
    Notice,
    NoticeFacts,
    NoticeKind,
)
from ballot_service.rules.words import Sentence, say

DAYS_SOURCE = "R048; CEC Guidance 2022, p. 8"
KINDS_SOURCE = "R049; CEC Guidance 2022, p. 8"
LANGUAGE_SOURCE = "R022, R048; CEC Guidance 2022, pp. 8, 22"
CHANGE_SOURCE = "Requirements 1.14 and 1.15, change of opening date"


def kinds_named(kinds: tuple[NoticeKind, ...]) -> tuple[Sentence, ...]:
    return tuple(KIND_WORDS[kind] for kind in kinds)


def still_to_give(facts: NoticeFacts, language: LanguageNotice) -> Reason:
    """A day is being chosen, and what is missing can still be published in time."""
    return Reason(
        code="notice_still_to_give",
        sentence=say(
            "Notice in {language} has been given in {given} of {needed} ways. Publish the rest by {last}.",
            language=language_name(language.language),
            given=len(language.first_days),
            needed=facts.notice_min_channels,
            last=latest_notice_on(facts.opening_on, facts.min_notice_days, clear_days=facts.clear_days),
        ),
        source=KINDS_SOURCE,
        weight=Weight.WARNS,
        remedy=say("After that day, the opening has to move."),
    )


def language_missing(language: LanguageNotice, earliest: EarliestOpening) -> Reason:
    return Reason(
        code="notice_language_missing",
        sentence=say("No notice has been given in {language}.", language=language_name(language.language)),
        source=LANGUAGE_SOURCE,
        remedy=_publish(earliest),
    )


def kinds_missing(facts: NoticeFacts, language: LanguageNotice, earliest: EarliestOpening) -> Reason:
    return Reason(
        code="notice_kinds_missing",
        sentence=say(
            "Notice in {language} has been given in {given} of {needed} ways: {kinds}.",
            language=language_name(language.language),
            given=len(language.first_days),
            needed=facts.notice_min_channels,
            kinds=kinds_named(tuple(language.first_days)),
        ),
        source=KINDS_SOURCE,
        remedy=_publish(earliest),
    )


def names_later_day(language: LanguageNotice, named: date, earliest: EarliestOpening) -> Reason:
    return Reason(
        code="notice_names_later_day",
        sentence=say(
            "Notice in {language} says that voting opens on {named}. An earlier day needs a new notice.",
            language=language_name(language.language),
            named=named,
        ),
        source=CHANGE_SOURCE,
        remedy=_publish(earliest),
    )


def _publish(earliest: EarliestOpening) -> Sentence:
    if earliest.if_published_today:
        return say(
            "Publish what is missing. If you do it today, the earliest opening is {day}.", day=earliest.on
        )
    return say("Earliest opening: {day}.", day=earliest.on)


def too_short_in(
    language: LanguageNotice, days: int, facts: NoticeFacts, earliest: EarliestOpening
) -> Reason:
    """One language is short, the others are not, or by a different number of days."""
    sentence = say(
        "Days of notice in {language}: {days}. Days needed: {needed}. Earliest opening: {day}.",
        language=language_name(language.language),
        days=max(days, 0),
        needed=facts.min_notice_days,
        day=earliest.on,
    )
    return _too_short(sentence, earliest)


def too_short(days: int, facts: NoticeFacts, earliest: EarliestOpening) -> Reason:
    """Every language is short by the same number of days (S1)."""
    return _too_short(_days_given(days, facts.min_notice_days, earliest.on, clear=facts.clear_days), earliest)


def _too_short(sentence: Sentence, earliest: EarliestOpening) -> Reason:
    return Reason(
        code="notice_too_short",
        sentence=sentence,
        source=DAYS_SOURCE,
        remedy=say(
            "Move the opening to {day} or later, and tell the same people in the same ways before that.",
            day=earliest.on,
        ),
    )


def _days_given(days: int, needed: int, day: date, *, clear: bool) -> Sentence:
    if days <= 0:
        return say(
            "No full day of notice was given before opening; {needed} are needed. Earliest opening: {day}.",
            needed=needed,
            day=day,
        )
    if days == 1:
        return say(
            "Notice was given 1 day before opening; {needed} are needed. Earliest opening: {day}.",
            needed=needed,
            day=day,
        )
    if clear:
        return say(
            "Notice gave {days} clear days before opening; {needed} are needed. Earliest opening: {day}.",
            days=days,
            needed=needed,
            day=day,
        )
    return say(
        "Notice was given {days} days before opening; {needed} are needed. Earliest opening: {day}.",
        days=days,
        needed=needed,
        day=day,
    )


def correction(told: Notice, facts: NoticeFacts, weight: Weight) -> Reason:
    """These people were told an earlier opening and have not been told of the new one."""
    return Reason(
        code="notice_correction_missing",
        sentence=say(
            "The last notice in {language} by {kind} says that voting opens on {named}. It opens on {day}.",
            language=language_name(told.language),
            kind=KIND_WORDS[told.kind],
            named=told.opening_named_on,
            day=facts.opening_on,
        ),
        source=CHANGE_SOURCE,
        weight=weight,
        remedy=say("Tell the same people in the same way and language before voting opens."),
    )


def few_kinds(kinds: tuple[NoticeKind, ...]) -> Reason:
    return Reason(
        code="notice_few_kinds",
        sentence=say("Notice was given only by: {kinds}.", kinds=kinds_named(kinds)),
        source=KINDS_SOURCE,
        weight=Weight.WARNS,
        remedy=say("Three ways or more reach more people."),
    )


def nothing_offline() -> Reason:
    return Reason(
        code="notice_no_offline",
        sentence=say("No notice reaches people without a mobile phone or the internet."),
        source=KINDS_SOURCE,
        weight=Weight.WARNS,
        remedy=say("Post it, print it, mail it, call, or say it at a meeting."),
    )


def given(days: int, kinds: tuple[NoticeKind, ...], languages: tuple[str, ...]) -> Reason:
    return Reason(
        code="notice_given",
        sentence=say(
            "Days of notice: {days}. Ways: {kinds}. Languages: {languages}.",
            days=days,
            kinds=kinds_named(kinds),
            languages=tuple(language_name(tag) for tag in languages),
        ),
        source=DAYS_SOURCE,
        weight=Weight.NOTES,
    )
