"""Information sessions of a nomination round: at times that suit everybody, in people's languages, and with proof.

What the guidance recommends is warned about. What makes no sense at all is refused: see `session_plans`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from ballot_service.rules.calendar import SATURDAY
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_moments, check_zone, each_of
from ballot_service.rules.languages import language_name
from ballot_service.rules.words import Sentence, say

SESSION_SOURCE = "R025, R026; CEC Guidance 2022, p. 8"
PROOF_SOURCE = "R027; CEC Guidance 2022, p. 9"
LANGUAGE_SOURCE = "R022; CEC Guidance 2022, p. 22"
NOON, EVENING = 12, 17
USUAL_LANGUAGE = "en"


class DayPart(StrEnum):
    """Parts of the local day: morning before 12:00, afternoon from 12:00, evening from 17:00."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


def part_of_day(at: datetime, zone: str) -> DayPart:
    """The part of the district's day at which something begins. `at` is aware. Source: R026."""
    hour = at.astimezone(ZoneInfo(zone)).hour
    if hour < NOON:
        return DayPart.MORNING
    return DayPart.AFTERNOON if hour < EVENING else DayPart.EVENING


def is_weekend(at: datetime, zone: str) -> bool:
    """Saturday or Sunday on the district's calendar: many who work on weekdays are free then."""
    return at.astimezone(ZoneInfo(zone)).weekday() >= SATURDAY


def few_sessions(starts: Sequence[datetime], zone: str) -> Iterator[Reason]:
    """Warns about no session, one session only, or all at the same time of day.

    A weekend day counts as another time: a Tuesday morning and a Saturday morning suit different people.
    Source: R025, R026; CEC Guidance 2022, p. 8; requirements 1.15.
    """
    times = {(part_of_day(at, zone), is_weekend(at, zone)) for at in starts}
    if not starts:
        code, sentence = "no_session", say("There is no information session in this round.")
    elif len(starts) == 1:
        code, sentence = "one_session", say("There is only one information session.")
    elif len(times) == 1:
        code, sentence = "sessions_at_one_time", say("All information sessions are at the same time of day.")
    else:
        return
    remedy = say("Hold sessions at different times of day, so that people who work can come.")
    yield Reason(code=code, sentence=sentence, source=SESSION_SOURCE, weight=Weight.WARNS, remedy=remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """One session. Both moments are aware; `languages` are those in which people can follow it.

    `has_sign_in` means a scanned sheet or people who signed in by phone or at the table.
    """

    starts_at: datetime
    ends_at: datetime
    languages: tuple[str, ...]
    has_agenda: bool = False
    has_sign_in: bool = False
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsFacts:
    """The sessions of one nomination round as they stand at `asked_at`. `zone` is the district's IANA zone."""

    sessions: tuple[SessionRecord, ...]
    forms_close_at: datetime
    asked_at: datetime
    zone: str
    required_languages: tuple[str, ...]

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments(
            {
                "forms_close_at": self.forms_close_at,
                "asked_at": self.asked_at,
                **each_of("sessions", (one.starts_at for one in self.sessions), "starts_at"),
                **each_of("sessions", (one.ends_at for one in self.sessions), "ends_at"),
            }
        )

    @property
    def standing(self) -> tuple[SessionRecord, ...]:
        """Those that were not cancelled."""
        return tuple(one for one in self.sessions if not one.is_cancelled)


def sessions_in_order(facts: SessionsFacts) -> Decision:
    """Warns when no session comes before forms close, when one lacks a language, or was held without proof.

    Their number and times of day are `varied_outreach`. Never refuses. Source: R022, R025, R027; CEC Guidance 2022,
    pp. 8, 9 and 22; requirements 1.15 (a session needs a sign-in sheet or an agenda).
    """
    return Decision(reasons=(*_none_in_time(facts), *_one_language(facts), *_no_proof(facts)))


def _none_in_time(facts: SessionsFacts) -> Iterator[Reason]:
    standing = facts.standing
    if standing and all(one.starts_at >= facts.forms_close_at for one in standing):
        closes = facts.forms_close_at.astimezone(ZoneInfo(facts.zone))
        yield _warns(
            "no_session_before_forms_close",
            say("No information session comes before interest forms close on {closes}.", closes=closes),
            SESSION_SOURCE,
            say("Hold one earlier, so that people still have time to send a form."),
        )


def _one_language(facts: SessionsFacts) -> Iterator[Reason]:
    others = tuple(tag for tag in facts.required_languages if tag != USUAL_LANGUAGE)
    lacking = [one for one in facts.standing if not set(others) & set(one.languages)]
    if others and lacking:
        yield _warns(
            "session_in_english_only",
            say(
                "Sessions without another language than English: {days}.",
                days=tuple(_day(one, facts.zone) for one in lacking),
            ),
            LANGUAGE_SOURCE,
            say(
                "Ask for an interpreter, or hold a session in: {languages}.",
                languages=tuple(language_name(tag) for tag in others),
            ),
        )


def _no_proof(facts: SessionsFacts) -> Iterator[Reason]:
    for one in facts.standing:
        if facts.asked_at >= one.ends_at and not (one.has_agenda or one.has_sign_in):
            yield _warns(
                "session_without_evidence",
                say("The session of {day} has no agenda and no sign-in sheet.", day=_day(one, facts.zone)),
                PROOF_SOURCE,
                say("Add a copy of the agenda or a scan of the sign-in sheet."),
            )


def _day(one: SessionRecord, zone: str) -> object:
    return one.starts_at.astimezone(ZoneInfo(zone)).date()


def _warns(code: str, sentence: Sentence, source: str, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=source, weight=Weight.WARNS, remedy=remedy)
