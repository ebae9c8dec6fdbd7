"""A key that somebody pressed during a phone call: what Twilio does next.

Twilio asks while the person waits on the line. The answer reads the text that was sent, word for word, or hangs up.
"""

from __future__ import annotations

from collections.abc import Mapping
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
) -> str | None:
    """What Twilio shall do, as TwiML, after the key in a form posted to `address`, our own public address.

    None for a call that is not ours. Raises Forged when the signature does not fit.
    """
    if not twilio.is_genuine(auth_token, address, form, signature):
        raise Forged
    attempt = session.get(outreach.Attempt, attempt_id) if attempt_id else None
    if attempt is None or attempt.sender != voice.NAME:
        return None
    delivery = session.get_one(outreach.Delivery, attempt.delivery_id)
    return voice.after_key(form.get("Digits", ""), delivery.body, delivery.language, address)
