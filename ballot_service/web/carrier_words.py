"""What the carriers of messages are called."""

from __future__ import annotations

from ballot_service.rules.words import Sentence, say

CARRIER_WORDS: dict[str, Sentence] = {
    "sms": say("Text messages"),
    "smtp": say("E-mail by the mail server"),
    "sendgrid": say("E-mail by SendGrid"),
    "console": say("Messages to the console"),
}
