"""The key that a form without a session carries: signed, with its time, good for one filing.

A form that anybody may fill in uses no authority of the reader, so it needs no proof against forgery by other pages.
It needs one against programs: only a page of this service, opened while forms are open, makes a key, and each key
files one form. Keys last a day, so that a form left open overnight still works.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

LASTS = timedelta(hours=24)
LONGEST = 300


@dataclass(frozen=True)
class FormKey:
    """When the page was first opened (aware UTC), and what tells this form from others."""

    made_at: datetime
    once: str

    def is_fresh(self, now: datetime) -> bool:
        return self.made_at <= now < self.made_at + LASTS


class FormKeys:
    """Makes and reads keys for one purpose, such as the forms of one election. `secret_keys` come newest first."""

    def __init__(self, secret_keys: Sequence[str], purpose: str) -> None:
        self._serializer = URLSafeSerializer(
            list(reversed(secret_keys)), salt=f"ballot-service:form:{purpose}"
        )

    def new(self, now: datetime) -> str:
        """The text that travels in a hidden field. `now` is aware."""
        written = self._serializer.dumps([int(now.timestamp()), secrets.token_hex(16)])
        return written if isinstance(written, str) else written.decode()

    def read(self, written: str) -> FormKey | None:
        """The key, or None for a text that this service did not make."""
        try:
            made_at, once = self._serializer.loads(written[:LONGEST])
        except (BadSignature, ValueError, TypeError):
            return None
        return FormKey(datetime.fromtimestamp(made_at, UTC), once)
