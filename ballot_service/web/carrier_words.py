"""What the carriers of messages are called."""

from __future__ import annotations

from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing import channel_name


class _CarrierWords(dict[str, Sentence]):
    """A channel file that carries one kind of message is called as that kind is."""

    def __missing__(self, name: str) -> Sentence:
        return channel_name(name)


CARRIER_WORDS: dict[str, Sentence] = _CarrierWords(
    sms=say("Text messages"),
    smtp=say("E-mail by the mail server"),
    sendgrid=say("E-mail by SendGrid"),
    console=say("Messages to the console"),
)
