"""The service's clock, so that tests and rehearsals can set it; and the day it shows in a district."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, current_app

Clock = Callable[[], datetime]

HOME_ZONE = ZoneInfo("America/Chicago")


def system_clock() -> datetime:
    return datetime.now(UTC)


def set_clock(app: Flask, clock: Clock) -> None:
    app.extensions["clock"] = clock


def now() -> datetime:
    """The present moment in UTC."""
    clock: Clock = current_app.extensions["clock"]
    return clock()


def today(zone: ZoneInfo = HOME_ZONE) -> date:
    return now().astimezone(zone).date()
