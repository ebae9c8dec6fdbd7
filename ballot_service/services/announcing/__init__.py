"""Sending: the notice of election and the ballot links, handed to the outbox and followed.

The only service that knows `outreach`. What is queued never holds a live link: `fill` supplies each link
at the moment of sending.
"""

from ballot_service.services.announcing.following import (
    PLACE,
    Ruling,
    UnclearMessage,
    Version,
    not_reached,
    record_published,
    rule_on,
    unclear_messages,
    versions,
)
from ballot_service.services.announcing.heads import send_heads
from ballot_service.services.announcing.notice_words import Speak, who_may_vote
from ballot_service.services.announcing.preparing import (
    Announcement,
    Announcing,
    PassedOver,
    Quote,
    ballot_address,
    prepare,
    public_address,
    quote,
)
from ballot_service.services.announcing.sending import (
    approve_words,
    fill,
    may_send,
    send_ballot_links,
    send_election_notice,
)

__all__ = [
    "PLACE",
    "Announcement",
    "Announcing",
    "PassedOver",
    "Quote",
    "Ruling",
    "Speak",
    "UnclearMessage",
    "Version",
    "approve_words",
    "ballot_address",
    "fill",
    "may_send",
    "not_reached",
    "prepare",
    "public_address",
    "quote",
    "record_published",
    "rule_on",
    "send_ballot_links",
    "send_election_notice",
    "send_heads",
    "unclear_messages",
    "versions",
    "who_may_vote",
]
