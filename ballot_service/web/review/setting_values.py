"""The value of a setting in words."""

from __future__ import annotations

from enum import StrEnum

from ballot_service.rules.election_settings import SettingValue
from ballot_service.rules.languages import LANGUAGES, language_name
from ballot_service.rules.setting_descriptions import CHOICE_WORDS
from ballot_service.rules.words import Sentence, say


def value_words(value: SettingValue) -> Sentence:
    """A choice, a yes or no, languages, a number or a text, as a sentence shows it."""
    if isinstance(value, StrEnum):
        return CHOICE_WORDS[value]
    if isinstance(value, bool):
        return say("Yes") if value else say("No")
    if isinstance(value, tuple):
        parts = tuple(language_name(part) if part in LANGUAGES else part for part in value)
        return Sentence("{parts}", {"parts": parts})
    if value == "":
        return say("nothing")
    return Sentence("{value}", {"value": value})
