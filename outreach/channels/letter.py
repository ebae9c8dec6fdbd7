"""Letter: gives each message to whoever prints it. The answer is "printed", once it lies in the stack.

Nothing leaves the machine here and nothing is kept: the stack lives in memory until it is made into pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from outreach.sending import Message, Outcome, accepted, refused

NAME = "letter"
CARRIES = ("letter",)
PRINTED = "printed"
"""The reference of an attempt that ended on paper."""
BY_HAND = "by hand"
"""The address of somebody who has none: the letter is handed over in person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Who takes the filled letters. It must not fail and must not keep them longer than the printing lasts."""

    take: Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class LetterSender:
    settings: Settings
    name: str = NAME

    def send(self, message: Message) -> Outcome:
        """Lays the letter on the stack; an empty one is refused."""
        if not message.body.strip():
            return refused("empty_letter", "The letter has no words.")
        self.settings.take(message)
        return accepted(PRINTED)

    def close(self) -> None:
        """Nothing is open."""


def open_sender(settings: Settings) -> LetterSender:
    """A sender that lays letters on the stack of the settings."""
    return LetterSender(settings)
