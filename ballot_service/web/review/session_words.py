"""Acts on information sessions as sentences of the trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ballot_service.rules.words import Sentence, say

Details = Mapping[str, Any]


def _at(written: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(written).astimezone(zone)


def _schedule_session(details: Details, zone: ZoneInfo) -> Sentence:
    return say("An information session was entered for {starts}.", starts=_at(details["starts_at"], zone))


def _change_session(details: Details, zone: ZoneInfo) -> Sentence:
    before, after = _at(details["from"][0], zone), _at(details["to"][0], zone)
    if details["from"][:2] != details["to"][:2]:
        return say(
            "An information session was moved. It began on {before}. Now it begins on {after}.",
            before=before,
            after=after,
        )
    return say("The particulars of the information session of {starts} were changed.", starts=after)


def _count_attendance(details: Details, _zone: ZoneInfo) -> Sentence:
    return say(
        "It was entered how many people came to an information session: {number}.", number=details["counted"]
    )


def _sign_in(details: Details, _zone: ZoneInfo) -> Sentence:
    by_way = {
        "qr": say("Somebody signed in at an information session with their own phone."),
        "clerk": say("Somebody was signed in at the table of an information session."),
        "sheet": say("Somebody was put on the list of an information session from the paper sheet."),
    }
    return by_way[details["way"]]


SESSION_ACTS: Mapping[str, Callable[[Details, ZoneInfo], Sentence]] = {
    "schedule_session": _schedule_session,
    "change_session": _change_session,
    "count_session_attendance": _count_attendance,
    "sign_in_to_session": _sign_in,
}
"""Acts whose sentence says what exactly was done."""
