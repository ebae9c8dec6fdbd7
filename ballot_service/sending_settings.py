"""When and how fast this installation sends, and what a message costs: from the environment, with careful defaults.

Phones ring from 8 to 8, Monday to Saturday, on the clock of the district. A new sender of text messages is registered
for about one segment a second and 2,000 a day with the strictest carrier; who has a better contract says so here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TypeVar

from outreach import channels

Read = TypeVar("Read")

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_MILLION = 1_000_000
THEN = ("repeat", "ask", "give_up")
PURPOSES = (
    "ballot_corrected",
    "ballot_link",
    "ballot_received",
    "call_for_forms",
    "challenge_decided",
    "challenge_received",
    "correction_notice",
    "election_notice",
    "guardian_consent",
    "information_session",
    "interest_received",
    "interest_refused",
    "nomination_acceptance",
    "own_form_received",
    "provider_paused",
    "question_answer",
    "reminder",
    "result_notice",
    "review_decided",
    "sessions_cancelled",
    "sign_in",
    "sign_up_answer",
    "sign_up_code",
    "signed_head",
    "social_post",
    "voter_consent",
)
"""What messages are for; a test compares them with the texts that ship."""
UNCLEAR_MINUTES, FEWEST_MINUTES = 30, 15
"""How long an unclear message is looked for; not less, because a lease and a time limit must be over."""
PRICES = MappingProxyType({"sms": 11_300, "email": 0})
"""Millionths of a dollar a segment: Twilio's price for the United States with the carriers' fee. Contracts differ."""
LIMITS = MappingProxyType({"sms": (60, 2_000), "voice": (60, 0), "whatsapp": (0, 250), "email": (0, 0)})
"""Segments a minute and a day for a sender that was registered just now: Twilio starts a call a second, and WhatsApp
lets a new sender begin 250 conversations a day; 0 is no limit."""
_LIMIT_NAMES = MappingProxyType(
    {
        "sms": ("BALLOTS_TEXTS_A_MINUTE", "BALLOTS_TEXTS_A_DAY"),
        "voice": ("BALLOTS_CALLS_A_MINUTE", "BALLOTS_CALLS_A_DAY"),
        "whatsapp": ("BALLOTS_WHATSAPPS_A_MINUTE", "BALLOTS_WHATSAPPS_A_DAY"),
        "email": ("BALLOTS_MAILS_A_MINUTE", "BALLOTS_MAILS_A_DAY"),
    }
)


@dataclass(frozen=True, kw_only=True)
class SendingSettings:
    """`days` count from Monday (0). `limits` are segments a minute and a day, by channel; 0 is no limit."""

    opens: time = time(8)
    closes: time = time(20)
    days: frozenset[int] = frozenset(range(6))
    quiet_channels: frozenset[str] = field(default_factory=channels.ringing)
    limits: Mapping[str, tuple[int, int]] = field(default_factory=lambda: LIMITS)
    prices: Mapping[str, int] = field(default_factory=lambda: PRICES)
    unclear: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By purpose: what becomes of a message of which nobody knows, where that is not the usual."""
    unclear_minutes: int = UNCLEAR_MINUTES


def sending_of(env: Mapping[str, str]) -> SendingSettings:
    """What the environment says; the default where it says nothing, or nothing that can be read."""
    opens, closes = _or(_hours, env.get("BALLOTS_SENDING_HOURS", ""), (time(8), time(20)))
    return SendingSettings(
        opens=opens,
        closes=closes,
        days=_or(_days, env.get("BALLOTS_SENDING_DAYS", ""), frozenset(range(6))),
        quiet_channels=_or(_channels, env.get("BALLOTS_QUIET_CHANNELS", ""), channels.ringing()),
        limits=MappingProxyType({channel: _limits(env, channel) for channel in LIMITS}),
        prices=_or(_prices, env.get("BALLOTS_PRICES", ""), PRICES),
        unclear=_or(_unclear, env.get("BALLOTS_UNCLEAR", ""), MappingProxyType({})),
        unclear_minutes=_or(_minutes, env.get("BALLOTS_UNCLEAR_MINUTES", ""), UNCLEAR_MINUTES),
    )


