"""What the notice ledger says: which notices count for an opening day, since when, and in which languages.

Every notice names the day on which voting opens. For each language, kind and audience the last word counts:
a notice that names an earlier day still counts once the same people have been told of the new day, and a
notice that names a later day does not count at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ballot_service.rules.calendar import earliest_opening_on, local_date
from ballot_service.rules.election_settings import NoticeCounting
from ballot_service.rules.fact_checks import (
    WrongFact,
    check_days,
    check_moments,
    check_years,
    check_zone,
    each_of,
)
from ballot_service.rules.words import Sentence, say


class NoticeKind(StrEnum):
    """The closed list of ways to give notice (requirements 1.15). Several places of one kind are one kind."""

    POSTING = "posting"
    TEXT_MESSAGE = "text_message"
    EMAIL = "email"
    WEB = "web"
    LETTER = "letter"
    VOICE = "voice"
    PRESS = "press"
    SOCIAL = "social"
    MEETING = "meeting"


KIND_WORDS: Mapping[NoticeKind, Sentence] = {
    NoticeKind.POSTING: say("posting"),
    NoticeKind.TEXT_MESSAGE: say("text message"),
    NoticeKind.EMAIL: say("e-mail"),
    NoticeKind.WEB: say("web page"),
    NoticeKind.LETTER: say("letter"),
    NoticeKind.VOICE: say("phone call"),
    NoticeKind.PRESS: say("newspaper or radio"),
    NoticeKind.SOCIAL: say("social media"),
    NoticeKind.MEETING: say("meeting"),
}
OFFLINE = frozenset(
    {NoticeKind.POSTING, NoticeKind.LETTER, NoticeKind.VOICE, NoticeKind.PRESS, NoticeKind.MEETING}
)
"""Kinds that reach people who have neither the internet nor a mobile phone."""


class Moment(StrEnum):
    """When the question is asked: a day is being chosen, or voting is about to open."""

    SCHEDULING = "scheduling"
    OPENING = "opening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice that was published; a bulk notice when the last of its first attempts was accepted.

    `language` is a BCP-47 tag, `opening_named_on` the opening day the notice names, `audience` whom it was
    for. A voided notice (entered by mistake) does not count.
    """

    kind: NoticeKind
    language: str
    published_at: datetime
    opening_named_on: date
    audience: str = "everyone"
    voided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """What `adequate_notice` judges: the opening asked for, the ledger, and the settings on notice.

    `opens_at` is an aware moment, `zone` the district's IANA zone, `asked_on` the local day of the question.
    Raises WrongFact for a moment without a zone, an unknown zone, no language, or fewer than one channel.
    """

    opens_at: datetime
    zone: str
    asked_on: date
    notices: tuple[Notice, ...]
    moment: Moment = Moment.OPENING
    min_notice_days: int = 14
    notice_counting: NoticeCounting = NoticeCounting.CALENDAR_DAYS
    notice_min_channels: int = 2
    required_languages: tuple[str, ...] = ("en", "es")

    def __post_init__(self) -> None:
        check_zone(self.zone)
        published = each_of("notices", (notice.published_at for notice in self.notices), "published_at")
        check_moments({"opens_at": self.opens_at, **published})
        named = each_of("notices", (notice.opening_named_on for notice in self.notices), "opening_named_on")
        check_years({"asked_on": self.asked_on, **named})
        check_days(min_notice_days=self.min_notice_days)
        if not self.required_languages:
            raise WrongFact("required_languages", "is empty", "at least one language")
        if self.notice_min_channels < 1:
            raise WrongFact("notice_min_channels", "is below one", "1 or more")

    @property
    def opening_on(self) -> date:
        return local_date(self.opens_at, self.zone)

    @property
    def clear_days(self) -> bool:
        return self.notice_counting is NoticeCounting.CLEAR_DAYS

    @property
    def published(self) -> tuple[Notice, ...]:
        """The notices that are out by the day of the question and were not voided."""
        return tuple(
            n for n in self.notices if not n.voided and local_date(n.published_at, self.zone) <= self.asked_on
        )

    @property
    def published_before_opening(self) -> tuple[Notice, ...]:
        return tuple(n for n in self.published if n.published_at < self.opens_at)


