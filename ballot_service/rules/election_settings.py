"""One election's settings: every choice that the guidance leaves to the council, in one typed document.

The guidance contradicts itself in places and is silent in others; each field is one such choice, with the
default of requirements 1.13 and 1.14. The document is hashed into the election's manifest, so nothing in it
may change once the ballot is frozen. What each setting does, when it freezes and where it is printed stands
in `setting_table`; `setting_changes` judges a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

SettingValue = str | int | bool | tuple[str, ...]


class Stage(StrEnum):
    """How far an election has come. The order of the members is the order of the season."""

    SETUP = "setup"
    FORMS_OPEN = "forms_open"
    NOTICE_PUBLISHED = "notice_published"
    FIRST_LINK_ISSUED = "first_link_issued"
    BALLOT_FROZEN = "ballot_frozen"
    VOTING_OPEN = "voting_open"
    VOTING_CLOSED = "voting_closed"
    CERTIFIED = "certified"

    def has_reached(self, other: Stage) -> bool:
        stages = list(Stage)
        return stages.index(self) >= stages.index(other)


def furthest(reached: Iterable[Stage]) -> Stage:
    """The furthest of the stages reached, in whatever order they came about; set-up when there is none.

    A council may freeze its ballot before it issues a link: then what freezes with the first link is frozen
    too.
    """
    stages = list(Stage)
    return max(reached, key=stages.index, default=Stage.SETUP)


class VoterExclusionPolicy(StrEnum):
    """Who may not vote (requirements 1.12). Each policy excludes everyone the one before it excludes."""

    TEACHERS_AND_ADMINISTRATORS = "teachers_and_administrators"
    ALL_STAFF = "all_staff"
    DISTRICT_PERSONNEL = "district_personnel"


class Electorate(StrEnum):
    """For whom an election is (requirements 1.14)."""

    COMMUNITY = "community"
    PARENTS = "parents"
    STUDENTS = "students"


class StudentAgeAsOf(StrEnum):
    """The day on which a student has to have the minimum age."""

    NOMINATIONS_CLOSE = "nominations_close"


class NoticeCounting(StrEnum):
    CALENDAR_DAYS = "calendar_days"
    CLEAR_DAYS = "clear_days"


class CountWhen(StrEnum):
    ALL_DECIDED = "all_decided"
    AT_CLOSE = "at_close"


class Uncontested(StrEnum):
    """What happens when there are no more candidates than seats."""

    VOTE = "vote"
    DECLARE_ELECTED = "declare_elected"


class BallotOrder(StrEnum):
    RANDOM = "random"
    ALPHABETICAL = "alphabetical"


class TieMethod(StrEnum):
    """How a tie for the last seat is decided. A tie in a run-off is always decided by lot."""

    LOT = "lot"
    RUNOFF = "runoff"


class Coverage(StrEnum):
    """How a district council makes sure of every school rated D or F."""

    RESERVE = "reserve"
    REPORT = "report"


class Keyholding(StrEnum):
    SERVICE = "service"


class MissingLanguage(StrEnum):
    """How somebody is written to in whose language there is no text."""

    REFUSE = "refuse"
    """No message; the person is listed, to be told by letter or in person."""
    BILINGUAL = "bilingual"
    """One message with the text in each language of the notice."""
    BASE = "base"
    """The text in the district's language."""


class RenewalWindow(StrEnum):
    SPRING_SUMMER = "spring_summer"
    SCHOOL_YEAR_START = "school_year_start"


class MeetingProfile(StrEnum):
    GUIDANCE_2022 = "guidance_2022"
    FY26 = "fy26"


