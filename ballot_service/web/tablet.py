"""A tablet or computer that people share: the code travels in the form and in no address, and no page lasts.

What a browser keeps in its history is an address, or a form that it can send again. The address says nothing here; a
form that is sent again later than a page may stand is not read, so that Back shows nobody another person's choices.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import current_app, g, request, url_for
from itsdangerous import BadSignature, Signer

from ballot_service.web.clock import now

IDLE = timedelta(minutes=10)
"""How long a page of a ballot stands before it goes back to the start. A minute before, it says so and offers a button
that shows it anew (static/js/clean_start.js; WCAG 2.2.1). Without script it goes unasked."""
THANKS = timedelta(seconds=30)
"""How long tracker and thanks stand. The voter may press the button before."""
ON_THE_WAY = timedelta(minutes=1)
"""For a press in the last moment, on a slow line."""
STAMP = "shown"


def clean_start() -> str:
    """Where the next person begins. It names no language: the browser's own is taken again."""
    return url_for("card.table_start", election_id=g.tablet)


def share(election_id: UUID, code: str) -> None:
    """From here on the pages of this request are those of a shared tablet, on which somebody typed this code."""
    g.tablet = election_id
    g.tablet_frame = {
        "returns": {"seconds": int(IDLE.total_seconds()), "url": clean_start()},
        "carried": [("code", code), (STAMP, _stamp())],
        "help_url": None,
        "start_url": clean_start(),
    }


def start_frame(election_id: UUID) -> dict[str, object]:
    """The start itself is shown anew from time to time, so that its own form never becomes too old."""
    g.tablet = election_id
    return {
        "returns": {"seconds": int(IDLE.total_seconds()), "url": clean_start(), "silent": True},
        "carried": [(STAMP, _stamp())],
        "help_url": None,
    }


def returns_soon() -> None:
    """The page that ends the visit gives way by itself to the next person."""
    g.tablet_frame["returns"] = {"seconds": int(THANKS.total_seconds()), "url": clean_start()}


def is_stale() -> bool:
    """Whether a page was sent that should not stand any more, or one that we never showed."""
    try:
        shown = int(_signer().unsign(request.form.get(STAMP, "")).decode())
    except (BadSignature, ValueError):
        return True
    age = now().timestamp() - shown
    return not 0 <= age <= (IDLE + ON_THE_WAY).total_seconds()


def _stamp() -> str:
    return _signer().sign(str(int(now().timestamp()))).decode()


def _signer() -> Signer:
    return Signer(str(current_app.secret_key), salt="ballot-service:tablet")
