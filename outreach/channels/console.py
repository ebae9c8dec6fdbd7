"""Console: writes each message to a stream, for development and demonstrations.

The stream shows addresses and personal links, so it must be a terminal, never a log that is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TextIO

from outreach.sending import Message, Outcome, accepted, not_sent

NAME = "console"
CARRIES = ("email", "sms")


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


def open_sender(settings: Settings) -> ConsoleSender:
    """A sender that writes to the stream in the settings."""
    return ConsoleSender(settings)
