"""Numbers for monitoring programs in Prometheus' text form: messages by state, attempts by answer, providers.

They are of the whole installation. No person, election, school or address stands in a name or a label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.services.announcing.standing import messages_by_status, providers_paused, waiting_since

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics(session: Session, carriers: Iterable[str], now: datetime) -> str:
    """The whole page, each number with its help. `now` is aware; `carriers` are the providers that are used."""
    since = waiting_since(session, now)
    waits = max(0, int((now - since).total_seconds())) if since else 0
    paused = providers_paused(session)
    lines = [
        *_gauge(
            "ballots_messages", "Messages in the outbox by where they stand.", messages_by_status(session)
        ),
        *_gauge("ballots_oldest_due_message_seconds", "How long the oldest due message waits.", {"": waits}),
        *_gauge(
            "ballots_provider_paused",
            "1 while a provider takes no messages.",
            {f'provider="{name}"': int(name in paused) for name in sorted(set(carriers))},
        ),
    ]
    return "\n".join(lines) + "\n"


def _gauge(name: str, told: str, values: Mapping[str, int]) -> Iterator[str]:
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} gauge"
    for label, value in values.items():
        yield f"{name}{{{label}}} {value}" if label else f"{name} {value}"
