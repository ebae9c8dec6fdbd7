"""SendGrid: what its answers mean for a mail, what its Event Webhook reports, and how that is signed."""

from __future__ import annotations

import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from sendgrid.helpers.eventwebhook import EventWebhook

from outreach.providers.answers import of_status
from outreach.reports import Report
from outreach.sending import Outcome, not_sent, refused
from outreach.states import ReportKind

NAME = "SendGrid"
SENDER = "sendgrid"
MARK = "attempt"
"""The name of the custom argument that comes back with every event."""

_KINDS: Mapping[str, ReportKind] = MappingProxyType(
    {
        "processed": ReportKind.TAKEN,
        "deferred": ReportKind.TAKEN,
        "delivered": ReportKind.DELIVERED,
        "bounce": ReportKind.FAILED,
        "dropped": ReportKind.FAILED,
        "spamreport": ReportKind.DELIVERED,
        "unsubscribe": ReportKind.DELIVERED,
    }
)
"""What people do with a mail (open, click) is not kept: we asked for none of it. Whoever calls it spam or unsubscribes
at SendGrid has got it, and wants no more: SendGrid blocks the address from then on, so we have to know.
"""
_WISHES: Mapping[str, str] = MappingProxyType({"spamreport": "marked_as_spam", "unsubscribe": "opted_out"})


class Malformed(ValueError):
    """What was posted is no list of events."""


def outcome_of(status: int, body: bytes, headers: Mapping[str, str], now: datetime) -> Outcome:
    """What an answer other than "accepted" means. `now` is aware."""
    field = _first_field(body) if status == 400 else ""
    if field.startswith("from"):
        words = "SendGrid sends nothing: it refuses our address as sender (400)."
        return not_sent("sender_refused", words, halt=True)
    if field.startswith("personalizations") and field.endswith("email"):
        return refused("address_refused", "SendGrid refuses the mail address (400).")
    return of_status(NAME, status, headers, now)


def _first_field(body: bytes) -> str:
    """Which part of the request is complained about; the rest of the answer may quote the address."""
    try:
        return str(json.loads(body)["errors"][0]["field"] or "")
    except (ValueError, LookupError, TypeError):
        return ""


def public_key(text: str) -> EventWebhook:
    """The verification key as SendGrid shows it (base64 without the PEM lines). Raises ValueError."""
    try:
        return EventWebhook(text)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError("This is not a public key.") from error


def is_genuine(key: EventWebhook, body: bytes, signature: str, timestamp: str) -> bool:
    """Whether SendGrid signed these events: ECDSA over the time and the body as it came."""
    if not signature or not timestamp:
        return False
    try:
        return bool(key.verify_signature(body.decode(), signature, timestamp))
    except (ValueError, binascii.Error):
        return False


def read_reports(body: bytes, attempt_of: Callable[[str], UUID | None]) -> Sequence[Report | None]:
    """One report for each event that says something about sending; None for one that is about no attempt of ours.

    `attempt_of` reads our mark, or answers None for one we never made. Raises Malformed, also where some of the events
    are whole.
    """
    try:
        events = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("This is not JSON.") from error
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise Malformed("This is not a list of events.")
    return [_report(event, attempt_of) for event in events if _word(event, "event") in _KINDS]


def _word(event: Mapping[str, Any], name: str) -> str:
    """What stands there, in letters that a database takes. Raises Malformed."""
    found = event.get(name, "")
    if isinstance(found, list | dict) or not str(found).isprintable():
        raise Malformed("This is not an event.")
    return str(found)


def _report(event: Mapping[str, Any], attempt_of: Callable[[str], UUID | None]) -> Report | None:
    attempt_id = attempt_of(_word(event, MARK))
    if attempt_id is None:
        return None
    name, stamp = _word(event, "event"), _word(event, "timestamp")
    return Report(
        attempt_id=attempt_id,
        sender=SENDER,
        kind=_KINDS[name],
        name=name,
        error=_why(event) if _KINDS[name] is ReportKind.FAILED else _WISHES.get(name, ""),
        stamp=stamp,
        occurred_at=_moment(stamp),
        provider_reference=_word(event, "sg_message_id"),
    )


def _moment(stamp: str) -> datetime | None:
    return datetime.fromtimestamp(int(stamp), UTC) if stamp.isdecimal() and len(stamp) <= 11 else None


def _why(event: Mapping[str, Any]) -> str:
    """A short code for why a mail did not arrive. The reason's own words may quote the address."""
    reason = str(event.get("reason", "")).lower()
    if "unsubscribed" in reason:
        return "opted_out"
    if "spam" in reason:
        return "marked_as_spam"
    if event.get("type") == "blocked":
        return "mailbox_blocks"
    return "mailbox_unknown" if event["event"] == "bounce" or "bounced" in reason else "not_delivered"


ERRORS = frozenset(
    {"sender_refused", "address_refused", "opted_out", "marked_as_spam", "mailbox_blocks", "mailbox_unknown"}
    | {"not_delivered"}
)
"""Every short code that only this provider gives, so that a page can be checked to have words for each."""
