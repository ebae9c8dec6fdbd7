"""How much a worker takes in hand at a time, and the few deliveries that it has in hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from outreach.sending import Message

Fill = Callable[[str], Mapping[str, str] | None]
"""Gives the personal values for a link reference, e.g. {"personal_link": …}; None if the link is no longer
valid. Raises NotYet where the message has to wait.
"""
PUT_OFF = timedelta(minutes=1)
"""For so long something waits that could not be begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much is done at a time: claimed (`batch`), begun before it is settled (`stride`), held for
    (`lease`).
    """

    batch: int = 50
    stride: int = 10
    lease: timedelta = timedelta(minutes=10)


USUAL_PACE = Pace()


@dataclass(slots=True)
class Group:
    """A few deliveries of one lease: filled and ready, withdrawn, or put off until a moment.

    `used_up`: the provider has been handed all that it may get now.
    `latest` is the moment from which a message must not be handed over any more: it has expired, or quiet hours began.
    """

    ready: dict[UUID, Message] = field(default_factory=dict)
    latest: dict[UUID, datetime] = field(default_factory=dict)
    segments: dict[UUID, int] = field(default_factory=dict)
    withdrawn: list[UUID] = field(default_factory=list)
    put_off: defaultdict[datetime, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    used_up: bool = False
