"""The sealed envelopes of a bundle in the order of the log, what became of each, and the public tracker
list.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ballot_service.rules.ballot_account import RejectionKind
from ballot_service.sealing.trackers import tracker

ACCEPTED = "accepted"
PROVISIONAL = "provisional"
"""Not yet decided. Every other word is a `RejectionKind` of the canvass rules."""

ENVELOPE_COLUMNS = "position,envelope,tracker,manifest_version,disposition,sealed"
TRACKER_COLUMNS = "tracker,disposition"
_WORDS = frozenset((ACCEPTED, PROVISIONAL, *RejectionKind))
_HASH = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


class UnreadableEnvelopes(ValueError):
    """A list of envelopes that cannot be read; the text names the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEnvelope:
    """One sealed envelope. `hash` is its name in the log; `disposition` says what became of it."""

    hash: str
    manifest_version: int
    disposition: str
    sealed: bytes

    @property
    def tracker(self) -> str:
        return tracker(self.hash)


def write_envelopes(envelopes: Sequence[ListedEnvelope]) -> bytes:
    """CSV in the order of the log. Raises `UnreadableEnvelopes` for what could not be read back."""
    lines = [ENVELOPE_COLUMNS]
    for position, envelope in enumerate(envelopes, start=1):
        if envelope.disposition not in _WORDS or not _HASH.fullmatch(envelope.hash):
            raise UnreadableEnvelopes(f"envelope {position} has no proper hash or disposition")
        sealed = base64.b64encode(envelope.sealed).decode("ascii")
        lines.append(
            f"{position},{envelope.hash},{envelope.tracker},{envelope.manifest_version},"
            f"{envelope.disposition},{sealed}"
        )
    return ("\n".join(lines) + "\n").encode()


def read_envelopes(content: bytes) -> tuple[ListedEnvelope, ...]:
    """The envelopes in a CSV file; hashes are **not yet checked** against the sealed bytes.

    Raises `UnreadableEnvelopes`, also where a tracker is not the one its hash gives.
    """
    lines = content.split(b"\n")
    if lines[0] != ENVELOPE_COLUMNS.encode() or lines[-1] != b"":
        raise UnreadableEnvelopes(
            "the first line does not name the agreed columns, or the last line is cut off"
        )
    return tuple(_read_line(number, line) for number, line in enumerate(lines[1:-1], start=1))


def write_trackers(envelopes: Sequence[ListedEnvelope]) -> bytes:
    """The public list, sorted by tracker, so that it says nothing of the order of voting."""
    lines = sorted(f"{envelope.tracker},{envelope.disposition}" for envelope in envelopes)
    return "\n".join([TRACKER_COLUMNS, *lines, ""]).encode()


def _read_line(number: int, line: bytes) -> ListedEnvelope:
    listed, _, sealed = line.rpartition(b",")
    position, name, shown, version, disposition = _cells(number, listed)
    if position != str(number):
        raise UnreadableEnvelopes(f"envelope {number} is missing: number {position} stands in its place")
    if not (_HASH.fullmatch(name) and _NUMBER.fullmatch(version) and disposition in _WORDS):
        raise UnreadableEnvelopes(f"envelope {number} has no proper hash, version or disposition")
    if shown != tracker(name):
        raise UnreadableEnvelopes(f"the tracker of envelope {number} is not the one that its hash gives")
    return ListedEnvelope(
        hash=name, manifest_version=int(version), disposition=disposition, sealed=_from_base64(number, sealed)
    )


def _cells(number: int, listed: bytes) -> list[str]:
    cells = listed.decode("ascii", errors="replace").split(",")
    if len(cells) != ENVELOPE_COLUMNS.count(","):
        raise UnreadableEnvelopes(f"envelope {number} does not have the agreed cells")
    return cells


def _from_base64(number: int, sealed: bytes) -> bytes:
    """Strict, and quicker than the library's own way: at the shortest length no sign was skipped."""
    try:
        opaque = binascii.a2b_base64(sealed)
    except binascii.Error as problem:
        raise UnreadableEnvelopes(f"the sealed bytes of envelope {number} are broken") from problem
    end = opaque[-(len(opaque) % 3 or 3) :]
    if len(sealed) != -(-len(opaque) // 3) * 4 or binascii.b2a_base64(end, newline=False) != sealed[-4:]:
        raise UnreadableEnvelopes(f"the sealed bytes of envelope {number} are not in plain base64")
    return opaque
