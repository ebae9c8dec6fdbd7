"""The line to Twilio that its channels share: one try each, time limits, and an exact answer.

Twilio cannot be told to take a message only once, so the client never tries again by itself. What went unanswered is
settled by Twilio's own report, which is posted to an address that names the attempt, or by looking it up in Twilio's
list of what went to an address.
"""

from __future__ import annotations

import json
import logging
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import MaxRetryError, NewConnectionError

from outreach.looking_up import ABSENT, NO_ANSWER, UNKNOWN, Heard, Inquiry, Trace
from outreach.providers import answers, twilio
from outreach.sending import Message, Outcome, accepted

ACCOUNT = "twilio"
"""Under this name the account is among an installation's means."""
MOST_LISTED = 500
"""Messages to one address that are looked through; who has had more is left to a person."""
PAGE = 100
_BASE_URL = "https://api.twilio.com"
_ENVIRONMENT = {"TWILIO_REGION": "", "TWILIO_EDGE": ""}
"""The client would look into the environment; settings come from the caller alone."""
_SILENT = logging.Logger("outreach.providers.twilio.silent", level=logging.CRITICAL + 1)
"""The client writes requests into its log; numbers and links must not stand in ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One Twilio account. `username` and `password` are the account's SID and token, or an API key and its secret.

    `from_number` (E.164) or `messaging_service` sends text messages. `report_to` gives the signed address for reports
    on an attempt, `keys_to` the one for keys pressed during a call; both are None where nothing could come or nothing
    that comes could be checked. `timeout` in seconds holds for every single wait.
    """

    account_sid: str
    username: str
    password: str = field(repr=False)
    from_number: str = ""
    messaging_service: str = ""
    report_to: Callable[[UUID], str] | None = None
    keys_to: Callable[[UUID], str] | None = None
    base_url: str = _BASE_URL
    timeout: float = 15.0


class _OneTry(TwilioHttpClient):  # type: ignore[misc]  # the library has no types
    """Speaks to the address in the settings, never twice, and keeps the last answer's headers."""

    def __init__(self, account: Account) -> None:
        super().__init__(pool_connections=True, timeout=account.timeout, logger=_SILENT, max_retries=0)
        self._base_url = account.base_url
        self.headers: Mapping[str, str] = {}

    def request(self, method: str, url: str, *args: Any, **named: Any) -> Response:
        self.headers = {}
        address = self._base_url + url.removeprefix(_BASE_URL)
        response = super().request(method, address, *args, **named)
        self.headers = dict(response.headers or {})
        return response


class Line:
    """Keeps one connection between messages."""

    def __init__(self, account: Account) -> None:
        self._http = _OneTry(account)
        self._client = Client(
            account.username,
            account.password,
            account.account_sid,
            http_client=self._http,
            environment=_ENVIRONMENT,
        )

    def hand_over(self, create: Callable[[Any], Any], now: datetime) -> Outcome:
        """Makes one request with the client. Never raises for what a network or Twilio can do; `now` is aware."""
        try:
            made = create(self._client)
        except TwilioException as error:
            return self._refusal(error, now)
        except RequestException as error:
            if _never_left(error):
                return answers.no_connection(twilio.NAME, error)
            return answers.no_answer(twilio.NAME, error)
        except (json.JSONDecodeError, KeyError, TypeError):
            return answers.unreadable(twilio.NAME)
        return accepted(made.sid) if made.sid else answers.unreadable(twilio.NAME)

    def look_up(
        self,
        listed: Callable[[Any], Iterable[Any]],
        message: Message,
        inquiry: Inquiry,
        *,
        sender: str,
        has_same_words: Callable[[Any], bool | None] = lambda _found: None,
    ) -> Heard:
        """Looks for one message among those to its address, newest first. Never raises for what a network can do.

        Nothing is asked for by the time of sending: what still waits at Twilio has none, and would be passed over.
        Where `has_same_words` cannot say (None), the time decides if no other message of ours could be meant.
        """
        if message.attempt_id is None:
            return UNKNOWN
        seen = 0
        try:
            for found in listed(self._client):
                seen += 1
                if not inquiry.fits(found.sid, found.date_created):
                    continue
                same = has_same_words(found)
                if same is None and not inquiry.alone:
                    return UNKNOWN
                if same is not False:
                    report = twilio.found_report(found, message.attempt_id, sender)
                    return Heard(trace=Trace.FOUND, report=report)
        except (TwilioException, RequestException, ValueError, KeyError, TypeError):
            return NO_ANSWER
        return UNKNOWN if seen >= MOST_LISTED else ABSENT

    def close(self) -> None:
        """Ends the connection; the next message opens a new one."""
        self._http.session.close()

    def _refusal(self, error: TwilioException, now: datetime) -> Outcome:
        """What Twilio answered; its own words may quote the number, so only its codes are kept."""
        status, code = getattr(error, "status", 0), getattr(error, "code", 0)
        return twilio.outcome_of(int(code or 0), int(status or 0), self._http.headers, now)


def _never_left(error: RequestException) -> bool:
    """Whether no connection came about: refused, no such name, no route, or a certificate that does not fit."""
    if isinstance(error, ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    if isinstance(reason, NewConnectionError):
        return True
    return any(isinstance(one, ssl.SSLCertVerificationError) for one in getattr(reason, "args", ()))
