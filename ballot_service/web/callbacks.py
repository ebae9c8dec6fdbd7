"""Where providers post what became of a message, what people write back, and which key was pressed during a call.

Their signature is the proof of who speaks; nobody signs in here. The answer is for programs: 204 when the report was
taken (also one that says nothing to us, or it would come again), 403 when the signature does not fit, 400 when it
cannot be read, 404 when no such provider is set up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import structlog
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from ballot_service.database import committed, db
from ballot_service.mailing import Marks
from ballot_service.services.announcing import (
    Forged,
    Unreadable,
    answer_key,
    keep_report,
    read_sendgrid,
    read_twilio,
)
from ballot_service.services.announcing.texts_in import IncomingText, as_twiml, read_text
from ballot_service.services.inbox import receive_text
from ballot_service.web.access import anyone
from ballot_service.web.answering import ring
from ballot_service.web.clock import now
from ballot_service.web.limits import FORGED_REPORTS, limiter
from ballot_service.web.rows import settings
from ballot_service.web.speaking import speak

callbacks = Blueprint("callbacks", __name__, url_prefix="/callbacks")

LARGEST = 2 * 1024 * 1024
"""Bytes. SendGrid gathers events and posts at most 768 kB at a time."""
EMPTY = ("", 204)

log = structlog.get_logger()


def _was_forged(response: Any) -> bool:
    return bool(response.status_code == 403)


@callbacks.post("/twilio/<mark>")
@anyone
@limiter.limit(FORGED_REPORTS, deduct_when=_was_forged)
def twilio(mark: str) -> ResponseReturnValue:
    """The status of one text message. Twilio signs our public address, as it was told it, and every field."""
    account = settings().twilio
    if account is None or not account.auth_token:
        return EMPTY[0], 404
    request.max_content_length = LARGEST
    token, marks = account.auth_token, Marks(settings())
    return _take(
        "sms",
        lambda: read_twilio(
            request.form,
            request.headers.get("X-Twilio-Signature", ""),
            auth_token=token,
            address=f"{settings().public_origin}{request.path}",
            attempt_id=marks.attempt_of(mark),
        ),
    )


@callbacks.post("/messages/twilio")
@anyone
@limiter.limit(FORGED_REPORTS, deduct_when=_was_forged)
def incoming_text() -> ResponseReturnValue:
    """A text message that somebody sent to our number; the answer to it goes back at once, as Twilio reads it."""
    account = settings().twilio
    if account is None or not account.auth_token:
        return EMPTY[0], 404
    request.max_content_length = LARGEST
    try:
        text = read_text(
            request.form,
            request.headers.get("X-Twilio-Signature", ""),
            auth_token=account.auth_token,
            address=f"{settings().public_origin}{request.path}",
        )
    except Forged:
        log.warning("message_forged", sender="sms")
        return EMPTY[0], 403
    except Unreadable:
        log.warning("message_unreadable", sender="sms")
        return EMPTY[0], 400
    return Response(as_twiml(_received(text)), mimetype="text/xml")


def _received(text: IncomingText) -> str:
    """What is said back. Whoever posts the same at the same moment comes second and gets nothing."""
    try:
        with committed(db.session()):
            answer = receive_text(db.session(), text, now=now())
            words = speak(answer.language, answer.sentence) if answer else ""
    except IntegrityError:
        return ""
    log.info("message_received", sender="sms", wish=text.reply.wish.value)
    ring()
    return words


@callbacks.post("/twilio/keys/<mark>")
@anyone
@limiter.limit(FORGED_REPORTS, deduct_when=_was_forged)
def twilio_key(mark: str) -> ResponseReturnValue:
    """The key that somebody pressed during a call, or none. The answer tells Twilio what to do on the line."""
    account = settings().twilio
    if account is None or not account.auth_token:
        return EMPTY[0], 404
    request.max_content_length = LARGEST
    try:
        with committed(db.session()):
            twiml = answer_key(
                db.session(),
                request.form,
                request.headers.get("X-Twilio-Signature", ""),
                auth_token=account.auth_token,
                address=f"{settings().public_origin}{request.path}",
                attempt_id=Marks(settings()).attempt_of(mark),
                now=now(),
            )
    except Forged:
        log.warning("key_forged", sender="voice")
        return EMPTY[0], 403
    return Response(twiml or "<Response/>", content_type="text/xml; charset=utf-8")


@callbacks.post("/sendgrid")
@anyone
@limiter.limit(FORGED_REPORTS, deduct_when=_was_forged)
def sendgrid() -> ResponseReturnValue:
    """A list of events. SendGrid signs the time and the body, byte for byte."""
    account = settings().sendgrid
    if account is None or not account.webhook_key:
        return EMPTY[0], 404
    request.max_content_length = LARGEST
    key = account.webhook_key
    return _take(
        "sendgrid",
        lambda: read_sendgrid(
            request.get_data(cache=False),
            request.headers.get("X-Twilio-Email-Event-Webhook-Signature", ""),
            request.headers.get("X-Twilio-Email-Event-Webhook-Timestamp", ""),
            public_key=key,
            attempt_of=Marks(settings()).attempt_of,
        ),
    )


def _take(sender: str, read: Callable[[], Iterable[Any]]) -> ResponseReturnValue:
    """Keeps each report in a transaction of its own, so that a list of them holds up no worker."""
    try:
        reports = list(read())
    except Forged:
        log.warning("report_forged", sender=sender)
        return EMPTY[0], 403
    except Unreadable:
        log.warning("report_unreadable", sender=sender)
        return EMPTY[0], 400
    for report in reports:
        keep_report(db.session(), report, now=now())
        db.session.commit()
    return EMPTY
