"""WhatsApp over Twilio: a notice fills the places of a text that WhatsApp has approved before.

WhatsApp takes free text only within 24 hours of a person's own message. Everything else must be one of its approved
templates, in one language each. So the subject of a text here is the name of a template, each of its lines fills one
place of it ({{1}}, {{2}} …), and the settings say which template of Twilio's (HX…) stands behind a name in a
language. For news only: the words around the places are not ours, so no personal link is put into them. A text without
a subject goes as it is: an answer to somebody who has just written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from outreach.looking_up import Heard, Inquiry
from outreach.media import Medium, Reaches, say
from outreach.providers.twilio_line import ACCOUNT, MOST_LISTED, PAGE, Account, Line
from outreach.sending import Means, Message, Outcome, refused

NAME = "whatsapp"
LONGEST = 1024
"""Letters of a template's text with everything filled in (WhatsApp's own limit)."""
WHATSAPP = Medium(
    name="whatsapp",
    called=say("WhatsApp"),
    reaches=Reaches.MOBILE,
    counts_as="text_message",
    parts=(".subject.txt", ".txt"),
    personal_links=False,
    rank=30,
    only_if_chosen=True,
    longest=LONGEST,
    lines_only=True,
    advice=(
        say("WhatsApp refuses free text to people who have not written in the last 24 hours."),
        say(
            "Have each notice approved as a template in each language, and name it in TWILIO_WHATSAPP_TEMPLATES."
        ),
        say("Each line of the text fills one place of the template."),
    ),
    arrived=say("Delivered to the phone."),
)
CARRIES = (WHATSAPP,)
FROM, TEMPLATES = "TWILIO_WHATSAPP_FROM", "TWILIO_WHATSAPP_TEMPLATES"
VARIABLES = (FROM, TEMPLATES)
SAYS = MappingProxyType(
    {
        "template_missing": (
            say("Refused: WhatsApp has no approved text for this notice in this language."),
            say("Reach the person another way, and ask the technician to set the template."),
        ),
        "template_refused": (
            say("Refused: WhatsApp does not take this template."),
            say("Reach the person another way, and ask the technician to look at the template."),
        ),
        "not_on_whatsapp": (
            say("It did not arrive: the number is not on WhatsApp."),
            say("Reach the person another way."),
        ),
        "outside_window": (
            say("It did not arrive: WhatsApp takes only approved texts from us."),
            say("Ask the technician to set the template. Until then, reach the person another way."),
        ),
    }
)
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_ENTRY = re.compile(r"([a-z_]+)\.([a-z]{2,3}(?:-[A-Za-z0-9]+)*)=(HX[0-9a-fA-F]{32})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The account, the number that is on WhatsApp (E.164), and Twilio's template (HX…) by name and language."""

    account: Account
    from_number: str
    templates: Mapping[tuple[str, str], str]


class WhatsAppSender:
    """Keeps one connection between messages."""

    name = NAME

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._line = Line(settings.account)

    def send(self, message: Message) -> Outcome:
        """Hands one message to Twilio. Never raises for what a network or Twilio can do."""
        words = self._words(message)
        if words is None:
            return refused("template_missing", "No template is set for this notice in this language.")
        request = {"to": f"whatsapp:{message.address}", **words, **self._around(message)}
        return self._line.hand_over(lambda client: client.messages.create(**request), message.sent_at)

    def look_up(self, message: Message, inquiry: Inquiry) -> Heard:
        """Looks for the message in Twilio's list. Its words are those of the template, so number and time decide."""
        ours, theirs = f"whatsapp:{self._settings.from_number}", f"whatsapp:{message.address}"
        return self._line.look_up(
            lambda client: client.messages.stream(to=theirs, from_=ours, page_size=PAGE, limit=MOST_LISTED),
            message,
            inquiry,
            sender=NAME,
        )

    def close(self) -> None:
        """Ends the connection; the next message opens a new one."""
        self._line.close()

    def _words(self, message: Message) -> dict[str, str] | None:
        """Free words, or the template with our lines; None without one."""
        if not message.subject:
            return {"body": message.body}
        template = self._settings.templates.get((message.subject, message.language))
        if template is None:
            return None
        lines = json.dumps(places(message.body), ensure_ascii=False)
        return {"content_sid": template, "content_variables": lines}

    def _around(self, message: Message) -> dict[str, str]:
        account = self._settings.account
        request = {"from_": f"whatsapp:{self._settings.from_number}"}
        if account.report_to is not None and message.attempt_id is not None:
            request["status_callback"] = account.report_to(message.attempt_id)
        return request


def places(body: str) -> dict[str, str]:
    """The lines of a text by the number of the place that each fills."""
    return {str(number): line for number, line in enumerate(body.splitlines(), start=1)}


def settings_of(means: Means) -> Settings | None:
    """The number and its templates. None unless both are there, with an account."""
    account: Account | None = means.accounts.get(ACCOUNT)
    number, templates = means.variables.get(FROM, ""), _templates(means.variables)
    if account is None or not number or not templates:
        return None
    return Settings(account=account, from_number=number, templates=templates)


def faults(variables: Mapping[str, str], accounts: Collection[str]) -> list[str]:
    """What is half set: a number without templates, templates that cannot be read, or no account for them."""
    number, written = variables.get(FROM, ""), variables.get(TEMPLATES, "")
    if not number and not written:
        return []
    found = []
    if not _NUMBER.fullmatch(number):
        found.append(f"{FROM} must be a whole number such as +16015550123.")
    if not written or not all(_ENTRY.fullmatch(entry) for entry in _entries(written)):
        found.append(
            f"{TEMPLATES} must name a template for each notice and language, such as "
            "election_notice.en=HX and 32 more characters, parted by commas."
        )
    if ACCOUNT not in accounts:
        found.append(f"{FROM} is set, but no Twilio account is: set TWILIO_ACCOUNT_SID and its key.")
    return found


def open_sender(settings: Settings) -> WhatsAppSender:
    """A sender for this number. It connects when the first message is sent."""
    return WhatsAppSender(settings)


def _entries(written: str) -> list[str]:
    return [entry for entry in re.split(r"[,\s]+", written) if entry]


def _templates(variables: Mapping[str, str]) -> dict[tuple[str, str], str]:
    found = (_ENTRY.fullmatch(entry) for entry in _entries(variables.get(TEMPLATES, "")))
    return {(entry[1], entry[2]): entry[3] for entry in found if entry}
