"""Reads the ways in which files write a date, and proves from the whole column which number is the month.

All dates are calendar dates without a time zone. Today is an argument: nothing here reads the clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from ballot_service.importing.cleaning import has_value, plain_text
from ballot_service.importing.refusals import Unusable
from ballot_service.rules.words import say

SPREADSHEET_DAY_ZERO = date(1899, 12, 30)
SERIAL = re.compile(r"(\d{4,5})(?:\.\d+)?")
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?: .*)?")
DAY_AND_WORD = re.compile(r"(\d{1,2})[-/ .]+(?:de )?([^\W\d_]{3,12})\.?[-/ .,]+(?:de )?(\d{4}|\d{2})")
WORD_AND_DAY = re.compile(r"([^\W\d_]{3,12})\.?[- ]+(\d{1,2})(?:st|nd|rd|th)?[-, ]+(\d{4}|\d{2})")
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan january ene enero",
            "feb february febrero",
            "mar march marzo",
            "apr april abr abril",
            "may mayo",
            "jun june junio",
            "jul july julio",
            "aug august ago agosto",
            "sep sept september septiembre",
            "oct october octubre",
            "nov november noviembre",
            "dec december dic diciembre",
        ),
        start=1,
    )
    for word in words.split()
}


class NumberOrder(StrEnum):
    """Which number comes first in 03/04/2014."""

    MONTH_FIRST = "month_first"
    DAY_FIRST = "day_first"
    MIXED = "mixed"
    """Both occur in one column: only dates that can be read in one way are used."""


def number_order(values: Iterable[str]) -> NumberOrder:
    """What a column proves about itself; month first, the American way, when it proves nothing."""
    day_first = month_first = False
    for value in values:
        if found := NUMBERS.fullmatch(value.strip()):
            day_first = day_first or int(found[1]) > 12 or found[2] == "."
            month_first = month_first or int(found[3]) > 12
    if day_first and month_first:
        return NumberOrder.MIXED
    return NumberOrder.DAY_FIRST if day_first else NumberOrder.MONTH_FIRST


def birth_date(value: str, order: NumberOrder, today: date, youngest: int, oldest: int) -> date | None:
    """The date, or None for an empty cell. `youngest` and `oldest` are whole years. Raises `Unusable`.

    A year of two digits is the latest one that fits these ages.
    """
    if not has_value(value):
        return None
    born = _read(plain_text(value), order, _latest(today, youngest))
    if born > today:
        raise Unusable(
            "birth_in_future",
            say("The birth date {day} is in the future.", day=born),
            say("Correct the year, or leave the date empty."),
        )
    if not _latest(today, oldest + 1) < born <= _latest(today, youngest):
        raise Unusable(
            "birth_not_likely",
            say(
                "Somebody born on {day} would not be from {youngest} to {oldest} years old.",
                day=born,
                youngest=youngest,
                oldest=oldest,
            ),
            say("Correct the date, or leave it empty."),
        )
    return born


def calendar_date(value: str, order: NumberOrder, today: date) -> date | None:
    """Any other date, for example the last day of an employment. Raises `Unusable`."""
    if not has_value(value):
        return None
    return _read(plain_text(value), order, date(today.year + 20, 12, 31))


def _latest(today: date, years: int) -> date:
    return date(
        max(today.year - years, 1), today.month, min(today.day, 28) if today.month == 2 else today.day
    )


def _read(text: str, order: NumberOrder, latest: date) -> date:
    try:
        found = _with_year_first(text) or _with_month_word(text, latest) or _with_numbers(text, order, latest)
    except (ValueError, OverflowError) as error:
        if isinstance(error, Unusable):
            raise
        raise _no_such_day() from error
    if found is None:
        raise _no_such_day()
    return found


def _no_such_day() -> Unusable:
    return Unusable(
        "date_not_valid",
        say("This is not a date in the calendar."),
        say("Write it as year, month and day, for example 2014-06-15, or leave it empty."),
    )


def _with_year_first(text: str) -> date | None:
    if found := ISO.fullmatch(text) or COMPACT.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := SERIAL.fullmatch(text):
        return SPREADSHEET_DAY_ZERO + timedelta(days=int(found[1]))
    return None


def _with_month_word(text: str, latest: date) -> date | None:
    if found := DAY_AND_WORD.fullmatch(text.lower()):
        day, word, year = found[1], found[2], found[3]
    elif found := WORD_AND_DAY.fullmatch(text.lower()):
        word, day, year = found[1], found[2], found[3]
    else:
        return None
    if word not in MONTHS:
        raise _no_such_day()
    return _in_century(year, MONTHS[word], int(day), latest)


def _with_numbers(text: str, order: NumberOrder, latest: date) -> date | None:
    found = NUMBERS.fullmatch(text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), found[4]
    if order is NumberOrder.MIXED and first <= 12 and second <= 12 and first != second:
        raise Unusable(
            "date_two_readings",
            say("This date can be read in two ways, because the column has both day and month first."),
            say("Write it as year, month and day, for example 2014-06-15."),
        )
    day_first = order is NumberOrder.DAY_FIRST or (order is NumberOrder.MIXED and first > 12)
    day, month = (first, second) if day_first else (second, first)
    return _in_century(year, month, day, latest)


def _in_century(year: str, month: int, day: int, latest: date) -> date:
    if len(year) == 4:
        return date(int(year), month, day)
    this_century = latest.year // 100 * 100 + int(year)
    if (this_century, month, day) > (latest.year, latest.month, latest.day):
        this_century -= 100
    return date(this_century, month, day)
