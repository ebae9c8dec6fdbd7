"""E-mail over SendGrid: one try each, time limits, no tracking of readers, and an exact answer for each mail.

SendGrid cannot be told to take a mail only once, so nothing is tried again here. What went unanswered is settled by
its events, which carry our signed mark of the attempt.
"""

from __future__ import annotations

import base64
import errno
import logging
import socket
import ssl
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from uuid import UUID

from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient

from outreach.mail_html import as_html
from outreach.media import EMAIL
from outreach.one_click import one_click
from outreach.providers import answers, sendgrid
from outreach.sending import Attachment, Means, Message, Outcome, accepted

NAME = "sendgrid"
CARRIES = (EMAIL,)
VARIABLES = ()
"""The mail account is given whole."""
logging.getLogger("python_http_client.client").disabled = True
"""It writes whole requests into its log: the key, the address and the link."""
_NO_ROUTE = (errno.ECONNREFUSED, errno.ENETUNREACH, errno.EHOSTUNREACH)
_NO_TRACKING = {
    "click_tracking": {"enable": False, "enable_text": False},
    "open_tracking": {"enable": False},
    "subscription_tracking": {"enable": False},
    "ganalytics": {"enable": False},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One SendGrid account. `sender` is "Name <address>"; `timeout` in seconds holds for every single wait.

    `mark` signs an attempt's id; events bring it back.
    """

    api_key: str = field(repr=False)
    sender: str
    reply_to: str = ""
    unsubscribe: Callable[[UUID], str] | None = None
    """The address at which one delivery's reader ends news with one click (RFC 8058)."""
    mark: Callable[[UUID], str] | None = None
    base_url: str = "https://api.sendgrid.com"
    timeout: float = 15.0


class SendGridSender:
    """Opens a connection for each mail, as SendGrid's own client does."""

    name = NAME

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._api = SendGridAPIClient(settings.api_key, host=settings.base_url)
        self._api.client.timeout = settings.timeout

    def send(self, message: Message) -> Outcome:
        """Hands one mail to SendGrid. Never raises for what a network or SendGrid can do."""
        try:
            answer = self._api.client.mail.send.post(request_body=compose(message, self._settings))
        except HTTPError as error:
            headers = dict(error.headers or {})
            return sendgrid.outcome_of(error.status_code, error.body, headers, message.sent_at)
        except URLError as error:
            return _not_answered(error.reason if isinstance(error.reason, BaseException) else error)
        except (OSError, HTTPException) as error:
            return answers.no_answer(sendgrid.NAME, error)
        if answer.status_code != 202:
            return answers.unreadable(sendgrid.NAME)
        return accepted(answer.headers.get("X-Message-Id", ""))

    def close(self) -> None:
        """No connection is kept."""


def compose(message: Message, settings: Settings) -> dict[str, Any]:
    """The mail as SendGrid's v3 Mail Send wants it: plain text first, then HTML, and nothing that watches readers."""
    to: dict[str, Any] = {"to": [{"email": message.address}]}
    if settings.mark is not None and message.attempt_id is not None:
        to["custom_args"] = {sendgrid.MARK: settings.mark(message.attempt_id)}
    content = [
        {"type": "text/plain", "value": message.body},
        {"type": "text/html", "value": message.html or as_html(message)},
    ]
    mail: dict[str, Any] = {
        "personalizations": [to],
        "from": _address(settings.sender),
        "subject": message.subject,
        "content": content,
        "headers": {
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
            **one_click(message, settings.unsubscribe),
        },
        "tracking_settings": _NO_TRACKING,
    }
    if message.attachments:
        mail["attachments"] = [_file(one) for one in message.attachments]
    if settings.reply_to:
        mail["reply_to"] = _address(settings.reply_to)
    return mail


def settings_of(means: Means) -> Settings | None:
    """The account as it was given."""
    found: Settings | None = means.accounts.get(NAME)
    return found


def faults(variables: Mapping[str, str], accounts: Collection[str]) -> list[str]:  # noqa: ARG001 - as every file
    """The account is checked by whoever gives it."""
    return []


def open_sender(settings: Settings) -> SendGridSender:
    """A sender for this account."""
    return SendGridSender(settings)


def _address(written: str) -> dict[str, str]:
    name, address = parseaddr(written)
    return {"email": address, "name": name} if name else {"email": address}


def _file(one: Attachment) -> dict[str, str]:
    """SendGrid refuses a mail whose attachment has a ";" in its type. What the parameters say stands in the file too:
    a calendar file has its method and is in UTF-8 in any case (RFC 5545, 3.1.4 and 3.7.2).
    """
    content = base64.b64encode(one.content).decode("ascii")
    return {"content": content, "type": one.media_type, "filename": one.name, "disposition": "attachment"}


def _not_answered(error: BaseException) -> Outcome:
    """Refused, no such name, no route and a wrong certificate mean that no connection came about; the rest is open."""
    unreachable = isinstance(error, OSError) and error.errno in _NO_ROUTE
    if unreachable or isinstance(error, socket.gaierror | ssl.SSLCertVerificationError):
        return answers.no_connection(sendgrid.NAME, error)
    return answers.no_answer(sendgrid.NAME, error)
