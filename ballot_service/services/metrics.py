"""Numbers for monitoring programs in Prometheus' text form: messages by state, attempts by answer, queue, providers.

They are of the whole installation. No person, election, school or address stands in a name or a label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.services.announcing.standing import (
    attempts_by_outcome,
    due_by_way,
    messages_by_status,
    providers_paused,
    waiting_since,
)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics(session: Session, carriers: Iterable[str], now: datetime) -> str:
    """The whole page, each number with its help. `now` is aware; `carriers` are the providers that are used."""
    waits = _seconds(waiting_since(session, now), now)
    due = due_by_way(session, now)
    paused, carriers = providers_paused(session), sorted(set(carriers))
    lines = [
        *_gauge(
            "ballots_messages", "Messages in the outbox by where they stand.", messages_by_status(session)
        ),
        *_gauge("ballots_oldest_due_message_seconds", "How long the oldest due message waits.", {"": waits}),
        *_gauge(
            "ballots_due_messages",
            "Messages that are due and that nobody has taken, by way.",
            {f'way="{way}"': number for way, (number, _since) in due.items()},
        ),
        *_gauge(
            "ballots_queue_age_seconds",
            "How long the oldest due message of a way waits.",
            {f'way="{way}"': _seconds(since, now) for way, (_number, since) in due.items()},
        ),
        *_counter(
            "ballots_attempts_total",
            "Tries to hand a message over that came to an end, by provider and outcome.",
            {
                f'provider="{provider}",outcome="{outcome}"': number
                for (provider, outcome), number in attempts_by_outcome(session, carriers).items()
            },
        ),
        *_gauge(
            "ballots_provider_paused",
            "1 while a provider takes no messages.",
            {f'provider="{name}"': int(name in paused) for name in carriers},
        ),
    ]
    return "\n".join(lines) + "\n"


def _seconds(since: datetime | None, now: datetime) -> int:
    return max(0, int((now - since).total_seconds())) if since else 0


def _gauge(name: str, told: str, values: Mapping[str, int]) -> Iterator[str]:
    return _measured("gauge", name, told, values)


def _counter(name: str, told: str, values: Mapping[str, int]) -> Iterator[str]:
    return _measured("counter", name, told, values)


def _measured(kind: str, name: str, told: str, values: Mapping[str, int]) -> Iterator[str]:
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} {kind}"
    for label, value in values.items():
        yield f"{name}{{{label}}} {value}" if label else f"{name} {value}"
