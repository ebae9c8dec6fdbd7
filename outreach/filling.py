"""Makes the message of a claimed delivery: its stored text with the personal values of this moment put in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from outreach.leasing import Claimed
from outreach.sending import Attachment, Message
from outreach.wording import fill_in, fill_in_html


def message_of(
    delivery: Claimed,
    values: Mapping[str, str],
    now: datetime,
    attachments: tuple[Attachment, ...] = (),
) -> Message:
    """The message as it goes out, only in memory. `now` is aware. Raises MissingValue."""
    return Message(
        delivery_id=delivery.id,
        sent_at=now,
        channel=delivery.channel,
        purpose_class=delivery.purpose_class,
        language=delivery.language,
        address=delivery.address,
        subject=fill_in(delivery.subject, values),
        body=fill_in(delivery.body, values),
        html=fill_in_html(delivery.html, values),
        attachments=attachments,
    )
