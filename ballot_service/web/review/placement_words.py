"""Acts on places for flyers and posts as sentences of the trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ballot_service.rules.places import MATERIAL_WORDS, PLACE_WORDS, Material, PlaceKind
from ballot_service.rules.words import Sentence, say

Details = Mapping[str, Any]


def _plan(details: Details, _zone: ZoneInfo) -> Sentence:
    return say(
        "A place was put on the list for {day}. What: {material}. Where: {kind}.",
        day=date.fromisoformat(details["planned_on"]),
        material=MATERIAL_WORDS[Material(details["material"])],
        kind=PLACE_WORDS[PlaceKind(details["kind"])],
    )


def _put_up(details: Details, zone: ZoneInfo) -> Sentence:
    return say(
        "It was entered what is up since {at}: {material}.",
        material=MATERIAL_WORDS[Material(details["material"])],
        at=datetime.fromisoformat(details["put_up_at"]).astimezone(zone),
    )


def _take_down(details: Details, zone: ZoneInfo) -> Sentence:
    at = datetime.fromisoformat(details["taken_down_at"]).astimezone(zone)
    return say("It was entered that a flyer or post was taken down on {at}.", at=at)


PLACEMENT_ACTS: Mapping[str, Callable[[Details, ZoneInfo], Sentence]] = {
    "plan_placement": _plan,
    "put_up_placement": _put_up,
    "take_down_placement": _take_down,
}
"""Acts whose sentence says what exactly was done."""
