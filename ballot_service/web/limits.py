"""Rate limits. Ballot pages hold up only tokens that do not fit, so one school address locks nobody out."""

from __future__ import annotations

from hashlib import sha256

from flask import current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from ballot_service.links import BadLink, Links, Purpose

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", strategy="fixed-window")

WRONG_LINKS = "30 per 10 minutes"
SIGN_IN = "100 per 10 minutes"
"""From one network: a whole district office may sit behind one address."""
SIGN_IN_MAILS = "5 per 10 minutes"
"""To one mailbox, wherever the wish comes from."""


def typed_mailbox() -> str:
    """Whose mailbox is meant, as a digest: limits keep no addresses."""
    typed = " ".join(request.form.get("email", "").split()).casefold()
    return sha256(typed.encode()).hexdigest()


def is_our_link() -> bool:
    """Whether this installation made the ballot link asked for: its signature fits, told without the database.

    Such a link is never held up. Otherwise thirty wrong ones would lock out every voter behind the same address.
    """
    links: Links = current_app.extensions["links"]
    try:
        links.key(Purpose.BALLOT, (request.view_args or {})["token"])
    except BadLink:
        return False
    return True
