"""Asking a provider afterwards whether it has a message of which nobody knows: what is asked, and what is heard.

A sender that can be asked has `look_up`. One that has not (a mail server keeps no list) leaves the matter to reports
and to the policy of the message's purpose (`policies`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from outreach.reports import Report
from outreach.sending import Message

EARLIEST = timedelta(minutes=2)
"""Two clocks may differ by so much."""
LATEST = timedelta(minutes=15)
"""A lease is ten minutes long, and so nothing that was made later is of this attempt."""


class Trace(StrEnum):
    """What came of asking."""

    FOUND = "found"
    ABSENT = "absent"
    """The provider answered, and has no such message."""
    UNKNOWN = "unknown"
    """Nobody can be asked, or the answer fits more than one message."""
    NO_ANSWER = "no_answer"
    """The provider could not be asked now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """Which message is looked for: begun at `started_at` (aware), and none of `not_these`, which are others of ours.

    `alone` says that no other open attempt could have made the same message, so that the time alone decides.
    """

    started_at: datetime
    not_these: frozenset[str] = frozenset()
    alone: bool = True

    def fits(self, reference: str, made_at: datetime | None) -> bool:
        """Whether a message of this reference, made at this time by the provider's clock, may be the one."""
        if not reference or reference in self.not_these or made_at is None:
            return False
        return self.started_at - EARLIEST <= made_at <= self.started_at + LATEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The answer; with FOUND what the provider says of the message."""

    trace: Trace
    report: Report | None = None


UNKNOWN = Heard(trace=Trace.UNKNOWN)
ABSENT = Heard(trace=Trace.ABSENT)
NO_ANSWER = Heard(trace=Trace.NO_ANSWER)


@runtime_checkable
class Answering(Protocol):
    """A sender whose provider can be asked."""

    def look_up(self, message: Message, inquiry: Inquiry) -> Heard:
        """Looks for one message, always with a time limit. Never raises for what a network can do."""
