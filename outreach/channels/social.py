"""Posts on social networks over Apprise, where an account is connected: a text with the address of a page, no picture.

Apprise says only that a post went out or that it did not, whatever the reason. So a "no" is uncertain: it is never
posted again by itself, and a person looks at the account. The library is loaded when the first post goes out, and is
installed only where it is wanted. An account's address holds its key: it is read from one variable and never shown.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

from outreach.media import Medium, Reaches, say
from outreach.sending import Means, Message, Outcome, accepted, not_sent, uncertain

NAME = "social"
SOCIAL = Medium(
    name="social",
    called=say("Social media post"),
    reaches=Reaches.NOBODY,
    counts_as="social",
    personal_links=False,
    rank=80,
    longest=500,
    advice=(say("A picture is not posted by itself: whoever wants one publishes the post by hand."),),
    arrived=say("Posted by the connected account."),
)
CARRIES = (SOCIAL,)
ACCOUNTS = "APPRISE_ACCOUNTS"
VARIABLES = (ACCOUNTS,)
LIBRARY = "apprise"
POSTED = "posted"
"""The reference of a post that went out; Apprise gives none."""
SAYS = MappingProxyType(
    {
        "account_missing": (
            say("Not sent yet: no account is connected for this post."),
            say("Ask the technician to put it right. Then the messages go out by themselves."),
        ),
        "post_unclear": (
            say("The network did not say that it has the post. It may be out, or not."),
            say("Look at the account. Then say that it is out, or have it sent again."),
        ),
    }
)
_OWNER = re.compile(r"[a-z0-9][a-z0-9-]*")
logging.getLogger(LIBRARY).disabled = True
"""It writes addresses, and so keys, into its log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The account of each owner, as Apprise writes it (`mastodons://key@host`); `timeout` in seconds for one post."""

    accounts: Mapping[str, str] = field(repr=False)
    timeout: float = 20.0


class SocialSender:
    """Opens a connection for each post."""

    name = NAME

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, message: Message) -> Outcome:
        """Posts one text over the account of its owner, once. Never raises for what a network can do."""
        account = self._settings.accounts.get(message.address)
        library = import_module(LIBRARY)
        service = library.Apprise.instantiate(account, suppress_exceptions=True) if account else None
        if service is None:
            return not_sent("account_missing", "No account is connected for this post.")
        poster = library.Apprise()
        poster.add(service)
        try:
            taken = poster.notify(
                body=message.body, title=message.subject, body_format="text", timeout=self._settings.timeout
            )
        except Exception:  # a plug-in of the library: nobody knows how far it came
            taken = False
        return (
            accepted(POSTED)
            if taken
            else uncertain("post_unclear", "The network did not say that it has it.")
        )

    def close(self) -> None:
        """Nothing is open."""


def settings_of(means: Means) -> Settings | None:
    """The accounts that are connected; None without one, or without the library."""
    accounts = accounts_in(means.variables)
    return Settings(accounts=accounts) if accounts and find_spec(LIBRARY) else None


def accounts_in(variables: Mapping[str, str]) -> Mapping[str, str]:
    """Accounts by owner; none where nothing is set, or nothing that can be read."""
    try:
        found: Any = json.loads(variables.get(ACCOUNTS) or "{}")
    except ValueError:
        return {}
    fits = isinstance(found, dict) and all(
        _OWNER.fullmatch(owner) and isinstance(account, str) and "://" in account
        for owner, account in found.items()
    )
    return found if fits else {}


def faults(variables: Mapping[str, str], accounts: Collection[str]) -> list[str]:  # noqa: ARG001 - as every file
    """What is wrong with the accounts; never their addresses, which hold keys."""
    if not variables.get(ACCOUNTS):
        return []
    if not accounts_in(variables):
        return [
            f'{ACCOUNTS} must be accounts by district, such as {{"tallow-creek": "mastodons://key@host"}}.'
        ]
    if not find_spec(LIBRARY):
        return [f"{ACCOUNTS} is set, but the library is not installed: pip install 'ballot-service[social]'."]
    return []


def open_sender(settings: Settings) -> SocialSender:
    """A sender for these accounts. It connects when the first post goes out."""
    return SocialSender(settings)
