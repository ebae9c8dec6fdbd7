"""Moments as people say them in a sentence: the hour of the clock and the name of the zone."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import pytest

from ballot_service.rules.words import clock_time, zone_name


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (0, 0, "12:00 a.m."),
        (11, 59, "11:59 a.m."),
        (12, 0, "12:00 p.m."),
        (13, 5, "1:05 p.m."),
        (23, 59, "11:59 p.m."),
    ],
)
def test_a_day_has_twice_twelve_hours(hour: int, minute: int, said: str) -> None:
    assert clock_time(datetime(2025, 11, 18, hour, minute, tzinfo=UTC)) == said


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (ZoneInfo("America/Chicago"), "Central time"),
        (ZoneInfo("America/Boise"), "America/Boise"),
        (UTC, "UTC"),
    ],
)
def test_a_zone_is_named_as_people_call_it_or_by_what_is_known(zone: tzinfo, said: str) -> None:
    assert zone_name(datetime(2025, 11, 18, tzinfo=zone)) == said
