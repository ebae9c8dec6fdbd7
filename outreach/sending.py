"""What a channel gets and gives: a message, the outcome of sending it, and the shape of a channel file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from outreach.media import Medium
from outreach.states import Answer, PurposeClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file in an e-mail. `kind` is its media type with parameters: "text/calendar; method=PUBLISH; charset=utf-8"."""

    name: str
    kind: str
    content: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        """The type alone, such as "text/calendar"."""
        return self.kind.partition(";")[0].strip()

    @property
    def parameters(self) -> dict[str, str]:
        """What stands behind the type, such as {"method": "PUBLISH"}."""
        pairs = (each.partition("=") for each in self.kind.split(";")[1:])
        return {name.strip(): value.strip() for name, _, value in pairs}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One filled message. It lives only in memory: text and address never show in its printed form."""

    delivery_id: UUID
    sent_at: datetime
    """Aware, UTC."""
    channel: str
    language: str
    address: str = field(repr=False)
    body: str = field(repr=False)
    subject: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = ()
    """For e-mail alone; nothing else has room for a file."""
    purpose_class: PurposeClass = PurposeClass.ANSWER
    attempt_id: UUID | None = None
    """The attempt that this is, for providers that report back on it; None for a message outside the outbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one attempt.

    `error` is a short code for programs, `words` a sentence for a person. Both are our own: what a provider
    writes back may quote the address or the link. `halt` says that the next message would fare no better.
    `wait` is how long the provider asks us to wait before the next try of a message that was not sent.
    """

    answer: Answer
    provider_reference: str = ""
    error: str = ""
    words: str = ""
    halt: bool = False
    wait: timedelta = timedelta(0)


NOT_TRIED = "not_tried"
"""The code of a message that was held up by the one before it."""


def accepted(provider_reference: str = "") -> Outcome:
    """The provider has taken the message."""
    return Outcome(answer=Answer.ACCEPTED, provider_reference=provider_reference)


def refused(error: str, words: str) -> Outcome:
    """The provider said no to this message, for good."""
    return Outcome(answer=Answer.REFUSED, error=error, words=words)


def not_sent(error: str, words: str, *, halt: bool = False, wait: timedelta = timedelta(0)) -> Outcome:
    """Surely not sent; it may be tried again later, after `wait` at the soonest."""
    return Outcome(answer=Answer.NOT_SENT, error=error, words=words, halt=halt, wait=wait)


def uncertain(error: str, words: str, *, halt: bool = False) -> Outcome:
    """It may have been sent; only a person may have it sent again."""
    return Outcome(answer=Answer.UNCERTAIN, error=error, words=words, halt=halt)


class Sender(Protocol):
    """Sends messages over one provider. Used by one thread at a time."""

    @property
    def name(self) -> str:
        """The channel file's name, kept with each attempt."""

    def send(self, message: Message) -> Outcome:
        """Sends one message, always with a time limit. Never raises for what a network can do."""

    def close(self) -> None:
        """Ends any open connection. The next `send` opens a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What an installation has to send with. A channel file takes from it what it needs to make its settings.

    `accounts` holds what the installation has set up, by the name of a provider or channel file; `variables` what was
    given for the names that channel files ask for.
    """

    accounts: Mapping[str, Any] = field(default_factory=dict, repr=False)
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)


class Channel(Protocol):
    """What every file in the channels folder offers.

    A file may also have `SAYS`: for each short code of its own, what happened and what to do, as English texts marked
    with `say`.
    """

    NAME: str
    CARRIES: tuple[Medium, ...]
    """The kinds of message it can send. The console has none of its own: it stands in for all of them."""
    VARIABLES: tuple[str, ...]
    """The names of what has to be given from outside, beside the accounts; each begins with a provider's name."""
    Settings: type[Any]
    """A frozen dataclass; its values come from the caller, never from the environment."""

    def settings_of(self, means: Means, /) -> Any | None:
        """The settings for these means; None if the channel is not set up, or is opened by an act of its own."""

    def faults(self, variables: Mapping[str, str], accounts: Collection[str], /) -> list[str]:
        """A sentence for everything that is half set; `accounts` are the names of those that are set up."""

    def open_sender(self, settings: Any, /) -> Sender:
        """A sender with these settings. Connects only when the first message is sent."""
