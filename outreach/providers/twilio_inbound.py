"""Twilio: a text or WhatsApp message that somebody sent to our number, as Twilio posts it, and the answer it takes.

Twilio itself answers the words it knows (STOP, START) and blocks our text messages after STOP; on WhatsApp it leaves
that to us. It says so with `OptOutType` where its advanced opt-out is on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from twilio.twiml.messaging_response import MessagingResponse

from outreach.replies import Wish

_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
_NUMBER = re.compile(r"(whatsapp:)?(\+[1-9]\d{6,14})")
LONGEST = 4_000
"""Letters that are kept. Twilio joins at most ten parts, 1,600 letters."""
_TWILIOS_OWN: Mapping[str, Wish] = MappingProxyType(
    {
        **dict.fromkeys(
            ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"), Wish.STOP
        ),
        **dict.fromkeys(("start", "unstop"), Wish.START),
    }
)
"""What Twilio obeys and answers by itself in every text message, written exactly so."""
_OPT_OUT_TYPES: Mapping[str, Wish] = MappingProxyType(
    {"STOP": Wish.STOP, "START": Wish.START, "HELP": Wish.HELP}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One incoming message. `sender` is a number, for WhatsApp too; `provider_did` is what Twilio has obeyed and
    answered already, if anything.
    """

    reference: str
    sender: str = field(repr=False)
    words: str = field(repr=False)
    by_whatsapp: bool = False
    provider_did: Wish | None = None


def read_inbound(form: Mapping[str, str]) -> Inbound:
    """The message in a posted form. Raises ValueError when it is none, or comes from no telephone number."""
    reference, sender = form.get("MessageSid", ""), _NUMBER.fullmatch(form.get("From", ""))
    if not _SID.fullmatch(reference) or sender is None or "Body" not in form:
        raise ValueError("This is not a text message.")
    words = form["Body"].replace("\x00", "")[:LONGEST]
    own = {} if sender[1] else _TWILIOS_OWN
    said = _OPT_OUT_TYPES.get(form.get("OptOutType", "")) or own.get(words.strip().casefold())
    return Inbound(
        reference=reference,
        sender=sender[2],
        words=words,
        by_whatsapp=bool(sender[1]),
        provider_did=said,
    )


def answer(words: str) -> str:
    """The document that has Twilio send these words back, or nothing when there are none."""
    response = MessagingResponse()
    if words:
        response.message(words)
    return str(response)
