"""Console: writes each message to a stream, for development and demonstrations.

The stream shows addresses and personal links, so it must be a terminal, never a log that is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TextIO

from outreach.media import Medium
from outreach.sending import Means, Message, Outcome, accepted, not_sent

NAME = "console"
CARRIES: tuple[Medium, ...] = ()
"""No kind of its own: where nothing is set up it stands in for whatever would leave the machine."""
VARIABLES = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the messages are written."""

    stream: TextIO


@dataclass(frozen=True, slots=True)
class ConsoleSender:
    settings: Settings
    name: str = NAME

    def send(self, message: Message) -> Outcome:
        """Writes the message and answers "accepted" with the delivery's id."""
        lines = [f"--- {message.channel} ({message.language}) to {message.address}"]
        lines += [message.subject, ""] if message.subject else []
        lines += [message.body, ""]
        try:
            self.settings.stream.write("\n".join(lines) + "\n")
            self.settings.stream.flush()
        except OSError:
            return not_sent("stream_closed", "The console could not be written to.", halt=True)
        return accepted(str(message.delivery_id))

    def close(self) -> None:
        """The stream belongs to the caller and stays open."""


def settings_of(means: Means) -> Settings | None:  # noqa: ARG001 - as every file
    """None: it is opened by whoever has a terminal."""
    return None


def faults(variables: Mapping[str, str], accounts: Collection[str]) -> list[str]:  # noqa: ARG001 - as every file
    """Nothing can be half set."""
    return []


def open_sender(settings: Settings) -> ConsoleSender:
    """A sender that writes to the stream in the settings."""
    return ConsoleSender(settings)
