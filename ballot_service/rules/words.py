"""Sentences that rules say to people: a template with values, so that a page can say them in any language.

`say("Earliest opening: {day}.", day=date(2025, 11, 19))` prints in English as it stands and is translated by
the pages, which look up the template in the catalogue and format each value for the reader's language.
Rules write whole sentences at about grade six and never glue fragments together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence (or a few) for a person. `str()` gives the English."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**{name: in_english(value) for name, value in self.values.items()})


class Tongue(str):
    """The BCP-47 tag of a language that stands in a sentence; pages say the name that its reader uses."""

    __slots__ = ()


def say(template: str, **values: object) -> Sentence:
    """Marks a template for translation (Babel extracts the first argument of `say`)."""
    return Sentence(template, values)


ZONE_NAMES = {"America/Chicago": say("Central time"), "America/New_York": say("Eastern time")}
"""What people call the time zones of districts."""


def in_english(value: object) -> str:
    """A value as the English text shows it: "Wed 19 Nov 2025", "Fri 5 Dec 2025, 7:00 p.m. Central time", "a, b"."""
    if isinstance(value, datetime):
        return f"{_day(value.date())}, {clock_time(value)} {zone_name(value)}"
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, tuple):
        return ", ".join(in_english(part) for part in value)
    return str(value)


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def clock_time(at: datetime) -> str:
    """The time of day in words people use: "7:00 a.m."."""
    hour = at.hour % 12 or 12
    return f"{hour}:{at:%M} {'a.m.' if at.hour < 12 else 'p.m.'}"


def zone_name(at: datetime) -> str:
    """The zone as people call it; the IANA key or offset where no everyday name is known."""
    key = at.tzinfo.key if isinstance(at.tzinfo, ZoneInfo) else at.tzname() or ""
    return str(ZONE_NAMES.get(key, key))
