"""Text messages over Twilio, written in the letters that every phone knows where that is possible."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from outreach.looking_up import Heard, Inquiry
from outreach.media import Medium, Reaches, say
from outreach.providers.twilio_line import ACCOUNT, MOST_LISTED, PAGE, Account, Line
from outreach.segments import in_small_alphabet
from outreach.sending import Means, Message, Outcome

NAME = "sms"
TEXT_MESSAGE = Medium(
    name="sms",
    called=say("Text message"),
    reaches=Reaches.MOBILE,
    counts_as="text_message",
    rank=20,
    longest=1600,
    in_parts=True,
    arrived=say("Delivered to the phone."),
)
CARRIES = (TEXT_MESSAGE,)
VARIABLES = ()
"""The account is given whole."""
Settings = Account


class SmsSender:
    """Keeps one connection between messages."""

    name = NAME

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._line = Line(settings)

    def send(self, message: Message) -> Outcome:
        """Hands one text message to Twilio. Never raises for what a network or Twilio can do."""
        request = {"to": message.address, **self._request(message)}
        return self._line.hand_over(lambda client: client.messages.create(**request), message.sent_at)

    def look_up(self, message: Message, inquiry: Inquiry) -> Heard:
        """Looks for the message in Twilio's list: to this number, at this time, in these very words.

        An account that keeps no words (redaction) leaves it to the time.
        """
        words = _plain(message.body)
        asked: dict[str, Any] = {"to": message.address, "page_size": PAGE, "limit": MOST_LISTED}
        if not self._settings.messaging_service:
            asked["from_"] = self._settings.from_number
        return self._line.look_up(
            lambda client: client.messages.stream(**asked),
            message,
            inquiry,
            sender=NAME,
            has_same_words=lambda found: _plain(found.body) == words if found.body else None,
        )

    def close(self) -> None:
        """Ends the connection; the next message opens a new one."""
        self._line.close()

    def _request(self, message: Message) -> dict[str, str]:
        chosen = self._settings
        request = {"body": in_small_alphabet(message.body)}
        if chosen.messaging_service:
            request["messaging_service_sid"] = chosen.messaging_service
        else:
            request["from_"] = chosen.from_number
        if chosen.report_to is not None and message.attempt_id is not None:
            request["status_callback"] = chosen.report_to(message.attempt_id)
        return request


def _plain(words: str) -> str:
    """Without what travel may change: letters of the large alphabet, spaces, line ends."""
    return " ".join(in_small_alphabet(words).split())


def settings_of(means: Means) -> Settings | None:
    """The Twilio account as it was given."""
    found: Settings | None = means.accounts.get(ACCOUNT)
    return found


def faults(variables: Mapping[str, str], accounts: Collection[str]) -> list[str]:  # noqa: ARG001 - as every file
    """The account is checked by whoever gives it."""
    return []


def open_sender(settings: Settings) -> SmsSender:
    """A sender for this account. It connects when the first message is sent."""
    return SmsSender(settings)
