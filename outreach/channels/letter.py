"""Letter: gives each message to whoever prints it. The answer is "printed", once it lies in the stack.

Nothing leaves the machine here and nothing is kept: the stack lives in memory until it is made into pages.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from outreach.media import Medium, Reaches, say
from outreach.sending import Means, Message, Outcome, accepted, refused

NAME = "letter"
LETTER = Medium(
    name="letter",
    called=say("Letter"),
    reaches=Reaches.POST,
    counts_as="letter",
    rank=60,
    arrived=say("Printed."),
)
CARRIES = (LETTER,)
VARIABLES = ()
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


def settings_of(means: Means) -> Settings | None:  # noqa: ARG001 - as every file
    """None: it is opened by whoever prints."""
    return None


def faults(variables: Mapping[str, str], accounts: Collection[str]) -> list[str]:  # noqa: ARG001 - as every file
    """Nothing can be half set."""
    return []


def open_sender(settings: Settings) -> LetterSender:
    """A sender that lays letters on the stack of the settings."""
    return LetterSender(settings)
