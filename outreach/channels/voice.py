"""Phone calls over Twilio: the text is read in the recipient's language, and again when they press 1; 9 ends calls.

For news only. A personal link is never read aloud: a whole room could hear it, and nobody can write it down. When an
answering machine picks up, Twilio waits for its tone, so that the message is recorded from its first word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from twilio.twiml.voice_response import Gather, VoiceResponse

from outreach.looking_up import Heard, Inquiry
from outreach.media import Medium, Reaches, say
from outreach.providers.twilio_line import ACCOUNT, MOST_LISTED, PAGE, Account, Line
from outreach.sending import Means, Message, Outcome, refused
from outreach.tongues import Calls, voice_of

NAME = "voice"
LONGEST = 3000
"""Letters. Twilio takes 4,000 with all that stands around them, and nobody listens for more than three minutes."""
PHONE_CALL = Medium(
    name="voice",
    called=say("Phone call"),
    reaches=Reaches.PHONE,
    counts_as="voice",
    personal_links=False,
    rank=40,
    longest=LONGEST,
    advice=(
        say("The text is read aloud: write dates and hours in words and leave out web addresses."),
        say("At its end each call says by itself that pressing 9 ends calls to that number."),
        say(
            "Calls need TWILIO_AUTH_TOKEN and a public https address, because Twilio asks us what a key means."
        ),
    ),
    arrived=say("The call was answered."),
)
CARRIES = (PHONE_CALL,)
FROM = "TWILIO_VOICE_FROM"
VARIABLES = (FROM,)
SAYS = MappingProxyType(
    {
        "line_busy": (
            say("It did not arrive: the line was busy."),
            say("Reach the person by letter or by phone."),
        ),
        "no_reply": (
            say("It did not arrive: nobody answered."),
            say("Reach the person by letter or by phone."),
        ),
        "language_not_spoken": (
            say("Refused: there is no voice for the person’s language."),
            say("Reach the person by letter or by phone."),
        ),
        "link_not_spoken": (
            say("Refused: the text holds a web address, which cannot be read aloud."),
            say("Tell the technician."),
        ),
    }
)
AGAIN = "1"
"""The key that has the message read once more. The text itself says so, in its own language."""
STOP = "9"
"""The key that ends calls to this number. Every call says so at its end, whatever its text says."""
LISTEN = 8
"""Seconds that we wait for a key after the last word."""
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The account, the number that calls (E.164), and where Twilio posts the key that was pressed."""

    account: Account
    from_number: str
    keys_to: Callable[[UUID], str]


class VoiceSender:
    """Keeps one connection between calls."""

    name = NAME

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._line = Line(settings.account)

    def send(self, message: Message) -> Outcome:
        """Asks Twilio to call one number. Never raises for what a network or Twilio can do."""
        if _ADDRESS.search(message.body):
            return refused("link_not_spoken", "A text with a web address is never read aloud.")
        if voice_of(message.language) is None:
            return refused("language_not_spoken", "There is no voice for this language.")
        if len(message.body) > LONGEST:
            return refused("text_too_long", "The text is too long to be read aloud.")
        request = {"to": message.address, **self._request(message)}
        return self._line.hand_over(lambda client: client.calls.create(**request), message.sent_at)

    def look_up(self, message: Message, inquiry: Inquiry) -> Heard:
        """Looks for the call in Twilio's list, which holds no words: number and time decide."""
        number = self._settings.from_number
        return self._line.look_up(
            lambda client: client.calls.stream(
                to=message.address, from_=number, page_size=PAGE, limit=MOST_LISTED
            ),
            message,
            inquiry,
            sender=NAME,
        )

    def close(self) -> None:
        """Ends the connection; the next call opens a new one."""
        self._line.close()

    def _request(self, message: Message) -> dict[str, str]:
        account, keys = self._settings.account, None
        if message.attempt_id is not None:
            keys = self._settings.keys_to(message.attempt_id)
        request = {
            "from_": self._settings.from_number,
            "twiml": spoken(message.body, message.language, keys),
            "machine_detection": "DetectMessageEnd",
        }
        if account.report_to is not None and message.attempt_id is not None:
            request["status_callback"] = account.report_to(message.attempt_id)
        return request


def spoken(text: str, language: str, keys: str | None) -> str:
    """What Twilio does during the call: reads the text, and posts the key that is pressed to `keys`.

    Raises KeyError for a language without a voice.
    """
    calls = _calls(language)
    tongue, voice = calls.language, calls.voice
    answer = VoiceResponse()
    if keys is None:
        answer.say(text, voice=voice, language=tongue)
        return str(answer)
    gather = Gather(num_digits=1, timeout=LISTEN, action=keys, method="POST")
    gather.say(text, voice=voice, language=tongue)
    gather.say(calls.press_nine, voice=voice, language=tongue)
    answer.append(gather)
    return str(answer)


def after_key(key: str, text: str, language: str, keys: str) -> str:
    """What Twilio does after a key: reads the text again, says that calls have ended, or hangs up.

    Raises KeyError as `spoken` does. That calls end is the caller's to keep.
    """
    if key == AGAIN:
        return spoken(text, language, keys)
    answer = VoiceResponse()
    if key == STOP:
        calls = _calls(language)
        answer.say(calls.after_nine, voice=calls.voice, language=calls.language)
    answer.hangup()
    return str(answer)


def _calls(language: str) -> Calls:
    found = voice_of(language)
    if found is None:
        raise KeyError(language)
    return found


def settings_of(means: Means) -> Settings | None:
    """The number that calls. None without it, and where Twilio could not ask us what a key means."""
    account: Account | None = means.accounts.get(ACCOUNT)
    number = means.variables.get(FROM, "")
    if account is None or account.keys_to is None or not number:
        return None
    return Settings(account=account, from_number=number, keys_to=account.keys_to)


def faults(variables: Mapping[str, str], accounts: Collection[str]) -> list[str]:
    """What is wrong with the number."""
    number = variables.get(FROM, "")
    if number and not _NUMBER.fullmatch(number):
        return [f"{FROM} must be a whole number such as +16015550123."]
    if number and ACCOUNT not in accounts:
        return [f"{FROM} is set, but no Twilio account is: set TWILIO_ACCOUNT_SID and its key."]
    return []


def open_sender(settings: Settings) -> VoiceSender:
    """A sender for this number. It connects when the first call is made."""
    return VoiceSender(settings)
