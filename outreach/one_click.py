"""The two headers with which a mail program ends news with one click (RFC 8058).

They stand on news alone. A ballot link, a code and an answer go to one person who needs them: a click there must not
cost the vote. Mail programs trust the headers only in a mail with a DKIM signature over them, which the mail server or
SendGrid adds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from outreach.sending import Message
from outreach.states import PurposeClass

LIST_UNSUBSCRIBE = "List-Unsubscribe"


def one_click(message: Message, address: Callable[[UUID], str] | None) -> Mapping[str, str]:
    """The headers of one mail; none where it is no news or there is no address over HTTPS."""
    if message.purpose_class is not PurposeClass.NEWS or address is None:
        return {}
    return {
        LIST_UNSUBSCRIBE: f"<{address(message.delivery_id)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
