"""The states of a delivery, the answers to an attempt, and what a person may decide about an unclear one."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class DeliveryStatus(StrEnum):
    """Where one message to one address stands. Every delivery ends in a recorded state."""

    QUEUED = "queued"
    LEASED = "leased"
    """A worker holds it until `lease_until`."""
    SENT = "sent"
    """The provider accepted it."""
    REFUSED = "refused"
    """The provider said no, for good."""
    UNDELIVERED = "undelivered"
    """The provider accepted it, and reported later that it did not arrive."""
    UNCERTAIN = "uncertain"
    """It may have been sent. Never sent again unless a person says so."""
    EXPIRED = "expired"
    """It lost its meaning before it could be sent."""
    NO_ADDRESS = "no_address"
    """The recipient has no address for any channel of the notice."""
    NO_TEXT = "no_text"
    """The notice has no approved text in the recipient's language."""
    GIVEN_UP = "given_up"
    """A person decided to leave an uncertain one; the recipient is listed for another channel."""
    CANCELLED = "cancelled"
    OPTED_OUT = "opted_out"
    """The address asked for no such messages: nothing was sent there, and another way is needed."""


class PurposeClass(StrEnum):
    """What a message is for: the kinds of message that people agree to, or ask to end."""

    NEWS = "news"
    """The same words to many people: a notice, a result."""
    LINK = "link"
    """A person's own link or code, without which the person could not take part."""
    ANSWER = "answer"
    """An answer to what a person asked or sent."""
    EVERYTHING = "everything"
    """All of them; only in the consent ledger, never of a message."""


class Says(StrEnum):
    """What a line of the consent ledger says."""

    YES = "yes"
    NO = "no"


class ConsentSource(StrEnum):
    """How it became known."""

    FORM = "form"
    """Typed into a page of ours, beside the words that say what will be sent."""
    REPLY = "reply"
    """Written back to us, such as STOP."""
    LINK = "link"
    """A personal link in a message, such as the one that ends news."""
    PROVIDER = "provider"
    """The provider told us that the address does not want our messages."""
    DESK = "desk"
    """A person on our side wrote down what somebody said."""


class Answer(StrEnum):
    """What came back from one attempt."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    """Surely not sent: it may be tried again."""
    UNCERTAIN = "uncertain"
    """No answer, or none that can be trusted: it may have been sent."""


class ReportKind(StrEnum):
    """What a provider's report says about a message it was handed."""

    TAKEN = "taken"
    """It is on its way: the provider has it."""
    DELIVERED = "delivered"
    FAILED = "failed"
    """It did not arrive and will not."""


class RulingKind(StrEnum):
    """What a person decided about a delivery."""

    CONFIRM = "confirm"
    REPEAT = "repeat"
    GIVE_UP = "give_up"


class Priority(IntEnum):
    """Lower goes first."""

    PERSONAL_LINK = 10
    NOTICE = 50
    NEWS = 90


WAITING = (DeliveryStatus.QUEUED, DeliveryStatus.LEASED, DeliveryStatus.UNCERTAIN)
"""States in which it is not yet known how the delivery ends."""

NOT_REACHED = (
    DeliveryStatus.REFUSED,
    DeliveryStatus.UNDELIVERED,
    DeliveryStatus.EXPIRED,
    DeliveryStatus.NO_ADDRESS,
    DeliveryStatus.NO_TEXT,
    DeliveryStatus.GIVEN_UP,
    DeliveryStatus.OPTED_OUT,
)
"""States whose recipients are listed for another channel."""
