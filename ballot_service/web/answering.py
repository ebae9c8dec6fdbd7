"""What pages hand to the acts that answer people: address, tongue and channels; and the bell that wakes the worker."""

from __future__ import annotations

from flask import current_app

from ballot_service.mailing import channels, channels_for_news
from ballot_service.services.announcing.forms import Post
from ballot_service.web.rows import settings
from ballot_service.web.speaking import speak


def post() -> Post:
    """How people are answered by this installation."""
    return Post(origin=settings().public_origin, speak=speak, channels=channels(settings()))


def post_for_answers() -> Post:
    """How people are answered who have written: also where no personal link may go, such as by WhatsApp."""
    return Post(origin=settings().public_origin, speak=speak, channels=channels_for_news(settings()))


def ring() -> None:
    """Wakes the worker after messages were queued. Without a bell the next sweep finds them."""
    bell = current_app.extensions.get("bell")
    if bell is not None:
        bell.ring()
