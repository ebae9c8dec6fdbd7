"""A text message that somebody sent us, as the provider posts it: checked for its signature, and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ballot_service.services.announcing.reports import Forged, Unreadable
from outreach.providers import twilio, twilio_inbound
from outreach.replies import Reply, read_reply
from outreach.replies import Wish as ReplyWish
from outreach.segments import in_small_alphabet

__all__ = ["IncomingText", "Reply", "ReplyWish"]


@dataclass(frozen=True, kw_only=True)
class IncomingText:
    """One message. `is_answered` says that the provider has answered it already."""

    reference: str
    sender: str = field(repr=False)
    words: str = field(repr=False)
    reply: Reply
    is_answered: bool
    by_whatsapp: bool = False


def read_text(form: Mapping[str, str], signature: str, *, auth_token: str, address: str) -> IncomingText:
    """The message in a form that was posted to `address`, our own public address. Raises Forged, Unreadable."""
    if not twilio.is_genuine(auth_token, address, form, signature):
        raise Forged
    try:
        found = twilio_inbound.read_inbound(form)
    except ValueError as error:
        raise Unreadable from error
    reply = read_reply(found.words)
    if found.provider_did is not None:
        reply = Reply(wish=found.provider_did, language=reply.language)
    return IncomingText(
        reference=found.reference,
        sender=found.sender,
        words=found.words,
        reply=reply,
        is_answered=found.provider_did is not None,
        by_whatsapp=found.by_whatsapp,
    )


def as_twiml(words: str) -> str:
    """The document that has the provider send these words back; an empty one when there are none."""
    return twilio_inbound.answer(in_small_alphabet(words) if words else "")
