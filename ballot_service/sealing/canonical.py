"""One way to write a document as bytes (RFC 8785), so that two people get the same fingerprint from it.

A fingerprint is the plain SHA-256 of those bytes: anyone can check it with `sha256sum` and no software of
ours.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import NoReturn, TypeAlias

import rfc8785

Document: TypeAlias = Mapping[str, object]
"""A JSON object: text keys; values are text, whole numbers, true/false, null, lists and objects of these."""

FINGERPRINT_LENGTH = 64
_LEFT_OUT_BY_READERS = re.compile(r"[\s:\-\u2010-\u2015\u200e\u200f\u2066-\u2069]+")


class NotCanonical(ValueError):
    """A document that has no single way to be written: a repeated name, a number too large, broken text."""


def canonical_json(document: object) -> bytes:
    """The document's only bytes under RFC 8785. Raises `NotCanonical`."""
    try:
        return rfc8785.dumps(document)  # type: ignore[arg-type]  # it checks the types itself
    except (ValueError, RecursionError) as problem:
        raise NotCanonical(str(problem)) from problem


def fingerprint(document: object) -> str:
    """SHA-256 of the canonical bytes, as 64 hexadecimal digits. Raises `NotCanonical`."""
    return fingerprint_of_bytes(canonical_json(document))


def fingerprint_of_bytes(content: bytes) -> str:
    """SHA-256 of bytes that are already in their final form, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def in_groups(printed: str) -> str:
    """A fingerprint as it is printed: sixteen groups of four, easier to compare by eye and to type."""
    return " ".join(printed[start : start + 4] for start in range(0, len(printed), 4))


def bare_fingerprint(printed: str) -> str:
    """What a person typed or pasted, without spaces, hyphens, colons, text-direction marks and capitals."""
    return _LEFT_OUT_BY_READERS.sub("", printed).lower()


def same_fingerprint(printed: str, actual: str) -> bool:
    """Whether the whole printed fingerprint is the actual one. A part of it is not enough."""
    return len(actual) == FINGERPRINT_LENGTH and bare_fingerprint(printed) == actual.lower()


def read_json(content: bytes) -> object:
    """Reads JSON that can be read in one way only. Raises `NotCanonical` on repeated keys, NaN or broken
    text.
    """
    try:
        return json.loads(
            content.decode("utf-8"), object_pairs_hook=_without_repeats, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError) as problem:
        raise NotCanonical(f"it cannot be read as JSON ({problem})") from problem


def read_canonical_json(content: bytes) -> object:
    """Reads JSON and refuses bytes that are not the canonical ones. Raises `NotCanonical`."""
    document = read_json(content)
    if canonical_json(document) != content:
        raise NotCanonical("it is not written in the agreed order and spacing (RFC 8785)")
    return document


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotCanonical("a name stands twice in one object")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise NotCanonical(f"{name} is not a number")
