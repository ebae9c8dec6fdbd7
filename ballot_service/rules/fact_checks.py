"""Checks that facts make of themselves, so that whoever gives facts that cannot be right is told which field it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

A_MOMENT = 'a day and time with its offset, such as "2025-11-18T07:00:00-06:00"'
FIRST_YEAR, LAST_YEAR = 1900, 2999
MOST_DAYS = 3660
"""Ten years: a longer window is a slip of the pen, and days that far away may have no date at all."""


Moment = TypeVar("Moment", date, datetime)


class WrongFact(ValueError):
    """One fact that cannot be right: its field ("notices[0].published_at"), what is wrong, what is expected."""

    def __init__(self, field: str, wrong: str, expected: str) -> None:
        super().__init__(f'"{field}" {wrong}; expected: {expected}')
        self.field = field
        self.wrong = wrong
        self.expected = expected


def check_zone(zone: str, field: str = "zone") -> None:
    """Raises WrongFact for a name that is no IANA time zone."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        expected = 'a time zone, such as "America/Chicago"'
        raise WrongFact(field, f'is not a time zone: "{zone}"', expected) from None


def check_moments(moments: Mapping[str, datetime | None]) -> None:
    """Raises WrongFact for a moment (by its field) without an offset from UTC, or centuries away."""
    for field, at in moments.items():
        if at is not None and at.tzinfo is None:
            raise WrongFact(field, "has no offset from UTC", A_MOMENT)
    check_years(moments)


def check_years(days: Mapping[str, date | None]) -> None:
    """Raises WrongFact for a day or moment (by its field) that is centuries away: no days can be added to it."""
    for field, day in days.items():
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise WrongFact(
                field, f"is too far away: the year {day.year}", f"a year from {FIRST_YEAR} to {LAST_YEAR}"
            )


def each_of(field: str, moments: Iterable[Moment], part: str = "") -> dict[str, Moment]:
    """The moments or days of a list by the place of each: "sessions_at[0]", or "notices[0].published_at"."""
    dot = f".{part}" if part else ""
    return {f"{field}[{number}]{dot}": at for number, at in enumerate(moments)}


def check_days(**numbers: int) -> None:
    """Raises WrongFact for a number of days (by its field) below zero or beyond all sense."""
    for field, days in numbers.items():
        if not 0 <= days <= MOST_DAYS:
            raise WrongFact(field, f"is not a number of days that makes sense: {days}", f"0 to {MOST_DAYS}")
