"""When and how fast messages may go: quiet hours on the recipient's clock, and segments a minute and a day.

Pure: no database and no clock of its own. A message is paced in segments, because that is what a carrier counts: a text
message of 161 letters is two. Times are aware; days and hours are those of the zone that a delivery carries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from outreach.channels import ringing
from outreach.segments import in_small_alphabet, length

EVERY_DAY_BUT_SUNDAY = frozenset(range(6))
"""Monday is 0."""
_MINUTE = timedelta(minutes=1)
_A_WEEK = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingHours:
    """When phones may ring: from `opens` to before `closes`, on `days`. Requirements 1.15, notice."""

    opens: time = time(8)
    closes: time = time(20)
    days: frozenset[int] = EVERY_DAY_BUT_SUNDAY
    channels: frozenset[str] = field(default_factory=ringing)
    """E-mail waits silently until it is read, and a letter is printed by hand."""

    def __post_init__(self) -> None:
        if not self.opens < self.closes or not self.days <= set(range(7)) or not self.days:
            raise ValueError("Sending hours need a day, and must begin before they end on the same day.")

    def open_until(self, at: datetime, zone: str) -> datetime | None:
        """When the hours that are open at `at` end; None while it is quiet."""
        local = at.astimezone(ZoneInfo(zone))
        is_open = local.weekday() in self.days and self.opens <= local.time() < self.closes
        return _moment(local, self.closes) if is_open else None

    def next_open(self, at: datetime, zone: str) -> datetime:
        """`at` itself when phones may ring, or else the next moment from which they may."""
        if self.open_until(at, zone) is not None:
            return at
        local = at.astimezone(ZoneInfo(zone))
        mornings = (_moment(local + timedelta(days=n), self.opens) for n in range(_A_WEEK))
        return next(one for one in mornings if one > local and one.weekday() in self.days).astimezone(
            at.tzinfo
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """The most segments a provider is handed in a minute and in a day of the carrier's; 0 sets no limit."""

    a_minute: int = 0
    a_day: int = 0

    def __bool__(self) -> bool:
        return bool(self.a_minute or self.a_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacing:
    """What the installation keeps to. `rates` are by kind of address; `day_zone` says when a carrier's day begins."""

    hours: SendingHours | None = None
    rates: Mapping[str, Rate] = field(default_factory=lambda: MappingProxyType({}))
    day_zone: str = "UTC"

    def rate(self, channel: str) -> Rate:
        return self.rates.get(channel, Rate())

    def open_until(self, channel: str, zone: str, at: datetime) -> datetime | None:
        """When the hours for this message end; None while it is quiet. A message without a zone may always go."""
        if self.hours is None or not zone or channel not in self.hours.channels:
            return at + timedelta(days=1)
        return self.hours.open_until(at, zone)

    def next_open(self, channel: str, zone: str, at: datetime) -> datetime:
        """When a message that is ready at `at` may go at the soonest."""
        if self.hours is None or not zone or channel not in self.hours.channels:
            return at
        return self.hours.next_open(at, zone)

    def finished_at(self, channel: str, zone: str, at: datetime, segments: int) -> datetime:
        """When the last of so many segments is handed over, if nothing goes wrong and nothing else waits."""
        rate, left, moment, day_left = self.rate(channel), segments, at, 0
        today = None
        while left > 0:
            moment = self.next_open(channel, zone, moment)
            local_day = moment.astimezone(ZoneInfo(self.day_zone)).date()
            if local_day != today:
                today, day_left = local_day, rate.a_day or left
            until = min(self.open_until(channel, zone, moment) or moment, self._midnight(moment))
            fits = _fits(rate.a_minute, until - moment) if rate.a_minute else left
            sent = min(left, day_left, fits)
            left, day_left = left - sent, day_left - sent
            if left:
                moment = until
            elif rate.a_minute:
                moment += _MINUTE * (sent / rate.a_minute)
        return moment

    def day_began(self, at: datetime) -> datetime:
        """When the carrier's day began in which `at` lies."""
        return _moment(at.astimezone(ZoneInfo(self.day_zone)), time(0)).astimezone(at.tzinfo)

    def _midnight(self, at: datetime) -> datetime:
        local = at.astimezone(ZoneInfo(self.day_zone)) + timedelta(days=1)
        return _moment(local, time(0)).astimezone(at.tzinfo)


NO_PACING = Pacing()


def segments_of(channel: str, body: str) -> int:
    """As how many segments a message counts: parts of a text message, one for anything else."""
    return max(1, length(in_small_alphabet(body)).parts) if channel == "sms" else 1


def _fits(a_minute: int, span: timedelta) -> int:
    """Segments that fit into a span at so many a minute; at least one, so that every span gets further."""
    return max(1, int(a_minute * (span / _MINUTE)))


def _moment(local: datetime, at: time) -> datetime:
    """A time of a local day. Where the clocks change it is the zone's own reading of it."""
    return datetime.combine(local.date(), at, tzinfo=local.tzinfo)
