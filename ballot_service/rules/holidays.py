"""Mississippi's legal holidays, worked out for each year, so that business days skip them.

Source: Miss. Code 3-3-7(1): the days named below; a holiday that falls on a Sunday makes the next day a
holiday. A day that the Governor or the district adds (the Friday after Thanksgiving, for instance) is not in
that list: a district gives such days of its own to `holidays_between`.
"""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable
from datetime import date, timedelta

MONDAY, THURSDAY, SUNDAY = 0, 3, 6
FIRST, THIRD, FOURTH, LAST = 0, 2, 3, -1

FIXED: tuple[tuple[int, int], ...] = (
    (1, 1),  # New Year's Day
    (7, 4),  # Independence Day
    (11, 11),  # Veterans Day
    (12, 25),  # Christmas Day
)
COUNTED: tuple[tuple[int, int, int], ...] = (
    (1, MONDAY, THIRD),  # Martin Luther King's and Robert E. Lee's birthdays
    (2, MONDAY, THIRD),  # Washington's birthday
    (4, MONDAY, LAST),  # Confederate Memorial Day
    (5, MONDAY, LAST),  # National Memorial Day
    (9, MONDAY, FIRST),  # Labor Day
    (11, THURSDAY, FOURTH),  # Thanksgiving Day, as the President proclaims it (5 U.S.C. 6103)
)
"""Month, weekday, and which one of the month."""


def mississippi_holidays(year: int) -> frozenset[date]:
    """The legal holidays of one calendar year, with the Mondays that stand in for Sundays."""
    fixed = [date(year, month, day) for month, day in FIXED]
    stand_ins = [day + timedelta(days=1) for day in fixed if day.weekday() == SUNDAY]
    counted = [_counted_day(year, *rule) for rule in COUNTED]
    return frozenset([*fixed, *stand_ins, *counted])


def holidays_between(first: date, last: date, also: Iterable[date] = ()) -> frozenset[date]:
    """The legal holidays from the year of `first` through the year of `last`, and the district's own days."""
    years = range(first.year, last.year + 1)
    return frozenset(also).union(*(mississippi_holidays(year) for year in years))


def _counted_day(year: int, month: int, weekday: int, which: int) -> date:
    weeks = Calendar().itermonthdates(year, month)
    return [day for day in weeks if day.month == month and day.weekday() == weekday][which]
