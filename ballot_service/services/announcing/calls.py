"""A key that somebody pressed during a phone call: what Twilio does next, and whether we may call again.

Twilio asks while the person waits on the line. The answer reads the text that was sent, word for word, or hangs up.
Pressing 9 goes into the consent ledger, once for each call however often Twilio posts it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

import outreach
from ballot_service.services.announcing.reports import Forged
from outreach.channels import voice
from outreach.providers import twilio


def answer_key(
    session: Session,
    form: Mapping[str, str],
    signature: str,
    *,
    auth_token: str,
    address: str,
    attempt_id: UUID | None,
    now: datetime,
) -> str | None:
    """What Twilio shall do, as TwiML, after the key in a form posted to `address`, our own public address.

    `now` is aware. None for a call that is not ours. Raises Forged when the signature does not fit.
    """
    if not twilio.is_genuine(auth_token, address, form, signature):
        raise Forged
    attempt = session.get(outreach.Attempt, attempt_id) if attempt_id else None
    if attempt is None or attempt.sender != voice.NAME:
        return None
    delivery = session.get_one(outreach.Delivery, attempt.delivery_id)
    key = form.get("Digits", "")
    if key == voice.STOP:
        outreach.note(session, _no_more_calls(delivery.address, attempt.id, now), now=now)
    return voice.after_key(key, delivery.body, delivery.language, address)


def _no_more_calls(number: str, attempt_id: UUID, now: datetime) -> outreach.Consent:
    """The person was told about calls, so it ends calls of every kind; text messages have a STOP of their own."""
    return outreach.Consent(
        channel=voice.NAME,
        address=number,
        purpose_class=outreach.PurposeClass.EVERYTHING,
        says=outreach.Says.NO,
        source=outreach.ConsentSource.REPLY,
        at=now,
        wording=voice.STOP,
        stamp=f"key:{attempt_id}",
    )
