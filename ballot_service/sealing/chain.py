"""The trail's hash chain: each entry's hash covers the entry and the hash before it, so no past line can
change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from ballot_service.rules.words import Sentence, say
from ballot_service.sealing.canonical import Document, NotCanonical, canonical_json

GENESIS = "0" * 64
"""The hash before the first entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainEntry:
    """One line of the trail. `number` counts from 1; `previous` and `hash` are 64 hexadecimal digits."""

    number: int
    previous: str
    hash: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenEntry:
    """The first entry that does not fit, and what is wrong with it."""

    number: int
    sentence: Sentence


def entry_hash(previous: str, document: Document) -> str:
    """SHA-256 over the hash before and the entry's canonical JSON. Raises `NotCanonical` or ValueError."""
    return hashlib.sha256(
        b"ballot-service/trail/v1\x00" + bytes.fromhex(previous) + canonical_json(document)
    ).hexdigest()


def next_entry(last: ChainEntry | None, document: Document) -> ChainEntry:
    """The entry that follows `last` (None: the first of all)."""
    previous = last.hash if last else GENESIS
    number = last.number + 1 if last else 1
    return ChainEntry(
        number=number, previous=previous, hash=entry_hash(previous, document), document=document
    )


def first_broken(entries: Iterable[ChainEntry], after: ChainEntry | None = None) -> BrokenEntry | None:
    """The first entry that does not follow from the one before, or None for an unbroken chain."""
    last = after
    for entry in entries:
        if sentence := _objection(last, entry):
            return BrokenEntry(number=entry.number, sentence=sentence)
        last = entry
    return None


def _objection(last: ChainEntry | None, entry: ChainEntry) -> Sentence | None:
    number = last.number + 1 if last else 1
    if entry.number != number:
        return say(
            "Entry {number} of the trail is missing: entry {found} stands in its place.",
            number=number,
            found=entry.number,
        )
    if entry.previous != (last.hash if last else GENESIS):
        return say("Entry {number} of the trail does not follow from the entry before it.", number=number)
    try:
        fits = entry.hash == entry_hash(entry.previous, entry.document)
    except (NotCanonical, ValueError):
        fits = False
    return (
        None if fits else say("Entry {number} of the trail was changed after it was written.", number=number)
    )
