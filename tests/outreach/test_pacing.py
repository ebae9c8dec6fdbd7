"""Quiet hours, segments a minute and a day, and when a sending would be finished."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from outreach import Pacing, Rate, SendingHours, segments_of

CHICAGO = "America/Chicago"
HOURS = SendingHours()


def chicago(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, month, day, hour, minute, tzinfo=ZoneInfo(CHICAGO)).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (chicago(11, 3, 8), chicago(11, 3, 8)),
        (chicago(11, 3, 7, 59), chicago(11, 3, 8)),
        (chicago(11, 3, 19, 59), chicago(11, 3, 19, 59)),
        (chicago(11, 3, 20), chicago(11, 4, 8)),
        (chicago(11, 1, 20), chicago(11, 3, 8)),  # Saturday evening, and the clocks change on Sunday
        (chicago(11, 2, 12), chicago(11, 3, 8)),  # Sunday
        (chicago(3, 8, 21), chicago(3, 10, 8)),  # the clocks change forward
    ],
)
def test_phones_ring_from_eight_to_eight_but_not_on_sunday(at: datetime, opens: datetime) -> None:
    assert HOURS.next_open(at, CHICAGO) == opens
    assert (HOURS.open_until(at, CHICAGO) is not None) == (at == opens)


def test_e_mail_and_what_has_no_zone_may_always_go() -> None:
    pacing, night = Pacing(hours=HOURS), chicago(11, 3, 3)
    assert pacing.next_open("email", CHICAGO, night) == night
    assert pacing.next_open("sms", "", night) == night
    assert pacing.next_open("sms", CHICAGO, night) == chicago(11, 3, 8)
    assert pacing.open_until("sms", CHICAGO, night) is None


def test_a_sending_is_finished_after_its_nights_and_its_days_limits() -> None:
    pacing = Pacing(hours=HOURS, rates={"sms": Rate(a_minute=10, a_day=3_000)}, day_zone=CHICAGO)
    friday = chicago(11, 7, 19)
    assert pacing.finished_at("sms", CHICAGO, friday, 600) == chicago(11, 7, 20)
    assert pacing.finished_at("sms", CHICAGO, friday, 700) == chicago(11, 8, 8, 10)
    assert pacing.finished_at("sms", CHICAGO, friday, 600 + 3_000 + 100) == chicago(11, 10, 8, 10)
    assert pacing.finished_at("email", CHICAGO, friday, 10_000) == friday


def test_it_never_takes_for_ever() -> None:
    slow = Pacing(hours=HOURS, rates={"sms": Rate(a_minute=1, a_day=1)})
    assert slow.finished_at("sms", CHICAGO, chicago(11, 3, 12), 7) < chicago(11, 3, 12) + timedelta(days=10)


@pytest.mark.parametrize(
    ("channel", "body", "parts"), [("sms", "a" * 161, 2), ("email", "a" * 999, 1), ("sms", "", 1)]
)
def test_a_message_counts_as_many_segments_as_a_carrier_counts(channel: str, body: str, parts: int) -> None:
    assert segments_of(channel, body) == parts


def test_hours_over_midnight_are_refused() -> None:
    with pytest.raises(ValueError, match="begin before they end"):
        SendingHours(opens=HOURS.closes, closes=HOURS.opens)
