"""Twilio: what its error codes mean for a message, what it reports about one, and how it signs a report.

The codes are those of Twilio's error dictionary (twilio.com/docs/api/errors). Twilio adds codes and asks programs not
to rely on them: one that is not listed is judged by its HTTP status, and its number is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from twilio.request_validator import RequestValidator

from outreach.providers.answers import of_status
from outreach.reports import Report
from outreach.sending import Outcome, not_sent, refused
from outreach.states import ReportKind

NAME = "Twilio"
SMS, WHATSAPP, VOICE = "sms", "whatsapp", "voice"
"""The channel files that Twilio carries; a report says by its form which of them it is about."""

_REFUSED: Mapping[str, tuple[str, tuple[int, ...]]] = MappingProxyType(
    {
        "number_invalid": ("the number cannot be used", (13223, 13224, 21211, 21217, 21265, 21266, 21604)),
        "not_mobile": ("the number takes no text messages", (21614, 21635)),
        "opted_out": ("the person has replied STOP", (21610,)),
        "number_unverified": ("a trial account sends to verified numbers only", (21219, 21608)),
        "region_blocked": ("the account may not send to this country", (21215, 21408)),
        "no_route": ("there is no way from our number to this one", (21612,)),
        "text_too_long": ("the text is too long", (21605, 21617)),
        "template_refused": ("it does not take the template", (21655, 21656, 63027, 63028)),
    }
)
"""About this recipient or this text: it would be refused again."""
_HELD_BACK: Mapping[str, tuple[str, tuple[int, ...]]] = MappingProxyType(
    {
        "key_refused": ("it refuses our key", (20003, 20006)),
        "account_inactive": ("the account is not active", (10001, 20005, 30002)),
        "sender_refused": (
            "it refuses our number or messaging service as sender",
            (
                21210,
                21212,
                21267,
                21603,
                21606,
                21659,
                21660,
                21661,
                21701,
                21702,
                21703,
                21704,
                21705,
                63007,
            ),
        ),
        "report_address_refused": ("it refuses the address for its reports", (21609,)),
    }
)
"""About our account: nothing can be sent until somebody has put it right, and then everything can."""
_BUSY = (14107, 20429, 21611, 30001, 63038)
_NOT_DELIVERED: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "phone_off": (30003,),
        "phone_blocks": (30004,),
        "number_unknown": (30005,),
        "not_mobile": (30006, 21614, 21635),
        "carrier_filtered": (30007,),
        "sender_unregistered": (30024, 30032, 30034, 30035),
        "opted_out": (21610,),
        "not_on_whatsapp": (63003, 63024),
        "outside_window": (63016,),
        "template_refused": (63027, 63028),
    }
)
_KINDS: Mapping[str, ReportKind] = MappingProxyType(
    {
        **dict.fromkeys(("accepted", "scheduled", "queued", "sending", "sent"), ReportKind.TAKEN),
        **dict.fromkeys(("delivered", "read"), ReportKind.DELIVERED),
        **dict.fromkeys(("undelivered", "failed", "canceled"), ReportKind.FAILED),
    }
)
_CALLS: Mapping[str, tuple[ReportKind, str]] = MappingProxyType(
    {
        **dict.fromkeys(("queued", "initiated", "ringing", "in-progress"), (ReportKind.TAKEN, "")),
        "completed": (ReportKind.DELIVERED, ""),
        "busy": (ReportKind.FAILED, "line_busy"),
        "no-answer": (ReportKind.FAILED, "no_reply"),
        "failed": (ReportKind.FAILED, "not_delivered"),
        "canceled": (ReportKind.FAILED, "not_delivered"),
    }
)
"""What becomes of a call. "Completed" means that somebody, or a machine, picked up."""


def outcome_of(code: int, status: int, headers: Mapping[str, str], now: datetime) -> Outcome:
    """What an answer other than "created" means. `code` is Twilio's own; `now` is aware."""
    if status >= 500:
        return of_status(NAME, status, headers, now)
    if code in _BUSY:
        return of_status(NAME, 429, headers, now)
    for error, (why, codes) in _REFUSED.items():
        if code in codes:
            return refused(error, f"Twilio refuses the message: {why} ({code}).")
    for error, (why, codes) in _HELD_BACK.items():
        if code in codes:
            return not_sent(error, f"Twilio sends nothing: {why} ({code}).", halt=True)
    plain = of_status(NAME, status, headers, now)
    if plain.error == "message_refused" and code != status:
        return refused("message_refused", f"Twilio refuses the message ({code}).")
    return plain


def is_genuine(auth_token: str, address: str, form: Mapping[str, str], signature: str) -> bool:
    """Whether Twilio signed this report: HMAC over the address it was posted to and all its fields."""
    return bool(signature) and bool(RequestValidator(auth_token).validate(address, form, signature))


def read_report(form: Mapping[str, str], attempt_id: UUID) -> Report | None:
    """The report in a posted form; None for a status that says nothing about sending.

    Raises ValueError when the form is no status report at all. Twilio gives no time.
    """
    if "CallSid" in form:
        return _call_report(form, attempt_id)
    name, reference = form.get("MessageStatus", ""), form.get("MessageSid", "")
    if not name or not reference or not reference.isprintable():
        raise ValueError("This is not a status report.")
    kind = _KINDS.get(name)
    if kind is None:
        return None
    return Report(
        attempt_id=attempt_id,
        sender=WHATSAPP if form.get("To", "").startswith("whatsapp:") else SMS,
        kind=kind,
        name=name,
        error=_why(form.get("ErrorCode", "")) if kind is ReportKind.FAILED else "",
        provider_reference=reference,
    )


def found_report(found: Any, attempt_id: UUID, sender: str) -> Report:
    """What Twilio's own list says of a message or a call that it has. In a state unknown to us it has it, too."""
    name, code = str(found.status or "queued"), str(getattr(found, "error_code", "") or "")
    if sender == VOICE:
        kind, error = _CALLS.get(name, (ReportKind.TAKEN, ""))
    else:
        kind = _KINDS.get(name, ReportKind.TAKEN)
        error = _why(code) if kind is ReportKind.FAILED else ""
    return Report(
        attempt_id=attempt_id, sender=sender, kind=kind, name=name, error=error, provider_reference=found.sid
    )


def _call_report(form: Mapping[str, str], attempt_id: UUID) -> Report | None:
    name, reference = form.get("CallStatus", ""), form["CallSid"]
    if not name or not reference or not reference.isprintable():
        raise ValueError("This is not a status report.")
    if name not in _CALLS:
        return None
    kind, error = _CALLS[name]
    return Report(
        attempt_id=attempt_id, sender=VOICE, kind=kind, name=name, error=error, provider_reference=reference
    )


def _why(code: str) -> str:
    number = int(code) if code.isdecimal() else 0
    return next((error for error, codes in _NOT_DELIVERED.items() if number in codes), "not_delivered")


ERRORS = frozenset({*_REFUSED, *_HELD_BACK, *_NOT_DELIVERED, "not_delivered", "line_busy", "no_reply"})
"""Every short code that only this provider gives, so that a page can be checked to have words for each."""
