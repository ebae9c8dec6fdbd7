"""Who may be told that a ballot was cast with their link: only at an address that is theirs alone.

Whoever shares a phone or a mailbox with a voter would learn that a ballot was cast, so the council has to choose it,
and nobody is told who shares. It is said once, after the close, about all ballots at once, in an order drawn by lot:
docs/decisions/0021-when-people-are-told-that-a-ballot-was-received.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

SOURCE = "R107; requirements 1.15 and design, secrecy; the guidance asks for none, so a council chooses it."


def addresses_of_one(held: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Of all (person, address) in the files those whose address nobody else has."""
    holders: dict[str, set[str]] = {}
    pairs = set(held)
    for person, address in pairs:
        holders.setdefault(address, set()).add(person)
    return frozenset((person, address) for person, address in pairs if len(holders[address]) == 1)


def is_time_to_tell(
    *,
    chosen: bool,
    closes_at: datetime,
    counted_at: datetime | None,
    is_paused: bool = False,
    told: bool,
    now: datetime,
) -> bool:
    """Once, from the close on, and not after the count: then nobody knows any more which ballots came by link.

    Not while voting is paused either: it may go on with a later close.
    """
    return chosen and not told and not is_paused and counted_at is None and closes_at <= now