Line = tuple[str, NoticeKind, str]
"""Language, kind, audience: the people who have to be told again when the day changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageNotice:
    """Notice in one language: the first day of each kind, and the day the last needed kind was published."""

    language: str
    first_days: Mapping[NoticeKind, date]
    complete_on: date | None


def _lines(notices: Iterable[Notice]) -> Mapping[Line, list[Notice]]:
    """The notices of each line, oldest first."""
    lines: dict[Line, list[Notice]] = defaultdict(list)
    for notice in sorted(notices, key=lambda n: (n.published_at, n.opening_named_on)):
        lines[notice.language, notice.kind, notice.audience].append(notice)
    return lines


def _counting(line: list[Notice], opening_on: date) -> list[Notice]:
    """The notices of a line since the last one that named a later day: what people now believe."""
    retracted = [place for place, notice in enumerate(line) if notice.opening_named_on > opening_on]
    return line[retracted[-1] + 1 :] if retracted else line


def notice_in(
    language: str, notices: Iterable[Notice], opening_on: date, zone: str, channels: int
) -> LanguageNotice:
    """How notice in one language stands for an opening day, complete when the last needed kind is out."""
    first_days: dict[NoticeKind, date] = {}
    for (tag, kind, _), line in _lines(notices).items():
        counting = _counting(line, opening_on) if tag == language else []
        if counting:
            day = local_date(counting[0].published_at, zone)
            first_days[kind] = min(day, first_days.get(kind, day))
    days = sorted(first_days.values())
    complete_on = days[channels - 1] if len(days) >= channels else None
    return LanguageNotice(language=language, first_days=first_days, complete_on=complete_on)


def by_language(facts: NoticeFacts) -> tuple[LanguageNotice, ...]:
    """How notice stands in each required language for the opening asked about."""
    return tuple(
        notice_in(
            tag, facts.published_before_opening, facts.opening_on, facts.zone, facts.notice_min_channels
        )
        for tag in facts.required_languages
    )


def uncorrected(facts: NoticeFacts) -> tuple[Notice, ...]:
    """The last notice of every line that still names an earlier day than the opening asked about.

    Source: requirements 1.14 and 1.15, change of opening date.
    """
    last_words = [line[-1] for line in _lines(facts.published_before_opening).values()]
    return tuple(n for n in last_words if n.opening_named_on < facts.opening_on)


def naming_later_day(facts: NoticeFacts, language: str) -> date | None:
    """The latest day after the opening asked about that people were last told of in that language."""
    lines = _lines(facts.published_before_opening).values()
    named = [line[-1].opening_named_on for line in lines if line[-1].language == language]
    return max((day for day in named if day > facts.opening_on), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarliestOpening:
    """The first day on which voting may open; `if_published_today` if notices are still to be published."""

    on: date
    if_published_today: bool


def earliest_opening(facts: NoticeFacts) -> EarliestOpening:
    """The first day on which voting may open, as far as the ledger and the day of the question tell.

    The days that notices name are tried in turn (at each of them more of the ledger counts), and so is giving
    all notice anew today. Source: R048; CEC Guidance 2022, p. 8.
    """
    tries = [_earliest(facts, named) for named in sorted({n.opening_named_on for n in facts.published})]
    anew = earliest_opening_on(facts.asked_on, facts.min_notice_days, clear_days=facts.clear_days)
    tries.append(EarliestOpening(on=anew, if_published_today=True))
    best = min(tries, key=lambda found: (found.on, found.if_published_today))
    return EarliestOpening(on=max(best.on, facts.asked_on), if_published_today=best.if_published_today)


def _earliest(facts: NoticeFacts, named: date) -> EarliestOpening:
    """The first opening on or after a day that a notice names, if whatever is missing is published today."""
    complete = [
        notice_in(tag, facts.published, named, facts.zone, facts.notice_min_channels).complete_on
        for tag in facts.required_languages
    ]
    last = max(day or facts.asked_on for day in complete)
    opening = earliest_opening_on(last, facts.min_notice_days, clear_days=facts.clear_days)
    return EarliestOpening(on=max(named, opening), if_published_today=None in complete)
