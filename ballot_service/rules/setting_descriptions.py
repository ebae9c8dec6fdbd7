"""What a settings page needs to know about one setting, and the words for each choice it offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ballot_service.rules.election_settings import (
    BallotOrder,
    CountWhen,
    Coverage,
    Electorate,
    Keyholding,
    MeetingProfile,
    MissingLanguage,
    NoticeCounting,
    RenewalWindow,
    ReportingCalendar,
    Stage,
    StudentAgeAsOf,
    TieMethod,
    Uncontested,
    VoterExclusionPolicy,
)
from ballot_service.rules.words import Sentence, say


class Place(StrEnum):
    """Where people can read how a setting stands. The manifest carries them all."""

    NOTICE = "notice"
    ROLL_REPORT = "roll_report"
    BALLOT_HELP = "ballot_help"
    CERTIFICATE = "certificate"
    MANIFEST = "manifest"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingDescription:
    """One row of the settings page. `limits` are the least and the most of a number, both included, and empty
    for what is no number.

    Once the election has reached `freezes_at` the setting cannot change. `source` gives the rule and the
    reason for the default.
    """

    name: str
    label: Sentence
    does: Sentence
    source: str
    freezes_at: Stage = Stage.BALLOT_FROZEN
    printed_on: tuple[Place, ...] = (Place.MANIFEST,)
    limits: tuple[int, ...] = ()
    why_least: Sentence | None = None


STAGE_WORDS: Mapping[Stage, Sentence] = {
    Stage.SETUP: say("the election was set up"),
    Stage.FORMS_OPEN: say("interest forms opened"),
    Stage.NOTICE_PUBLISHED: say("the notice was published"),
    Stage.FIRST_LINK_ISSUED: say("the first ballot link was issued"),
    Stage.BALLOT_FROZEN: say("the ballot was frozen"),
    Stage.VOTING_OPEN: say("voting opened"),
    Stage.VOTING_CLOSED: say("voting closed"),
    Stage.CERTIFIED: say("the result was certified"),
}
"""Each stage as the end of a sentence: "… after the first ballot link was issued"."""


class _ChoiceWords(Mapping[StrEnum, Sentence]):
    """Words by the choice and its class: two settings may both have a choice "fy26", which Python takes for equal."""

    def __init__(self, pairs: tuple[tuple[StrEnum, Sentence], ...]) -> None:
        self._choices = tuple(choice for choice, _ in pairs)
        self._words = {(type(choice), choice.value): words for choice, words in pairs}

    def __getitem__(self, choice: StrEnum) -> Sentence:
        return self._words[type(choice), choice.value]

    def __iter__(self) -> Iterator[StrEnum]:
        return iter(self._choices)

    def __len__(self) -> int:
        return len(self._choices)


CHOICE_WORDS: Mapping[StrEnum, Sentence] = _ChoiceWords(
    (
        (VoterExclusionPolicy.TEACHERS_AND_ADMINISTRATORS, say("Teachers and administrators")),
        (VoterExclusionPolicy.ALL_STAFF, say("Everyone who works for the district or a school")),
        (
            VoterExclusionPolicy.DISTRICT_PERSONNEL,
            say("Everyone who works for the district, and school board members"),
        ),
        (Electorate.COMMUNITY, say("The whole community")),
        (Electorate.PARENTS, say("Parents and guardians of students")),
        (Electorate.STUDENTS, say("Students of 12 and older, with consent")),
        (StudentAgeAsOf.NOMINATIONS_CLOSE, say("The day nominations close")),
        (NoticeCounting.CALENDAR_DAYS, say("Calendar days")),
        (NoticeCounting.CLEAR_DAYS, say("Clear days")),
        (CountWhen.ALL_DECIDED, say("Once, when every ballot is decided")),
        (CountWhen.AT_CLOSE, say("At close, and again for late ballots")),
        (Uncontested.VOTE, say("Vote all the same")),
        (Uncontested.DECLARE_ELECTED, say("Declare them elected")),
        (BallotOrder.RANDOM, say("Drawn at random")),
        (BallotOrder.ALPHABETICAL, say("By the alphabet")),
        (TieMethod.LOT, say("By lot")),
        (TieMethod.RUNOFF, say("By a run-off, and if that is tied too, by lot")),
        (Coverage.RESERVE, say("Keep a seat for each school")),
        (Coverage.REPORT, say("Report the schools without a member")),
        (Keyholding.SERVICE, say("The service")),
        (MissingLanguage.REFUSE, say("No message: they are listed, to be told by letter or in person")),
        (MissingLanguage.BILINGUAL, say("One message with the text in each language of the notice")),
        (MissingLanguage.BASE, say("The text in the district's language")),
        (RenewalWindow.SPRING_SUMMER, say("Spring and summer")),
        (RenewalWindow.SCHOOL_YEAR_START, say("The start of the school year")),
        (MeetingProfile.GUIDANCE_2022, say("2022 guidance: 7 in the first year, 8 after that")),
        (MeetingProfile.FY26, say("2026 training: 6")),
        (ReportingCalendar.BOTH, say("Both")),
        (ReportingCalendar.GUIDANCE_2022, say("2022 guidance: December and May")),
        (ReportingCalendar.FY26, say("2026 training: June 30, 2026")),
    )
)
