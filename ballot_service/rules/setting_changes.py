"""Whether a setting may still be changed, and whether the settings make sense."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ballot_service.rules.calendar import CLOCK
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.election_settings import (
    DEFAULTS,
    SETTING_NAMES,
    ElectionSettings,
    SettingValue,
    Stage,
)
from ballot_service.rules.languages import LANGUAGES
from ballot_service.rules.setting_descriptions import CHOICE_WORDS, STAGE_WORDS, SettingDescription
from ballot_service.rules.setting_table import SETTING_NAMED
from ballot_service.rules.words import Sentence, say

FREEZE_SOURCE = "Requirements 1.12 and 1.13; S4; design, section 7"
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """A wish to give the setting called `name` a new value, and how far the election has come (`stage`)."""

    settings: ElectionSettings
    name: str
    value: SettingValue
    stage: Stage


def may_change_setting(facts: SettingChange) -> Decision:
    """Whether the change may be made now: the setting exists, is not frozen, and the value makes sense.

    Keeping the present value is always allowed. Source: requirements 1.12–1.14; S4.
    """
    if facts.name not in SETTING_NAMES:
        return Decision(reasons=(_unknown_setting(facts.name),))
    if _same(getattr(facts.settings, facts.name), facts.value):
        return Decision()
    setting = SETTING_NAMED[facts.name]
    frozen = (_frozen(setting),) if facts.stage.has_reached(setting.freezes_at) else ()
    return Decision(reasons=(*frozen, *_objections(setting, facts.value)))


def sound_settings(facts: ElectionSettings) -> Decision:
    """Whether every setting has a value that makes sense, with an objection for each that has none.

    Source: requirements 1.13 and 1.14.
    """
    return Decision(
        reasons=tuple(
            objection
            for name in SETTING_NAMES
            for objection in _objections(SETTING_NAMED[name], getattr(facts, name))
        )
    )


def frozen_at(stage: Stage) -> tuple[str, ...]:
    """The names of the settings that can no longer change at that stage, in the order of the document."""
    return tuple(name for name in SETTING_NAMES if stage.has_reached(SETTING_NAMED[name].freezes_at))


def _same(present: SettingValue, wished: SettingValue) -> bool:
    """Equal and of one kind: True is not 1."""
    return present == wished and isinstance(present, bool) == isinstance(wished, bool)


def _unknown_setting(name: str) -> Reason:
    return Reason(
        code="setting_unknown",
        sentence=say('There is no setting called "{name}".', name=name),
        source=FREEZE_SOURCE,
        remedy=say("Choose one of the settings of the election."),
    )


def _frozen(setting: SettingDescription) -> Reason:
    return Reason(
        code="setting_frozen",
        sentence=say(
            'The setting "{label}" cannot change after {stage}.',
            label=setting.label,
            stage=STAGE_WORDS[setting.freezes_at],
        ),
        source=FREEZE_SOURCE,
        remedy=say("Choose it in the next election, or cancel this election and set up a new one."),
    )


def _objections(setting: SettingDescription, value: SettingValue) -> Iterator[Reason]:
    default: SettingValue = getattr(DEFAULTS, setting.name)
    if isinstance(default, bool):
        yield from _switch_objections(setting, value)
    elif isinstance(default, int):
        yield from _number_objections(setting, value)
    elif isinstance(default, StrEnum):
        yield from _choice_objections(setting, value, type(default))
    elif isinstance(default, tuple):
        yield from _language_objections(setting, value)
    elif setting.name == "windows_end_at":
        yield from _clock_objections(setting, value)
    elif not isinstance(value, str) or len(value) > LONGEST_NOTE:
        sentence = say(
            '"{label}" must be text of up to {most} letters.', label=setting.label, most=LONGEST_NOTE
        )
        remedy = say("Write a shorter text.")
        yield Reason(code="setting_not_text", sentence=sentence, source=setting.source, remedy=remedy)


def _switch_objections(setting: SettingDescription, value: SettingValue) -> Iterator[Reason]:
    if not isinstance(value, bool):
        sentence = say('"{label}" must be yes or no.', label=setting.label)
        remedy = say("Choose yes or no.")
        yield Reason(code="setting_not_yes_or_no", sentence=sentence, source=setting.source, remedy=remedy)


def _number_objections(setting: SettingDescription, value: SettingValue) -> Iterator[Reason]:
    least, most = setting.limits
    remedy = say("Give a whole number from {least} to {most}.", least=least, most=most)
    if isinstance(value, bool) or not isinstance(value, int):
        sentence = say('"{label}" must be a whole number.', label=setting.label)
        yield Reason(code="setting_not_a_number", sentence=sentence, source=setting.source, remedy=remedy)
    elif value < least:
        sentence = _too_low(setting)
        yield Reason(code="setting_too_low", sentence=sentence, source=setting.source, remedy=remedy)
    elif value > most:
        sentence = say('"{label}" cannot be more than {most}.', label=setting.label, most=most)
        yield Reason(code="setting_too_high", sentence=sentence, source=setting.source, remedy=remedy)


def _too_low(setting: SettingDescription) -> Sentence:
    label, least, why = setting.label, setting.limits[0], setting.why_least
    if why is None:
        return say('"{label}" cannot be less than {least}.', label=label, least=least)
    return say('"{label}" cannot be less than {least}. {why}', label=label, least=least, why=why)


def _choice_objections(
    setting: SettingDescription, value: SettingValue, choices: type[StrEnum]
) -> Iterator[Reason]:
    if value not in list(choices):
        yield Reason(
            code="setting_no_such_choice",
            sentence=say('"{value}" is not a choice for "{label}".', value=value, label=setting.label),
            source=setting.source,
            remedy=say("Choose one of these: {choices}.", choices=tuple(CHOICE_WORDS[c] for c in choices)),
        )


def _language_objections(setting: SettingDescription, value: SettingValue) -> Iterator[Reason]:
    listed = value if isinstance(value, tuple) else ()
    remedy = say("Choose from these languages: {languages}.", languages=tuple(LANGUAGES.values()))
    if not listed:
        sentence = say("Notice needs at least one language.")
        yield Reason(code="setting_no_language", sentence=sentence, source=setting.source, remedy=remedy)
    unknown = tuple(tag for tag in listed if tag not in LANGUAGES)
    if unknown:
        sentence = say("We cannot give notice in these languages: {unknown}.", unknown=unknown)
        yield Reason(code="setting_unknown_language", sentence=sentence, source=setting.source, remedy=remedy)
    if len(set(listed)) < len(listed):
        sentence = say("A language is listed twice.")
        again = say("List each language once.")
        yield Reason(code="setting_language_twice", sentence=sentence, source=setting.source, remedy=again)


def _clock_objections(setting: SettingDescription, value: SettingValue) -> Iterator[Reason]:
    if not isinstance(value, str) or not CLOCK.fullmatch(value):
        yield Reason(
            code="setting_not_a_time",
            sentence=say('"{label}" must be a time of day.', label=setting.label),
            source=setting.source,
            remedy=say("Write hours and minutes with 24 hours, such as 17:00."),
        )
