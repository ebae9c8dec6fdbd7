"""What was done about messages on their way, in sentences: paused, let go on, called off, sent at night."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from ballot_service.rules.languages import language_name
from ballot_service.rules.words import Sentence, say
from ballot_service.web.carrier_words import CARRIER_WORDS

Details = Mapping[str, Any]


def _pause(details: Details, _zone: ZoneInfo) -> Sentence:
    return say("A notice was paused. Messages that wait: {number}.", number=details["messages"])


def _resume(details: Details, _zone: ZoneInfo) -> Sentence:
    return say("A paused notice went on. Messages that were waiting: {number}.", number=details["messages"])


def _call_off(details: Details, _zone: ZoneInfo) -> Sentence:
    return say("Messages of a notice were called off before they left: {number}.", number=details["messages"])


def _any_hour(details: Details, _zone: ZoneInfo) -> Sentence:
    return say(
        "Messages were let go in quiet hours too, with a reason: {number}.", number=details["messages"]
    )


def _name(details: Details) -> Sentence:
    return CARRIER_WORDS[details["provider"]]


def _pause_provider(details: Details, _zone: ZoneInfo) -> Sentence:
    if details.get("by_operator"):
        return say("Whoever runs the installation paused sending: {provider}.", provider=_name(details))
    return say("A technician paused sending: {provider}.", provider=_name(details))


def _resume_provider(details: Details, _zone: ZoneInfo) -> Sentence:
    if details.get("by_operator"):
        return say("Whoever runs the installation let sending go on: {provider}.", provider=_name(details))
    return say("A technician let sending go on: {provider}.", provider=_name(details))


def _take_translation(details: Details, _zone: ZoneInfo) -> Sentence:
    return say(
        "Texts of notices came back from a translator, as drafts: {number}. Language: {language}.",
        number=details["texts"],
        language=language_name(details["language"]),
    )


SENDING_ACTS: Mapping[str, Callable[[Details, ZoneInfo], Sentence]] = {
    "pause_notice": _pause,
    "resume_notice": _resume,
    "call_off_notice": _call_off,
    "send_in_quiet_hours": _any_hour,
    "pause_provider": _pause_provider,
    "resume_provider": _resume_provider,
    "take_translation": _take_translation,
}
"""Acts about messages on their way whose sentence says how many."""
