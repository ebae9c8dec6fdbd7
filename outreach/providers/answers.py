"""What an answer over HTTP means for one message, the same for every provider.

Neither Twilio nor SendGrid can be asked to take a message only once. So whatever leaves open whether the message was
taken (silence, a lost connection, a failure on their side) is uncertain, and stops the round: better one unclear
message a minute than a hundred at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from outreach.sending import Outcome, not_sent, refused, uncertain

LONGEST_WAIT = timedelta(hours=1)
"""A provider that asks for more is asked again after this long."""


def of_status(provider: str, status: int, headers: Mapping[str, str], now: datetime) -> Outcome:
    """The meaning of a status that says "not accepted", where the provider's own code says nothing better.

    `headers` in any spelling; `now` is aware. What concerns our key or our account holds all messages back until
    somebody has put it right; none of them is lost.
    """
    if status == 429:
        words = f"{provider} asks us to wait (429). Nothing was sent."
        return not_sent("busy", words, halt=True, wait=asked_to_wait(headers, now))
    if status == 401:
        return not_sent("key_refused", f"{provider} refuses our key (401). Nothing was sent.", halt=True)
    if status == 403:
        return not_sent(
            "not_permitted", f"{provider} does not let us send (403). Nothing was sent.", halt=True
        )
    if status == 404:
        return not_sent("account_unknown", f"{provider} does not know our account (404).", halt=True)
    if status == 413:
        return refused("text_too_long", f"{provider} finds the message too long (413).")
    if 400 <= status < 500:
        return refused("message_refused", f"{provider} refuses the message ({status}).")
    if status >= 500:
        words = f"{provider} failed ({status}). Nobody knows whether it has the message."
        return uncertain("provider_failed", words, halt=True)
    return unreadable(provider)


def unreadable(provider: str) -> Outcome:
    """An answer that says neither yes nor no."""
    words = f"{provider} gave an answer that cannot be read. Nobody knows whether it has the message."
    return uncertain("answer_unclear", words, halt=True)


def no_connection(provider: str, error: BaseException) -> Outcome:
    """No connection came about, so nothing can have been sent."""
    words = f"{provider} cannot be reached ({type(error).__name__}). Nothing was sent."
    return not_sent("no_connection", words, halt=True)


def no_answer(provider: str, error: BaseException) -> Outcome:
    """The connection was there, and no whole answer came back over it."""
    words = f"{provider} did not answer ({type(error).__name__}). Nobody knows whether it has the message."
    return uncertain("no_answer", words, halt=True)


def asked_to_wait(headers: Mapping[str, str], now: datetime) -> timedelta:
    """How long the provider asks us to wait: `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), or SendGrid's
    `X-RateLimit-Reset` (seconds since 1970). Nothing readable is no wish.
    """
    found = {name.lower(): value.strip() for name, value in headers.items()}
    wish = found.get("retry-after", "")
    if wish.isdecimal():
        wait = timedelta(seconds=min(int(wish), LONGEST_WAIT.total_seconds()))
    elif wish:
        wait = _until(wish, now)
    else:
        wait = _until_reset(found.get("x-ratelimit-reset", ""), now)
    return min(max(wait, timedelta(0)), LONGEST_WAIT)


def _until(date: str, now: datetime) -> timedelta:
    try:
        then = parsedate_to_datetime(date)
    except ValueError:
        return timedelta(0)
    return (then if then.tzinfo else then.replace(tzinfo=UTC)) - now


def _until_reset(seconds: str, now: datetime) -> timedelta:
    if not seconds.isdecimal():
        return timedelta(0)
    return timedelta(seconds=min(int(seconds) - now.timestamp(), LONGEST_WAIT.total_seconds()))