def sending_faults(env: Mapping[str, str]) -> list[str]:
    """A sentence for everything that is set and cannot be read."""
    wanted: tuple[tuple[str, Callable[[str], object], str], ...] = (
        ("BALLOTS_SENDING_HOURS", _hours, "must look like 08:00-20:00 and end on the same day."),
        ("BALLOTS_SENDING_DAYS", _days, "must be days such as mon,tue,wed,thu,fri,sat."),
        ("BALLOTS_QUIET_CHANNELS", _channels, f"must be some of {', '.join(_paced())}, or none."),
        *(
            (name, _number, "must be a number; 0 is no limit.")
            for pair in _LIMIT_NAMES.values()
            for name in pair
        ),
        ("BALLOTS_PRICES", _prices, "must be dollars a segment by channel, such as sms=0.0113,email=0.0009."),
        (
            "BALLOTS_UNCLEAR",
            _unclear,
            f"must be purposes with {', '.join(THEN)}, such as ballot_link=ask,result_notice=give_up.",
        ),
        (
            "BALLOTS_UNCLEAR_MINUTES",
            _minutes,
            f"must be a number of minutes, at least {FEWEST_MINUTES}.",
        ),
    )
    return [
        f"{name} {must}"
        for name, read, must in wanted
        if env.get(name) and _or(read, env[name], None) is None
    ]


def _limits(env: Mapping[str, str], channel: str) -> tuple[int, int]:
    minute, day = (
        _or(_number, env.get(name, ""), usual)
        for name, usual in zip(_LIMIT_NAMES[channel], LIMITS[channel], strict=True)
    )
    return minute, day


def _paced() -> list[str]:
    """What a provider carries, whichever file it comes from."""
    return sorted(name for name, one in channels.media().items() if one.by_worker)


def _or(read: Callable[[str], Read], written: str, otherwise: Read) -> Read:
    try:
        return read(written.strip()) if written else otherwise
    except (ValueError, InvalidOperation):
        return otherwise


def _hours(written: str) -> tuple[time, time]:
    found = _HOURS.fullmatch(written)
    if found is None:
        raise ValueError(written)
    from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
    opens, closes = time(from_hour, from_minute), time(to_hour, to_minute)
    if opens >= closes:
        raise ValueError(written)
    return opens, closes


def _days(written: str) -> frozenset[int]:
    return frozenset(DAYS.index(day.strip().lower()) for day in written.split(","))


def _channels(written: str) -> frozenset[str]:
    chosen = frozenset() if written == "none" else frozenset(each.strip() for each in written.split(","))
    if not chosen <= set(_paced()):
        raise ValueError(written)
    return chosen


def _number(written: str) -> int:
    if not (written.isascii() and written.isdecimal()):
        raise ValueError(written)
    return int(written)


def _minutes(written: str) -> int:
    minutes = _number(written)
    if minutes < FEWEST_MINUTES:
        raise ValueError(written)
    return minutes


def _unclear(written: str) -> Mapping[str, str]:
    found = {}
    for part in written.split(","):
        purpose, _, then = (each.strip() for each in part.partition("="))
        if purpose not in PURPOSES or then not in THEN:
            raise ValueError(written)
        found[purpose] = then
    return MappingProxyType(found)


def _prices(written: str) -> Mapping[str, int]:
    found = dict(PRICES)
    for part in written.split(","):
        channel, _, dollars = part.partition("=")
        millionths = Decimal(dollars.strip()) * _MILLION
        if channel.strip() not in _paced() or not 0 <= millionths < _MILLION * 100:
            raise ValueError(written)
        found[channel.strip()] = int(millionths)
    return MappingProxyType(found)
