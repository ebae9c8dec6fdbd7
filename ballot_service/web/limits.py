"""Rate limits. Ballot pages hold up only tokens that do not fit, so one school address locks nobody out."""

from __future__ import annotations

from flask import current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from ballot_service.links import BadLink, Links, Purpose

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", strategy="fixed-window")

WRONG_LINKS = "30 per 10 minutes"
SIGN_IN = "10 per 10 minutes"


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