class ReportingCalendar(StrEnum):
    BOTH = "both"
    GUIDANCE_2022 = "guidance_2022"
    FY26 = "fy26"


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionSettings:
    """The choices for one election, with their defaults. Days are local days, times are the district's clock.

    Source: requirements 1.13 (contradictions settled by settings) and 1.14 (silences and their defaults).
    """

    voter_exclusion_policy: VoterExclusionPolicy = VoterExclusionPolicy.ALL_STAFF
    voter_exclusion_note: str = ""
    electorate: Electorate = Electorate.COMMUNITY
    voter_age: int = 18
    student_age_as_of: StudentAgeAsOf = StudentAgeAsOf.NOMINATIONS_CLOSE
    minimum_student_age: int = 12
    min_notice_days: int = 14
    notice_counting: NoticeCounting = NoticeCounting.CALENDAR_DAYS
    notice_min_channels: int = 2
    required_languages: tuple[str, ...] = ("en", "es")
    two_person_notice_approval: bool = False
    ballot_received_notice: bool = False
    missing_language: MissingLanguage = MissingLanguage.REFUSE
    election_within_days: int = 45
    mail_grace_days: int = 7
    cure_business_days: int = 5
    challenge_business_days: int = 5
    recount_business_days: int = 5
    windows_end_at: str = "17:00"
    count_when: CountWhen = CountWhen.ALL_DECIDED
    uncontested: Uncontested = Uncontested.VOTE
    ballot_order: BallotOrder = BallotOrder.RANDOM
    tie_method: TieMethod = TieMethod.LOT
    df_coverage: Coverage = Coverage.RESERVE
    keyholding: Keyholding = Keyholding.SERVICE
    small_group_minimum: int = 10
    personnel_warning_percent: int = 50
    renewal_window: RenewalWindow = RenewalWindow.SPRING_SUMMER
    meeting_profile: MeetingProfile = MeetingProfile.GUIDANCE_2022
    reporting_calendar: ReportingCalendar = ReportingCalendar.BOTH
    retention_years: int = 5


DEFAULTS = ElectionSettings()
SETTING_NAMES: tuple[str, ...] = tuple(setting.name for setting in fields(ElectionSettings))


def setting_from_text(name: str, written: str) -> SettingValue:
    """What a form or a command line wrote, as the value the setting takes.

    Numbers, "yes"/"no" and comma-separated lists are read; what cannot be read stays text, so that
    `may_change_setting` refuses it with a sentence. Raises AttributeError for a name that is no setting.
    """
    default = getattr(DEFAULTS, name)
    text = written.strip()
    if isinstance(default, bool):
        return {"yes": True, "true": True, "no": False, "false": False}.get(text.lower(), text)
    if isinstance(default, int):
        return int(text) if text.isascii() and text.isdecimal() else text
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def settings_as_json(settings: ElectionSettings) -> dict[str, str | int | bool | list[str]]:
    """The document in plain JSON types, as rows keep it and the manifest hashes it."""
    return {name: _plain(value) for name, value in asdict(settings).items()}


def settings_from_json(stored: Mapping[str, object]) -> ElectionSettings:
    """The document from plain JSON types; settings that are missing take their defaults.

    Raises ValueError naming the setting for a name or a value that does not belong to it.
    """
    return ElectionSettings(**{name: typed_value(name, value) for name, value in stored.items()})


def settings_with(settings: ElectionSettings, name: str, value: SettingValue) -> ElectionSettings:
    """The document with one setting changed; ask `may_change_setting` first.

    Raises ValueError as `settings_from_json` does.
    """
    return settings_from_json({**settings_as_json(settings), name: value})


def typed_value(name: str, value: object) -> Any:
    """The value in the type of its setting. Raises ValueError if it does not belong to that setting."""
    default = getattr(DEFAULTS, name, None) if name in SETTING_NAMES else None
    if isinstance(default, StrEnum):
        if isinstance(value, str) and value in list(type(default)):
            return type(default)(value)
    elif isinstance(default, tuple) and isinstance(value, list | tuple):
        if all(isinstance(part, str) for part in value):
            return tuple(value)
    elif type(value) is type(default):
        return value
    raise ValueError(f"{value!r} is not a value of the setting {name!r}.")


def _plain(value: SettingValue) -> str | int | bool | list[str]:
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, str) else value
