"""Whether notice of an election is enough for voting to open: at least two weeks, in a variety of ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ballot_service.rules import notice_reasons as reasons
from ballot_service.rules.calendar import latest_notice_on, notice_days
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.notice_ledger import (
    OFFLINE,
    EarliestOpening,
    LanguageNotice,
    Moment,
    NoticeFacts,
    NoticeKind,
    by_language,
    earliest_opening,
    naming_later_day,
    uncorrected,
)

RECOMMENDED_KINDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGiven:
    """What the certificate prints: "notice 14 days, 2 channels, 2 languages".

    `days` are local days before opening, `kinds` all kinds used in time, `channels` how many of them every
    required language had at least.
    """

    days: int
    channels: int
    kinds: tuple[NoticeKind, ...]
    languages: tuple[str, ...]


def adequate_notice(facts: NoticeFacts) -> Decision:
    """Whether voting may open at `opens_at`, judged by the notices published so far.

    Each required language needs notice of enough kinds, complete at least `min_notice_days` local days before
    the opening day; people who were told an earlier day must have been told the new one. While a day is only
    being chosen, what can still be published in time is a warning with its last day. `dates` has
    "earliest_opening", and "notice_complete" once every language is complete.
    Source: R048, R049, R022; CEC Guidance 2022, pp. 8, 22; requirements 1.14 and 1.15.
    """
    languages, earliest = by_language(facts), earliest_opening(facts)
    objections = (
        *_missing(facts, languages, earliest),
        *_too_short(facts, languages, earliest),
        *_corrections(facts),
    )
    dates = {"earliest_opening": earliest.on}
    complete = [language.complete_on for language in languages if language.complete_on]
    if len(complete) < len(languages):
        return Decision(reasons=objections, dates=dates)
    dates["notice_complete"] = max(complete)
    return Decision(reasons=(*objections, *_advice(facts, languages)), dates=dates)


def notice_given(facts: NoticeFacts) -> NoticeGiven | None:
    """Days, kinds and languages of a notice that is enough; None while it is not. Source: S1."""
    languages = by_language(facts)
    complete = [language.complete_on for language in languages if language.complete_on]
    if len(complete) < len(languages) or not adequate_notice(facts).allowed:
        return None
    last = latest_notice_on(facts.opening_on, facts.min_notice_days, clear_days=facts.clear_days)
    in_time = [{kind for kind, day in one.first_days.items() if day <= last} for one in languages]
    return NoticeGiven(
        days=notice_days(max(complete), facts.opening_on, clear_days=facts.clear_days),
        channels=min(len(kinds) for kinds in in_time),
        kinds=tuple(kind for kind in NoticeKind if kind in set().union(*in_time)),
        languages=facts.required_languages,
    )


def _missing(
    facts: NoticeFacts, languages: tuple[LanguageNotice, ...], earliest: EarliestOpening
) -> Iterator[Reason]:
    still_possible = facts.moment is Moment.SCHEDULING and earliest.on <= facts.opening_on
    for language in languages:
        if language.complete_on is not None:
            continue
        later = naming_later_day(facts, language.language)
        if still_possible:
            yield reasons.still_to_give(facts, language)
        elif later is not None:
            yield reasons.names_later_day(language, later, earliest)
        elif language.first_days:
            yield reasons.kinds_missing(facts, language, earliest)
        else:
            yield reasons.language_missing(language, earliest)


def _too_short(
    facts: NoticeFacts, languages: tuple[LanguageNotice, ...], earliest: EarliestOpening
) -> Iterator[Reason]:
    days = {
        language.language: notice_days(language.complete_on, facts.opening_on, clear_days=facts.clear_days)
        for language in languages
        if language.complete_on is not None
    }
    if len(days) == len(languages) and len(set(days.values())) == 1:
        given = min(days.values())
        if given < facts.min_notice_days:
            yield reasons.too_short(given, facts, earliest)
        return
    for language in languages:
        given = days.get(language.language, facts.min_notice_days)
        if given < facts.min_notice_days:
            yield reasons.too_short_in(language, given, facts, earliest)


def _corrections(facts: NoticeFacts) -> Iterator[Reason]:
    """Before voting opens there is still time to tell people, so a day being chosen is only warned about."""
    weight = Weight.WARNS if facts.moment is Moment.SCHEDULING else Weight.REFUSES
    for told in uncorrected(facts):
        yield reasons.correction(told, facts, weight)


def _advice(facts: NoticeFacts, languages: tuple[LanguageNotice, ...]) -> Iterator[Reason]:
    used = {kind for language in languages for kind in language.first_days}
    kinds = tuple(kind for kind in NoticeKind if kind in used)
    if len(kinds) < RECOMMENDED_KINDS:
        yield reasons.few_kinds(kinds)
    if not OFFLINE.intersection(kinds):
        yield reasons.nothing_offline()
    complete_on = max(language.complete_on for language in languages if language.complete_on)
    days = notice_days(complete_on, facts.opening_on, clear_days=facts.clear_days)
    yield reasons.given(max(days, 0), kinds, facts.required_languages)
