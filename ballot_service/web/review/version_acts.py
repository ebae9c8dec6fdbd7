"""Acts of a recount or a run-off whose sentence says what exactly was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ballot_service.rules.recounts import STANDS_WORDS, AskedAs, Stands
from ballot_service.rules.words import Sentence, say
from ballot_service.web.recount_words import WHO

Details = Mapping[str, Any]


def _begin_recount(details: Details, _zone: ZoneInfo) -> Sentence:
    return WHO[AskedAs(details["asked_as"])]


def _enter_again(details: Details, _zone: ZoneInfo) -> Sentence:
    return say("A teller of the second pair entered batch {number}.", number=details["number"])


def _agree_again(details: Details, _zone: ZoneInfo) -> Sentence:
    if details["is_same"]:
        return say("Batch {number} was counted again, and is the same.", number=details["number"])
    return say("Batch {number} was counted again, and differs.", number=details["number"])


def _write_stands(details: Details, _zone: ZoneInfo) -> Sentence:
    return say(
        "Batch {number}: it was written down why. {stands}.",
        number=details["number"],
        stands=STANDS_WORDS[Stands(details["stands"])],
    )


def _confirm_stands(details: Details, _zone: ZoneInfo) -> Sentence:
    return say(
        "Batch {number}: somebody of the other pair confirmed it. {stands}.",
        number=details["number"],
        stands=STANDS_WORDS[Stands(details["stands"])],
    )


def _end_recount(details: Details, _zone: ZoneInfo) -> Sentence:
    return say(
        "The recount ended. Batches counted again: {batches}; changed: {changed}.",
        batches=len(details["batches"]),
        changed=len(details["changed"]),
    )


def _call_runoff(details: Details, zone: ZoneInfo) -> Sentence:
    opens, closes = (
        datetime.fromisoformat(details[name]).astimezone(zone) for name in ("opens_at", "closes_at")
    )
    return say(
        "A run-off was called for seats that ended in a tie: {seats}. Voting from {opens} until {closes}.",
        seats=details["seats"],
        opens=opens,
        closes=closes,
    )


VERSION_ACTS: Mapping[str, Callable[[Details, ZoneInfo], Sentence]] = {
    "call_runoff": _call_runoff,
    "begin_recount": _begin_recount,
    "enter_recount_batch": _enter_again,
    "agree_recount_batch": _agree_again,
    "write_recount_reason": _write_stands,
    "confirm_recount_reason": _confirm_stands,
    "end_recount": _end_recount,
}
